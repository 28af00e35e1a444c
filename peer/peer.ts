/**
 * The peer: a program's place on the bus.
 *
 * @module
 */
import type { DaemonTime } from "./connection/daemon_clock.ts";
import type { DaemonInfo } from "./connection/info.ts";
import { later } from "./connection/load_later.ts";
import type { Limits } from "./connection/limits.ts";
import type { Connector } from "../transport/links/client_link.ts";
import { type FetchObserver, PeerCore } from "./core.ts";
import type { AddOptions, OwnedElement } from "./elements/element.ts";
import type { RemoveLimits } from "./elements/host.ts";
import type { Change, Row } from "./fetch/entry.ts";
import type { Fetcher } from "./fetch/fetcher.ts";
import type { PeerOptions } from "./options.ts";
import { PeerRequests } from "./requests.ts";
import type { FetchRules, SortedRules } from "../protocol/rules/written.ts";

/**
 * A program's place on the bus: it adds states and methods, fetches, sets and
 * calls. It runs in Deno, Bun, Node and browsers.
 *
 * When it loses its daemon it tries to come back, and then makes everything
 * that was added and fetched again by itself. Requests that were waiting fail
 * with {@linkcode ConnectionClosed}.
 *
 * @example
 * ```ts
 * import { State } from "../peer.ts";
 * import { TestBus } from "../testing.ts";
 *
 * await using bus = new TestBus(); // in programs: Peer.connect("tcp://localhost")
 * await using peer = await bus.peer();
 * const door = await peer.add(new State("house/door", "closed", { set() {} }));
 * peer.fetch<string>({ path: { startsWith: "house/" } }, (change) => {
 *   console.log(change.event, change.path, change.value);
 * });
 * await peer.set("house/door", "open");
 * console.log(door.value); // open
 * ```
 */
export class Peer extends PeerRequests {
  readonly #core: PeerCore;

  /**
   * Begins to connect; requests can be made at once.
   *
   * @param target Where the daemon is: `ws://host:port`, `wss://host`,
   * `tcp://host:port`, `jetb://host:port` (binary Jet), `tls://…` and
   * `jetbs://…` (the same two over TLS), `unix:/path` or `unix:@name`
   * (abstract), several of these, or a function that makes a link. Of several
   * each attempt tries all in turn, the one after the last connection first:
   * the members of a cluster, or daemons of which one stands in for the other.
   * The ports are 11122 for `tcp:` and `tls:`, 11123 for `ws:`, 11124 for `jetb:`
   * and `jetbs:`, 443 for `wss:` if not given.
   * @throws {TypeError} if the target is no address of a daemon, or of none
   * that speaks binary Jet if the option wants it.
   * @throws {RangeError} if an option is out of its range.
   */
  constructor(
    target: string | readonly string[] | Connector,
    options: PeerOptions = {},
  ) {
    const core = new PeerCore(target, options);
    super(core);
    core.events = this;
    this.#core = core;
  }

  /**
   * Connects to a daemon.
   *
   * @throws {ConnectionClosed} if there is none. With the option `retry` it is
   * tried until there is one.
   * @throws {Unauthorized} if the daemon refuses user or password.
   * @throws {TypeError} if the target is no address of a daemon.
   *
   * @example
   * ```ts
   * import { Daemon } from "../daemon.ts";
   * import { Peer } from "../peer.ts";
   *
   * await using daemon = new Daemon({ name: "laboratory" });
   * const [{ url }] = await daemon.listen({ wsPort: 0 });
   * await using peer = await Peer.connect(url);
   * console.log(peer.daemon?.name); // laboratory
   * ```
   */
  static async connect(
    target: string | readonly string[] | Connector,
    options: PeerOptions = {},
  ): Promise<Peer> {
    const peer = new Peer(target, options);
    await peer.connected;
    return peer;
  }

  /**
   * Fulfilled when the first connection is up; with the option `retry` that is
   * awaited as long as it takes.
   *
   * @throws {ConnectionClosed} if it fails; the peer is closed then.
   * @throws {Unauthorized} if the daemon refuses user or password.
   */
  get connected(): Promise<void> {
    return this.#core.connection.connected;
  }

  /** Whether there is a connection now. */
  get open(): boolean {
    return this.#core.connection.open;
  }

  /** Whether the peer is closed for good. */
  get closed(): boolean {
    return this.#core.connection.closed;
  }

  /** How many requests wait for an answer of the daemon now. */
  get pending(): number {
    return this.#core.connection.pending;
  }

  /** What the daemon said about itself when the peer connected last. */
  get daemon(): DaemonInfo | undefined {
    return this.#core.connection.info;
  }

  /**
   * Comes back now if the connection is lost, instead of after the pause, or
   * instead of not at all with the option `reconnect: "manual"`. Fulfilled when
   * there is a connection; what was added and fetched is on its way then.
   *
   * @throws {ConnectionClosed} if there is no daemon now, or the peer is
   * closed. Unless it is, `resume` can be tried again.
   * @throws {Unauthorized} if the daemon refuses user or password; the peer is
   * closed then.
   *
   * @example
   * ```ts
   * import { TestBus } from "../testing.ts";
   *
   * await using bus = new TestBus();
   * const peer = await bus.peer({ reconnect: "manual" });
   * await bus.disconnect(peer);
   * console.log(peer.open); // false
   * await peer.resume();
   * console.log(peer.open); // true
   * ```
   */
  resume(): Promise<void> {
    return this.#core.connection.resume();
  }

