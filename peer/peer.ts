/**
 * The peer: a program's place on the bus.
 *
 * @module
 */
import { Backoff } from "./backoff.ts";
import { ChangeBacklog, NewestBacklog } from "./backlog.ts";
import { connectorFor } from "./connect.ts";
import { Connection } from "./connection.ts";
import type { OwnedElement } from "./element.ts";
import { type Change, type Entry, readEntry, type Row } from "./entry.ts";
import { PeerEvent, PeerEvents } from "./events.ts";
import { Fetches } from "./fetches.ts";
import { Fetcher, type FetchOptions, type FetchSource } from "./fetcher.ts";
import { asError, checkJson, claimed, isRecord } from "./guards.ts";
import { type DaemonInfo, readInfo } from "./info.ts";
import type { Connector } from "./link.ts";
import type {
  CallOptions,
  GetOptions,
  PeerOptions,
  SetOptions,
} from "./options.ts";
import { Registry } from "./registry.ts";
import { checkTimeout, type Limits } from "./requests.ts";
import { type FetchRules, rulesToWire, type SortedRules } from "./rules.ts";
import { printableTarget } from "./target.ts";
import { ChangeTracker, SortTracker } from "./tracker.ts";

/** Seconds that connecting may take. */
const CONNECT_TIMEOUT = 10;
/** Largest message accepted, in bytes: `get` gives everything in one. */
const MAX_MESSAGE = 64 * 1024 * 1024;
/** Changes that wait for a reader as they came. */
const BACKLOG = 1024;

/**
 * A program's place on the bus: it adds states and methods, fetches, sets and
 * calls. It runs in Deno, Bun, Node and browsers.
 *
 * When it loses its daemon it tries to come back, and then makes everything
 * that was added and fetched again by itself. Requests that were waiting fail
 * with {@linkcode ConnectionClosed}.
 *
 * @example
 * ```ts ignore
 * await using peer = await Peer.connect("tcp://localhost");
 * const door = new State("house/door", "closed", { set() {} });
 * await peer.add(door);
 * const fetcher = peer.fetch<string>({ path: { startsWith: "house/" } }, (change) => {
 *   console.log(change.event, change.path, change.value);
 * });
 * await peer.set("house/door", "open");
 * ```
 */
export class Peer extends PeerEvents {
  readonly #connection: Connection;
  readonly #registry: Registry;
  readonly #fetches: Fetches;
  readonly #timeout: number | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #abort = () => void this.#close(asError(this.#signal?.reason));

