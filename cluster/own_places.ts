/**
 * The paths that a member holds for its peers.
 *
 * @module
 */
import type { ElementAccess } from "../bus/elements/access.ts";
import type { Element } from "../bus/elements/element.ts";
import type { Clock } from "../base/clock.ts";
import type { Slice } from "../base/slice.ts";
import type { Fault } from "../protocol/errors/fault.ts";
import type { AddParams } from "../protocol/inbox.ts";
import type { Obstacle } from "./directory.ts";
import type { Claim } from "./entries.ts";
import type { Membership } from "./membership.ts";

/** A path that is held. */
interface OwnPlace {
  /** See `Place`. */
  id: number;
  /** Whether its element was removed; another one may be there already. */
  isOver: boolean;
  /** Number of claims on their way that replace its element by another one. */
  replacing: number;
  /** What waits until it is known whether it was given away; else `undefined`. */
  leaving: (() => void)[] | undefined;
}

/** Claims paths, and gives them up when their elements are removed. */
export class OwnPlaces {
  readonly #membership: Pick<Membership, "claim" | "release" | "give">;
  readonly #clock: Pick<Clock, "endOfTurn">;
  readonly #separator: string;
  readonly #byPath = new Map<string, OwnPlace>();
  readonly #paths = new Map<number, string>();
  // Paths of removed elements, until the end of the turn.
  readonly #removed = new Set<string>();
  // Numbers of releases on their way, by path.
  readonly #releases = new Map<string, number>();
  readonly #find: (path: string) => Element | undefined;
  readonly #offer: (element: Element) => void;
  readonly #refused: (path: string) => void;

  /**
   * @param find An element of a peer of this daemon.
   * @param offer Sends the value of an element to its subscribers.
   * @param refused Called where the path of an existing element can't be claimed.
   */
  constructor(
    membership: Pick<Membership, "claim" | "release" | "give">,
    clock: Pick<Clock, "endOfTurn">,
    separator: string,
    find: (path: string) => Element | undefined,
    offer: (element: Element) => void,
    refused: (path: string) => void,
  ) {
    this.#membership = membership;
    this.#clock = clock;
    this.#separator = separator;
    this.#find = find;
    this.#offer = offer;
    this.#refused = refused;
  }

  /** Whether a path is held. */
  has(path: string): boolean {
    return this.#byPath.has(path);
  }

  /** The place of the element with a path, if the others know of it. */
  placeOf(path: string): number | undefined {
    const own = this.#byPath.get(path);
    return own?.isOver === false ? own.id : undefined;
  }

  /**
   * The path of a place whose element is there. Once it was removed, requests that
   * others have sent to it are not for the element that took its path.
   */
  pathOf(place: number): string | undefined {
    const path = this.#paths.get(place);
    const own = path === undefined ? undefined : this.#byPath.get(path);
    return own?.isOver === false ? path : undefined;
  }

