/**
 * Handles of nodes and of their properties.
 *
 * @module
 */
import { type GraphValue, isLink } from "../graph/value.ts";
import { compareNames } from "../graph/order.ts";
import type { Core } from "./core.ts";
import { type Member, watchMembers } from "./members.ts";
import { randomId } from "./message.ts";
import type { RequestOptions, WatchOptions } from "./options.ts";
import { type Range, rangeToWire } from "./range.ts";
import type { GraphChange } from "./replica.ts";
import { type Begin, feed, listen } from "./subscription.ts";
import { type GraphInput, type NodeInput, Writing } from "./writing.ts";

/** Where a node is: at a soul, or wherever a property links to. */
type NodeLocation = { readonly soul: string } | { readonly via: GraphProperty };

/** The soul of the node that a property links to, which is made if need be. */
type LinkedNode = (soul: string, key: string) => Promise<string>;

/** Makes a node. */
export let createNode: (core: Core, location: NodeLocation) => GraphNode;

/** Makes a property. */
let createProperty: (
  core: Core,
  parent: GraphNode,
  key: string,
) => GraphProperty;

/** The soul of a node; missing nodes on the way to it are made. */
let resolve: (node: GraphNode, linked: LinkedNode) => Promise<string>;

/**
 * Watches a node, wherever it is now.
 *
 * @param begin Called for each soul that it has in the course of time.
 */
let follow: (
  node: GraphNode,
  begin: (soul: string) => () => void,
) => () => void;

/**
 * A node of the graph: of one soul, or the one that a property links to now.
 * It is a handle, cheap to make, that reads and watches only on request.
 *
 * @example
 * ```ts ignore
 * const mark = graph.get("mark");
 * await mark.put({ name: "Mark", boss: { name: "Fluffy" } });
 * console.log(await mark.get("boss").get("name").once()); // Fluffy
 * ```
 */
export class GraphNode {
  readonly #core: Core;
  readonly #location: NodeLocation;

  static {
    createNode = (core, location) => new GraphNode(core, location);
    resolve = (node, linked) => node.#resolve(linked);
    follow = (node, begin) => node.#follow(begin);
  }

  private constructor(core: Core, location: NodeLocation) {
    this.#core = core;
    this.#location = location;
  }