  /**
   * The daemon's time, and how far it may be off: by half the round trip of the
   * question for it, which is asked again after a minute. Deadlines of requests
   * are in this time.
   *
   * @throws {JetError} if the daemon does not tell: those of other projects.
   * @throws {ConnectionClosed} without a connection.
   *
   * @example
   * ```ts
   * import { TestBus } from "../testing.ts";
   *
   * await using bus = new TestBus();
   * const peer = await bus.peer();
   * console.log(await peer.now()); // { time: 0, uncertainty: 0 }
   * ```
   */
  async now(): Promise<DaemonTime> {
    const { daemonClock } = await later.get();
    return await daemonClock(this.#core.parts).now();
  }

  /**
   * Adds a state or a method, and adds it again after every reconnect, a state
   * with its value of then.
   *
   * @param limits The signal gives it up: the element is taken off again.
   * @returns the element, when the daemon has it.
   * @throws {Occupied} if the path is taken, by an element or a node, or an
   * element is above it.
   * @throws {InvalidArgument} if the daemon refuses it otherwise.
   * @throws {ConnectionClosed} if the peer is closed.
   */
  async add<E extends OwnedElement>(
    element: E,
    limits?: AddOptions,
  ): Promise<E> {
    await this.#core.add(element, limits);
    return element;
  }

  /**
   * Takes everything that this peer has added at a path and below off the bus,
   * in one request: no fetch sees a part of it gone in between. Fulfilled when it
   * is gone, also if nothing was there. What others have added there stays.
   *
   * @param path The path; `""` is the root, and so everything.
   * @param limits What limits the waiting; it goes in any case.
   * @throws {JetError} if the daemon can't do it. Those of other projects take
   * elements one by one, see {@linkcode State.remove}.
   *
   * @example
   * ```ts
   * import { State } from "../peer.ts";
   * import { TestBus } from "../testing.ts";
   *
   * await using bus = new TestBus();
   * const peer = await bus.peer();
   * await peer.add(new State("house/hall/light", true));
   * await peer.add(new State("house/hall/door", "closed"));
   * await peer.removeBelow("house/hall");
   * console.log(await peer.get()); // []
   * ```
   */
  removeBelow(path: string, limits: RemoveLimits = {}): Promise<void> {
    return this.#core.removeBelow(path, limits);
  }

  /**
   * Gives states that this peer has added below a path new values, in one
   * request: all of them or none, without other events in
   * between. Fulfilled when the daemon has the values; without a connection
   * they are kept and announced after the reconnect. The values of the
   * {@linkcode State}s are the new ones at once, and the old ones again if the
   * daemon refuses.
   *
   * @param path The path; `""` is the root.
   * @param values The values by the paths as seen from there.
   * @param limits What limits the waiting for the daemon.
   * @throws {NotFound} if this peer has added nothing with such a path, or
   * nothing at all: also if it is closed.
   * @throws {InvalidArgument} if it is a method.
   * @throws {TypeError} if a value can't be sent.
   * @throws {ConnectionClosed} if the peer is closed, or before the daemon has
   * the values.
   *
   * @example
   * ```ts
   * import { State } from "../peer.ts";
   * import { TestBus } from "../testing.ts";
   *
   * await using bus = new TestBus();
   * const peer = await bus.peer();
   * await peer.add(new State("house/hall/light", false));
   * await peer.add(new State("house/hall/door", "closed"));
   * await peer.changeBelow("house", { "hall/light": true, "hall/door": "open" });
   * console.log(await bus.value("house/hall/door")); // open
   * ```
   */
  changeBelow(
    path: string,
    values: Readonly<Record<string, unknown>> | ReadonlyMap<string, unknown>,
    limits: Limits = {},
  ): Promise<void> {
    return this.#core.changeBelow(path, values, limits);
  }

  /**
   * Begins a standing query: what matches is reported as `add`, and then whatever
   * happens to it; with `rules.nodes` so are the nodes above what matches, as
   * far as the rules hold for them. With `rules.sort` the current rows are
   * reported instead. The fetcher is there at once; await its `ready` to know that it works.
   *
   * @param observer A callback, or options with one.
   * @throws {RangeError} if the backlog is not a number from 0.
   */
  fetch<T = unknown>(
    rules: SortedRules,
    observer?: FetchObserver<Row<T>[]>,
  ): Fetcher<T, Row<T>[]>;
  /** Begins a standing query without an order; see above. */
  fetch<T = unknown>(
    rules?: FetchRules,
    observer?: FetchObserver<Change<T>>,
  ): Fetcher<T>;
  fetch<T>(
    rules: FetchRules = {},
    observer: FetchObserver<Row<T>[]> & FetchObserver<Change<T>> = {},
  ): Fetcher<T, Row<T>[]> | Fetcher<T> {
    return this.#core.fetch(rules, observer);
  }

  /**
   * Leaves the bus: what was added is gone, fetches end, waiting requests fail
   * with {@linkcode ConnectionClosed}. Fulfilled when the connection has ended.
   */
  async close(): Promise<void> {
    await this.#core.connection.close();
  }

  /** {@linkcode Peer.close}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
