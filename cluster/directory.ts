/**
 * The directory of a cluster: members, and the path each of them holds. All members
 * apply the same log in the same order, with the log's own times. Their directories
 * are therefore equal without further messages.
 *
 * @module
 */
import type { PathFaultKind } from "../protocol/errors/fault.ts";
import {
  type Claim,
  type Entry,
  MAX_OPERATIONS,
  type MemberInfo,
  type Operation,
  packClaim,
  unpackClaim,
  unpackInfo,
} from "./entries.ts";
import { isRecord } from "../base/narrowing.ts";
import { STEP_PART } from "./lease.ts";
import { GIVE_ADDITION } from "./messages.ts";

/** A present member. */
export interface Member {
  /** Its incarnation. */
  readonly id: string;
  readonly info: MemberInfo;
  /** Time of its join in the log, in milliseconds since 1970. */
  readonly joinedAt: number;
  /** Time of its last entry in the log, in milliseconds since 1970. */
  lastTime: number;
  /** {@linkcode Directory.clock} at its last entry. */
  heardAt: number;
  /** The paths that it holds, or has held until its end. */
  readonly places: Map<string, Place>;
  /** Number of its places below each node, where only a leaf may be without any. */
  readonly nodes: Map<string, number>;
  /** Whether its places are gone, also those that have not been forgotten. */
  hasEnded: boolean;
}

/** A path that a member holds. */
export interface Place {
  /** Position of the claim in the log: it grows, and is never reused. */
  readonly id: number;
  readonly member: Member;
  readonly claim: Claim;
}

/** The number of the log's entry with the claim of a place. */
export function entryOf(place: number): number {
  return Math.floor(place / MAX_OPERATIONS);
}

/** The path that conflicts with a claim, and the kind of conflict. */
export interface Obstacle {
  readonly kind: Extract<
    PathFaultKind,
    "occupied" | "pathIsNode" | "parentIsLeaf"
  >;
  readonly path: string;
}

/** Results of the claims of an entry, by the indexes of its operations. */
export interface Verdicts {
  /** The place of each successful claim. */
  readonly places: readonly (Place | undefined)[];
  /** The obstacle of each failed claim. */
  readonly obstacles: readonly (Obstacle | undefined)[];
}

/** Why a member has ended. */
export type LeaveReason = "expired" | "left" | "replaced";

/** Called for each change of the directory. */
export interface DirectoryEvents {
  joined(member: Member): void;
  /**
   * Called instead of `removed` for its places, which it still lists: they are to be
   * forgotten, at once or later; see {@linkcode Directory.forget}.
   */
  left(member: Member, reason: LeaveReason): void;
  placed(place: Place): void;
  removed(place: Place): void;
  /** A member has given a path to another one. */
  given(former: Place, place: Place): void;
}

/** The rules that all members have in common. */
export interface DirectoryOptions {
  readonly separator: string;
  /** Whether a path may be leaf and node at once. */
  readonly open: boolean;
  /** Milliseconds of the clock after which a silent member has ended. */
  readonly leaseMs: number;
}

type GiveOperation = Extract<Operation, { kind: "give" }>;
type JoinOperation = Extract<Operation, { kind: "join" }>;

function nothingHeld(): Pick<Member, "places" | "nodes" | "hasEnded"> {
  return { places: new Map(), nodes: new Map(), hasEnded: false };
}

const NO_VERDICTS: Verdicts = { places: [], obstacles: [] };

/** The directory of one member: a function of the log. */
export class Directory {
  /** Number of the last entry that was applied. */
  sequence = 0;
  /** The sum of the log up to that entry; `undefined`: it is not known. */
  sum: number | undefined = 0;
  /** The time of that entry in milliseconds since 1970; 0: it is not known. */
  entryTime = 0;
  /** The log's time: the latest of its entries. */
  time = 0;
  /**
   * The sum of the times between entries in milliseconds, each at most a part of a
   * lease: a log that takes no entries must not expire members.
   */
  clock = 0;
  /** Present members by incarnation, ordered by their last entries. */
  readonly members: Map<string, Member> = new Map();
  readonly #options: DirectoryOptions;
  readonly #events: DirectoryEvents;
  // Also those of members that have ended, until they are forgotten.
  readonly #places = new Map<string, Place>();

  constructor(options: DirectoryOptions, events: DirectoryEvents) {
    this.#options = options;
    this.#events = events;
  }

  /** Number of all places. */
  get size(): number {
    let size = 0;
    for (const { places } of this.members.values()) size += places.size;
    return size;
  }