  /**
   * A property.
   *
   * @param key Its name; any text but `""` and `"_"`, which GUN keeps.
   */
  get(key: string): GraphProperty {
    return createProperty(this.#core, this, key);
  }

  /**
   * Puts properties; others stay as they are. Objects in it become nodes of
   * their own: the ones that the properties link to already, or new ones at
   * the soul of this node, a slash and the key. Fulfilled when the relay has
   * kept it. Listeners of this graph are called at once.
   *
   * Without a connection the put is queued for the next one.
   *
   * @throws {GraphRefused} if the relay refuses it; it is undone here.
   * @throws {GraphTimeout} if the relay does not answer in time.
   * @throws {QueueFull} if too much waits for the relay already.
   * @throws {GraphClosed} if the graph is closed before.
   * @throws {TypeError} if something can't be put: `undefined`, numbers that
   * are not finite, arrays, objects of classes, the keys `""` and `"_"`.
   */
  async put(
    properties: NodeInput | ReadonlyMap<string, GraphInput>,
    options: RequestOptions = {},
  ): Promise<void> {
    const writing = new Writing(this.#core, options);
    const { soul } = this.#at();
    const filled = writing.fillNode(
      soul ?? await this.#resolve(writing.linked),
      properties,
    );
    // A put that needs no look-up is visible to listeners in the same turn.
    if (filled !== undefined) await filled;
    await writing.put();
  }

  /**
   * The present properties. They come from the local copy while the node is
   * watched, otherwise from the relay.
   *
   * @throws {GraphTimeout} if the relay does not answer in time.
   * @throws {GraphClosed} if the graph is closed before.
   */
  async once(
    options: RequestOptions = {},
  ): Promise<ReadonlyMap<string, GraphValue>> {
    const soul = await this.soul(options);
    if (soul === undefined) return new Map();
    const properties = await this.#core.once(soul, undefined, options);
    return properties.values();
  }

  /**
   * The properties whose names lie in a range, in order of the names, or in
   * the reverse order if that is asked for.
   *
   * @throws {TypeError} if the range has no condition.
   * @throws {RangeError} if its limit is none.
   * @throws {GraphRefused} if the relay refuses the range.
   * @throws {GraphTimeout} if the relay does not answer in time.
   * @throws {GraphClosed} if the graph is closed before.
   *
   * @example
   * ```ts ignore
   * const may = await graph.get("days").query({ prefix: "2020-05-" });
   * for (const [day, value] of may) console.log(day, value);
   * ```
   */
  async query(
    range: Range,
    options: RequestOptions = {},
  ): Promise<ReadonlyMap<string, GraphValue>> {
    const { condition, limits } = rangeToWire(range);
    const soul = await this.soul(options);
    if (soul === undefined) return new Map();
    const found = await this.#core.read(
      { "#": soul, ".": condition, ...limits },
      options,
    );
    const values = [...found.get(soul)?.values() ?? []];
    const sign = range.reverse === true ? -1 : 1;
    return new Map(values.sort(([a], [b]) => sign * compareNames(a, b)));
  }

  /**
   * Calls back with the present value of each property and with every change.
   * Values that are known already are delivered during this call.
   *
   * @returns ends it.
   * @throws {GraphClosed} if the graph is closed.
   */
  on(
    callback: (change: GraphChange) => void,
    options: WatchOptions = {},
  ): () => void {
    return listen(this.#core, this.#changes(), callback, options);
  }

  /**
   * The present value of each property and every change, for a loop. It ends
   * when the loop is left, the signal is aborted or the graph is closed. While
   * the loop is busy, only the newest change of each property is kept.
   *
   * @throws {GraphClosed} if the graph is closed.
   * @throws the reason in the loop, if the connection is lost for good.
   *
   * @example
   * ```ts ignore
   * for await (const { key, value } of graph.get("mark").changes()) {
   *   console.log(key, value);
   * }
   * ```
   */
  changes(
    options: WatchOptions = {},
  ): AsyncIterableIterator<GraphChange, undefined> {
    // A JSON text can't be mistaken for that of another pair.
    return feed(
      this.#core,
      this.#changes(),
      options,
      ({ soul, key }) => JSON.stringify([soul, key]),
    );
  }

  /**
   * Calls back for each property of the node, with the properties of the node
   * that it links to, when it comes and whenever something in it changes; with
   * the value `null` when it is removed.
   *
   * @returns ends it.
   * @throws {GraphClosed} if the graph is closed.
   *
   * @example
   * ```ts ignore
   * graph.get("todo").map(({ value, properties }) => {
   *   if (value !== null) console.log(properties.get("title"));
   * });
   * ```
   */
  map(
    callback: (member: Member) => void,
    options: WatchOptions = {},
  ): () => void {
    return listen(this.#core, this.#members(), callback, options);
  }

  /**
   * The members that {@linkcode GraphNode.map} delivers, for a loop. While the
   * loop is busy, only the newest item of each member is kept.
   *
   * @throws {GraphClosed} if the graph is closed.
   * @throws the reason in the loop, if the connection is lost for good.
   */
  members(
    options: WatchOptions = {},
  ): AsyncIterableIterator<Member, undefined> {
    return feed(this.#core, this.#members(), options, ({ key }) => key);
  }

  /**
   * Adds an item to the node as a set: a node that is there, or a new one with
   * these properties. Take it out with `put({ [soul]: null })`.
   *
   * @returns the item, when the relay has kept it.
   * @throws as {@linkcode GraphNode.put}.
   */
  async set(
    item: GraphNode | NodeInput | ReadonlyMap<string, GraphInput>,
    options: RequestOptions = {},
  ): Promise<GraphNode> {
    const writing = new Writing(this.#core, options);
    const set = this.#at().soul ?? await this.#resolve(writing.linked);
    let soul: string;
    if (item instanceof GraphNode) {
      soul = item.#at().soul ?? await item.#resolve(writing.linked);
    } else {
      // Items of a set in a user's space are in that space, too.
      soul = set.includes("~") ? `${set}/${randomId(20)}` : randomId(20);
      const filled = writing.fillNode(soul, item);
      if (filled !== undefined) await filled;
    }
    writing.add(set, soul, { "#": soul });
    await writing.put();
    return new GraphNode(this.#core, { soul });
  }

  /**
   * The soul of the node; nothing if the property does not link to one.
   *
   * @throws {GraphTimeout} if the relay does not answer in time.
   * @throws {GraphClosed} if the graph is closed before.
   */
  async soul(options: RequestOptions = {}): Promise<string | undefined> {
    if ("soul" in this.#location) return this.#location.soul;
    const link = await this.#location.via.once(options);
    return isLink(link) ? link["#"] : undefined;
  }

  async #resolve(linked: LinkedNode): Promise<string> {
    if ("soul" in this.#location) return this.#location.soul;
    const { parent, key } = this.#location.via;
    return await linked(await parent.#resolve(linked), key);
  }

  #follow(begin: (soul: string) => () => void): () => void {
    if ("soul" in this.#location) return begin(this.#location.soul);
    const { parent, key } = this.#location.via;
    let current: string | undefined;
    let stop = () => {};
    const stopLink = parent.#follow((soul) =>
      this.#core.watch(soul, key, (changes) => {
        for (const { value } of changes) {
          const target = isLink(value) ? value["#"] : undefined;
          if (target === current) continue;
          stop();
          stop = () => {};
          current = target;
          if (target !== undefined) stop = begin(target);
        }
      })
    );
    return () => {
      stopLink();
      stop();
    };
  }

  #at(): { readonly soul?: string } {
    return "soul" in this.#location ? this.#location : {};
  }

  #changes(): Begin<GraphChange> {
    return (emit) =>
      this.#follow((soul) =>
        this.#core.watch(soul, undefined, (changes) => changes.forEach(emit))
      );
  }

  #members(): Begin<Member> {
    return (emit) =>
      this.#follow((soul) => watchMembers(this.#core, soul, emit));
  }
}

/**
 * A property of a node. If it holds a link, that can be followed.
 *
 * @example
 * ```ts ignore
 * const name = graph.get("mark").get("name");
 * await name.put("Mark");
 * console.log(await name.once());
 * name.on(({ value }) => console.log("now", value));
 * await name.put(null); // deletes it
 * ```
 */
export class GraphProperty {
  readonly #core: Core;
  /** The node that it is a property of. */
  readonly parent: GraphNode;
  /** Its name. */
  readonly key: string;

