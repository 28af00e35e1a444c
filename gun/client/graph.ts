/**
 * The graph: a program's way to a relay of GUN.
 *
 * @module
 */
import type { GraphLink, GraphValue } from "../graph/value.ts";
import { Core } from "./core.ts";
import { createNode, type GraphNode } from "./node.ts";
import type { GraphOptions, RequestOptions } from "./options.ts";
import { type Range, rangeToWire } from "./range.ts";

/**
 * The graph of a relay: Jet's daemon, or any other that speaks the protocol of
 * GUN. It runs in Deno, Bun, Node (22 or newer) and browsers.
 *
 * It keeps a copy of what is watched and of nothing else. When it loses its
 * relay it tries to come back, subscribes again, and sends what was put
 * meanwhile and what has not been acknowledged.
 *
 * @example
 * ```ts ignore
 * import { Graph } from "./gun.ts";
 *
 * await using graph = await Graph.connect("ws://localhost:11123/gun");
 * const mark = graph.get("mark");
 * mark.get("name").on(({ value }) => console.log("name:", value));
 * await mark.put({ name: "Mark", boss: { name: "Fluffy" } });
 * console.log(await mark.get("boss").get("name").once()); // Fluffy
 * ```
 */
export class Graph implements AsyncDisposable {
  readonly #core: Core;

  private constructor(core: Core) {
    this.#core = core;
  }

  /**
   * Connects to a relay.
   *
   * @param address `ws://host:port/gun`, or with `wss`, `http` or `https`;
   * without a path it is `/gun`.
   * @throws {GraphClosed} if there is no relay; it is not tried again.
   * @throws {TypeError} if it is no address of a relay.
   * @throws {RangeError} if an option is out of its range.
   * @throws the reason of the signal.
   */
  static async connect(
    address: string,
    options: GraphOptions = {},
  ): Promise<Graph> {
    const core = new Core(address, options);
    await core.connect();
    return new Graph(core);
  }

  /** Whether there is a connection now. */
  get connected(): boolean {
    return this.#core.connected;
  }

  /** Whether the graph is closed for good. */
  get closed(): boolean {
    return this.#core.closed;
  }

  /** The number of nodes of which there is a copy here: those watched. */
  get copies(): number {
    return this.#core.copies;
  }

  /**
   * A node.
   *
   * @param soul Its soul, or a link to it.
   * @throws {TypeError} if the soul is empty.
   */
  get(soul: string | GraphLink): GraphNode {
    const name = typeof soul === "string" ? soul : soul["#"];
    if (name === "") throw new TypeError("no node has an empty soul");
    return createNode(this.#core, { soul: name });
  }

  /**
   * The nodes whose souls lie in a range, with their properties.
   *
   * @throws {TypeError} if the range has no condition.
   * @throws {RangeError} if its limit is none.
   * @throws {GraphRefused} if the relay refuses the range, as ours does with
   * one that would be everything.
   * @throws {GraphTimeout} if the relay does not answer in time.
   * @throws {GraphClosed} if the graph is closed before.
   *
   * @example
   * ```ts ignore
   * for (const [soul, post] of await graph.query({ prefix: "post/" })) {
   *   console.log(soul, post.get("title"));
   * }
   * ```
   */
  async query(
    range: Range,
    options: RequestOptions = {},
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, GraphValue>>> {
    const { condition, limits } = rangeToWire(range);
    const found = await this.#core.read({ "#": condition, ...limits }, options);
    return new Map(
      Array.from(found, ([soul, properties]) => [soul, properties.values()]),
    );
  }

  /**
   * Closes the graph: subscriptions end, requests that wait fail with
   * {@linkcode GraphClosed}, what was put and not sent is lost.
   */
  close(): void {
    this.#core.close();
  }

  /** {@linkcode Graph.close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }
}