  /** The place with a path. */
  get(path: string): Place | undefined {
    const place = this.#places.get(path);
    return place?.member.hasEnded ? undefined : place;
  }

  /** The obstacle of a claim now; `undefined`: it would succeed. */
  obstacle(path: string): Obstacle | undefined {
    if (this.get(path) !== undefined) return { kind: "occupied", path };
    if (this.#options.open) return undefined;
    if (this.#isNode(path)) return { kind: "pathIsNode", path };
    for (const node of this.#nodesOf(path)) {
      if (this.get(node) !== undefined) {
        return { kind: "parentIsLeaf", path: node };
      }
    }
  }

  #isNode(path: string): boolean {
    for (const { nodes } of this.members.values()) {
      if (nodes.has(path)) return true;
    }
    return false;
  }

  /**
   * Applies the next entry of the log.
   *
   * @param time Milliseconds at which the log took it.
   * @returns The results of its claims; empty if the member had ended before.
   */
  apply(entry: Entry, sequence: number, time: number): Verdicts {
    this.sequence = sequence;
    this.entryTime = time;
    // Clocks of NATS servers differ: time never runs backwards.
    const step = Math.max(0, time - this.time);
    this.time += step;
    this.clock += Math.min(step, this.#options.leaseMs * STEP_PART);
    this.#expire();
    const known = this.members.get(entry.member);
    if (known !== undefined) this.#heard(known);
    if (entry.operations.length === 0) return NO_VERDICTS;
    const places: (Place | undefined)[] = [];
    const obstacles: (Obstacle | undefined)[] = [];
    for (let i = 0; i < entry.operations.length; i++) {
      const operation = entry.operations[i];
      if (operation.kind === "join") this.#join(entry.member, operation);
      const member = this.members.get(entry.member);
      // Its end is an earlier entry of the log.
      if (member === undefined) return NO_VERDICTS;
      if (operation.kind === "leave") this.#end(member, "left");
      else if (operation.kind === "release") {
        this.#release(member, operation.path);
      } else if (operation.kind === "give") {
        const id = sequence * MAX_OPERATIONS + i;
        places[i] = this.#give(member, operation, id);
      } else if (operation.kind === "claim") {
        const { claim, replaces } = operation;
        if (replaces) this.#release(member, claim.path);
        const obstacle = this.obstacle(claim.path);
        obstacles[i] = obstacle;
        if (obstacle !== undefined) continue;
        const id = sequence * MAX_OPERATIONS + i;
        places[i] = this.#place({ id, member, claim });
        this.#events.placed(places[i] ?? { id, member, claim });
      }
    }
    return { places, obstacles };
  }

  #heard(member: Member): void {
    member.heardAt = this.clock;
    member.lastTime = this.time;
    // To the end.
    this.members.delete(member.id);
    this.members.set(member.id, member);
  }

  /** Ends members without an entry for the time of a lease. */
  #expire(): void {
    const since = this.clock - this.#options.leaseMs;
    for (const member of this.members.values()) {
      if (member.heardAt >= since) return;
      this.#end(member, "expired");
    }
  }

