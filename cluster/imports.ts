/**
 * The elements of other members, in the space of this one.
 *
 * @module
 */
import { accessFrom } from "../bus/elements/access.ts";
import type { Element } from "../bus/elements/element.ts";
import { markAway, markStale } from "../bus/space/marks.ts";
import type { Space } from "../bus/space/space.ts";
import { copyOf, isSameText } from "../base/slice.ts";
import { NO_EXTRAS, type ValueNotes } from "../protocol/extras.ts";
import { type AddParams, PLAIN_ADD } from "../protocol/inbox.ts";
import { ValueType } from "../protocol/values/types.ts";
import { copyOfValue, NO_VALUE, type Value } from "../protocol/values/value.ts";
import { sendSignal } from "../bus/space/signals.ts";
import type { Claim } from "./entries.ts";
import { entryOf, type Member, type Place } from "./directory.ts";
import { MARKS_ADDITION, type SentNotes, type SentValue } from "./messages.ts";
import type { Remote } from "./remote.ts";
import type { RemoteTarget } from "./sent_requests.ts";
import type { NumberedSignal } from "./signals.ts";

/** The value of an element until its owner has sent one. */
const UNKNOWN: Value = {
  type: ValueType.json,
  bytes: new TextEncoder().encode("null"),
  start: 0,
  end: 4,
};
/** Limit of values whose claims have not been applied yet. */
const MAX_EARLY = 100_000;

/** An element of another member. */
interface Import extends RemoteTarget {
  readonly remote: Remote;
  readonly claim: Claim;
  revision: number;
  /** See `NumberedSignal`. */
  lastSignal: number;
  /** Whether it is in the space; without its value it may have to wait. */
  added: boolean;
  /** Whether its owner is away. */
  away: boolean;
  /** Whether another member has it since its last value, which may be the same. */
  isTaken: boolean;
}

/** The elements of one member: all are dropped at once when it ends. */
class MemberImports {
  readonly byPlace = new Map<number, Import>();
  readonly byPath = new Map<string, Import>();
  /** Those without a value. */
  readonly waiting = new Set<Import>();
}

/** Elements of other members. */
export class Imports {
  readonly #space: Space;
  readonly #byMember = new Map<Member, MemberImports>();
  // Values that have come before their places, by the entry of their claim.
  readonly #early = new Map<number, Map<number, SentValue>>();
  #earlyCount = 0;
  readonly #isSubscribed: (path: string) => boolean;
  readonly #warn: (message: string) => void;

  /** @param isSubscribed Whether the value of a path is wanted here. */
  constructor(
    space: Space,
    isSubscribed: (path: string) => boolean,
    warn: (message: string) => void,
  ) {
    this.#space = space;
    this.#isSubscribed = isSubscribed;
    this.#warn = warn;
  }

  /** An element, if it is that of a member. */
  get(remote: Remote, path: string): RemoteTarget | undefined {
    return this.#byMember.get(remote.member)?.byPath.get(path);
  }

  /** A path is that of a member now. */
  placed(remote: Remote, place: Place): void {
    this.#begin(this.#make(remote, place));
  }

