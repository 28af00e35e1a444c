/**
 * The synchronous peer: a program's place on the bus, where every operation
 * waits for its answer.
 *
 * @module
 */
import { ChangeBacklog, NewestBacklog } from "../peer/fetch/backlog.ts";
import type { OwnedElement } from "../peer/elements/element.ts";
import type { Change, Entry, Row } from "../peer/fetch/entry.ts";
import { PeerEvent, PeerEvents } from "../peer/events.ts";
import { claimed } from "../base/narrowing.ts";
import type { DaemonInfo } from "../peer/connection/info.ts";
import type { Child, Listing } from "../peer/fetch/listing.ts";
import { checkTimeout } from "../peer/connection/requests.ts";
import type { State } from "../peer/elements/state.ts";
import type { UserRights } from "../peer/connection/users.ts";
import type { SetWarning } from "../peer/elements/warning.ts";
import { FetcherSync } from "./fetcher.ts";
import { Intake, type IntakeParts } from "./program/fetch_buffer.ts";
import { KnownEntries, KnownRows } from "./program/known.ts";
import type {
  ChildrenSyncOptions,
  ConfigSyncOptions,
  ListSyncOptions,
  PeerSyncOptions,
  SetSyncOptions,
  TimeLimit,
} from "./protocol/options.ts";
import type { PackedItem, PeerReport } from "./protocol/messages.ts";
import { Owned } from "./program/owned.ts";
import { packArguments, packValue, unpack } from "./protocol/values.ts";
import { unpackEntry, unpackListing } from "./protocol/entries.ts";
import { unpackError } from "./protocol/errors.ts";
import { Questions } from "./program/queries.ts";
import { type Attached, Thread } from "./program/thread.ts";
import {
  ConnectionClosed,
  InvalidArgument,
  NotFound,
} from "../protocol/errors/classes.ts";
import type { FetchRules, SortedRules } from "../protocol/rules/written.ts";

/** Seconds that connecting may take. */
const CONNECT_TIMEOUT = 10;
/** Seconds beyond, in which the thread says itself that it took too long. */
const CONNECT_GRACE = 2;
/** Seconds that closing may take. */
const CLOSE_LIMIT = 3;
/** Changes that wait for the program as they came. */
const BACKLOG = 1024;
/** Children asked for at a time. */
const PAGE = 1000;

/** A fetch, whatever it tells. */
type AnyIntake = Pick<Intake<never, never>, "arrived" | "tell" | "over">;