  static {
    createProperty = (core, parent, key) =>
      new GraphProperty(core, parent, key);
  }

  private constructor(core: Core, parent: GraphNode, key: string) {
    this.#core = core;
    this.parent = parent;
    this.key = key;
  }

  /** The node that it links to. */
  get node(): GraphNode {
    return createNode(this.#core, { via: this });
  }

  /** A property of the node that it links to. */
  get(key: string): GraphProperty {
    return this.node.get(key);
  }

  /**
   * Puts a value; `null` deletes it, an object becomes a node that it links
   * to. It is the same as a `put` of the node with this property only.
   *
   * @throws as {@linkcode GraphNode.put}.
   */
  async put(input: GraphInput, options: RequestOptions = {}): Promise<void> {
    await this.parent.put(new Map([[this.key, input]]), options);
  }

  /**
   * Makes it a link to a node.
   *
   * @throws as {@linkcode GraphNode.put}.
   */
  async link(node: GraphNode, options: RequestOptions = {}): Promise<void> {
    const writing = new Writing(this.#core, options);
    const target = await resolve(node, writing.linked);
    const soul = await resolve(this.parent, writing.linked);
    writing.add(soul, this.key, { "#": target });
    await writing.put();
  }

  /**
   * The present value: a value, a link as `{ "#": soul }`, `null` if it was
   * deleted, `undefined` if it was never put. It comes from the local copy while
   * the property is watched, otherwise from the relay.
   *
   * @throws {GraphTimeout} if the relay does not answer in time.
   * @throws {GraphClosed} if the graph is closed before.
   */
  async once(options: RequestOptions = {}): Promise<GraphValue | undefined> {
    const soul = await this.parent.soul(options);
    if (soul === undefined) return undefined;
    const properties = await this.#core.once(soul, this.key, options);
    return properties.get(this.key)?.value;
  }

  /**
   * Calls back with the present value, if it is known, and with every change.
   *
   * @returns ends it.
   * @throws {GraphClosed} if the graph is closed.
   */
  on(
    callback: (change: GraphChange) => void,
    options: WatchOptions = {},
  ): () => void {
    return listen(this.#core, this.#changes(), callback, options);
  }

  /**
   * The present value and every change, for a loop. It ends when the loop is
   * left, the signal is aborted or the graph is closed. While the loop is busy,
   * only the newest change is kept.
   *
   * @throws {GraphClosed} if the graph is closed.
   * @throws the reason in the loop, if the connection is lost for good.
   */
  changes(
    options: WatchOptions = {},
  ): AsyncIterableIterator<GraphChange, undefined> {
    return feed(this.#core, this.#changes(), options, () => "");
  }

  #changes(): Begin<GraphChange> {
    return (emit) =>
      follow(
        this.parent,
        (soul) =>
          this.#core.watch(soul, this.key, (changes) => changes.forEach(emit)),
      );
  }
}