  #make(remote: Remote, { id, claim }: Place): Import {
    const made: Import = {
      path: claim.path,
      place: id,
      remote,
      claim,
      revision: -1,
      lastSignal: 0,
      added: false,
      away: false,
      isTaken: false,
    };
    const { byPlace, byPath } = this.#of(remote.member);
    byPlace.set(id, made);
    byPath.set(claim.path, made);
    return made;
  }

  #of(member: Member): MemberImports {
    let imports = this.#byMember.get(member);
    if (imports === undefined) {
      imports = new MemberImports();
      this.#byMember.set(member, imports);
    }
    return imports;
  }

  #find(member: Member, place: number): Import | undefined {
    return this.#byMember.get(member)?.byPlace.get(place);
  }

  #begin(made: Import): void {
    const { remote, place: id, claim } = made;
    const early = this.#early.get(entryOf(id))?.get(id);
    if (early !== undefined) this.valueArrived(remote, early, 0);
    else if (claim.kind === "state" || claim.hasMeta) this.#await(made);
    else this.#add(made, undefined, null);
  }

  /**
   * An element is given away by its member.
   *
   * @returns The element, if it is in the space.
   */
  release({ id, member, claim: { path } }: Place): Element | undefined {
    const made = this.#find(member, id);
    // One of this daemon's own is away.
    if (made === undefined) return this.#space.elements.byPath.get(path);
    this.#forget(made);
    const element = made.added ? this.#space.find(path) : undefined;
    return element?.owner === made.remote ? element : undefined;
  }

  /** An element is that of another member now; its owner was away. */
  moved(remote: Remote, former: Place, place: Place): void {
    const element = this.release(former);
    const made = this.#make(remote, place);
    if (element === undefined) return this.#begin(made);
    made.added = true;
    made.away = true;
    made.isTaken = true;
    this.#space.give(element, remote, paramsOfMoved(element));
    const early = this.#early.get(entryOf(place.id))?.get(place.id);
    if (early !== undefined) this.valueArrived(remote, early, 0);
  }

  /** Has an element wait for its value, or its metadata, if it is wanted. */
  #await(made: Import): void {
    if (!this.#isSubscribed(made.path)) return this.#addUnknown(made);
    this.#of(made.remote.member).waiting.add(made);
  }

  #addUnknown(made: Import): void {
    const isState = made.claim.kind === "state";
    this.#add(made, isState ? UNKNOWN : undefined, null);
  }

  /** A path is that of a member no more. */
  removed({ id, member, claim: { path } }: Place): void {
    const made = this.#find(member, id);
    if (made === undefined) return;
    this.#forget(made);
    if (made.added) this.#space.remove(made.remote, path);
  }

  #forget(made: Import): void {
    const { byPlace, byPath, waiting } = this.#of(made.remote.member);
    waiting.delete(made);
    byPlace.delete(made.place);
    if (byPath.get(made.path) === made) byPath.delete(made.path);
  }

  /** A member has ended. */
  left(remote: Remote): void {
    this.#byMember.delete(remote.member);
    this.#space.removeOwner(remote);
  }

  /**
   * A value has come.
   *
   * @param applied Number of the last entry that was applied.
   */
  valueArrived(remote: Remote, sent: SentValue, applied: number): void {
    const { place } = sent;
    const made = this.#find(remote.member, place);
    if (made === undefined) {
      if (entryOf(place) > applied) this.#holdEarly(sent);
      return;
    }
    const { stale = false, away = false } = sent.notes ?? {};
    // As at the owner's member, what it announces follows its return.
    if (made.away && !away) this.#mark(made, markAway, false);
    const isValue = sent.value.type !== ValueType.none;
    const isNew = sent.revision !== made.revision || made.isTaken && isValue;
    if (isNew) this.#take(made, sent);
    if (stale) this.#mark(made, markStale, true);
    if (away && !made.away) this.#mark(made, markAway, true);
    made.away = away;
  }

  #take(made: Import, { revision, time, value, notes }: SentValue): void {
    const { remote, path, claim } = made;
    made.revision = revision;
    const isValue = value.type !== ValueType.none &&
      !this.#isKnown(made, value);
    const { stamps } = this.#space;
    stamps.now = time;
    try {
      if (made.added) {
        const news = this.#newNotes(path, notes);
        if (isValue) this.#space.change(remote, path, value, news);
        else if (news !== null) {
          this.#space.change(remote, path, undefined, news);
        }
      } else if (isValue) this.#add(made, value, notes);
      else if (claim.kind !== "state") this.#add(made, undefined, notes);
    } finally {
      stamps.now = undefined;
    }
  }

  /** Whether a new owner announces the value that is there. */
  #isKnown(made: Import, value: Value): boolean {
    if (!made.isTaken || value.type === ValueType.none) return false;
    made.isTaken = false;
    const element = this.#space.find(made.path);
    return element !== undefined && element.type === value.type &&
      isSameText(element, value);
  }

  #mark(
    { added, path, remote }: Import,
    mark: (space: Space, element: Element, isSo: boolean) => void,
    isSo: boolean,
  ): void {
    const element = added ? this.#space.find(path) : undefined;
    if (element?.owner === remote) mark(this.#space, element, isSo);
  }

  #holdEarly(sent: SentValue): void {
    if (this.#earlyCount >= MAX_EARLY) return;
    const { place } = sent;
    const entry = entryOf(place);
    const ofEntry = this.#early.get(entry) ?? new Map<number, SentValue>();
    this.#early.set(entry, ofEntry);
    if (!ofEntry.has(place)) this.#earlyCount++;
    ofEntry.set(place, copyOfSent(sent));
  }

  /** The notes, without metadata if that has not changed. */
  #newNotes(path: string, notes: ValueNotes | null): ValueNotes | null {
    const meta = notes?.meta;
    if (notes === null || meta === undefined) return notes;
    const before = this.#space.find(path)?.extras?.meta ?? null;
    const isSame = before === null || meta === null
      ? before === meta
      : isSameText(before, meta);
    return isSame ? { ...notes, meta: undefined } : notes;
  }

  signalArrived(remote: Remote, signal: NumberedSignal): void {
    const { place, number, value } = signal;
    const made = this.#find(remote.member, place);
    // One that can't be shown counts as lost for the next.
    if (!made?.added) return;
    const lost = Math.max(0, number - made.lastSignal - 1);
    made.lastSignal = number;
    sendSignal(this.#space, remote, made.path, value, lost);
  }

  /** Adds elements that wait for a value without a subscription. */
  unsubscribed(): void {
    for (const { waiting } of this.#byMember.values()) {
      for (const made of waiting) {
        if (!this.#isSubscribed(made.path)) this.#addUnknown(made);
      }
    }
  }

  /** An entry has been applied: its places that are unknown are gone. */
  reached(entry: number): void {
    const ofEntry = this.#early.get(entry);
    if (ofEntry === undefined) return;
    this.#early.delete(entry);
    this.#earlyCount -= ofEntry.size;
  }

  /** Forgets all; the members have been removed from the space. */
  clear(): void {
    this.#byMember.clear();
    this.#early.clear();
    this.#earlyCount = 0;
  }

  #add(
    made: Import,
    value: Value | undefined,
    notes: SentNotes | null,
  ): void {
    const { remote, claim } = made;
    const { additions = 0 } = remote.member.info;
    this.#of(remote.member).waiting.delete(made);
    const { lenientAccess } = this.#space.options;
    const access = accessFrom(claim.access, lenientAccess) ?? null;
    const fault = this.#space.add(
      remote,
      claim.path,
      value,
      paramsOf(claim, notes, additions >= MARKS_ADDITION),
      access,
    );
    made.added = fault === null;
    if (fault === null) return;
    this.#warn(
      `${claim.path} of ${remote.member.info.name} is not shown: ${fault.kind}`,
    );
  }
}