  /** Claims a path for an element that is about to be added. */
  claim(claim: Claim, done: (fault: Fault | null) => void): void {
    const { path } = claim;
    const own = this.#byPath.get(path);
    if (own?.leaving) own.leaving.push(() => this.claim(claim, done));
    else if (own !== undefined) {
      // The daemon itself decides which peer may replace an element.
      done(null);
    } else {
      // A removed element may be the obstacle.
      this.#settle();
      this.#membership.claim(claim, false, (place, obstacle) => {
        if (place !== null) {
          this.hold(place.id, path);
          done(null);
        } else if (this.#byPath.has(path) || this.#isGoing(obstacle)) {
          this.claim(claim, done);
        } else done(obstacle ?? ENDED);
      });
    }
  }

  /** Whether an obstacle is on its way out of the log. */
  #isGoing(obstacle: Obstacle | null): boolean {
    if (obstacle === null) return false;
    const { kind, path } = obstacle;
    if (kind !== "pathIsNode") return this.#isLeaving(path);
    const below = path + this.#separator;
    const leaving = [...this.#releases.keys(), ...this.#removed];
    return leaving.some((each) =>
      each.startsWith(below) && this.#isLeaving(each)
    );
  }

  /** Whether a path of this member is given up, or is about to be. */
  #isLeaving(path: string): boolean {
    return this.#releases.has(path) ||
      this.#removed.has(path) && this.#find(path) === undefined;
  }

  /**
   * Gives a path to another member.
   *
   * @param claim That of the member.
   * @param done Called once with whether it has it now.
   */
  give(claim: Claim, to: string, done: (isGiven: boolean) => void): void {
    const { path } = claim;
    const own = this.#byPath.get(path);
    if (own === undefined) return done(false);
    if (own.leaving) {
      own.leaving.push(() => this.give(claim, to, done));
      return;
    }
    const waiting: (() => void)[] = own.leaving = [];
    this.#membership.give(claim, to, (place) => {
      own.leaving = undefined;
      done(place !== null);
      for (const task of waiting) task();
    });
  }

  /** Sends the value of an element to its subscribers. */
  offer(path: string): void {
    const element = this.#find(path);
    if (element !== undefined) this.#offer(element);
  }

  /** A path was given away. */
  given(path: string): void {
    const own = this.#byPath.get(path);
    if (own === undefined) return;
    this.#byPath.delete(path);
    this.#paths.delete(own.id);
  }

  /** Claims the path of an existing element. */
  claimLater(claim: Claim): void {
    this.#membership.claim(claim, false, (place) => {
      const { path } = claim;
      if (place === null) {
        if (!this.#byPath.has(path)) this.#refused(path);
        return;
      }
      this.hold(place.id, path);
      const element = this.#find(path);
      if (element === undefined) this.removed(path);
      else this.#offer(element);
    });
  }

  /** A path is held for an element that is about to be added. */
  hold(id: number, path: string): void {
    const former = this.#byPath.get(path);
    if (former !== undefined) this.#paths.delete(former.id);
    this.#byPath.set(path, {
      id,
      isOver: false,
      replacing: 0,
      leaving: undefined,
    });
    this.#paths.set(id, path);
  }

  /** An element was removed, or not added. */
  removed(path: string): void {
    const own = this.#byPath.get(path);
    if (own === undefined) return;
    own.isOver = true;
    if (this.#removed.size === 0) {
      this.#clock.endOfTurn(() => this.#settle());
    }
    this.#removed.add(path);
  }

  /** Gives up the paths whose elements have not been added anew. */
  #settle(): void {
    const removed = [...this.#removed];
    this.#removed.clear();
    for (const path of removed) {
      const own = this.#byPath.get(path);
      if (own === undefined) continue;
      const element = this.#find(path);
      if (element !== undefined) this.#replace(own, claimOfElement(element));
      else {
        this.#byPath.delete(path);
        this.#paths.delete(own.id);
        this.#release(path);
      }
    }
  }

  #release(path: string): void {
    this.#releases.set(path, (this.#releases.get(path) ?? 0) + 1);
    this.#membership.release(path, () => {
      const count = (this.#releases.get(path) ?? 1) - 1;
      if (count > 0) this.#releases.set(path, count);
      else this.#releases.delete(path);
    });
  }

  /** The others learn that another element is there now. */
  #replace(own: OwnPlace, claim: Claim): void {
    const { path } = claim;
    own.replacing++;
    this.#membership.claim(claim, true, (place) => {
      // It may have been given up since: that follows in the log.
      if (place === null || this.#byPath.get(path) !== own) return;
      this.#paths.delete(own.id);
      this.#paths.set(place.id, path);
      own.id = place.id;
      own.replacing--;
      own.isOver = own.replacing > 0 || this.#removed.has(path);
      if (!own.isOver) this.offer(path);
    });
  }

  /** Drops all places after the end of the membership. */
  clear(): void {
    this.#byPath.clear();
    this.#paths.clear();
    this.#removed.clear();
    this.#releases.clear();
  }
}

const ENDED: Fault = {
  kind: "internal",
  reason: "the daemon is cut off from its cluster",
};

/** The claim of an `add`. */
export function claimOf(
  path: string,
  hasValue: boolean,
  { signal, fetchOnly, timeout, extras, access }: AddParams,
): Claim {
  const kind = signal ? "signal" : hasValue ? "state" : "method";
  const { expires, meta } = extras ?? {};
  // JSON has no `undefined`.
  return {
    path,
    kind,
    fetchOnly,
    timeout,
    expires,
    access: access ?? undefined,
    ...metaFlag(kind, meta),
  };
}

/** The claim of an existing element. */
export function claimOfElement(element: Element): Claim {
  const { path, method, signal, fetchOnly, extras, restriction } = element;
  const expiresMs = extras?.expiresMs ?? 0;
  return {
    path,
    kind: signal ? "signal" : method ? "method" : "state",
    fetchOnly,
    timeout: extras?.timeoutMs ? extras.timeoutMs / 1000 : undefined,
    expires: expiresMs > 0 ? expiresMs / 1000 : undefined,
    access: restriction?.access ? accessTextOf(restriction.access) : undefined,
    ...metaFlag(method ? "method" : "state", extras?.meta),
  };
}

/** States have their metadata with their values. */
function metaFlag(
  kind: Claim["kind"],
  meta: Slice | null | undefined,
): Pick<Claim, "hasMeta"> {
  return kind === "state" || !meta ? {} : { hasMeta: true };
}

/** The access as an owner would have written it. */
function accessTextOf({ login, fetch, set, call }: ElementAccess): unknown {
  // In the form of 3.x, what is not named is closed.
  if (!login) return { read: groupOf(fetch), write: groupOf(set) };
  return {
    fetchGroups: fetch ?? undefined,
    setGroups: set ?? undefined,
    callGroups: call ?? undefined,
  };
}

/** The group of an action in the form of 3.x. */
function groupOf(groups: readonly string[] | null): string | undefined {
  return groups === null ? "" : groups[0];
}
