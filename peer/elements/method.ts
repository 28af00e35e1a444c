/**
 * Methods: what others can call at this peer.
 *
 * @module
 */
import { OwnedElement } from "./element.ts";
import { setCore } from "./element_core.ts";
import { MethodCore } from "./method_core.ts";
import type { CallHandler, MethodOptions } from "./method_options.ts";

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
