/**
 * What has to be on the bus, and which events each peer has to get.
 *
 * @module
 */
import { Failure, same } from "./failure.ts";
import { type Fault, mustBeFault } from "./faults.ts";
import type { Answer, Expectation, Forward, SimPeer } from "./peer.ts";
import { type Access, type Account, type Action, allowed } from "./rights.ts";
import type { Json } from "./rules.ts";
import {
  type EventKind,
  type Expected,
  History,
  type Shown,
  type View,
} from "./views.ts";

/** An element as it has to be. */
export interface Thing {
  readonly path: string;
  readonly owner: SimPeer;
  readonly fetchOnly: boolean;
  /** Milliseconds, if its owner said so. */
  readonly timeout: number | undefined;
  readonly access: Access | undefined;
  /** `undefined` for a method. */
  value: string | undefined;
  json: Json | undefined;
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
  /** Requests that wait for their owners. */
  routed: Routed[] = [];
  readonly now: () => number;
  readonly #guarded: boolean;
  readonly #closed: boolean;

  /**
   * @param guarded Whether access is looked at.
   * @param closed Whether elements without access are for users only.
   */
  constructor(now: () => number, guarded: boolean, closed: boolean) {
    this.now = now;
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
      this.may(peer, thing.value === undefined ? "call" : "set", thing);
  }

  /** Whether a peer can do nothing but fetch an element. */
  readOnly(peer: SimPeer, thing: Thing): boolean {
    const action = thing.value === undefined ? "call" : "set";
    return thing.fetchOnly || !this.may(peer, action, thing);
  }

  /** Whether a fetch has to show an element while it has this value. */
  shows(
    peer: SimPeer,
    view: View,
    thing: Thing,
    json: Json | undefined,
  ): boolean {
    if (thing.value === undefined && !peer.speech.seesMethods) return false;
    return this.may(peer, "fetch", thing) && view.matches(thing.path, json);
  }

  /** All that a fetch has to show. */
  shown(peer: SimPeer, view: View): Shown[] {
    const shown: Shown[] = [];
    for (const thing of this.table.values()) {
      if (!this.shows(peer, view, thing, thing.json)) continue;
      const { path, value, json, access } = thing;
      // After a login the flag is not sent again.
      const steady = !this.#guarded || (access === undefined && !this.#closed);
      const fetchOnly = steady ? thing.fetchOnly : undefined;
      shown.push({ path, value, json, fetchOnly });
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
    const event: Expected = {
      kind: was ? is ? "change" : "remove" : "add",
      path: thing.path,
      value: thing.value,
      fetchOnly: this.readOnly(peer, thing),
      come: false,
    };
    return view.expect(event) ? event : undefined;
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

  /** An element comes. */
  add(thing: Thing, cause: Cause): void {
    this.table.set(thing.path, thing);
    this.history.note(thing.path, thing.value);
    this.publish("add", thing, undefined, cause);
  }

  /** A state has a new value. */
  change(thing: Thing, value: string, cause: Cause): void {
    const before = thing.json;
    thing.value = value;
    thing.json = JSON.parse(value);
    this.history.note(thing.path, value);
    this.publish("change", thing, before, cause);
  }

  /** An element goes. */
  remove(thing: Thing, cause?: Cause): void {
    this.table.delete(thing.path);
    this.publish("remove", thing, thing.json, cause);
  }

  /** A request waits no longer. */
  forget(routed: Routed): void {
    this.routed = this.routed.filter((other) => other !== routed);
  }

  /** Everything whose time is over by then gets its answer. */
  expire(now: number): void {
    for (const routed of this.routed) {
      if (routed.deadline > now) continue;
      const { client, params, expectation } = routed;
      const long = encoder.encode(params).length > MAX_QUOTE;
      const subject = client.speech.translated(long ? "{}" : params);
      expectation.check = refused(client, { kind: "timeout", subject });
      this.forget(routed);
    }
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
      if (thing.owner === peer) this.remove(thing);
    }
  }
}
