/**
 * The graph of GUN for programs: a small typed API over the protocol that the
 * daemon's relay, GUN's own relays and their clients speak. It imports nothing
 * from outside the project and runs in Deno, Bun, Node (22 or newer) and
 * browsers.
 *
 * @example A node, and a program that watches it
 * ```ts ignore
 * import { Graph } from "./gun.ts";
 *
 * await using graph = await Graph.connect("ws://localhost:11123/gun");
 * const mark = graph.get("mark");
 * mark.on(({ key, value }) => console.log(key, value));
 * await mark.put({ name: "Mark", boss: { name: "Fluffy" } });
 * console.log(await mark.get("boss").get("name").once()); // Fluffy
 * ```
 *
 * @module
 */
export type { ReconnectOptions } from "./base/backoff.ts";
export {
  GraphClosed,
  GraphError,
  GraphRefused,
  GraphTimeout,
  QueueFull,
} from "./gun/client/errors.ts";
export { Graph } from "./gun/client/graph.ts";
export type { Member } from "./gun/client/members.ts";
export { GraphNode, GraphProperty } from "./gun/client/node.ts";
export type {
  GraphOptions,
  RequestOptions,
  WatchOptions,
} from "./gun/client/options.ts";
export type { Range } from "./gun/client/range.ts";
export type { GraphChange } from "./gun/client/replica.ts";
export type { GraphInput, NodeInput } from "./gun/client/writing.ts";
export {
  type GraphLink,
  type GraphValue,
  isLink,
  isValue,
} from "./gun/graph/value.ts";
