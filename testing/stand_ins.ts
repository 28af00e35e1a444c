/**
 * States and methods that stand in for those of a program that is not there.
 *
 * @module
 */
import { Method } from "../peer/elements/method.ts";
import type {
  CallHandler,
  MethodOptions,
} from "../peer/elements/method_options.ts";
import { State } from "../peer/elements/state.ts";
import type { PlainStateOptions } from "../peer/elements/state_options.ts";

/** A state that remembers what others have set. */
export class StandInState<T = unknown> extends State<T> {
  /** Every value that was asked for, in order, also those that were refused. */
  readonly sets: readonly T[];

  /**
   * A state that is not on the bus yet; {@linkcode TestBus.state} adds one.
   *
   * @param path The path, unique on the whole bus.
   * @param value The first value.
   * @param options The handler and more; without a handler every value is taken.
   */
  constructor(path: string, value: T, options: PlainStateOptions<T> = {}) {
    const { set } = options;
    const sets: T[] = [];
    super(path, value, {
      fetchOnly: false,
      ...options,
      set(value, context) {
        sets.push(value);
        return set?.(value, context);
      },
    });
    this.sets = sets;
  }
}

/** A method that remembers how it was called. */
export class StandInMethod<Args = unknown, Result = unknown>
  extends Method<Args, Result> {
  /** The arguments of every call, in order, also of those that failed. */
  readonly calls: readonly Args[];

  /**
   * A method that is not on the bus yet; {@linkcode TestBus.method} adds one.
   *
   * @param path The path, unique on the whole bus.
   * @param handler Carries out the calls.
   * @param options Schemas and more.
   */
  constructor(
    path: string,
    handler: CallHandler<Args, Result>,
    options: MethodOptions<Args, Result> = {},
  ) {
    const calls: Args[] = [];
    super(path, (args, context) => {
      calls.push(args);
      return handler(args, context);
    }, options);
    this.calls = calls;
  }
}
