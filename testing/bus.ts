/**
 * A bus for one test: daemon and peers in one process, without any socket, with
 * a time of its own.
 *
 * @module
 */
import type { SessionUser } from "../bus/elements/access.ts";
import { Bus } from "../bus/bus.ts";
import { type KeptValue, MemoryKeptStore } from "../bus/kept/store.ts";
import { isSeparator, SEPARATOR_RULE } from "../bus/elements/hierarchy.ts";
import type { Session } from "../bus/sessions/session.ts";
import { VERSION } from "../base/version.ts";
import { claimed } from "../base/narrowing.ts";
import type {
  CallHandler,
  MethodOptions,
} from "../peer/elements/method_options.ts";
import type { PeerOptions } from "../peer/options.ts";
import { fetchLater, sorted } from "../peer/fetch/load_later.ts";
import { Peer } from "../peer/peer.ts";
import type { PlainStateOptions } from "../peer/elements/state_options.ts";
import { Dialects } from "../protocol/dialects/detect.ts";
import { DEFAULT_MAX_MESSAGE } from "../protocol/frame.ts";
import { CloseCode } from "../protocol/link.ts";
import { parseAsJson } from "../protocol/values/to_json.ts";
import { ValueType } from "../protocol/values/types.ts";
import { localPair } from "../transport/links/local.ts";
import { StandInMethod, StandInState } from "./stand_ins.ts";
import { VirtualClock } from "./clock.ts";
import { LoopTurns } from "./turns.ts";
import { type TestUser, TestUsers } from "./users.ts";

/** Owns the stand-ins: it may add all paths. */
const STAND_IN: SessionUser = {
  name: "stand-ins",
  admin: false,
  rights: { fetchGroups: [], setGroups: [], callGroups: [] },
};

/** How the daemon of a {@linkcode TestBus} behaves; as that of `daemon.ts`. */
export interface TestBusOptions {
  /** Name of the daemon in `info`; "test" by default. */
  name?: string;
  /**
   * Seconds that a `set` or `call` waits for the owner where neither the
   * request nor the element says otherwise; 5 by default.
   */
  timeout?: number;
  /** What separates the segments of a path; "/" by default. */
  separator?: string;
  /** "strict", the default, or "open": leaves may be below leaves. */
  hierarchy?: "strict" | "open";
  /** The users by their names; without it every peer has all rights. */
  users?: Readonly<Record<string, TestUser>>;
  /** Whether elements that name no groups are for users only. */
  closed?: boolean;
  /** Which values are kept; without it none are. */
  keep?: TestKeepOptions;
}

/** What the daemon of a {@linkcode TestBus} keeps, until the bus ends. */
export interface TestKeepOptions {
  /** Patterns of paths below which the daemon owns the states; none by default. */
  patterns?: readonly string[];
  /** Values from before, by their paths, as after a restart of the daemon. */
  values?: Readonly<Record<string, unknown>>;
}

/** What a test can know of a peer on its bus. */
export interface TestPeerInfo {
  /** The name that the peer has given itself, or "". */
  readonly name: string;
  /** How many states and methods it has. */
  readonly elements: number;
  /** How many fetches it has. */
  readonly fetches: number;
}

/** The options of a peer of a {@linkcode TestBus}, which has the clock. */
export type TestPeerOptions = Omit<PeerOptions, "clock">;

/**
 * A bus for one test: a daemon and its peers in this process. Nothing goes over
 * a socket, and what takes time does so when {@linkcode TestBus.advance} says:
 * requests time out, peers come back. It is the real daemon and the real
 * peer; only their clock and what is between them are made for tests.
 *
 * @example A program's owner, tested
 * ```ts
 * import { State } from "../peer.ts";
 * import { TestBus } from "../testing.ts";
 *
 * await using bus = new TestBus();
 * const owner = await bus.peer();
 * await owner.add(new State("lamp", "off", { set() {} }));
 *
 * const client = await bus.peer();
 * await client.set("lamp", "on");
 * console.log(await bus.value("lamp")); // on
 * ```
 */
export class TestBus implements AsyncDisposable {
  /**
   * Whether the daemon can be reached. Peers that try to connect while it is
   * `false` are refused, and try again; connections that there are stay.
   */
  reachable = true;
  readonly #bus: Bus;
  readonly #turns = new LoopTurns();
  readonly #clock = new VirtualClock();
  readonly #dialects = new Dialects();
  readonly #sessions = new Map<Peer, Session>();
  readonly #errors: unknown[] = [];
  /** Owns the stand-ins. */
  #owner: Peer | undefined;

