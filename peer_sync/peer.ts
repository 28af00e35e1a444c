/**
 * The synchronous peer: a program's place on the bus, where every operation
 * waits for its answer.
 *
 * @module
 */
import type { OwnedElement } from "../peer/elements/element.ts";
import type { Meta } from "../peer/elements/meta.ts";
import type { Signal } from "../peer/elements/signal.ts";
import type { State } from "../peer/elements/state.ts";
import type { DaemonInfo } from "../peer/connection/info.ts";
import { checkTimeout } from "../peer/connection/limits.ts";
import type { Change, Row } from "../peer/fetch/entry.ts";
import type { FetchRules, SortedRules } from "../protocol/rules/written.ts";
import { PeerSyncCore } from "./core.ts";
import type { FetcherSync } from "./fetcher.ts";
import type {
  ChangeSyncOptions,
  PeerSyncOptions,
  TimeLimit,
} from "./protocol/options.ts";
import { PeerSyncRequests } from "./requests.ts";

/**
 * A program's place on the bus, for programs that do one thing after the other:
 * every operation waits until the answer is there, and gives it or throws.
 * `Peer` does the same with promises, and has many requests in flight at once.
 * It runs in Deno, Bun and Node, in a thread beside the program.
 *
 * While the program waits in any operation, what others want of its states and
 * methods is carried out, and its fetch callbacks are called. So it is while
 * the program is idle in its event loop, and in {@linkcode PeerSync.serve} and
 * {@linkcode PeerSync.poll}. While it computes, all requests to it wait.
 *
 * Like `Peer` it comes back by itself when it has lost its daemon, with
 * everything that was added and fetched. The program stays while the peer owns
 * elements or has a fetch with a callback, until the peer is closed; a program
 * that has neither ends at its last line. What it has added is gone when it
 * ends, however it ends.
 *
 * @example
 * ```ts ignore
 * import { PeerSync, State } from "./peer_sync.ts";
 *
 * using peer = PeerSync.connect("tcp://localhost");
 * const before = peer.get<number>("house/target");
 * peer.set("house/target", before + 1);
 * console.log(peer.call<number>("house/boost", [2]));
 * ```
 */
export class PeerSync extends PeerSyncRequests {
  readonly #core: PeerSyncCore;

  private constructor(options: PeerSyncOptions) {
    const core = new PeerSyncCore(options);
    super(core);
    core.events = this;
    this.#core = core;
  }

  /**
   * Connects to a daemon, and waits until the connection is up.
   *
   * @param target Where the daemon is: `ws://host:port`, `wss://host`,
   * `tcp://host:port`, `jetb://host:port` (binary Jet), `unix:/path` or
   * `unix:@name` (abstract), or several of these, as `Peer.connect` takes it.
   * @throws {ConnectionClosed} if there is none; with the option `retry` it is
   * tried until there is one.
   * @throws {Unauthorized} if the daemon refuses user or password.
   * @throws {TypeError} if the target is no address of a daemon.
   * @throws {RangeError} if an option is out of its range.
   *
   * @example
   * ```ts ignore
   * using peer = PeerSync.connect("unix:@/var/run/jet.socket", { timeout: 2 });
   * console.log(peer.info().name);
   * ```
   */
  static connect(
    target: string | readonly string[],
    options: PeerSyncOptions = {},
  ): PeerSync {
    const peer = new PeerSync(options);
    try {
      peer.#core.connect(target, options);
    } catch (error) {
      peer.#core.over(undefined);
      throw error;
    }
    return peer;
  }

  /** Whether the peer is closed for good, as far as the program has heard. */
  get closed(): boolean {
    return this.#core.end !== undefined;
  }

  /** Whether there is a connection, as far as the program has heard. */
  get open(): boolean {
    return this.#core.connected;
  }

  /**
   * How many operations wait for an answer: those that the program waits for
   * inside each other, and those that it does not wait for.
   */
  get pending(): number {
    return this.#core.questions.pending;
  }

  /** What the daemon said about itself when the peer connected last. */
  get daemon(): DaemonInfo | undefined {
    return this.#core.daemon;
  }

