/**
 * Methods: what others can call at this peer.
 *
 * @module
 */
import { type Access, OwnedElement } from "./element.ts";
import { claimed, isThenable } from "./guards.ts";
import { checkTimeout } from "./requests.ts";

/** What a method's handler is told besides the arguments. */
export interface CallContext {
  /** The path of the method. */
  readonly path: string;
}

/**
 * Carries out a call and returns, or promises, its result. The arguments are
 * what the caller sent, an array or an object, `[]` if there were none; what
 * came as a value of binary Jet and is no JSON is the only one in an array. The
 * type is not checked. What it throws is the caller's error:
 * {@linkcode InvalidArgument} and every other {@linkcode JetError} as they are,
 * any other `Error` with its message. A handler that returns nothing gives the
 * caller `{}`.
 */
export type CallHandler<Args, Result> = (
  args: Args,
  context: CallContext,
) => Result | Promise<Result>;

/** What a method can be given. */
export interface MethodOptions {
  /** Who may fetch and call it. */
  access?: Access;
  /**
   * Seconds that a call may take unless the caller gives a time of its own;
   * by default the daemon's (5 s).
   */
  timeout?: number;
}

/**
 * A method: a path that everybody can call.
 *
 * @example
 * ```ts ignore
 * await peer.add(
 *   new Method("math/sum", (numbers: number[]) =>
 *     numbers.reduce((sum, each) => sum + each, 0)),
 * );
 * console.log(await peer.call<number>("math/sum", [1, 2, 3])); // 6
 * ```
 */
export class Method<Args = unknown, Result = unknown> extends OwnedElement {
  readonly #handler: CallHandler<Args, Result>;

  /**
   * A method that is not on the bus yet: `peer.add(method)`.
   *
   * @param path The path, unique on the whole bus.
   * @param handler Carries out the calls.
   * @throws {RangeError} if the timeout is not a number above 0.
   */
  constructor(
    path: string,
    handler: CallHandler<Args, Result>,
    options: MethodOptions = {},
  ) {
    super(path, options);
    checkTimeout(options.timeout);
    this.#handler = handler;
  }

  /** @internal */
  override handle(params: unknown): unknown {
    const args = claimed<Args>(params ?? []);
    const result = this.#handler(args, { path: this.path });
    return isThenable(result)
      ? result.then(resultOrNothing)
      : resultOrNothing(result);
  }
}

/** An answer needs a result, and node-jet's methods give `{}` for none. */
function resultOrNothing(result: unknown): unknown {
  return result === undefined ? {} : result;
}