  /**
   * Begins to connect; requests can be made at once.
   *
   * @param target Where the daemon is: `ws://host:port`, `wss://host`,
   * `tcp://host:port`, `unix:/path` or `unix:@name` (abstract), or a function
   * that makes a link. The ports are 11122 for `tcp:` and 11123 for `ws:` if
   * not given.
   * @throws {TypeError} if the target is no address of a daemon.
   * @throws {RangeError} if an option is out of its range.
   */
  constructor(target: string | Connector, options: PeerOptions = {}) {
    super();
    const { name, user, password, reconnect = true, log = () => {} } = options;
    const { maxMessage = MAX_MESSAGE, connectTimeout = CONNECT_TIMEOUT } =
      options;
    checkTimeout(options.timeout);
    checkTimeout(connectTimeout);
    this.#timeout = options.timeout;
    this.#connection = new Connection({
      connector: typeof target === "string"
        ? connectorFor(target, maxMessage)
        : target,
      where: typeof target === "string" ? printableTarget(target) : "the bus",
      name,
      user,
      password,
      backoff: reconnect === false
        ? undefined
        : new Backoff(reconnect === true ? {} : reconnect),
      connectLimit: connectTimeout * 1000,
      log,
    }, {
      opened: (first) => this.#opened(first),
      lost: (reason) => {
        this.#registry.lost();
        this.dispatchEvent(new PeerEvent("disconnect", reason));
      },
      closed: (reason) => this.#closed(reason),
      received: (message) => this.#received(message),
    });
    this.#registry = new Registry(this.#connection, log);
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
   * ```ts ignore
   * await using peer = await Peer.connect("ws://localhost:11123");
   * console.log(peer.daemon?.name);
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

  /** Whether the peer is closed for good. */
  get closed(): boolean {
    return this.#connection.closed;
  }

  /** What the daemon said about itself when the peer connected last. */
  get daemon(): DaemonInfo | undefined {
    return this.#connection.info;
  }

  /**
   * Asks the daemon about itself.
   *
   * @throws {ConnectionClosed} without a connection.
   */
  async info(): Promise<DaemonInfo> {
    return readInfo(await this.#request("info", {}, {}));
  }

  /**
   * Adds a state or a method, and adds it again after every reconnect, a state
   * with its value of then.
   *
   * @returns the element, when the daemon has it.
   * @throws {Occupied} if the path is taken.
   * @throws {InvalidArgument} if the daemon refuses it otherwise.
   * @throws {ConnectionClosed} if the peer is closed.
   */
  async add<E extends OwnedElement>(element: E): Promise<E> {
    await this.#registry.add(element);
    return element;
  }

  /**
   * Sets a state, wherever it is. Fulfilled when its owner has taken the value;
   * it may have taken another one, which `valueAsResult` gives.
   *
   * @throws {NotFound} if nothing has this path.
   * @throws {FetchOnly} if the state can't be set.
   * @throws {InvalidArgument} if the owner refuses the value.
   * @throws {Unauthorized} if the user may not set it.
   * @throws {PeerTimeout} if the owner takes too long.
   * @throws {PeerError} if the owner fails.
   * @throws {ConnectionClosed} without a connection.
   * @throws {TypeError} if the value can't be written as JSON.
   */
  set<T>(
    path: string,
    value: T,
    options: SetOptions & { valueAsResult: true },
  ): Promise<T>;
  /** Sets a state, wherever it is; see above. */
  set(path: string, value: unknown, options?: SetOptions): Promise<void>;
  async set(
    path: string,
    value: unknown,
    options: SetOptions = {},
  ): Promise<unknown> {
    checkJson(value);
    const { timeout = this.#timeout, signal } = options;
    const valueAsResult = options.valueAsResult === true || undefined;
    const result = await this.#request(
      "set",
      { path, value, timeout, valueAsResult },
      { timeout, signal },
    );
    return valueAsResult === true ? result : undefined;
  }

  /**
   * Calls a method, wherever it is, and gives its result.
   *
   * @param args An array, or an object of named arguments.
   * @throws {NotFound} if nothing has this path.
   * @throws {InvalidArgument} if the owner refuses the arguments.
   * @throws {Unauthorized} if the user may not call it.
   * @throws {PeerTimeout} if the owner takes too long.
   * @throws {PeerError} if the owner fails.
   * @throws {ConnectionClosed} without a connection.
   * @throws {TypeError} if the arguments can't be written as JSON.
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
   * Begins a standing query: what matches is told as `add`, and then whatever
   * happens to it. With `rules.sort` the current rows are told instead. The
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
        tracker: new ChangeTracker<T>(),
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
    this.#registry.opened();
    this.#fetches.opened();
    this.dispatchEvent(new PeerEvent(first ? "connect" : "reconnect"));
  }

  #closed(reason: Error | undefined): void {
    this.#signal?.removeEventListener("abort", this.#abort);
    this.#registry.closed(reason);
    this.#fetches.closed(reason);
    this.dispatchEvent(new PeerEvent("close", reason));
  }

  #received(message: Record<string, unknown>): void {
    const { id, method, params } = message;
    const noId = id === undefined || id === null;
    if (noId && isRecord(params) && this.#fetches.receive(method, params)) {
      return;
    }
    if (typeof method === "string") this.#registry.forward(method, id, params);
  }

  async #request(
    method: string,
    params: unknown,
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