/**
 * A program's place on the bus, for programs that do one thing after the other:
 * every operation waits until the answer is there, and gives it or throws.
 * `Peer` does the same with promises, and has many requests in flight at once.
 * It runs in Deno, Bun and Node, in a thread beside the program.
 *
 * While the program waits in any operation, what others want of its states and
 * methods is carried out, and its fetch callbacks are called. So it is while
 * the program is idle in its event loop, and in {@linkcode PeerSync.serve} and
 * {@linkcode PeerSync.poll}. While it computes, everybody waits for it.
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
export class PeerSync extends PeerEvents {
  readonly #thread: Thread;
  readonly #id: number;
  readonly #questions: Questions;
  readonly #owned: Owned;
  readonly #fetches = new Map<number, AnyIntake>();
  readonly #timeout: number | undefined;
  readonly #connectLimit: number;
  readonly #log: (line: string) => void;
  #lastFetch = 0;
  #connected = false;
  /** How many requests of others are being carried out. */
  #serving = 0;
  #closing = false;
  #daemon: DaemonInfo | undefined;
  #end: { reason: Error | undefined } | undefined;

  private constructor(options: PeerSyncOptions) {
    super();
    const { log = () => {}, timeout, separator = "/" } = options;
    const { connectTimeout = CONNECT_TIMEOUT } = options;
    checkTimeout(timeout);
    checkTimeout(connectTimeout);
    this.#timeout = timeout;
    this.#connectLimit = connectTimeout + CONNECT_GRACE;
    this.#log = log;
    const thread = Thread.get();
    const attached: Attached = {
      arrived: (report) => this.#arrived(report),
      take: (report) => this.#take(report),
      broken: ({ message, cause }) => {
        this.#over(new ConnectionClosed(message, { cause }));
      },
    };
    const peer = thread.attach(attached);
    const questions = new Questions(thread, peer);
    this.#thread = thread;
    this.#id = peer;
    this.#questions = questions;
    this.#owned = new Owned({
      peer,
      questions,
      separator,
      connected: () => this.#connected,
      send: (order) => thread.send(order),
      hold: (element) => thread.hold(element),
      release: (element) => thread.release(element),
    });
  }

  /**
   * Connects to a daemon, and waits until the connection is up.
   *
   * @param target Where the daemon is: `ws://host:port`, `wss://host`,
   * `tcp://host:port`, `jetb://host:port` (binary Jet), `unix:/path` or
   * `unix:@name` (abstract), as `Peer.connect` takes it.
   * @throws {ConnectionClosed} if there is none; it is not tried again.
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
  static connect(target: string, options: PeerSyncOptions = {}): PeerSync {
    const peer = new PeerSync(options);
    try {
      peer.#connect(target, options);
    } catch (error) {
      peer.#over(undefined);
      throw error;
    }
    return peer;
  }

  /** Whether the peer is closed for good, as far as the program has heard. */
  get closed(): boolean {
    return this.#end !== undefined;
  }

  /** Whether there is a connection, as far as the program has heard. */
  get open(): boolean {
    return this.#connected;
  }

  /**
   * How many operations wait for an answer: those that the program waits for
   * inside each other, and those that it does not wait for.
   */
  get pending(): number {
    return this.#questions.pending;
  }

  /** What the daemon said about itself when the peer connected last. */
  get daemon(): DaemonInfo | undefined {
    return this.#daemon;
  }

  /**
   * Asks the daemon about itself.
   *
   * @throws {PeerTimeout} if the daemon takes too long.
   * @throws {ConnectionClosed} without a connection.
   */
  info(options: TimeLimit = {}): DaemonInfo {
    return this.#questions.ask({ op: "info" }, this.#limit(options));
  }

  /**
   * Tells the daemon the name of the peer, now and after every reconnect.
   *
   * @throws {PeerTimeout} if the daemon takes too long.
   * @throws {ConnectionClosed} without a connection.
   *
   * @example
   * ```ts ignore
   * peer.config({ name: "kitchen" });
   * ```
   */
  config(options: ConfigSyncOptions): void {
    const { name, ...limit } = options;
    this.#questions.ask({ op: "config", name }, this.#limit(limit));
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
   * ```ts ignore
   * console.log(peer.authenticate("joe", password).setGroups);
   * ```
   */
  authenticate(
    user: string,
    password: string,
    options: TimeLimit = {},
  ): UserRights {
    return this.#questions.ask(
      { op: "authenticate", user, password },
      this.#limit(options),
    );
  }

  /**
   * Changes the password of a user: one's own, or as an admin that of others.
   *
   * @throws {JetError} if the daemon refuses it.
   * @throws {PeerTimeout} if the daemon takes too long.
   * @throws {ConnectionClosed} without a connection.
   */
  changePassword(
    user: string,
    password: string,
    options: TimeLimit = {},
  ): void {
    this.#questions.ask(
      { op: "changePassword", user, password },
      this.#limit(options),
    );
  }

  /**
   * Adds a user; for admins. Not every daemon can do it.
   *
   * @param groups What the user may fetch, set and call.
   * @throws {JetError} if the daemon refuses it.
   * @throws {PeerTimeout} if the daemon takes too long.
   * @throws {ConnectionClosed} without a connection.
   */
  addUser(
    user: string,
    password: string,
    groups: readonly string[] = [],
    options: TimeLimit = {},
  ): void {
    this.#questions.ask(
      { op: "addUser", user, password, groups },
      this.#limit(options),
    );
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
    this.#questions.ask({ op: "resume" }, this.#connectLimit);
  }

  /**
   * Gives the value of a state now.
   *
   * @param path The path of the state.
   * @throws {NotFound} if nothing has this path.
   * @throws {InvalidArgument} if it is a method.
   * @throws {PeerTimeout} if the daemon takes too long.
   * @throws {ConnectionClosed} without a connection.
   *
   * @example
   * ```ts ignore
   * const degrees = peer.get<number>("house/temperature");
   * ```
   */
  get<T = unknown>(path: string, options?: TimeLimit): T;
  /**
   * Gives the elements for which the rules hold now, in order if there is one.
   *
   * @throws {InvalidArgument} if the daemon refuses the rules.
   * @throws {PeerTimeout} if the daemon takes too long.
   * @throws {ConnectionClosed} without a connection.
   *
   * @example
   * ```ts ignore
   * for (const { path, value } of peer.get({ path: { endsWith: "/door" } })) {
   *   console.log(path, value);
   * }
   * ```
   */
  get<T = unknown>(rules?: FetchRules, options?: TimeLimit): Entry<T>[];
  get<T>(
    wanted: string | FetchRules = {},
    options: TimeLimit = {},
  ): T | Entry<T>[] {
    if (typeof wanted !== "string") return this.#get<T>(wanted, options);
    const [entry] = this.#get<T>({ path: wanted }, options);
    if (entry === undefined) throw new NotFound(wanted);
    if (entry.type === "state") return entry.value;
    throw new InvalidArgument(`${JSON.stringify(wanted)} is not a state`);
  }

  /**
   * Sets a state, wherever it is, and waits until its owner has taken the
   * value; it may have taken another one, which `valueAsResult` gives.
   *
   * @returns the owner's warning, if it has taken the value with one; with
   * `valueAsResult` the value that it has taken.
   * @throws {NotFound} if nothing has this path.
   * @throws {FetchOnly} if the state can't be set.
   * @throws {InvalidArgument} if the owner refuses the value.
   * @throws {Unauthorized} if the user may not set it.
   * @throws {PeerTimeout} if the owner or the daemon takes too long.
   * @throws {PeerError} if the owner fails.
   * @throws {ConnectionClosed} without a connection.
   * @throws {TypeError} if the value can't be sent; see {@linkcode State} for
   * what can.
   *
   * @example
   * ```ts ignore
   * peer.set("house/door", "open");
   * const taken = peer.set("house/target", 21.3, { valueAsResult: true }); // 21.5
   * ```
   */
  set<T>(
    path: string,
    value: T,
    options: SetSyncOptions & { valueAsResult: true },
  ): T;
  /** Sets a state, wherever it is; see above. */
  set(
    path: string,
    value: unknown,
    options?: SetSyncOptions & { valueAsResult?: false },
  ): SetWarning | undefined;
  /** Sets a state, wherever it is; see above. */
  set(path: string, value: unknown, options: SetSyncOptions): unknown;
  set(path: string, value: unknown, options: SetSyncOptions = {}): unknown {
    const valueAsResult = options.valueAsResult === true;
    const timeout = this.#limit(options);
    const answer = this.#questions.ask({
      op: "set",
      path,
      value: packValue(value),
      timeout,
      valueAsResult,
    }, timeout);
    return valueAsResult ? unpack(answer.value) : answer.warning;
  }

  /**
   * Calls a method, wherever it is, and gives its result.
   *
   * @param args An array, or an object of named arguments; see `Peer.call`.
   * @throws {NotFound} if nothing has this path.
   * @throws {InvalidArgument} if the owner refuses the arguments.
   * @throws {Unauthorized} if the user may not call it.
   * @throws {PeerTimeout} if the owner or the daemon takes too long.
   * @throws {PeerError} if the owner fails.
   * @throws {ConnectionClosed} without a connection.
   * @throws {TypeError} if the arguments can't be sent.
   *
   * @example
   * ```ts ignore
   * const sum = peer.call<number>("math/sum", [1, 2, 3], { timeout: 1 });
   * ```
   */
  call<Result = unknown>(
    path: string,
    args: readonly unknown[] | object = [],
    options: TimeLimit = {},
  ): Result {
    const timeout = this.#limit(options);
    const result = this.#questions.ask(
      { op: "call", path, args: packArguments(args), timeout },
      timeout,
    );
    return claimed<Result>(unpack(result));
  }

  /**
   * Adds a state or a method and waits until the daemon has it; it is added
   * again after every reconnect, a state with its value of then. These are the
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
    this.#owned.addNow(element, this.#limit(options));
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
    this.#owned.removeNow(element, this.#limit(options));
  }

  /**
   * Announces the value of a state of one's own, and waits until the daemon has
   * it: for a program that must not run ahead.
   *
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
  change<T>(state: State<T>, value: T, options: TimeLimit = {}): void {
    this.#owned.changeNow(state, value, this.#limit(options));
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
    this.#owned.removeBelow(path, this.#limit(options));
  }

  /**
   * Gives states that this peer has added below a path new values, in one
   * request: all of them or none, and nobody is told of anything else in
   * between. It waits until the daemon has the values; if the daemon refuses
   * them the states have their old ones again.
   *
   * @param path The path; `""` is the root.
   * @param values The values by the paths as seen from there.
   * @throws {NotFound} if this peer has added nothing with such a path.
   * @throws {InvalidArgument} if it is a method.
   * @throws {TypeError} if a value can't be sent.
   * @throws {PeerTimeout} if the daemon takes too long.
   * @throws {ConnectionClosed} if the peer is closed before.
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
    this.#owned.changeBelow(
      path,
      values instanceof Map ? values.entries() : Object.entries(values),
      this.#limit(options),
    );
  }

  /**
   * Tells what is directly below a node now.
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
   * ```ts ignore
   * for (const { name, type } of peer.list("house").children) {
   *   console.log(name, type);
   * }
   * ```
   */
  list<T = unknown>(
    path: string = "",
    options: ListSyncOptions = {},
  ): Listing<T> {
    const listing = this.#questions.ask(
      { op: "list", path, options },
      this.#limit(options),
    );
    return unpackListing<T>(listing);
  }

  /**
   * All that is directly below a node, asked for in pages as the loop goes on;
   * each page is the truth of its moment, see `Peer.children`.
   *
   * @param path The path of the node; `""`, the default, is the root.
   * @param options The size of a page, and whether with values.
   * @throws {RangeError} if the page is no whole number from 1.
   * @throws {NotFound} if there is no such node when the loop begins.
   * @throws {PeerTimeout} if the daemon takes too long.
   * @throws {ConnectionClosed} without a connection.
   *
   * @example
   * ```ts ignore
   * for (const { name } of peer.children("log")) console.log(name);
   * ```
   */
  *children<T = unknown>(
    path: string = "",
    options: ChildrenSyncOptions = {},
  ): Generator<Child<T>, void, undefined> {
    const { page = PAGE, ...rest } = options;
    if (!(Number.isSafeInteger(page) && page >= 1)) {
      throw new RangeError("page takes a whole number from 1");
    }
    let from = 1;
    let more = true;
    while (more) {
      let listing: Listing<T>;
      try {
        listing = this.list<T>(path, { ...rest, from, limit: page });
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
   * Begins a standing query, and waits until everything that matches is known.
   * With `rules.sort` it tells the current rows instead of changes.
   *
   * @param callback Called with everything the fetch tells: what is known
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
    const limit = this.#limit(options);
    return rules.sort === undefined
      ? this.#fetch<T, Change<T>>(rules, limit, {
        callback,
        unpack: changesOf<T>,
        known: new KnownEntries<T>(),
        news: new ChangeBacklog<T>(BACKLOG),
        untold: new ChangeBacklog<T>(BACKLOG),
      })
      : this.#fetch<T, Row<T>[]>(rules, limit, {
        callback,
        unpack: rowsOf<T>,
        known: new KnownRows<T>(),
        news: new NewestBacklog<Row<T>[]>(),
        untold: new NewestBacklog<Row<T>[]>(),
      });
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
    this.#thread.wait(
      () => this.closed,
      timeout === undefined ? Infinity : performance.now() + timeout * 1000,
    );
    if (this.#end?.reason !== undefined) throw this.#end.reason;
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
    this.#thread.poll();
  }

  /**
   * Leaves the bus: what was added is gone when this returns, and fetches are
   * over. The program can end. In a handler of the peer's own it is put off
   * until the handler has answered.
   */
  close(): void {
    if (this.closed) return;
    this.#closing = this.#serving > 0;
    if (this.#closing) return;
    try {
      this.#questions.ask({ op: "close" }, CLOSE_LIMIT);
    } catch {
      // Gone is gone.
    }
    this.#over(undefined);
  }

  /** {@linkcode PeerSync.close}, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #connect(target: string, options: PeerSyncOptions): void {
    const { log: _log, ...plain } = options;
    this.#daemon = this.#questions.ask(
      { op: "connect", target, options: plain },
      this.#connectLimit,
    );
    this.#connected = true;
  }

  #limit({ timeout = this.#timeout }: TimeLimit): number | undefined {
    checkTimeout(timeout);
    return timeout;
  }

  #get<T>(rules: FetchRules, options: TimeLimit): Entry<T>[] {
    const entries = this.#questions.ask(
      { op: "get", rules: packValue(rules) },
      this.#limit(options),
    );
    return entries.map((entry) => unpackEntry<Entry<T>>(entry));
  }

  #fetch<T, Item>(
    rules: FetchRules,
    limit: number | undefined,
    parts: IntakeParts<T, Item>,
  ): FetcherSync<T, Item> {
    const fetch = ++this.#lastFetch;
    const packed = packValue(rules);
    const thread = this.#thread;
    const intake = new Intake(parts, () => thread.release(intake));
    if (parts.callback !== undefined) thread.hold(intake);
    this.#fetches.set(fetch, intake);
    try {
      this.#questions.ask({ op: "fetch", fetch, rules: packed }, limit);
    } catch (error) {
      this.#fetches.delete(fetch);
      intake.over(undefined);
      throw error;
    }
    return new FetcherSync({
      thread,
      intake,
      unfetch: () => this.#unfetch(fetch),
    });
  }

  #unfetch(fetch: number): void {
    this.#fetches.delete(fetch);
    try {
      this.#questions.ask({ op: "unfetch", fetch }, this.#timeout);
    } catch (error) {
      // Without a connection it is over as well.
      if (!(error instanceof ConnectionClosed)) throw error;
    }
  }

  #arrived(report: PeerReport): void {
    if (report.kind !== "items") return;
    const { fetch, items, initial } = report;
    this.#fetches.get(fetch)?.arrived(items, initial);
  }

  #take(report: PeerReport): void {
    switch (report.kind) {
      case "answer":
        return this.#questions.settle(report.id, { result: report.result });
      case "failure": {
        const error = unpackError(report.error);
        return this.#questions.settle(report.id, { error });
      }
      case "request":
        return this.#serve(report);
      case "items":
        return this.#fetches.get(report.fetch)?.tell(report.items);
      case "log":
        return this.#log(report.line);
      case "event":
        return this.#event(report);
    }
  }

  #serve(report: Extract<PeerReport, { kind: "request" }>): void {
    const { request, path, wanted } = report;
    this.#serving++;
    this.#owned.serve(request, path, wanted);
    this.#serving--;
    if (this.#closing) this.close();
  }

  #event(report: Extract<PeerReport, { kind: "event" }>): void {
    const { type, daemon } = report;
    const reason = report.reason === undefined
      ? undefined
      : unpackError(report.reason);
    this.#daemon = daemon;
    this.#connected = type === "connect" || type === "reconnect";
    if (type === "close") this.#over(reason);
    else this.dispatchEvent(new PeerEvent(type, reason));
  }

  #over(reason: Error | undefined): void {
    if (this.closed) return;
    this.#end = { reason };
    this.#connected = false;
    this.#owned.clear();
    for (const intake of this.#fetches.values()) intake.over(reason);
    this.#fetches.clear();
    this.#questions.end(reason ?? new ConnectionClosed("the peer is closed"));
    this.#thread.detach(this.#id);
    this.dispatchEvent(new PeerEvent("close", reason));
  }
}

function changesOf<T>(packed: PackedItem): Change<T>[] {
  return "event" in packed ? [unpackEntry<Change<T>>(packed)] : [];
}

function rowsOf<T>(packed: PackedItem): Row<T>[][] {
  if ("event" in packed) return [];
  return [packed.map((row) => unpackEntry<Row<T>>(row))];
}
