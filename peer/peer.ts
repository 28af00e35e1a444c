/**
 * The peer: a program's place on the bus.
 *
 * @module
 */
import { Backoff } from "../base/backoff.ts";
import { ChangeBacklog, NewestBacklog } from "./fetch/backlog.ts";
import type { Message, Params } from "./codecs/codec.ts";
import { systemClock } from "./clock.ts";
import { connectorFor } from "../transport/connect/connector.ts";
import { Connection } from "./connection/connection.ts";
import type { AddOptions, OwnedElement } from "./elements/element.ts";
import {
  beginElements,
  type Elements,
  type ElementsParts,
} from "./elements/host.ts";
import { type Change, type Entry, readEntry, type Row } from "./fetch/entry.ts";
import { PeerEvent, PeerEvents } from "./events.ts";
import { Fetches } from "./fetch/fetches.ts";
import {
  Fetcher,
  type FetchOptions,
  type FetchSource,
} from "./fetch/fetcher.ts";
import { asError, claimed, isRecord } from "../base/narrowing.ts";
import { type DaemonInfo, readInfo } from "./connection/info.ts";
import type { Connector } from "../transport/links/client_link.ts";
import { type Child, type Listing, readListing } from "./fetch/listing.ts";
import type {
  CallOptions,
  ChildrenOptions,
  ConfigOptions,
  GetOptions,
  ListOptions,
  PeerOptions,
  SetOptions,
} from "./options.ts";
import { checkTimeout, type Limits } from "./connection/requests.ts";
import { rulesToWire } from "./codecs/rules.ts";
import { printableTarget } from "../transport/links/address.ts";
import { ChangeTracker, SortTracker } from "./fetch/tracker.ts";
import { readRights, type UserRights } from "./connection/users.ts";
import { checkValue } from "./values/values.ts";
import { readWarning, type SetWarning } from "./elements/warning.ts";
import { INVALID_PARAMS } from "../protocol/errors/codes.ts";
import { ConnectionClosed, NotFound } from "../protocol/errors/classes.ts";
import type { FetchRules, SortedRules } from "../protocol/rules/written.ts";

/** Seconds that connecting may take. */
const CONNECT_TIMEOUT = 10;
/** Largest message accepted, in bytes: `get` gives everything in one. */
const MAX_MESSAGE = 64 * 1024 * 1024;
/** Changes that wait for a reader as they came. */
const BACKLOG = 1024;
/** Children asked for at a time. */
const PAGE = 1000;

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
export class Peer extends PeerEvents {
  readonly #connection: Connection;
  readonly #parts: ElementsParts;
  /** There are none before the first was added. */
  #elements: Elements | undefined;
  readonly #fetches: Fetches;
  readonly #timeout: number | undefined;
  readonly #separator: string;
  readonly #signal: AbortSignal | undefined;
  readonly #abort = () => void this.#close(asError(this.#signal?.reason));

