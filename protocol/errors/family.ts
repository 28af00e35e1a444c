/**
 * The errors of the bus, as a family.
 *
 * @example
 * ```ts
 * import { errors } from "../../peer.ts";
 * import { TestBus } from "../../testing.ts";
 *
 * await using bus = new TestBus();
 * const peer = await bus.peer();
 * try {
 *   await peer.get("house/target");
 * } catch (error) {
 *   if (!(error instanceof errors.NotFound)) throw error;
 *   console.log(error.path); // house/target
 * }
 * ```
 *
 * @module
 */
export {
  ConnectionClosed,
  InvalidArgument,
  JetError,
  type JetErrorOptions,
  PeerTimeout,
  Unauthorized,
} from "./classes.ts";
export { FetchOnly, NotFound, Occupied, PeerError } from "./owner_classes.ts";
