/**
 * What has to be on the bus, and which events each peer has to get.
 *
 * @module
 */
import { Failure, must, same } from "./failure.ts";
import { type Fault, type FaultKind, mustBeFault } from "./faults.ts";
import type { Keeper, Kept } from "./keeper.ts";
import {
  type Answer,
  type Expectation,
  type Forward,
  SimPeer,
} from "./peer.ts";
import {
  type Access,
  type Account,
  type Action,
  allowed,
  isOpen,
  isSameAccess,
} from "./rights.ts";
import { ASKED_FOR, type Notes, type NoticeKind, type Said } from "./notes.ts";
import type { ElementKind, Json } from "./rules.ts";
import {
  type EventKind,
  type Expected,
  History,
  type Shown,
  type View,
} from "./views.ts";

/** What an owner says of an element when it adds it. */
export interface Added extends Said {
  readonly path: string;
  readonly kind: ElementKind;
  readonly fetchOnly: boolean;
  /** Milliseconds, if its owner said so. */
  readonly timeout: number | undefined;
  readonly access: Access | undefined;
  /** Milliseconds after which its value is stale, and for which it stays. */
  readonly expires: number | undefined;
  readonly stay: number | undefined;
  readonly keep: boolean;
  /** `undefined` for methods and signals. */
  readonly value: string | undefined;
}

/** An element as it has to be. */
export class Thing {
  readonly path: string;
  readonly kind: ElementKind;
  readonly fetchOnly: boolean;
  readonly access: Access | undefined;
  owner: SimPeer;
  /** Whether its owner has its values kept. */
  keep: boolean;
  timeout: number | undefined;
  expires: number | undefined;
  stay: number | undefined;
  value: string | undefined;
  json: Json | undefined;
  /** Place among the elements of its owner, or among those that stay. */
  order: number;
  /** When its owner has added it. */
  since: number;
  /** When it goes, while its owner is away. */
  until = Infinity;
  /** Requests for its owner, which is away. */
  waiting: Waiting[] = [];
  /** What was said of it, and is now. */
  readonly log: Notes[] = [];

  constructor(owner: SimPeer, added: Added, order: number, now: number) {
    this.owner = owner;
    this.path = added.path;
    this.kind = added.kind;
    this.fetchOnly = added.fetchOnly;
    this.access = added.access;
    this.keep = added.keep;
    this.timeout = added.timeout;
    this.expires = added.expires;
    this.stay = added.stay;
    this.value = added.value;
    this.json = added.value && JSON.parse(added.value);
    this.order = order;
    this.since = now;
  }

  get notes(): Notes {
    return this.log[this.log.length - 1];
  }

  /** When its value becomes stale. */
  get agesAt(): number {
    if (this.expires === undefined || this.notes.stale) return Infinity;
    return Math.max(this.since, this.notes.time) + this.expires;
  }
}

/** A request that waits for its owner. */
export interface Routed {
  readonly client: SimPeer;
  readonly owner: SimPeer;
  readonly expectation: Expectation;
  readonly forward: Forward;
  readonly deadline: number;
  /** The parameters as the daemon has them. */
  readonly params: string;
  /** The value that the client asked for. */
  readonly value: string | undefined;
  readonly valueAsResult: boolean;
}

/** A request that waits for an owner that is away. */
export interface Waiting {
  readonly client: SimPeer;
  /** None of a request without id. */
  readonly expectation: Expectation | undefined;
  readonly deadline: number;
  /** The parameters as the daemon has them. */
  readonly params: string;
  /** Passes it on to the owner that is back. */
  passOn(owner: SimPeer): void;
}

/** Who has caused an event, and what it waits for. */
export interface Cause {
  readonly peer: SimPeer;
  readonly expectation: Expectation;
}

const encoder = new TextEncoder();
/** Longest parameters that are quoted in an error, in bytes. */
const MAX_QUOTE = 1024;

