/**
 * The graph of GUN for programs: a small typed API over the protocol that the
 * daemon's relay, GUN's own relays and their clients speak. It imports nothing
 * from outside the project and runs in Deno, Bun, Node (22 or newer) and
 * browsers.
 *
 * @example A node, and a program that watches it
 * ```ts ignore
 * import { Graph } from "./mod.ts";
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
export type { ReconnectOptions } from "../peer/backoff.ts";
export {
  GraphClosed,
  GraphError,
  GraphRefused,
  GraphTimeout,
  QueueFull,
} from "./client/errors.ts";
export { Graph } from "./client/graph.ts";
export { GraphNode, GraphProperty, type Member } from "./client/node.ts";
export type {
  GraphOptions,
  RequestOptions,
  WatchOptions,
} from "./client/options.ts";
export type { Range } from "./client/range.ts";
export type { Change } from "./client/replica.ts";
export type { Input, NodeInput } from "./client/writing.ts";
export { isLink, isValue, type Link, type Value } from "./value.ts";
