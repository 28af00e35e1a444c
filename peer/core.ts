/**
 * The implementation of `Peer`: connection, elements and fetches of one peer.
 *
 * @module
 */
import { INVALID_PARAMS } from "../protocol/errors/codes.ts";
import { Backoff } from "../base/backoff.ts";
import type { Backlog } from "../base/feed.ts";
import { asError, ignore, isRecord } from "../base/narrowing.ts";
import { connectorFor } from "../transport/connect/connector.ts";
import { printableTarget } from "../transport/links/target.ts";
import type { Connector } from "../transport/links/client_link.ts";
import { timers } from "../base/clock.ts";
import type { Message } from "./codecs/codec.ts";
import { Connection } from "./connection/connection.ts";
import { later } from "./connection/load_later.ts";
import { checkTimeout, type Limits } from "./connection/limits.ts";
import type { Elements, ElementsParts, RemoveLimits } from "./elements/host.ts";
import { order } from "./elements/order.ts";
import { PeerEvent } from "./events.ts";
import { ChangeBacklog, NewestBacklog } from "./fetch/backlog.ts";
import type { Change, Row } from "./fetch/entry.ts";
import { Fetches } from "./fetch/fetches.ts";
import type { Fetcher, FetchOptions } from "./fetch/fetcher.ts";
import { FetcherCore } from "./fetch/fetcher_core.ts";
import { sorted } from "./fetch/load_later.ts";
import { ChangeTracker } from "./fetch/tracker.ts";
import type { Operation, OperationRunner } from "./operations.ts";
import type { PeerOptions } from "./options.ts";
import { rulesToWire } from "./codecs/rules.ts";
import { checkMembers } from "./values/members.ts";
import type { FetchRules } from "../protocol/rules/written.ts";

/** Default time limit of connecting, in seconds. */
const CONNECT_TIMEOUT_S = 10;
/** Default time limit of requests without a timeout, in seconds. */
const DEADLINE_S = 60;
/** Default time for elements to come back, in seconds. */
const GRACE_S = 10;
/** Default silence before the daemon is asked, in seconds. */
const HEARTBEAT_S = 20;
/** Default size limit of a message, in bytes: one `get` may give everything. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** Default number of changes that a reader's backlog keeps as they came. */
const MAX_BACKLOG_CHANGES = 1024;

/** All options of a peer: others would be ignored. */
const OPTIONS = {
  name: 1,
  user: 1,
  password: 1,
  reconnect: 1,
  retry: 1,
  heartbeat: 1,
  timeout: 1,
  deadline: 1,
  grace: 1,
  connectTimeout: 1,
  signal: 1,
  maxMessage: 1,
  binary: 1,
  tls: 1,
  separator: 1,
  clock: 1,
  doubles: 1,
  log: 1,
} satisfies Record<keyof PeerOptions, 1>;

const FETCH_OPTIONS = {
  onChange: 1,
  signal: 1,
  backlog: 1,
} satisfies Record<keyof FetchOptions<unknown>, 1>;

/** A callback of a fetch, or its options. */
export type FetchObserver<Item> = FetchOptions<Item> | ((item: Item) => void);