/** The parameters of an element that another member has now, or gives. */
export function paramsOfMoved({ extras }: Element, stay?: number): AddParams {
  const { timeoutMs = 0, meta, at, quality, stale } = extras ?? {};
  const notes = { meta: meta ?? undefined, at, quality, stale, away: true };
  return {
    ...PLAIN_ADD,
    timeout: timeoutMs > 0 ? timeoutMs / 1000 : undefined,
    extras: { ...NO_EXTRAS, ...notes, stay },
  };
}

/** @param isTold Whether its member tells when the value is stale. */
function paramsOf(
  claim: Claim,
  notes: SentNotes | null,
  isTold: boolean,
): AddParams {
  const { kind, fetchOnly, timeout, access } = claim;
  const expires = isTold ? undefined : claim.expires;
  const hasExtras = expires !== undefined || notes !== null;
  return {
    signal: kind === "signal",
    fetchOnly,
    timeout,
    access,
    replacesSilent: false,
    wishes: null,
    extras: hasExtras ? { ...NO_EXTRAS, ...notes, expires } : null,
  };
}

function copyOfSent(sent: SentValue): SentValue {
  const { notes, value } = sent;
  const meta = notes?.meta ? copyOf(notes.meta) : notes?.meta;
  return {
    ...sent,
    notes: notes && { ...notes, meta },
    value: value.type === ValueType.none ? NO_VALUE : copyOfValue(value),
  };
}