  /**
   * Begins to connect; requests can be made at once.
   *
   * @param target Where the daemon is: `ws://host:port`, `wss://host`,
   * `tcp://host:port`, `jetb://host:port` (binary Jet), `unix:/path` or
   * `unix:@name` (abstract), or a function that makes a link. The ports are
   * 11122 for `tcp:`, 11123 for `ws:` and 11124 for `jetb:` if not given.
   * @throws {TypeError} if the target is no address of a daemon, or of none
   * that speaks binary Jet if the option wants it.
   * @throws {RangeError} if an option is out of its range.
   */
  constructor(target: string | Connector, options: PeerOptions = {}) {
    super();
    const { name, user, password, reconnect = true, log = () => {} } = options;
    const { maxMessage = MAX_MESSAGE, connectTimeout = CONNECT_TIMEOUT } =
      options;
    const { separator = "/", binary = false, clock = systemClock } = options;
    if (separator === "") throw new RangeError("separator must not be empty");
    this.#separator = separator;
    checkTimeout(options.timeout);
    checkTimeout(connectTimeout);
    this.#timeout = options.timeout;
    this.#connection = new Connection({
      connector: typeof target === "string"
        ? connectorFor(target, maxMessage, binary)
        : target,
      where: typeof target === "string" ? printableTarget(target) : "the bus",
      name,
      credentials: user === undefined ? undefined : { user, password },
      backoff: reconnect === false || reconnect === "manual"
        ? undefined
        : new Backoff(reconnect === true ? {} : reconnect),
      resumable: reconnect === "manual",
      connectLimit: connectTimeout * 1000,
      clock,
      log,
    }, {
      opened: (first) => this.#opened(first),
      lost: (reason) => {
        this.#elements?.lost();
        this.dispatchEvent(new PeerEvent("disconnect", reason));
      },
      closed: (reason) => this.#closed(reason),
      received: (message) => this.#received(message),
    });
    this.#parts = { connection: this.#connection, separator, clock, log };
    this.#fetches = new Fetches(this.#connection);
    this.#signal = options.signal;
    this.#signal?.addEventListener("abort", this.#abort);
    if (this.#signal?.aborted) this.#abort();
  }

  /**
   * Connects to a daemon.
   *
   * @throws {ConnectionClosed} if there is none; it is not tried again.
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
    target: string | Connector,
    options: PeerOptions = {},
  ): Promise<Peer> {
    const peer = new Peer(target, options);
    await peer.connected;
    return peer;
  }

  /**
   * Fulfilled when the first connection is up.
   *
   * @throws {ConnectionClosed} if it fails; the peer is closed then.
   * @throws {Unauthorized} if the daemon refuses user or password.
   */
  get connected(): Promise<void> {
    return this.#connection.connected;
  }

  /** Whether there is a connection now. */
  get open(): boolean {
    return this.#connection.open;
  }

  /** Whether the peer is closed for good. */
  get closed(): boolean {
    return this.#connection.closed;
  }

  /** How many requests wait for an answer of the daemon now. */
  get pending(): number {
    return this.#connection.pending;
  }

  /** What the daemon said about itself when the peer connected last. */
  get daemon(): DaemonInfo | undefined {
    return this.#connection.info;
  }

  /**
   * Asks the daemon about itself.
   *
   * @throws {PeerTimeout} if the daemon takes too long.
   * @throws {ConnectionClosed} without a connection.
   */
  async info(limits: Limits = {}): Promise<DaemonInfo> {
    return readInfo(await this.#request("info", {}, limits));
  }

  /**
   * Tells the daemon the name of the peer, now and after every reconnect.
   *
   * @throws {PeerTimeout} if the daemon takes too long.
   * @throws {ConnectionClosed} without a connection.
   *
   * @example
   * ```ts
   * import { TestBus } from "../testing.ts";
   *
   * await using bus = new TestBus();
   * const peer = await bus.peer();
   * await peer.config({ name: "kitchen" });
   * console.log(bus.peers.map(({ name }) => name)); // ["kitchen"]
   * ```
   */
  async config(options: ConfigOptions): Promise<void> {
    const { name, ...limits } = options;
    checkTimeout(limits.timeout);
    await this.#connection.rename(name, limits);
  }

  /**
   * Logs in as a user, now and after every reconnect. What has been fetched
   * goes on with the rights of the user.
   *
   * @returns the groups of the user, as far as the daemon tells them.
   * @throws {Unauthorized} if the daemon refuses user or password; the peer
   * stays who it was.
   * @throws {PeerTimeout} if the daemon takes too long.
   * @throws {ConnectionClosed} without a connection.
   *
   * @example
   * ```ts
   * import { TestBus } from "../testing.ts";
   *
   * await using bus = new TestBus({
   *   users: { joe: { password: "secret", setGroups: ["staff"] } },
   * });
   * const peer = await bus.peer();
   * const { setGroups } = await peer.authenticate("joe", "secret");
   * console.log(setGroups); // ["staff"]
   * ```
   */
  async authenticate(
    user: string,
    password: string,
    limits: Limits = {},
  ): Promise<UserRights> {
    checkTimeout(limits.timeout);
    return readRights(
      await this.#connection.login({ user, password }, limits),
    );
  }

  /**
   * Changes the password of a user: one's own, or as an admin that of others.
   *
   * @throws {JetError} if the daemon refuses it.
   * @throws {PeerTimeout} if the daemon takes too long.
   * @throws {ConnectionClosed} without a connection.
   */
  async changePassword(
    user: string,
    password: string,
    limits: Limits = {},
  ): Promise<void> {
    await this.#request("passwd", { user, password }, limits);
  }

  /**
   * Adds a user; for admins. Not every daemon can do it.
   *
   * @param groups What the user may fetch, set and call.
   * @throws {JetError} if the daemon refuses it.
   * @throws {PeerTimeout} if the daemon takes too long.
   * @throws {ConnectionClosed} without a connection.
   */
  async addUser(
    user: string,
    password: string,
    groups: readonly string[] = [],
    limits: Limits = {},
  ): Promise<void> {
    await this.#request("addUser", { user, password, groups }, limits);
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
  async resume(): Promise<void> {
    await this.#connection.resume();
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
    this.#elements ??= beginElements(this.#parts);
    await this.#elements.add(element, limits);
    return element;
  }

  /**
   * Takes everything that this peer has added at a path and below off the bus,
   * in one request: nobody sees a part of it gone in between. Fulfilled when it
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
  async removeBelow(path: string, limits: Limits = {}): Promise<void> {
    checkTimeout(limits.timeout);
    await this.#elements?.removeBelow(path, limits);
  }

  /**
   * Gives states that this peer has added below a path new values, in one
   * request: all of them or none, and nobody is told of anything else in
   * between. Fulfilled when the daemon has the values; without a connection
   * they are kept and announced after the reconnect. The values of the
   * {@linkcode State}s are the new ones at once, and the old ones again if the
   * daemon refuses.
   *
   * @param path The path; `""` is the root.
   * @param values The values by the paths as seen from there.
   * @param limits What limits the waiting for the daemon.
   * @throws {NotFound} if this peer has added nothing with such a path.
   * @throws {InvalidArgument} if it is a method.
   * @throws {TypeError} if a value can't be sent.
   * @throws {ConnectionClosed} if the peer is closed before.
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
  async changeBelow(
    path: string,
    values: Readonly<Record<string, unknown>> | ReadonlyMap<string, unknown>,
    limits: Limits = {},
  ): Promise<void> {
    checkTimeout(limits.timeout);
    const entries: [string, unknown][] = [
      ...(values instanceof Map ? values : Object.entries(values)),
    ];
    if (this.#elements !== undefined) {
      return await this.#elements.changeBelow(path, entries, limits);
    }
    if (this.closed) throw new ConnectionClosed("the peer is closed");
    for (const [name] of entries) {
      throw new NotFound(path === "" ? name : path + this.#separator + name);
    }
  }

  /**
   * Sets a state, wherever it is. Fulfilled when its owner has taken the value;
   * it may have taken another one, which `valueAsResult` gives.
   *
   * @returns the owner's warning, if it has taken the value with one; with
   * `valueAsResult` the value that it has taken.
   * @throws {NotFound} if nothing has this path.
   * @throws {FetchOnly} if the state can't be set.
   * @throws {InvalidArgument} if the owner refuses the value.
   * @throws {Unauthorized} if the user may not set it.
   * @throws {PeerTimeout} if the owner takes too long.
   * @throws {PeerError} if the owner fails.
   * @throws {ConnectionClosed} without a connection.
   * @throws {TypeError} if the value can't be sent; see {@linkcode State} for
   * what can.
   */
  set<T>(
    path: string,
    value: T,
    options: SetOptions & { valueAsResult: true },
  ): Promise<T>;
  /** Sets a state, wherever it is; see above. */
  set(
    path: string,
    value: unknown,
    options?: SetOptions & { valueAsResult?: false },
  ): Promise<SetWarning | undefined>;
  /** Sets a state, wherever it is; see above. */
  set(path: string, value: unknown, options: SetOptions): Promise<unknown>;
  async set(
    path: string,
    value: unknown,
    options: SetOptions = {},
  ): Promise<unknown> {
    if (typeof value !== "object") checkValue(value);
    const { timeout = this.#timeout, signal } = options;
    const valueAsResult = options.valueAsResult === true || undefined;
    const result = await this.#request(
      "set",
      { path, value, timeout, valueAsResult },
      { timeout, signal },
    );
    return valueAsResult === true ? result : readWarning(result);
  }

  /**
   * Calls a method, wherever it is, and gives its result.
   *
   * @param args An array, or an object of named arguments. A single argument
   * that JSON has no words for, such as a `Uint8Array`, goes over binary Jet
   * with its type; with others beside it, it becomes what it is over JSON.
   * @throws {NotFound} if nothing has this path.
   * @throws {InvalidArgument} if the owner refuses the arguments.
   * @throws {Unauthorized} if the user may not call it.
   * @throws {PeerTimeout} if the owner takes too long.
   * @throws {PeerError} if the owner fails.
   * @throws {ConnectionClosed} without a connection.
   * @throws {TypeError} if the arguments can't be sent.
   */
  async call<Result = unknown>(
    path: string,
    args: readonly unknown[] | object = [],
    options: CallOptions = {},
  ): Promise<Result> {
    const { timeout = this.#timeout, signal } = options;
    const result = await this.#request(
      "call",
      { path, args, timeout },
      { timeout, signal },
    );
    return claimed<Result>(result);
  }

  /**
   * Gives the elements for which the rules hold now, in order if there is one.
   *
   * @throws {InvalidArgument} if the daemon refuses the rules.
   * @throws {PeerTimeout} if the daemon takes too long.
   * @throws {ConnectionClosed} without a connection.
   */
  async get<T = unknown>(
    rules: FetchRules = {},
    options: GetOptions = {},
  ): Promise<Entry<T>[]> {
    const { timeout = this.#timeout, signal } = options;
    const result = await this.#request("get", rulesToWire(rules), {
      timeout,
      signal,
    });
    const entries: Entry<T>[] = [];
    for (const raw of Array.isArray(result) ? result : []) {
      const entry = readEntry<T>(raw);
      if (entry !== undefined) entries.push(entry);
    }
    return entries;
  }

  /**
   * Tells what is directly below a node now. For many children there are
   * {@linkcode Peer.children}, and to be told what happens to them
   * `fetch({ below: path, depth: 1, nodes: true })`.
   *
   * @param path The path of the node; `""`, the default, is the root.
   * @param options Which children, and whether with values.
   * @throws {NotFound} if there is no such node: nothing is below the path.
   * @throws {InvalidArgument} if `from` or `limit` is no whole number, from 1
   * or 0.
   * @throws {PeerTimeout} if the daemon takes too long.
   * @throws {ConnectionClosed} without a connection.
   * @throws {JetError} if the daemon has no `list`: those of other projects.
   *
   * @example
   * ```ts
   * import { State } from "../peer.ts";
   * import { TestBus } from "../testing.ts";
   *
   * await using bus = new TestBus();
   * const peer = await bus.peer();
   * await peer.add(new State("house/hall/light", true));
   * await peer.add(new State("house/door", "closed"));
   * const { n, children } = await peer.list("house", { values: true });
   * console.log(`${children.length} of ${n}`); // 2 of 2
   * for (const child of children) {
   *   if (child.type === "node") console.log(child.name, `(${child.children})`);
   *   else console.log(child.name, child.value);
   * }
   * ```
   */
  async list<T = unknown>(
    path: string = "",
    options: ListOptions = {},
  ): Promise<Listing<T>> {
    const { from, limit, values, timeout = this.#timeout, signal } = options;
    const result = await this.#request(
      "list",
      { path, from, limit, values },
      { timeout, signal },
    );
    return readListing<T>(result);
  }

  /**
   * All that is directly below a node, asked for in pages as the loop goes on.
   *
   * Each page is the truth of its moment. What comes or goes between two pages
   * moves what follows, so a child may be told twice or left out then.
   *
   * @param path The path of the node; `""`, the default, is the root.
   * @param options The size of a page, and whether with values.
   * @throws {RangeError} if the page is no whole number from 1.
   * @throws {NotFound} if there is no such node when the loop begins.
   * @throws {PeerTimeout} if the daemon takes too long.
   * @throws {ConnectionClosed} without a connection.
   * @throws {JetError} if the daemon has no `list`: those of other projects.
   *
   * @example
   * ```ts
   * import { State } from "../peer.ts";
   * import { TestBus } from "../testing.ts";
   *
   * await using bus = new TestBus();
   * const peer = await bus.peer();
   * for (const name of ["first", "last", "beyond"]) {
   *   await peer.add(new State(`log/${name}`, name.length));
   * }
   * for await (const { name, value } of peer.children("log", { values: true })) {
   *   console.log(name, value);
   *   if (name === "last") break; // the rest is not asked for
   * }
   * ```
   */
  async *children<T = unknown>(
    path: string = "",
    options: ChildrenOptions = {},
  ): AsyncGenerator<Child<T>, void, undefined> {
    const { page = PAGE, ...rest } = options;
    if (!(Number.isSafeInteger(page) && page >= 1)) {
      throw new RangeError("page takes a whole number from 1");
    }
    let from = 1;
    let more = true;
    while (more) {
      let listing: Listing<T>;
      try {
        listing = await this.list<T>(path, { ...rest, from, limit: page });
      } catch (error) {
        // The last child has gone since the page before.
        if (error instanceof NotFound && from > 1) return;
        throw error;
      }
      const { n, children } = listing;
      yield* children;
      from += children.length;
      more = children.length > 0 && from <= n;
    }
  }

  /**
   * Begins a standing query: what matches is told as `add`, and then whatever
   * happens to it; with `rules.nodes` so are the nodes above what matches, as
   * far as the rules hold for them. With `rules.sort` the current rows are told
   * instead. The
   * fetcher is there at once; await its `ready` to know that it works.
   *
   * @param observer A callback, or options with one.
   * @throws {RangeError} if the backlog is not a number from 0.
   */
  fetch<T = unknown>(
    rules: SortedRules,
    observer?: FetchOptions<Row<T>[]> | ((rows: Row<T>[]) => void),
  ): Fetcher<T, Row<T>[]>;
  /** Begins a standing query without an order; see above. */
  fetch<T = unknown>(
    rules?: FetchRules,
    observer?: FetchOptions<Change<T>> | ((change: Change<T>) => void),
  ): Fetcher<T>;
  fetch<T>(
    rules: FetchRules = {},
    observer:
      & (FetchOptions<Row<T>[]> | ((rows: Row<T>[]) => void))
      & (FetchOptions<Change<T>> | ((change: Change<T>) => void)) = {},
  ): Fetcher<T, Row<T>[]> | Fetcher<T> {
    const { sort } = rules;
    return sort === undefined
      ? this.#fetch<T, Change<T>>(rules, observer, {
        tracker: new ChangeTracker<T>(this.#separator),
        backlog: (limit) => new ChangeBacklog<T>(limit),
      })
      : this.#fetch<T, Row<T>[]>(rules, observer, {
        tracker: new SortTracker<T>(sort.from),
        backlog: () => new NewestBacklog<Row<T>[]>(),
      });
  }

  /**
   * Leaves the bus: what was added is gone, fetches end, waiting requests fail
   * with {@linkcode ConnectionClosed}. Fulfilled when the connection has ended.
   */
  async close(): Promise<void> {
    await this.#close(undefined);
  }

  /** {@linkcode Peer.close}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #close(reason: Error | undefined): Promise<void> {
    return this.#connection.close(reason);
  }

  #opened(first: boolean): void {
    this.#elements?.opened();
    this.#fetches.opened();
    this.dispatchEvent(new PeerEvent(first ? "connect" : "reconnect"));
  }

  #closed(reason: Error | undefined): void {
    this.#signal?.removeEventListener("abort", this.#abort);
    this.#elements?.closed(reason);
    this.#fetches.closed(reason);
    this.dispatchEvent(new PeerEvent("close", reason));
  }

  #received(message: Message): void {
    const { id, method, params } = message;
    const noId = id === undefined || id === null;
    if (noId && isRecord(params) && this.#fetches.receive(method, params)) {
      return;
    }
    if (typeof method !== "string") return;
    if (this.#elements !== undefined) {
      this.#elements.forward(method, id, params);
    } else if (typeof id === "string" || typeof id === "number") {
      this.#connection.codec?.error(id, {
        code: INVALID_PARAMS,
        message: "Invalid params",
        data: { pathNotExists: method },
      });
    }
  }

  async #request(
    method: string,
    params: Params,
    limits: Limits,
  ): Promise<unknown> {
    checkTimeout(limits.timeout);
    return await this.#connection.request(method, params, limits);
  }

  #fetch<T, Item>(
    rules: FetchRules,
    observer: FetchOptions<Item> | ((item: Item) => void),
    parts: {
      tracker: FetchSource<T, Item>["tracker"];
      backlog: (limit: number) => ReturnType<FetchSource<T, Item>["backlog"]>;
    },
  ): Fetcher<T, Item> {
    const options = typeof observer === "function"
      ? { onChange: observer }
      : observer;
    const { backlog: limit = BACKLOG, signal }: FetchOptions<Item> = options;
    if (!(limit >= 0)) throw new RangeError("backlog takes a number from 0");
    const id = this.#fetches.nextId();
    const fetcher = new Fetcher<T, Item>({
      id,
      params: rulesToWire(rules),
      tracker: parts.tracker,
      backlog: () => parts.backlog(limit),
      unfetch: () => this.#fetches.stop(id),
    }, options);
    if (signal?.aborted) void fetcher.close();
    else this.#fetches.start(fetcher);
    return fetcher;
  }
}