/** See the module. */
export class PeerCore implements OperationRunner {
  readonly connection: Connection;
  readonly timeout: number | undefined;
  /** Where the events of the peer are dispatched. */
  events: EventTarget | undefined;
  /** What the parts that are loaded later are made of. */
  readonly parts: ElementsParts;
  /** Made when the first element is added. */
  #elements: Elements | undefined;
  /** Fulfilled when they are made; none: nothing has been added. */
  #loading: Promise<Elements> | undefined;
  readonly #fetches: Fetches;
  readonly #signal: AbortSignal | undefined;
  readonly #abort = () =>
    void this.connection.close(asError(this.#signal?.reason));

  /**
   * Begins to connect.
   *
   * @throws {TypeError} if the target is not the address of a daemon, or an
   * option is unknown.
   * @throws {RangeError} if an option is out of its range.
   */
  constructor(
    target: string | readonly string[] | Connector,
    options: PeerOptions,
  ) {
    if (Promise.withResolvers === undefined) {
      throw new Error("Jet needs Node.js 22, or a browser of 2024");
    }
    checkMembers(options, OPTIONS);
    const {
      name,
      user,
      password,
      retry,
      timeout,
      tls,
      doubles,
      signal,
      reconnect = true,
      log = ignore,
      maxMessage = MAX_MESSAGE_BYTES,
      connectTimeout = CONNECT_TIMEOUT_S,
      separator = "/",
      binary = false,
      clock = timers,
      heartbeat = HEARTBEAT_S,
      deadline = DEADLINE_S,
      grace = GRACE_S,
    } = options;
    if (separator === "") throw new RangeError("separator must not be empty");
    checkTimeout(timeout);
    checkTimeout(connectTimeout);
    for (const time of [heartbeat, deadline, grace]) {
      if (time !== 0) checkTimeout(time);
    }
    this.timeout = timeout;
    const places = typeof target === "function"
      ? [{ connector: target, where: "the bus" }]
      : [target].flat().map((address) => ({
        connector: connectorFor(address, maxMessage, binary, tls),
        where: printableTarget(address),
      }));
    if (places.length === 0) throw new TypeError("no address of a daemon");
    this.connection = new Connection({
      places,
      name,
      credentials: user === undefined ? undefined : { user, password },
      backoff: new Backoff(typeof reconnect === "object" ? reconnect : {}),
      retry,
      reconnect,
      connectLimit: connectTimeout * 1000,
      deadline: deadline * 1000,
      heartbeat: heartbeat * 1000,
      clock,
      log,
      doubles,
    }, {
      opened: (first) => this.#opened(first),
      lost: (reason) => {
        this.#elements?.lost();
        this.#fetches.lost();
        this.events?.dispatchEvent(new PeerEvent("disconnect", reason));
      },
      returning: () => this.#fetches.returning(),
      closed: (reason) => this.#closed(reason),
      received: (message) => this.#received(message),
    });
    this.parts = {
      connection: this.connection,
      separator,
      clock,
      log,
      failed: (path, reason) =>
        this.events?.dispatchEvent(new PeerEvent("error", reason, path)),
    };
    this.#fetches = new Fetches(this.connection, clock, grace * 1000);
    this.#signal = signal;
    signal?.addEventListener("abort", this.#abort);
    if (signal?.aborted) this.#abort();
  }

  async run<Result>(
    { method, params, repeated, read }: Operation<Result>,
    limits: Limits,
  ): Promise<Result> {
    checkTimeout(limits.timeout);
    return read(
      await this.connection.request(method, params, limits, repeated),
    );
  }

  /** @throws {TypeError} if it is no element. */
  add(element: object, limits?: Limits): Promise<void> {
    if (this.#elements !== undefined) {
      return this.#elements.own(element, limits);
    }
    const call = ++order.call;
    return (this.#loading ??= this.#load())
      .then((elements) => elements.own(element, limits, call));
  }

  async #load(): Promise<Elements> {
    const { Registry } = await import("./elements/registry.ts");
    return this.#elements = new Registry(this.parts);
  }

  async removeBelow(path: string, limits: RemoveLimits): Promise<void> {
    const elements = this.#elements ?? await this.#loading;
    await elements?.removeBelow(path, limits);
  }

  async changeBelow(
    path: string,
    values: Readonly<Record<string, unknown>> | ReadonlyMap<string, unknown>,
    limits: Limits,
  ): Promise<void> {
    const elements = this.#elements ?? await this.#loading;
    // Without elements there is nothing below any path.
    if (elements === undefined) throw new (await later.get()).NotFound(path);
    await elements.changeBelow(path, values, limits);
  }

  fetch<T>(
    rules: FetchRules,
    observer: FetchObserver<Row<T>[]> & FetchObserver<Change<T>>,
  ): Fetcher<T, Row<T>[]> | Fetcher<T> {
    const params = rulesToWire(rules);
    const { sort } = rules;
    if (sort === undefined) {
      const fetcher = this.#fetch<T, Change<T>>(
        params,
        observer,
        (limit) => new ChangeBacklog<T>(limit),
      );
      fetcher.use(new ChangeTracker<T>(this.parts.separator));
      return fetcher;
    }
    const fetcher = this.#fetch<T, Row<T>[]>(
      params,
      observer,
      () => new NewestBacklog<Row<T>[]>(),
    );
    sorted.get().then(
      ({ SortTracker }) => fetcher.use(new SortTracker<T>(sort.from)),
      (error) => fetcher.fail(asError(error)),
    );
    return fetcher;
  }

  #opened(first: boolean): void {
    this.#elements?.opened();
    this.#fetches.opened(first);
    this.events?.dispatchEvent(new PeerEvent(first ? "connect" : "reconnect"));
  }

  #closed(reason: Error | undefined): void {
    this.#signal?.removeEventListener("abort", this.#abort);
    this.#elements?.closed(reason);
    this.#fetches.closed(reason);
    this.events?.dispatchEvent(new PeerEvent("close", reason));
  }

  #received(message: Message): void {
    const { id, method, params } = message;
    const isRequest = typeof id === "string" || typeof id === "number";
    if (
      !isRequest && isRecord(params) && this.#fetches.receive(method, params)
    ) return;
    if (this.#elements !== undefined) {
      this.#elements.forward(method, message);
    } else if (isRequest) {
      this.connection.codec?.error(id, {
        code: INVALID_PARAMS,
        message: "Invalid params",
        data: { pathNotExists: method },
      });
    }
  }

  #fetch<T, Item>(
    params: Record<string, unknown>,
    observer: FetchObserver<Item>,
    backlog: (limit: number) => Backlog<Item>,
  ): FetcherCore<T, Item> {
    const options = typeof observer === "function"
      ? { onChange: observer }
      : observer;
    checkMembers(options, FETCH_OPTIONS);
    const { backlog: limit = MAX_BACKLOG_CHANGES, signal }: FetchOptions<Item> =
      options;
    if (!(limit >= 0)) throw new RangeError("backlog takes a number from 0");
    const id = this.#fetches.nextId();
    const fetcher = new FetcherCore<T, Item>({
      id,
      params,
      backlog: () => backlog(limit),
      unfetch: () => this.#fetches.stop(id),
    }, options);
    if (signal?.aborted) void fetcher.close();
    else this.#fetches.start(fetcher);
    return fetcher;
  }
}
