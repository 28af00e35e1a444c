/**
 * Claims of paths for the elements of this daemon, and what waits until a path can
 * be claimed.
 *
 * @module
 */
import { PLAIN_STATE } from "../bus/elements/inner_owner.ts";
import type { Element } from "../bus/elements/element.ts";
import type { Owner } from "../bus/elements/owner.ts";
import { mountOf } from "../bus/space/mounted_paths.ts";
import { stays } from "../bus/space/owners.ts";
import type { Space } from "../bus/space/space.ts";
import type { Clock } from "../base/clock.ts";
import { Cost, inSteps, type Steps } from "../base/turns.ts";
import type { Fault } from "../protocol/errors/fault.ts";
import type { AddParams } from "../protocol/inbox.ts";
import { isPathTooLong } from "../protocol/values/path_length.ts";
import type { Member } from "./directory.ts";
import { fitsEntry } from "./entries.ts";
import type { Membership } from "./membership.ts";
import { claimOf, type OwnPlaces } from "./own_places.ts";
import type { Remote } from "./remote.ts";
import type { Takeovers } from "./takeovers.ts";

/** Milliseconds after which a claim is repeated whose obstacle is gone already. */
const RETRY_MS = 1_000;

/** What claims need of the cluster. */
export interface ClaimsHost {
  readonly space: Space;
  readonly clock: Clock;
  readonly membership: Pick<Membership, "joined" | "id" | "directory">;
  readonly own: OwnPlaces;
  /** Bytes of the longest entry of the log. */
  readonly maxMessage: number;
  readonly takeovers: Takeovers;
  /** The member that holds a path. */
  remoteOf(path: string): Remote | undefined;
  /** An element that is that of this daemon, or of a peer of it. */
  localAt(path: string): Element | undefined;
  /** Reports a problem to the operator. */
  warn(message: string): void;
}

/** Claims paths in the log of the cluster, for peers and for kept values. */
export class Claims {
  readonly #host: ClaimsHost;
  // Tasks by the paths that they wait for, by the obstacles of these.
  readonly #waiting = new Map<string, Map<string, () => void>>();

  constructor(host: ClaimsHost) {
    this.#host = host;
  }

  /** See `Federation`. */
  claim(
    path: string,
    hasValue: boolean,
    options: AddParams,
    { userName }: Pick<Owner, "userName">,
    done: (fault: Fault | null) => void,
  ): void {
    const { own, membership } = this.#host;
    if (!membership.joined) return done(CUT_OFF);
    if (this.#isRefused(path)) return done(null);
    const claim = claimOf(path, hasValue, options);
    // The log would never take it, and what is claimed after it would wait.
    if (!fitsEntry(claim, this.#host.maxMessage)) return done(TOO_LARGE);
    const { replacesSilent } = options;
    own.claim(claim, (fault) => {
      const { takeovers } = this.#host;
      const remote = this.#host.remoteOf(path);
      if (fault?.kind !== "occupied" || !remote) return done(fault);
      takeovers.ask(remote, claim, replacesSilent, fault, userName, done);
    });
  }

  /** Whether the space itself refuses a path. */
  #isRefused(path: string): boolean {
    const isMounted = mountOf(this.#host.space.mounts, path) !== undefined;
    return isMounted || isPathTooLong(path);
  }

  /** See `Federation`. */
  claimOwn(path: string, done: (fault: Fault | null) => void): void {
    const { own, membership } = this.#host;
    if (!membership.joined) return done(CUT_OFF);
    if (this.#isRefused(path)) return done(null);
    own.claim(claimOf(path, true, PLAIN_STATE), done);
  }

  /** See `Federation`. */
  whenFree(path: string, task: () => void): void {
    if (!this.#host.membership.joined) return;
    if (!this.#wait(path, task)) return;
    this.#host.warn(
      `${path} is kept here, but not shown: another daemon of the cluster has ` +
        `this path, or one above or below it`,
    );
  }

  /** The path of an element that has stayed for an absent owner was taken. */
  refused(path: string): void {
    const element = this.#host.localAt(path);
    if (element !== undefined && stays(element)) {
      this.#host.space.remove(element.owner, path);
    }
    this.#host.warn(`${path} was taken by another daemon of the cluster`);
  }

  /** Has a task wait; `false` if there is no obstacle any more. */
  #wait(path: string, task: () => void): boolean {
    const { membership, clock } = this.#host;
    const obstacle = membership.directory.obstacle(path)?.path;
    if (obstacle === undefined) {
      // It went after the claim: not at once, so that nothing can turn in circles.
      const { id } = membership;
      clock.after(RETRY_MS, () => {
        if (membership.id === id) task();
      });
      return false;
    }
    const tasks = this.#waiting.get(obstacle) ?? new Map<string, () => void>();
    this.#waiting.set(obstacle, tasks);
    tasks.set(path, task);
    return true;
  }

  /** A member has ended: its paths are held no more. */
  left(member: Member): void {
    const { turns } = this.#host.space;
    turns.runInBackground(inSteps(this.#forget(member), turns));
  }

  *#forget(member: Member): Steps {
    const { membership } = this.#host;
    const { directory } = membership;
    for (const path of directory.forget(member)) {
      if (membership.directory !== directory) return;
      this.freed(path);
      yield Cost.removal;
    }
  }

  /** A path is held no more: what it was an obstacle of may be claimed. */
  freed(path: string): void {
    if (this.#waiting.size === 0) return;
    const { separator } = this.#host.space.hierarchy;
    this.#try(path);
    // A node is an obstacle as long as there is something below it.
    for (
      let at = path.lastIndexOf(separator);
      at > 0;
      at = path.lastIndexOf(separator, at - 1)
    ) this.#try(path.slice(0, at));
  }

  #try(obstacle: string): void {
    const tasks = this.#waiting.get(obstacle);
    if (tasks === undefined) return;
    this.#waiting.delete(obstacle);
    const { directory } = this.#host.membership;
    for (const [path, task] of tasks) {
      if (directory.obstacle(path) === undefined) task();
      else this.#wait(path, task);
    }
  }

  /** Drops what waits, after the end of the membership. */
  clear(): void {
    this.#waiting.clear();
  }
}

const CUT_OFF: Fault = {
  kind: "internal",
  reason: "the daemon is cut off from its cluster",
};

const TOO_LARGE: Fault = {
  kind: "limit",
  reason: "path and access are longer than an entry of the cluster's log",
};