  /**
   * An empty bus.
   *
   * @throws {RangeError} if the separator can't be one.
   */
  constructor(options: TestBusOptions = {}) {
    const { name = "test", timeout = 5, separator = "/", users } = options;
    const open = options.hierarchy === "open";
    if (!isSeparator(separator)) throw new RangeError(SEPARATOR_RULE);
    this.#bus = new Bus({
      info: {
        name,
        version: VERSION,
        authentication: users !== undefined,
        separator,
        maxMessage: DEFAULT_MAX_MESSAGE,
        keep: options.keep !== undefined,
      },
      keep: options.keep &&
        new MemoryKeptStore(options.keep.patterns ?? [], this.#turns.later),
      users: users && new TestUsers(users, { separator, open }),
      accessControl: users !== undefined,
      closed: options.closed,
      separator,
      openHierarchy: open,
      timeout,
      softBacklog: Infinity,
      hardBacklog: Infinity,
      stallTimeout: 10,
      clock: {
        now: () => this.#clock.now(),
        monotonic: () => this.#clock.monotonic(),
        after: (ms, task) => this.#clock.after(ms, task),
        endOfTurn: this.#turns.later,
        nextTurn: this.#turns.later,
      },
      onError: (_session, error) => this.#errors.push(error),
    });
    this.#bus.kept?.load(
      Object.entries(options.keep?.values ?? {}).map(keptValueOf),
      (path) => {
        throw new RangeError(`${JSON.stringify(path)} has no place`);
      },
    );
  }

  /** The time on this bus, in milliseconds since its beginning. */
  get now(): number {
    return this.#clock.now();
  }

  /** The peers that are connected now, without those of the bus itself. */
  get peers(): TestPeerInfo[] {
    return [...this.#sessions]
      .filter(([peer, session]) =>
        peer !== this.#owner && this.#bus.sessions.has(session)
      )
      .map(([, session]) => ({
        name: session.name,
        elements: session.elementCount,
        fetches: session.fetchCount,
      }));
  }

  /**
   * A peer on this bus, closed with it at the latest.
   *
   * @throws {ConnectionClosed} if the daemon can't be reached.
   * @throws {Unauthorized} if the daemon refuses user or password.
   */
  async peer(options: TestPeerOptions = {}): Promise<Peer> {
    const peer = this.#peer(options, () => this.reachable);
    // What a test awaits is delivered, so it waits for no module.
    await Promise.all([peer.connected, sorted.get(), fetchLater.get()]);
    return peer;
  }

  /**
   * Fulfilled when everything has been delivered and answered, and nothing is
   * left to do but what waits for time to pass. What handlers wait for outside
   * of the bus is not known to it.
   *
   * @throws what has failed inside the daemon: a bug of this library.
   *
   * @example
   * ```ts
   * import { TestBus } from "../testing.ts";
   *
   * await using bus = new TestBus();
   * const lamp = await bus.state("lamp", "off");
   * const client = await bus.peer();
   * const seen: unknown[] = [];
   * client.fetch({ path: "lamp" }, ({ value }) => seen.push(value));
   * lamp.value = "on";
   * await bus.settle();
   * console.log(seen.at(-1)); // on
   * ```
   */
  async settle(): Promise<void> {
    await this.#turns.settled();
    if (this.#errors.length > 0) throw this.#errors.shift();
  }

  /**
   * Lets time pass, and everything happen that is due until then: requests time
   * out, peers come back.
   *
   * @param milliseconds How long.
   * @throws {RangeError} unless the time is a number from 0.
   *
   * @example
   * ```ts
   * import { TestBus } from "../testing.ts";
   *
   * await using bus = new TestBus();
   * await bus.method("slow", () => new Promise(() => {}));
   * const client = await bus.peer();
   * const call = client.call("slow", [], { timeout: 3600 });
   * call.catch((error) => console.log(error.name)); // PeerTimeout
   * await bus.advance(3_600_000); // an hour, and no time at all
   * ```
   */
  async advance(milliseconds: number): Promise<void> {
    await this.#clock.passSettled(milliseconds, () => this.settle());
  }

  /**
   * Cuts a peer's connection, as if the network had failed. The peer tries to
   * come back when time passes: after 200 ms at most with the default options.
   *
   * @throws {TypeError} if the peer has no connection on this bus.
   *
   * @example
   * ```ts
   * import { State } from "../peer.ts";
   * import { TestBus } from "../testing.ts";
   *
   * await using bus = new TestBus();
   * const owner = await bus.peer();
   * await owner.add(new State("lamp", "off"));
   * await bus.disconnect(owner);
   * console.log(await bus.value("lamp")); // undefined
   * await bus.advance(200);
   * console.log(await bus.value("lamp")); // off
   * ```
   */
  async disconnect(peer: Peer): Promise<void> {
    const session = this.#sessions.get(peer);
    if (session === undefined || !this.#bus.sessions.has(session)) {
      throw new TypeError("the peer has no connection on this bus");
    }
    session.close(CloseCode.goingAway, "the connection was cut");
    await this.settle();
  }

  /**
   * The value that a state has at the daemon when everything is delivered;
   * `undefined` if there is no such state.
   */
  async value<T = unknown>(path: string): Promise<T | undefined> {
    await this.settle();
    const element = this.#bus.space.elements.byPath.get(path);
    return element === undefined || element.method
      ? undefined
      : claimed<T>(structuredClone(element.json));
  }

  /**
   * The value that is kept for a path when everything is delivered; `undefined`
   * if there is none.
   *
   * @example
   * ```ts
   * import { State } from "../peer.ts";
   * import { TestBus } from "../testing.ts";
   *
   * await using bus = new TestBus({ keep: { values: { setpoint: 21 } } });
   * const owner = await bus.peer();
   * const setpoint = new State("setpoint", 20, { keep: true });
   * await owner.add(setpoint);
   * console.log(setpoint.value); // 21
   * setpoint.value = 22;
   * console.log(await bus.kept("setpoint")); // 22
   * ```
   */
  async kept<T = unknown>(path: string): Promise<T | undefined> {
    await this.settle();
    const value = this.#bus.kept?.get(path);
    return value && claimed<T>(parseAsJson(value));
  }

  /**
   * Adds a state in the place of a program that is not there. It takes what is
   * set unless its handler says otherwise, and remembers it.
   *
   * @throws {Occupied} if the path is taken.
   *
   * @example A client, tested without its owner
   * ```ts
   * import { TestBus } from "../testing.ts";
   *
   * await using bus = new TestBus();
   * const lamp = await bus.state("lamp", "off");
   * const client = await bus.peer();
   * await client.set("lamp", "on");
   * console.log(lamp.sets, lamp.value); // ["on"] on
   * ```
   */
  async state<T>(
    path: string,
    value: T,
    options?: PlainStateOptions<T>,
  ): Promise<StandInState<T>> {
    return await this.#standIns.add(new StandInState<T>(path, value, options));
  }

  /**
   * Adds a method in the place of a program that is not there. It remembers its
   * calls.
   *
   * @throws {Occupied} if the path is taken.
   *
   * @example
   * ```ts
   * import { TestBus } from "../testing.ts";
   *
   * await using bus = new TestBus();
   * const ring = await bus.method("door/ring", () => "ding dong");
   * const client = await bus.peer();
   * console.log(await client.call("door/ring", [2])); // ding dong
   * console.log(ring.calls); // [[2]]
   * ```
   */
  async method<Args = unknown, Result = unknown>(
    path: string,
    handler: CallHandler<Args, Result>,
    options?: MethodOptions<Args, Result>,
  ): Promise<StandInMethod<Args, Result>> {
    return await this.#standIns.add(
      new StandInMethod<Args, Result>(path, handler, options),
    );
  }

  /** Closes all peers and ends the bus. */
  async close(): Promise<void> {
    await Promise.all([...this.#sessions.keys()].map((peer) => peer.close()));
    this.#bus.close(CloseCode.goingAway, "the test is over");
    await this.settle();
  }

  /** {@linkcode TestBus.close}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  get #standIns(): Peer {
    return this.#owner ??= this.#peer({}, () => true, STAND_IN);
  }

  #peer(
    options: TestPeerOptions,
    mayConnect: () => boolean,
    user: SessionUser | null = null,
  ): Peer {
    const peer: Peer = new Peer(() => {
      if (!mayConnect()) throw new Error("the daemon can't be reached");
      const { link, peerLink } = localPair(this.#turns.later);
      const { classic } = this.#dialects;
      const session = this.#bus.connect(link, classic, undefined, user);
      this.#sessions.set(peer, session);
      return peerLink;
    }, {
      separator: this.#bus.space.hierarchy.separator,
      ...options,
      clock: this.#clock,
    });
    peer.addEventListener("close", () => this.#sessions.delete(peer));
    return peer;
  }
}

function keptValueOf([path, value]: readonly [string, unknown]): KeptValue {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  const { length } = bytes;
  return { path, type: ValueType.json, bytes, start: 0, end: length, time: 0 };
}