/** An answer that only says that all is well. */
export function done(peer: SimPeer): (answer: Answer) => void {
  return ({ result }) => same(result, peer.speech.done, () => "the result");
}

/** An answer that says that one of these faults is there. */
export function refused(
  peer: SimPeer,
  ...faults: Fault[]
): (answer: Answer) => void {
  return ({ error }) => {
    if (error === undefined) {
      const kinds = faults.map(({ kind }) => kind).join(" or ");
      throw new Failure(`it is no error, but there is ${kinds}`);
    }
    mustBeFault(peer.speech.family, faults, error);
  };
}

/** The world as it has to be. */
export class Model {
  /** Everybody who is connected. */
  readonly peers = new Set<SimPeer>();
  /** Everything that has been added, in that order. */
  readonly table = new Map<string, Thing>();
  readonly history = new History();
  readonly keeper: Keeper;
  /** Owns the states of the daemon's own. */
  readonly daemon = new SimPeer("daemon", "node2", false);
  // Paths of kept states that are gone.
  #released: string[] = [];
  /** Requests that wait for their owners. */
  routed: Routed[] = [];
  readonly now: () => number;
  readonly #clock: () => number;
  // While something is due at a moment that has not come.
  #at: number | undefined;
  #revision = 0;
  #orders = 0;
  readonly #guarded: boolean;
  readonly #closed: boolean;

  /**
   * @param guarded Whether access is looked at.
   * @param closed Whether elements without access are for users only.
   * @param keeper What is on the disk.
   */
  constructor(
    now: () => number,
    guarded: boolean,
    closed: boolean,
    keeper: Keeper,
  ) {
    this.keeper = keeper;
    this.#clock = now;
    this.now = () => this.#at ?? this.#clock();
    this.#guarded = guarded;
    this.#closed = closed;
  }

  /** Whether a peer may do something. */
  may(peer: SimPeer, action: Action, thing: Thing): boolean {
    return !this.#guarded || thing.owner === peer ||
      allowed(thing.access, action, peer.user, this.#closed);
  }

  /** Whether a peer may add elements. */
  mayAdd(peer: SimPeer): boolean {
    return !this.#guarded || !this.#closed || peer.user !== undefined;
  }

  /** Whether a peer may learn that there is an element. */
  knows(peer: SimPeer, thing: Thing): boolean {
    return this.may(peer, "fetch", thing) ||
      thing.kind !== "signal" &&
        this.may(peer, thing.kind === "method" ? "call" : "set", thing);
  }

  /** Whether a peer can do nothing but fetch an element. */
  readOnly(peer: SimPeer, thing: Thing): boolean {
    if (thing.kind === "signal") return false;
    const action = thing.kind === "method" ? "call" : "set";
    return thing.fetchOnly || !this.may(peer, action, thing);
  }

  /** Whether a fetch has to show an element while it has this value. */
  shows(
    peer: SimPeer,
    view: View,
    thing: Thing,
    json: Json | undefined,
  ): boolean {
    if (!view.includes(thing.kind)) return false;
    if (!this.may(peer, "fetch", thing)) return false;
    // Value rules are about what signals send.
    return thing.kind === "signal"
      ? view.matchesPath(thing.path)
      : view.matches(thing.path, json);
  }

  /** All that a fetch has to show. */
  shown(peer: SimPeer, view: View): Shown[] {
    const shown: Shown[] = [];
    for (const thing of this.table.values()) {
      if (!this.shows(peer, view, thing, thing.json)) continue;
      const { path, value, json, access, notes } = thing;
      // After a login the flag is not sent again.
      const steady = !this.#guarded || (access === undefined && !this.#closed);
      const fetchOnly = steady ? thing.fetchOnly : undefined;
      const signal = thing.kind === "signal";
      shown.push({ path, value, json, fetchOnly, notes, signal });
    }
    return shown;
  }

  /**
   * Something has happened to an element.
   *
   * @param before Its value before that.
   */
  publish(
    kind: EventKind,
    thing: Thing,
    before: Json | undefined,
    cause?: Cause,
  ): void {
    for (const peer of this.peers) {
      if (peer.link.closing) continue;
      for (const view of peer.liveViews()) {
        const was = kind !== "add" && this.shows(peer, view, thing, before);
        const is = kind !== "remove" &&
          this.shows(peer, view, thing, thing.json);
        const event = this.#tell(peer, view, thing, was, is);
        if (event !== undefined && peer === cause?.peer) {
          cause.expectation.after.push(event);
        }
      }
    }
  }

  #tell(
    peer: SimPeer,
    view: View,
    thing: Thing,
    was: boolean,
    is: boolean,
  ): Expected | undefined {
    if (!was && !is) return undefined;
    if (!is) view.initial.delete(thing.path);
    const kind = was ? is ? "change" : "remove" : "add";
    return this.#expect(peer, view, thing, kind);
  }