  /**
   * Comes back now if the connection is lost, instead of after the pause, or
   * instead of not at all with the option `reconnect: "manual"`.
   *
   * @throws {ConnectionClosed} if there is no daemon now, or the peer is
   * closed. Unless it is, `resume` can be tried again.
   * @throws {Unauthorized} if the daemon refuses user or password; the peer is
   * closed then.
   *
   * @example
   * ```ts ignore
   * if (!peer.open) peer.resume();
   * ```
   */
  resume(): void {
    this.#core.resume();
  }

  /**
   * Adds a state, a method, or all states of a group, and waits until the daemon
   * has them; they are added again after every reconnect, a state with its value
   * of then. These are the
   * states and methods of `Peer`: their handlers are functions of the program,
   * and best return what they have to say. One that returns a promise is
   * answered for when the program is back in its event loop.
   *
   * Assigning to `state.value` announces the value without waiting;
   * {@linkcode PeerSync.change} waits.
   *
   * @returns the element.
   * @throws {Occupied} if the path is taken, by an element or a node, or an
   * element is above it.
   * @throws {InvalidArgument} if the daemon refuses it otherwise.
   * @throws {PeerTimeout} if the daemon takes too long.
   * @throws {ConnectionClosed} if the peer is closed.
   *
   * @example
   * ```ts ignore
   * const door = peer.add(new State("house/door", "closed", { set() {} }));
   * peer.add(new Method("house/ring", () => console.log("ding dong")));
   * peer.serve(); // until it is closed
   * ```
   */
  add<E extends OwnedElement>(element: E, options: TimeLimit = {}): E {
    this.#core.owned.addNow(element, this.#core.limit(options));
    return element;
  }

  /**
   * Takes a state or method of one's own off the bus, and waits until it is
   * gone. Nothing happens if it was not there.
   *
   * @param element The element, or its path.
   * @throws {PeerTimeout} if the daemon takes too long.
   * @throws {ConnectionClosed} if the peer is closed.
   *
   * @example
   * ```ts ignore
   * peer.remove(door);
   * ```
   */
  remove(element: OwnedElement | string, options: TimeLimit = {}): void {
    this.#core.owned.removeNow(element, this.#core.limit(options));
  }

  /**
   * Announces the value of a state of one's own, and waits until the daemon has
   * it: for a program that must not run ahead.
   *
   * @param options When the value came about, its quality, and a time limit.
   * @throws {TypeError} if the value can't be sent.
   * @throws {InvalidArgument} if the daemon does not take it.
   * @throws {PeerTimeout} if the daemon takes too long.
   * @throws {ConnectionClosed} if the peer is closed.
   *
   * @example
   * ```ts ignore
   * peer.change(level, 41);
   * ```
   */
  change<T>(
    state: State<T>,
    value: T,
    options: ChangeSyncOptions = {},
  ): void {
    const limit = this.#core.limit(options);
    this.#core.owned.changeNow(state, value, limit, options);
  }

  /**
   * Sends a value of a signal of one's own, and waits until the daemon has passed
   * it on.
   *
   * @throws {TypeError} if the value can't be sent.
   * @throws {PeerTimeout} if the daemon takes too long.
   * @throws {ConnectionClosed} if the daemon does not have the signal now.
   *
   * @example
   * ```ts ignore
   * const opened = peer.add(new Signal("door/opened"));
   * peer.signal(opened, { by: "Ann" });
   * ```
   */
  signal<T>(signal: Signal<T>, value: T, options: TimeLimit = {}): void {
    const limit = this.#core.limit(options);
    this.#core.owned.signalNow(signal, value, limit);
  }

  /**
   * Gives an element of one's own other metadata, `undefined`: none, and waits
   * until the daemon has it.
   *
   * @throws {TypeError} if JSON has no words for it.
   * @throws {JetError} if the daemon refuses it: it is too long.
   * @throws {PeerTimeout} if the daemon takes too long.
   * @throws {ConnectionClosed} if the peer is closed.
   */
  setMeta(
    element: OwnedElement,
    meta: Meta | undefined,
    options: TimeLimit = {},
  ): void {
    const limit = this.#core.limit(options);
    this.#core.owned.setMetaNow(element, meta, limit);
  }

  /**
   * Takes everything that this peer has added at a path and below off the bus,
   * in one request, and waits until it is gone. What others have added there
   * stays.
   *
   * @param path The path; `""` is the root, and so everything.
   * @throws {PeerTimeout} if the daemon takes too long.
   * @throws {JetError} if the daemon can't do it: those of other projects.
   *
   * @example
   * ```ts ignore
   * peer.add(new State("house/hall/light", true));
   * peer.add(new State("house/hall/door", "closed"));
   * peer.removeBelow("house/hall");
   * ```
   */
  removeBelow(path: string, options: TimeLimit = {}): void {
    this.#core.owned.removeBelow(path, this.#core.limit(options));
  }

