/**
 * Methods: what others can call at this peer.
 *
 * @module
 */
import { OwnedElement } from "./element.ts";
import { ElementCore, setCore, SHARED_OPTIONS } from "./element_core.ts";
import type {
  Access,
  DescribedOptions,
  ElementSchemas,
  OccupiedOptions,
  StayOptions,
} from "./host.ts";
import { type RequestInfo, RequestScope } from "./request_scope.ts";
import { claimed, isThenable } from "../../base/narrowing.ts";
import { ownersFault, type StandardSchema, validated } from "./schema.ts";

/** Second argument of a method's handler. */
export type CallContext = RequestInfo;

/**
 * Carries out a call and returns, or promises, its result. The arguments are
 * what the caller sent, an array or an object, `[]` if there were none; what
 * came as a value of binary Jet and is no JSON is the only one in an array. The
 * type is not checked, unless there is a schema. What it throws is the caller's error:
 * {@linkcode InvalidArgument} and every other {@linkcode JetError} as they are,
 * any other `Error` with its message. A handler that returns nothing gives the
 * caller `{}`.
 */
export type CallHandler<Args, Result> = (
  args: Args,
  context: CallContext,
) => Result | Promise<Result>;

/** What a method can be given. */
export interface MethodOptions<Args = unknown, Result = unknown>
  extends OccupiedOptions, DescribedOptions, StayOptions {
  /** The groups of users that may fetch and call it. */
  access?: Access;
  /**
   * Seconds that a call may take unless the caller gives a time of its own;
   * by default the daemon's (5 s).
   */
  timeout?: number;
  /**
   * Checks the arguments of each call. Refused arguments fail the call with
   * {@linkcode InvalidArgument} and the issues, see {@linkcode issuesOf}. The
   * handler gets what it makes of them, and their type. If it can give JSON
   * Schema, that is `meta.params` by itself.
   */
  params?: StandardSchema<unknown, Args>;
  /**
   * Checks what the handler returns; the caller gets what it makes of that. A
   * result that it refuses is the owner's mistake: the caller gets a
   * {@linkcode PeerError}. If it can give JSON Schema, that is `meta.result` by
   * itself.
   */
  result?: StandardSchema<Result, unknown>;
}

/**
 * A method: a path that other peers can call.
 *
 * @example
 * ```ts
 * import { TestBus } from "../../testing.ts";
 * import { Method } from "../../peer.ts";
 *
 * await using bus = new TestBus();
 * const peer = await bus.peer();
 * await peer.add(
 *   new Method("math/sum", (numbers: number[]) =>
 *     numbers.reduce((sum, each) => sum + each, 0)),
 * );
 * console.log(await peer.call<number>("math/sum", [1, 2, 3])); // 6
 * ```
 *
 * @example Arguments that are checked
 * ```ts
 * import { TestBus } from "../../testing.ts";
 * import { Method } from "../../peer.ts";
 * import { z } from "npm:zod@4.4.3";
 *
 * await using bus = new TestBus();
 * const peer = await bus.peer();
 * const params = z.object({ to: z.string(), volume: z.number().max(10) });
 * await peer.add(
 *   new Method("say", ({ to, volume }) => `${to}${"!".repeat(volume)}`, { params }),
 * );
 * console.log(await peer.call("say", { to: "Ann", volume: 2 })); // Ann!!
 * await peer.call("say", { to: "Ann", volume: 11 })
 *   .catch((error) => console.log(error.name)); // InvalidArgument
 * ```
 */
export class Method<Args = unknown, Result = unknown> extends OwnedElement {
  /**
   * A method that is not on the bus yet: `peer.add(method)`.
   *
   * @param path The path, unique on the whole bus.
   * @param handler Carries out the calls.
   * @param options Schemas and more.
   * @throws {RangeError} if the timeout is not a number above 0.
   * @throws {TypeError} if the handler is no function, or an option is unknown.
   */
  constructor(
    path: string,
    handler: CallHandler<Args, Result>,
    options: MethodOptions<Args, Result> = {},
  ) {
    super();
    setCore(this, new MethodCore(path, handler, options));
  }
}

const OPTIONS = {
  ...SHARED_OPTIONS,
  params: 1,
  result: 1,
} satisfies Record<keyof MethodOptions, 1>;

/** A method behind its public face. */
class MethodCore<Args, Result> extends ElementCore {
  readonly #handler: CallHandler<Args, Result>;
  readonly #params: StandardSchema<unknown, Args> | undefined;
  readonly #result: StandardSchema<Result, unknown> | undefined;

  constructor(
    path: string,
    handler: CallHandler<Args, Result>,
    options: MethodOptions<Args, Result>,
  ) {
    super(path, options, OPTIONS);
    if (typeof handler !== "function") {
      throw new TypeError("a method has a handler: write (args) => result");
    }
    this.#handler = handler;
    this.#params = options.params;
    this.#result = options.result;
  }

  override get schemas(): ElementSchemas {
    return { params: this.#params, result: this.#result };
  }

  override handle(params: unknown, scope = new RequestScope()): unknown {
    const args = this.#params === undefined
      ? claimed<Args>(params ?? [])
      : validated(this.#params, params ?? []);
    return isThenable(args)
      ? args.then((late) => this.#call(late, scope))
      : this.#call(args, scope);
  }

  #call(args: Args, scope: RequestScope): unknown {
    const result = this.#handler(args, scope.infoFor(this.path, {}));
    return isThenable(result)
      ? result.then((late) => this.#checkedResult(late))
      : this.#checkedResult(result);
  }

  #checkedResult(result: Result): unknown {
    if (this.#result === undefined) return resultOrNothing(result);
    const what = `the result of ${JSON.stringify(this.path)}`;
    try {
      const checked = validated(this.#result, result);
      return isThenable(checked)
        ? checked.then(resultOrNothing, (error: unknown) => {
          throw ownersFault(error, what);
        })
        : resultOrNothing(checked);
    } catch (error) {
      throw ownersFault(error, what);
    }
  }
}

/** An answer needs a result, and node-jet's methods give `{}` for none. */
function resultOrNothing(result: unknown): unknown {
  return result === undefined ? {} : result;
}
