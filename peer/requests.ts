/**
 * The operations of `Peer` that are one request each.
 *
 * @module
 */
import type { Limits } from "./connection/limits.ts";
import type { DaemonInfo } from "./connection/info.ts";
import type { UserRights } from "./connection/users.ts";
import type { SetAnswer } from "./elements/warning.ts";
import { Lazy } from "../base/lazy.ts";
import { checkMembers } from "./values/members.ts";
import { PeerEvents } from "./events.ts";
import type { Entry } from "./fetch/entry.ts";
import type { Child, Listing } from "./fetch/listing.ts";
import * as operations from "./operations.ts";
import type {
  CallOptions,
  ChildrenOptions,
  ConfigOptions,
  GetOptions,
  ListOptions,
  SetBelowOptions,
  SetOptions,
} from "./options.ts";
import type { FetchRules } from "../protocol/rules/written.ts";

const answers = new Lazy(() => import("./answers.ts"));

/** Options of requests. */
const OPTIONS = {
  timeout: 1,
  signal: 1,
  valueAsResult: 1,
  if: 1,
  from: 1,
  limit: 1,
  values: 1,
  type: 1,
  meta: 1,
  times: 1,
  presence: 1,
} satisfies Record<keyof (SetOptions & ListOptions), 1>;

/** What {@linkcode Peer} asks of the daemon with one request. */
export class PeerRequests extends PeerEvents {
  readonly #runner: operations.OperationRunner;

  /** Used by {@linkcode Peer}. */
  constructor(runner: operations.OperationRunner) {
    super();
    this.#runner = runner;
  }

  /**
   * Asks the daemon about itself.
   *
   * @throws {PeerTimeout} if the daemon takes too long.
   * @throws {ConnectionClosed} without a connection.
   */
  info(limits: Limits = {}): Promise<DaemonInfo> {
    return this.#run(operations.info(), limits);
  }

  /**
   * Sends the name of the peer to the daemon, now and after every reconnect.
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
  config(options: ConfigOptions): Promise<void> {
    const { name, ...limits } = options;
    return this.#run(operations.config(name), limits);
  }

  /**
   * Logs in as a user, now and after every reconnect. What has been fetched
   * goes on with the rights of the user.
   *
   * @returns the groups of the user, as far as the daemon reports them.
   * @throws {Unauthorized} if the daemon refuses user or password; the peer
   * keeps its user.
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
  authenticate(
    user: string,
    password: string,
    limits: Limits = {},
  ): Promise<UserRights> {
    return this.#answer(
      operations.authenticate(user, password),
      limits,
      ({ readRights }, answer) => readRights(answer),
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
    limits: Limits = {},
  ): Promise<void> {
    return this.#run(operations.changePassword(user, password), limits);
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
    limits: Limits = {},
  ): Promise<void> {
    return this.#run(operations.addUser(user, password, groups), limits);
  }

  /**
   * Removes a state that the daemon owns and keeps itself (its option `--keep`),
   * with its value. An owner removes its own by {@linkcode State.remove}.
   *
   * @throws {NotFound} if nothing has the path.
   * @throws {Unauthorized} if the user may not set it.
   * @throws {JetError} if a peer owns it, or if the disk does not take it.
   * @throws {ConnectionClosed} without a connection.
   */
  forget(path: string, limits: Limits = {}): Promise<void> {
    return this.#run(operations.forget(path), limits);
  }

  /**
   * Sets several states of one owner below a path in one request: all of them
   * or none. Their owner has to have added them as a group: see
   * {@linkcode Group}.
   *
   * @param below The path; `""` is the root.
   * @param values The values by the paths as seen from there.
   * @returns an object with the owner's `warning`, if there is one.
   * @throws {NotFound} if nothing has one of the paths.
   * @throws {InvalidArgument} if the states are no group, if the owner refuses
   * the values, or if the condition does not hold.
   * @throws {Unauthorized} if the user may not set one of them.
   * @throws {PeerTimeout} if the owner takes too long.
   * @throws {ConnectionClosed} without a connection.
   */
  setBelow(
    below: string,
    values: Readonly<Record<string, unknown>>,
    options: SetBelowOptions = {},
  ): Promise<SetAnswer<never>> {
    return this.#run(operations.setBelow(below, values, options), options);
  }