  /**
   * Gives states that this peer has added below a path new values, in one
   * request: all of them or none, without other events in
   * between. It waits until the daemon has the values; if the daemon refuses
   * them the states have their old ones again.
   *
   * @param path The path; `""` is the root.
   * @param values The values by the paths as seen from there.
   * @throws {NotFound} if this peer has added nothing with such a path, or is
   * closed.
   * @throws {InvalidArgument} if it is a method.
   * @throws {TypeError} if a value can't be sent.
   * @throws {PeerTimeout} if the daemon takes too long.
   * @throws {ConnectionClosed} if the peer is closed before the daemon has the
   * values.
   *
   * @example
   * ```ts ignore
   * peer.changeBelow("house", { "hall/light": true, "hall/door": "open" });
   * ```
   */
  changeBelow(
    path: string,
    values: Readonly<Record<string, unknown>> | ReadonlyMap<string, unknown>,
    options: TimeLimit = {},
  ): void {
    this.#core.owned.changeBelow(
      path,
      values instanceof Map ? values.entries() : Object.entries(values),
      this.#core.limit(options),
    );
  }

  /**
   * Begins a standing query, and waits until everything that matches is known.
   * With `rules.sort` it reports the current rows instead of changes.
   *
   * @param callback Called with each item of the fetch: what is known
   * already before this returns, and then while the program waits in any
   * operation or is idle. It is not called again before it has returned.
   * @throws {InvalidArgument} if the daemon refuses the rules.
   * @throws {PeerTimeout} if the daemon takes too long.
   * @throws {ConnectionClosed} if the peer is closed.
   *
   * @example
   * ```ts ignore
   * const doors = peer.fetch<string>({ path: { endsWith: "/door" } });
   * console.log(doors.states); // Map { "house/door" => "closed" }
   * const change = doors.next(10); // waits up to 10 s
   * ```
   */
  fetch<T = unknown>(
    rules: SortedRules,
    callback?: (rows: Row<T>[]) => void,
    options?: TimeLimit,
  ): FetcherSync<T, Row<T>[]>;
  /** Begins a standing query without an order; see above. */
  fetch<T = unknown>(
    rules?: FetchRules,
    callback?: (change: Change<T>) => void,
    options?: TimeLimit,
  ): FetcherSync<T>;
  fetch<T>(
    rules: FetchRules = {},
    callback?: ((rows: Row<T>[]) => void) & ((change: Change<T>) => void),
    options: TimeLimit = {},
  ): FetcherSync<T, Row<T>[]> | FetcherSync<T> {
    return this.#core.fetch(rules, callback, options);
  }

  /**
   * Serves what others want of this program's states and methods, and calls its
   * fetch callbacks: of all its synchronous peers. For programs that never
   * return to the event loop.
   *
   * @param timeout Seconds to serve; until the peer is closed if not given. A
   * handler or callback may close it.
   * @throws {ConnectionClosed} if the connection is lost for good.
   * @throws {RangeError} if the timeout is not a number above 0.
   *
   * @example
   * ```ts ignore
   * peer.add(new Method("stop", () => peer.close()));
   * peer.serve();
   * ```
   */
  serve(timeout?: number): void {
    checkTimeout(timeout);
    this.#core.thread.wait(
      () => this.closed,
      timeout === undefined ? Infinity : performance.now() + timeout * 1000,
    );
    if (this.#core.end?.reason !== undefined) throw this.#core.end.reason;
  }

  /**
   * Serves what is there now, without waiting: for programs that compute for
   * long, every now and then.
   *
   * @example
   * ```ts ignore
   * for (const step of steps) {
   *   compute(step);
   *   peer.poll();
   * }
   * ```
   */
  poll(): void {
    this.#core.thread.poll();
  }

  /**
   * Leaves the bus: what was added is gone when this returns, and fetches are
   * over. The program can end. In a handler of the peer's own it is put off
   * until the handler has answered.
   */
  close(): void {
    this.#core.close();
  }

  /** {@linkcode PeerSync.close}, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }
}
