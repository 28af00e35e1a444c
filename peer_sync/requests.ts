/**
 * The operations of `PeerSync` that are one request each.
 *
 * @module
 */
import type { DaemonInfo } from "../peer/connection/info.ts";
import { readRights, type UserRights } from "../peer/connection/users.ts";
import type { SetAnswer } from "../peer/elements/warning.ts";
import { NotFound } from "../protocol/errors/owner_classes.ts";
import { PeerEvents } from "../peer/events.ts";
import type { Entry } from "../peer/fetch/entry.ts";
import { readEntries, readValue } from "../peer/fetch/gotten.ts";
import {
  type Child,
  type Listing,
  pageSize,
  readListing,
} from "../peer/fetch/listing.ts";
import * as operations from "../peer/operations.ts";
import type { PeerRequests } from "../peer/requests.ts";
import type { FetchRules } from "../protocol/rules/written.ts";
import type {
  ChildrenSyncOptions,
  ConfigSyncOptions,
  ListSyncOptions,
  SetBelowSyncOptions,
  SetSyncOptions,
  TimeLimit,
} from "./protocol/options.ts";

/** Runs operations in the thread of a peer, and waits for them. */
export interface SyncOperationRunner {
  /** Default timeout of each operation in seconds. */
  readonly timeout: number | undefined;
  /**
   * Sends the request, waits for its answer and reads it.
   *
   * @throws {JetError} as the operation says.
   */
  run<Result>(
    operation: operations.Operation<Result>,
    limit: TimeLimit,
  ): Result;
}

/** What {@linkcode PeerSync} asks of the daemon with one request. */
export class PeerSyncRequests extends PeerEvents
  implements Record<keyof PeerRequests, unknown> {
  readonly #runner: SyncOperationRunner;

  /** Used by {@linkcode PeerSync}. */
  constructor(runner: SyncOperationRunner) {
    super();
    this.#runner = runner;
  }

  /**
   * Asks the daemon about itself.
   *
   * @throws {PeerTimeout} if the daemon takes too long.
   * @throws {ConnectionClosed} without a connection.
   */
  info(options: TimeLimit = {}): DaemonInfo {
    return this.#runner.run(operations.info(), options);
  }

  /**
   * Sends the name of the peer to the daemon, now and after every reconnect.
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
    this.#runner.run(operations.config(name), limit);
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
   * ```ts ignore
   * console.log(peer.authenticate("joe", password).setGroups);
   * ```
   */
  authenticate(
    user: string,
    password: string,
    options: TimeLimit = {},
  ): UserRights {
    const operation = operations.authenticate(user, password);
    return readRights(this.#runner.run(operation, options));
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
    this.#runner.run(operations.changePassword(user, password), options);
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
    this.#runner.run(operations.addUser(user, password, groups), options);
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
    const isPath = typeof wanted === "string";
    const operation = operations.get(isPath ? { path: wanted } : wanted);
    const answer = this.#runner.run(operation, options);
    return isPath ? readValue<T>(wanted, answer) : readEntries<T>(answer);
  }

  /**
   * Sets a state, wherever it is, and waits until its owner has taken the value
   * or another one instead.
   *
   * @returns an object with the owner's `warning`, if there is one; with the
   * option `valueAsResult` an object with the `value` that the owner has taken.
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
   * const { value } = peer.set("house/target", 21.3, { valueAsResult: true });
   * console.log(value); // 21.5
   * ```
   */
  set<T>(
    path: string,
    value: T,
    options: SetSyncOptions = {},
  ): SetAnswer<T> {
    const limit = this.#limit(options);
    const operation = operations.set(path, value, { ...options, ...limit });
    return this.#runner.run(operation, limit);
  }

  /**
   * Removes a state that the daemon owns and keeps itself (its option `--keep`),
   * with its value. An owner removes its own by {@linkcode PeerSync.remove}.
   *
   * @throws {NotFound} if nothing has the path.
   * @throws {Unauthorized} if the user may not set it.
   * @throws {JetError} if a peer owns it, or if the disk does not take it.
   * @throws {PeerTimeout} if the daemon takes too long.
   * @throws {ConnectionClosed} without a connection.
   */
  forget(path: string, options: TimeLimit = {}): void {
    this.#runner.run(operations.forget(path), options);
  }

  /**
   * Sets several states of one owner below a path in one request, all of them or
   * none, and waits until their owner has taken the values. It has to have added
   * them as a {@linkcode Group}.
   *
   * @param below The path; `""` is the root.
   * @param values The values by the paths as seen from there.
   * @returns an object with the owner's `warning`, if there is one.
   * @throws {NotFound} if nothing has one of the paths.
   * @throws {InvalidArgument} if the states are no group, if the owner refuses
   * the values, or if the condition does not hold.
   * @throws {Unauthorized} if the user may not set one of them.
   * @throws {PeerTimeout} if the owner or the daemon takes too long.
   * @throws {ConnectionClosed} without a connection.
   */
  setBelow(
    below: string,
    values: Readonly<Record<string, unknown>>,
    options: SetBelowSyncOptions = {},
  ): SetAnswer<never> {
    const limit = this.#limit(options);
    const operation = operations.setBelow(below, values, {
      ...options,
      ...limit,
    });
    return this.#runner.run(operation, limit);
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
    const limit = this.#limit(options);
    const operation = operations.call<Result>(path, args, limit);
    return this.#runner.run(operation, limit);
  }

  /**
   * Lists what is directly below a node now.
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
    const answer = this.#runner.run(operations.list(path, options), options);
    return readListing<T>(answer);
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
    const { page, ...rest } = options;
    const limit = pageSize(page);
    let from = 1;
    let n = 1;
    while (from <= n) {
      let listing: Listing<T>;
      try {
        listing = this.list<T>(path, { ...rest, from, limit });
      } catch (error) {
        // The last child was removed after the page before.
        if (error instanceof NotFound && from > 1) return;
        throw error;
      }
      const { children } = listing;
      yield* children;
      from += children.length;
      n = children.length && listing.n;
    }
  }

  #limit({ timeout = this.#runner.timeout }: TimeLimit): TimeLimit {
    return { timeout };
  }
}