  #join(id: string, { info, former = id }: JoinOperation): void {
    const before = this.members.get(former);
    if (before !== undefined) this.#end(before, "replaced");
    const member = {
      id,
      info,
      joinedAt: this.time,
      heardAt: this.clock,
      lastTime: this.time,
      ...nothingHeld(),
    };
    this.members.set(id, member);
    this.#events.joined(member);
  }

  #end(member: Member, reason: LeaveReason): void {
    this.members.delete(member.id);
    member.hasEnded = true;
    this.#events.left(member, reason);
  }

  /**
   * Forgets the places of a member that has ended, one with each step: as a rule
   * there are too many for one piece of work.
   *
   * @returns Their paths.
   */
  *forget({ places }: Member): Generator<string> {
    for (const [path, place] of places) {
      // Another member may have claimed it meanwhile.
      if (this.#places.get(path) === place) this.#places.delete(path);
      yield path;
    }
  }

  #place(place: Place): Place {
    const { member, claim: { path } } = place;
    this.#places.set(path, place);
    member.places.set(path, place);
    for (const node of this.#nodesOf(path)) {
      member.nodes.set(node, (member.nodes.get(node) ?? 0) + 1);
    }
    return place;
  }

  #release(member: Member, path: string): void {
    const place = member.places.get(path);
    if (place === undefined) return;
    this.#places.delete(path);
    this.#take(member, path);
    this.#events.removed(place);
  }

  /** Gives a path to another member, unless a member is there that can't know. */
  #give(
    from: Member,
    { to, claim }: GiveOperation,
    id: number,
  ): Place | undefined {
    const former = from.places.get(claim.path);
    const member = this.members.get(to);
    if (former === undefined || member === undefined) return undefined;
    for (const { info: { additions = 0 } } of this.members.values()) {
      if (additions < GIVE_ADDITION) return undefined;
    }
    this.#take(from, claim.path);
    const place = this.#place({ id, member, claim });
    this.#events.given(former, place);
    return place;
  }

  /** Takes a path from a member. */
  #take({ places, nodes }: Member, path: string): void {
    places.delete(path);
    for (const node of this.#nodesOf(path)) {
      const count = (nodes.get(node) ?? 1) - 1;
      if (count > 0) nodes.set(node, count);
      else nodes.delete(node);
    }
  }

  /** The nodes above a path. */
  *#nodesOf(path: string): Generator<string> {
    const { separator, open } = this.#options;
    // Only a strict tree needs these counts.
    if (open) return;
    for (
      let at = path.lastIndexOf(separator);
      at > 0;
      at = path.lastIndexOf(separator, at - 1)
    ) yield path.slice(0, at);
  }

  /**
   * The state after the last entry, for a joining member: the parts of a JSON text,
   * which is that of this moment, however late its parts are written.
   */
  snapshot(): Iterable<string> {
    const { sequence, sum, time, clock } = this;
    const entryTime = this.entryTime || undefined;
    const members = Array.from(this.members.values(), (member) => {
      const { id, info, joinedAt, heardAt, lastTime, places } = member;
      const head = { id, info, joinedAt, heardAt, lastTime };
      return { head, places: [...places.values()] };
    });
    return snapshotText({ sequence, sum, time, clock, entryTime }, members);
  }

  /**
   * Loads the snapshot of another directory; this one must be empty.
   *
   * @throws {TypeError} if it is malformed.
   */
  restore(state: unknown): void {
    if (!isRecord(state)) throw new TypeError("no directory");
    const { sequence, time, clock, entryTime = 0, members } = state;
    if (
      typeof sequence !== "number" || typeof time !== "number" ||
      typeof clock !== "number" || typeof entryTime !== "number" ||
      !Array.isArray(members)
    ) throw new TypeError("no directory");
    this.sequence = sequence;
    this.sum = typeof state.sum === "number" ? state.sum : undefined;
    this.time = time;
    this.clock = clock;
    this.entryTime = entryTime;
    for (const each of members) this.#restoreMember(each);
  }

  #restoreMember(state: unknown): void {
    if (!isRecord(state)) throw new TypeError("no member");
    const { id, info, joinedAt, heardAt, lastTime, places } = state;
    if (
      typeof id !== "string" || typeof joinedAt !== "number" ||
      typeof heardAt !== "number" || typeof lastTime !== "number" ||
      !Array.isArray(places)
    ) throw new TypeError("no member");
    const member: Member = {
      id,
      info: unpackInfo(info),
      joinedAt,
      heardAt,
      lastTime,
      ...nothingHeld(),
    };
    this.members.set(id, member);
    this.#events.joined(member);
    for (const packed of places) {
      if (!Array.isArray(packed)) throw new TypeError("no place");
      const [id, ...claim] = packed;
      if (typeof id !== "number") throw new TypeError("no place");
      const place = { id, member, claim: unpackClaim(claim) };
      this.#events.placed(this.#place(place));
    }
  }
}

/** Places of one part of a snapshot. */
const PART_PLACES = 500;

function* snapshotText(
  head: object,
  members: readonly {
    readonly head: object;
    readonly places: readonly Place[];
  }[],
): Generator<string> {
  yield `${openText(head)},"members":[`;
  let comma = "";
  for (const { head, places } of members) {
    yield `${comma}${openText(head)},"places":[`;
    comma = ",";
    for (let at = 0; at < places.length; at += PART_PLACES) {
      const packed = places.slice(at, at + PART_PLACES)
        .map(({ id, claim }) => JSON.stringify([id, ...packClaim(claim)]));
      yield (at > 0 ? "," : "") + packed.join();
    }
    yield "]}";
  }
  yield "]}";
}

/** The text of an object that other members follow. */
function openText(head: object): string {
  return JSON.stringify(head).slice(0, -1);
}