  #expect(
    peer: SimPeer,
    view: View,
    thing: Thing,
    kind: EventKind,
    more: Partial<Expected> = {},
  ): Expected | undefined {
    const event: Expected = {
      kind,
      path: thing.path,
      value: thing.value,
      fetchOnly: this.readOnly(peer, thing),
      signal: thing.kind === "signal",
      notes: thing.notes,
      log: thing.log,
      forced: false,
      passing: false,
      optional: false,
      loose: this.#at !== undefined,
      come: false,
      ...more,
    };
    return view.expect(event) ? event : undefined;
  }

  /** Calls back for each fetch that shows an element. */
  #eachView(
    shows: (peer: SimPeer, view: View) => boolean,
    tell: (peer: SimPeer, view: View) => (Expected | undefined)[],
    cause: Cause | undefined,
  ): void {
    for (const peer of this.peers) {
      if (peer.link.closing) continue;
      for (const view of peer.liveViews()) {
        if (!shows(peer, view)) continue;
        for (const event of tell(peer, view)) {
          if (event !== undefined && peer === cause?.peer) {
            cause.expectation.after.push(event);
          }
        }
      }
    }
  }

  /** Something that is no change of a value, for those that ask for it. */
  #notice(
    kind: NoticeKind | "change",
    thing: Thing,
    cause?: Cause,
    optional = false,
  ): void {
    this.#eachView(
      (peer, view) =>
        view.asks(ASKED_FOR[kind]) &&
        this.shows(peer, view, thing, thing.json),
      (peer, view) => [
        this.#expect(peer, view, thing, kind, {
          forced: kind === "change",
          optional,
        }),
      ],
      cause,
    );
  }

  /** An element changes now: what is said of it. */
  #stamp(thing: Thing, notes: Partial<Notes>): void {
    const revision = ++this.#revision;
    const time = this.now();
    const stamps = { time, revision, valueRevision: revision };
    thing.log.push({ ...thing.notes, ...notes, ...stamps });
  }

  /** The same, but the value stays. */
  #note(thing: Thing, notes: Partial<Notes>, counts: boolean): void {
    const { revision } = thing.notes;
    thing.log.push({
      ...thing.notes,
      ...notes,
      revision: counts ? ++this.#revision : revision,
    });
  }

  /** A fetch begins: what matches has to come as added. */
  begin(peer: SimPeer, view: View, expectation: Expectation): void {
    for (const thing of this.table.values()) {
      const shows = this.shows(peer, view, thing, thing.json);
      const event = this.#tell(peer, view, thing, false, shows);
      if (event === undefined) continue;
      view.initial.add(thing.path);
      const { addsFirst } = peer.speech;
      (addsFirst ? expectation.after : expectation.before).push(event);
    }
  }

  /** A login: what the peer sees may change. */
  login(peer: SimPeer, account: Account): void {
    const views = peer.liveViews();
    const seen = new Map<View, Set<Thing>>();
    const seenBy = (view: View) =>
      new Set(
        [...this.table.values()].filter((thing) =>
          this.shows(peer, view, thing, thing.json)
        ),
      );
    for (const view of views) seen.set(view, seenBy(view));
    peer.user = account;
    for (const view of views) {
      const now = seenBy(view);
      const before = seen.get(view);
      for (const thing of this.table.values()) {
        const was = before?.has(thing) ?? false;
        if (was !== now.has(thing)) this.#tell(peer, view, thing, was, !was);
      }
    }
  }

  /** Whether the path of what is added is taken. */
  occupied({ path, keep }: Added): boolean {
    const former = this.table.get(path);
    return former !== undefined && !former.notes.away &&
      !(keep && former.owner === this.daemon);
  }

  /** Why the wish to have values kept, or its absence, is refused. */
  keepFault({ path, keep, kind, access }: Added): FaultKind | undefined {
    const { takes } = this.keeper;
    const isOwn = this.keeper.owns(path);
    if (!keep) return isOwn ? "notOwner" : undefined;
    const isShut = this.#guarded && isOwn && !isOpen(access);
    return !takes || kind !== "state" || isShut ? "badKeep" : undefined;
  }

  /** An element comes, or its owner is back. */
  add(added: Added, cause: Cause): Thing {
    const former = this.table.get(added.path);
    if (former?.owner === this.daemon) this.remove(former, cause);
    else if (former !== undefined) {
      if (this.#isBack(former, cause.peer, added)) {
        this.#return(former, added, cause);
        return former;
      }
      this.remove(former, cause);
    }
    const { meta, at, quality } = added;
    const thing = new Thing(cause.peer, added, ++this.#orders, this.now());
    this.#stamp(thing, {
      meta: meta ?? undefined,
      at,
      quality,
      stale: false,
      away: false,
    });
    this.table.set(thing.path, thing);
    this.history.note(thing.path, thing.value);
    this.publish("add", thing, undefined, cause);
    return thing;
  }

  /** Whether what is added is the element that has stayed. */
  #isBack(thing: Thing, owner: SimPeer, added: Added): boolean {
    return thing.kind === added.kind && thing.fetchOnly === added.fetchOnly &&
      thing.owner.user?.name === owner.user?.name &&
      (!this.#guarded ||
        isSameAccess(thing.access, added.access));
  }

  #return(thing: Thing, added: Added, cause: Cause): void {
    const { meta = null, at, quality, value } = added;
    const before = thing.notes;
    const isChanged = value !== thing.value;
    const isMetaNew = (before.meta ?? null) !== meta;
    const isNoted = !isChanged &&
      (before.at !== at || before.quality !== quality || before.stale);
    const said = { meta: meta ?? undefined, at, quality };
    const notes = { ...said, stale: false, away: false };
    thing.keep = added.keep;
    thing.timeout = added.timeout;
    thing.expires = added.expires;
    thing.stay = added.stay;
    thing.since = this.now();
    thing.until = Infinity;
    thing.order = ++this.#orders;
    if (isNoted) this.#stamp(thing, notes);
    else this.#note(thing, notes, isMetaNew);
    this.#notice("back", thing, cause);
    if (isMetaNew) this.#notice("meta", thing, cause);
    if (isNoted) this.#notice("change", thing, cause);
    const { peer } = cause;
    const known = peer.liveViews().filter((view) =>
      this.shows(peer, view, thing, thing.json)
    );
    thing.owner = peer;
    for (const view of peer.liveViews()) {
      if (known.includes(view)) continue;
      const is = this.shows(peer, view, thing, thing.json);
      const event = this.#tell(peer, view, thing, false, is);
      if (event !== undefined) cause.expectation.after.push(event);
    }
    if (isChanged && value !== undefined) {
      this.change(thing, value, { at, quality }, cause);
    }
    const { waiting } = thing;
    thing.waiting = [];
    for (const each of waiting) each.passOn(peer);
  }

  /** A state has a new value. */
  change(thing: Thing, value: string, said: Said, cause: Cause): void {
    const { meta, at, quality } = said;
    const before = thing.json;
    thing.value = value;
    thing.json = JSON.parse(value);
    this.history.note(thing.path, value);
    this.#stamp(thing, {
      at,
      quality,
      stale: false,
      ...meta === undefined ? {} : { meta: meta ?? undefined },
    });
    this.publish("change", thing, before, cause);
    if (meta !== undefined) this.#notice("meta", thing, cause);
  }

  /** The owner says something of an element whose value stays. */
  say(thing: Thing, { meta, at, quality }: Said, cause: Cause): void {
    const more = meta === undefined ? {} : { meta: meta ?? undefined };
    if (at === undefined && quality === undefined) {
      this.#note(thing, more, true);
    } else {
      this.#stamp(thing, { ...more, at, quality, stale: false });
      this.#notice("change", thing, cause);
    }
    if (meta !== undefined) this.#notice("meta", thing, cause);
  }

  /** Keeps the value of a state; returns whether that is possible. */
  keep({ path, value = "", notes }: Thing): boolean {
    const { at = notes.time } = notes;
    return this.keeper.write(path, { value, time: at });
  }

  /** A state of the daemon's own is set; returns whether that is possible. */
  setOwn(path: string, value: string, cause: Cause): boolean {
    const kept = { value, time: this.now() };
    if (!this.keeper.write(path, kept)) return false;
    const thing = this.table.get(path);
    if (thing === undefined) this.#addOwn(path, kept, cause);
    else this.change(thing, value, {}, cause);
    return true;
  }

  #addOwn(path: string, { value, time }: Kept, cause?: Cause): void {
    const added = {
      path,
      kind: "state",
      value,
      keep: false,
      fetchOnly: false,
      timeout: undefined,
      access: undefined,
      expires: undefined,
      stay: undefined,
    } as const;
    const now = this.#at;
    this.#at = time;
    const thing = new Thing(this.daemon, added, ++this.#orders, time);
    this.#stamp(thing, { stale: false, away: false });
    this.#at = now;
    this.table.set(path, thing);
    this.history.note(path, value);
    this.publish("add", thing, undefined, cause);
  }

  /** Kept states are gone: the daemon has the values again, at these paths. */
  takeBack(): string[] {
    const released = this.#released;
    this.#released = [];
    return released.filter((path) => {
      const kept = this.keeper.values.get(path);
      if (kept === undefined || this.table.has(path)) return false;
      this.#addOwn(path, kept);
      return true;
    });
  }

  /** A signal is sent. */
  send(thing: Thing, value: string, cause: Cause): void {
    this.#stamp(thing, {});
    // Fetches that begin later find it without a value.
    this.history.note(thing.path, value);
    this.history.note(thing.path, undefined);
    const json = JSON.parse(value);
    const matches = (view: View) =>
      view.rules.sort === undefined && view.matches(thing.path, json);
    this.#eachView(
      (peer, view) =>
        (view.signals || view.includes("state")) && matches(view) &&
        this.may(peer, "fetch", thing),
      (peer, view) => {
        const signal = view.signals;
        const fetchOnly = thing.fetchOnly || !this.may(peer, "set", thing);
        const more = { value, signal, fetchOnly, passing: !signal };
        if (signal) return [this.#expect(peer, view, thing, "signal", more)];
        return [
          this.#expect(peer, view, thing, "add", more),
          this.#expect(peer, view, thing, "remove", more),
        ];
      },
      cause,
    );
  }

  /** An element goes. */
  remove(thing: Thing, cause?: Cause): void {
    this.table.delete(thing.path);
    if (thing.keep && this.keeper.owns(thing.path)) {
      this.#released.push(thing.path);
    }
    this.#stamp(thing, {});
    this.publish("remove", thing, thing.json, cause);
    const subject = JSON.stringify(thing.path);
    for (const { client, expectation } of thing.waiting) {
      if (expectation === undefined) continue;
      expectation.check = refused(client, { kind: "ownerGone", subject });
    }
    thing.waiting = [];
  }

  /** A request waits no longer. */
  forget(routed: Routed): void {
    this.routed = this.routed.filter((other) => other !== routed);
  }

  /** When something is due next. */
  nextDeadline(): number {
    const times = this.routed.map(({ deadline }) => deadline);
    for (const thing of this.table.values()) {
      times.push(thing.until, thing.agesAt);
      for (const { deadline } of thing.waiting) times.push(deadline);
    }
    return Math.min(...times);
  }

  /**
   * What is due at a moment, which has not come yet, happens. Elements are
   * removed in slices, and kept values return between them, so the order of
   * their revisions is the daemon's.
   *
   * @returns What takes the daemon's revisions, when the moment has come.
   */
  expire(now: number): (revisionOf: (path: string) => number) => void {
    const first = this.#revision + 1;
    for (const routed of this.routed) {
      if (routed.deadline > now) continue;
      const { client, params, expectation } = routed;
      expectation.check = refused(client, timedOut(client, params));
      this.forget(routed);
    }
    this.#at = now;
    const things = [...this.table.values()];
    things.sort((a, b) => a.order - b.order);
    for (const thing of things) this.#expire(thing, now);
    const returned = this.takeBack();
    this.#at = undefined;
    const last = this.#revision;
    return (revisionOf) => {
      const given = new Set(returned.map(revisionOf));
      must(
        given.size === returned.length &&
          [...given].every((each) => first <= each && each <= last),
        () => `revisions of what has returned: ${[...given]}`,
      );
      for (const path of returned) {
        const thing = this.table.get(path);
        if (thing === undefined) continue;
        const { log, notes } = thing;
        const revision = revisionOf(path);
        log[log.length - 1] = { ...notes, revision, valueRevision: revision };
      }
    };
  }

  #expire(thing: Thing, now: number): void {
    const subject = JSON.stringify(thing.path);
    const isOver = thing.until <= now;
    for (const waiting of thing.waiting) {
      const { client, params, expectation, deadline } = waiting;
      if (deadline > now) continue;
      thing.waiting = thing.waiting.filter((other) => other !== waiting);
      if (expectation === undefined) continue;
      const faults = [timedOut(client, params)];
      if (isOver) faults.push({ kind: "ownerGone", subject });
      expectation.check = refused(client, ...faults);
    }
    if (thing.agesAt <= now) {
      this.#note(thing, { stale: true }, false);
      this.#notice("stale", thing, undefined, isOver);
    }
    if (isOver) this.remove(thing);
  }

  /** A peer is gone. */
  leave(peer: SimPeer): void {
    this.peers.delete(peer);
    for (const routed of this.routed) {
      const { client, owner, expectation, forward } = routed;
      if (owner === peer) {
        const subject = JSON.stringify(forward.path);
        expectation.check = refused(client, { kind: "ownerGone", subject });
      }
      if (owner === peer || client === peer) this.forget(routed);
    }
    for (const thing of this.table.values()) {
      // Without an id it can't be given up.
      thing.waiting = thing.waiting.filter(({ client, expectation }) =>
        client !== peer || expectation === undefined
      );
    }
    const own = [...this.table.values()].filter(({ owner, notes }) =>
      owner === peer && !notes.away
    );
    for (const thing of own.sort((a, b) => a.order - b.order)) {
      if (thing.stay === undefined) {
        this.remove(thing);
        continue;
      }
      thing.until = this.now() + thing.stay;
      thing.order = ++this.#orders;
      this.#note(thing, { away: true }, false);
      this.#notice("away", thing);
    }
    this.takeBack();
  }
}

/** A request was not answered in time; long parameters are left out. */
function timedOut(client: SimPeer, params: string): Fault {
  const long = encoder.encode(params).length > MAX_QUOTE;
  const subject = client.speech.translated(long ? "{}" : params);
  return { kind: "timeout", subject };
}