  /**
   * Sets a state, wherever it is. Fulfilled when its owner has taken the value
   * or another one instead.
   *
   * @returns an object with the owner's `warning`, if there is one; with the
   * option `valueAsResult` an object with the `value` that the owner has taken.
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
  async set<T>(
    path: string,
    value: T,
    options: SetOptions = {},
  ): Promise<SetAnswer<T>> {
    const limits = this.#limits(options);
    return await this.#run(
      operations.set(path, value, options, limits.timeout),
      limits,
    );
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
  call<Result = unknown>(
    path: string,
    args: readonly unknown[] | object = [],
    options: CallOptions = {},
  ): Promise<Result> {
    // The arguments are checked first: one more of them stands for the options.
    const { timeout = this.#runner.timeout } = options;
    const operation = operations.call<Result>(path, args, { timeout });
    return this.#run(operation, this.#limits(options));
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
   * ```ts
   * import { State } from "../peer.ts";
   * import { TestBus } from "../testing.ts";
   *
   * await using bus = new TestBus();
   * const peer = await bus.peer();
   * await peer.add(new State("house/temperature", 20.5));
   * console.log(await peer.get<number>("house/temperature")); // 20.5
   * ```
   */
  get<T = unknown>(path: string, options?: GetOptions): Promise<T>;
  /**
   * Gives the elements for which the rules hold now, in order if there is one.
   *
   * @throws {InvalidArgument} if the daemon refuses the rules.
   * @throws {PeerTimeout} if the daemon takes too long.
   * @throws {ConnectionClosed} without a connection.
   */
  get<T = unknown>(
    rules?: FetchRules,
    options?: GetOptions,
  ): Promise<Entry<T>[]>;
  get<T>(
    wanted: string | FetchRules = {},
    options: GetOptions = {},
  ): Promise<T | Entry<T>[]> {
    const limits = this.#limits(options);
    return typeof wanted === "string"
      ? this.#answer(
        operations.get({ path: wanted }),
        limits,
        ({ readValue }, answer) => readValue<T>(wanted, answer),
      )
      : this.#answer(
        operations.get(wanted),
        limits,
        ({ readEntries }, answer) => readEntries<T>(answer),
      );
  }

  /**
   * Lists what is directly below a node now. For many children there are
   * {@linkcode Peer.children}, and for their changes
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
    return await this.#answer(
      operations.list(path, options),
      this.#limits(options),
      ({ readListing }, answer) => readListing<T>(answer),
    );
  }

  /**
   * All that is directly below a node, asked for in pages as the loop goes on.
   *
   * Each page is the truth of its moment. What comes or goes between two pages
   * moves what follows, so a child may be listed twice or left out then.
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
    const { childrenOf } = await answers.get();
    const { page, ...rest } = options;
    yield* childrenOf<T>(
      page,
      (part) => this.list<T>(path, { ...rest, ...part }),
    );
  }

  #run<Result>(
    operation: operations.Operation<Result>,
    limits: Limits,
  ): Promise<Result> {
    return this.#runner.run(operation, limits);
  }

  async #answer<Result>(
    operation: operations.Operation<unknown>,
    limits: Limits,
    read: (readers: typeof import("./answers.ts"), answer: unknown) => Result,
  ): Promise<Result> {
    const answer = await this.#run(operation, limits);
    return read(answers.loaded ?? await answers.get(), answer);
  }

  #limits(options: Limits): Limits {
    checkMembers(options, OPTIONS);
    const { timeout = this.#runner.timeout, signal } = options;
    return { timeout, signal };
  }
}
