/**
 * Linked relays: what each has received, and what it missed while it was
 * disconnected.
 *
 * @module
 */
import type { NodeEntries } from "../graph/entry.ts";
import { lexText, type Query } from "../wire/lex.ts";
import type { RelayConnection } from "./connection.ts";
import { Journal, RecentJournal } from "./journal.ts";

/**
 * Changes that were sent this recently may be lost when a link breaks: they are
 * sent again on the next one.
 */
const RESEND_MS = 60_000;
/** Recent changes recorded for each link. */
const MAX_RECENT_CHANGES = 100_000;
/** Changes recorded for a disconnected relay. */
const MAX_MISSED_CHANGES = 1_000_000;
/** Disconnected relays remembered besides those that this one dials. */
const MAX_DISCONNECTED_RELAYS = 16;
/** Queries remembered as sent to a relay. */
const MAX_SENT_QUERIES = 100_000;

/** What the table of relays needs of the relay. */
export interface RelaysHost {
  /** Milliseconds since 1970. */
  now(): number;
  /**
   * Sends a relay the subscriptions here and the changes that it missed.
   *
   * @param isKnown Whether it was linked before, since one of the two started.
   */
  resync(
    peer: RelayConnection,
    missed: readonly Journal[],
    isKnown: boolean,
  ): void;
}

/** A connection that receives every change. */
interface Linked {
  /** The URL it was dialled by; `null` for an incoming connection. */
  readonly url: string | null;
  /** Changes that were sent recently. */
  readonly recent: RecentJournal;
  /** Queries that were sent over this connection. */
  readonly queried: Set<string>;
  /** Whether it has sent its id. */
  ready: boolean;
  /** Whether it is a relay, and no client with very many subscriptions. */
  readonly isRelay: boolean;
}

/** Changes for a disconnected relay. */
interface Missed {
  /** Those until it disconnected. */
  readonly earlier: readonly Journal[];
  /** Those since then. */
  readonly journal: Journal;
}

/** The relays that are connected, and journals for those that are not. */
export class Relays {
  readonly #host: RelaysHost;
  readonly #linked = new Map<RelayConnection, Linked>();
  readonly #missed = new Map<string, Missed>();

  constructor(host: RelaysHost) {
    this.#host = host;
  }

  /** Number of connected relays. */
  get size(): number {
    return this.#linked.size;
  }

  /** Records changes from now on until the relay at this URL is connected. */
  expect(url: string): void {
    if (!this.#missed.has(url)) {
      const journal = new Journal(MAX_MISSED_CHANGES);
      this.#missed.set(url, { earlier: [], journal });
    }
  }

  /** A relay was dialled; changes are sent to it once it has sent its id. */
  dialled(peer: RelayConnection, url: string): void {
    this.expect(url);
    this.#add(peer, url, true);
  }

  /** Sends every change to a client from now on. */
  flood(peer: RelayConnection): void {
    this.#add(peer, null, false);
  }

  /**
   * A peer has sent its id.
   *
   * @param isRelay Whether its id is marked as that of a relay.
   * @returns Whether it counted as a client until now.
   */
  introduced(peer: RelayConnection, pid: string, isRelay: boolean): boolean {
    let linked = this.#linked.get(peer);
    const isNew = linked === undefined;
    if (linked === undefined) {
      if (!isRelay) return false;
      linked = this.#add(peer, null, true);
    }
    if (linked.ready) return false;
    linked.ready = true;
    // An older link to the same relay may be broken without a close event.
    const older = this.#otherLink(pid, peer);
    const isKnown = older !== undefined || this.#missed.has(pidKey(pid));
    const missed = Journal.join(
      [...this.#takeMissed(pid, linked.url), ...older?.recent.all ?? []],
      MAX_MISSED_CHANGES,
    );
    // If this link breaks at once, these changes are sent on the next one.
    linked.recent.begin(missed, this.#host.now());
    this.#host.resync(peer, missed, isKnown);
    return isNew;
  }

  /** Removes and returns the changes that a disconnected relay missed. */
  #takeMissed(pid: string, url: string | null): Journal[] {
    const journals: Journal[] = [];
    for (const key of [pidKey(pid), url]) {
      const missed = key === null ? undefined : this.#missed.get(key);
      if (key === null || missed === undefined) continue;
      this.#missed.delete(key);
      journals.push(...missed.earlier, missed.journal);
    }
    return journals;
  }

  /** Another link to the same relay. */
  #otherLink(pid: string, but: RelayConnection): Linked | undefined {
    for (const [peer, linked] of this.#linked) {
      if (peer !== but && peer.pid === pid && linked.ready) return linked;
    }
    return undefined;
  }

  #add(peer: RelayConnection, url: string | null, isRelay: boolean): Linked {
    const linked: Linked = {
      url,
      recent: new RecentJournal(RESEND_MS, MAX_RECENT_CHANGES),
      queried: new Set(),
      ready: !isRelay,
      isRelay,
    };
    this.#linked.set(peer, linked);
    peer.floods = true;
    return linked;
  }

  /** A connection has ended; for a relay changes are recorded from now on. */
  gone(peer: RelayConnection): void {
    const linked = this.#linked.get(peer);
    if (linked === undefined) return;
    this.#linked.delete(peer);
    const { url, recent, ready } = linked;
    const { pid } = peer;
    if (!ready || pid === null || this.#otherLink(pid, peer)) return;
    const missed = {
      earlier: Journal.join(recent.all, MAX_MISSED_CHANGES),
      journal: new Journal(MAX_MISSED_CHANGES),
    };
    this.#makeRoom();
    this.#missed.set(pidKey(pid), missed);
    if (url !== null) this.#missed.set(url, missed);
  }

  #makeRoom(): void {
    const keys = [...this.#missed.keys()].filter((key) =>
      key.startsWith(PID_PREFIX)
    );
    if (keys.length >= MAX_DISCONNECTED_RELAYS) this.#missed.delete(keys[0]);
  }

  /**
   * The connections that changes are sent to. Two relays that have dialled each
   * other have two: an id is no proof of identity.
   */
  connected(): RelayConnection[] {
    const found: RelayConnection[] = [];
    for (const [peer, { ready }] of this.#linked) if (ready) found.push(peer);
    return found;
  }

  /** Records a change that was sent to every connection. */
  note({ soul, entries }: NodeEntries): void {
    if (this.#linked.size === 0 && this.#missed.size === 0) return;
    const now = this.#host.now();
    for (const { key } of entries) {
      for (const { recent, ready } of this.#linked.values()) {
        if (ready) recent.note(soul, key, now);
      }
      for (const { journal } of this.#missed.values()) journal.note(soul, key);
    }
  }

  /**
   * Forwards a get to the relays.
   *
   * @param all Whether it goes to those, too, that were sent the same before on
   * this connection. They send changes by themselves.
   * @returns Relays that were not sent the same before.
   */
  query(
    requester: RelayConnection,
    { soul, key }: Query,
    all: boolean,
    text: () => string,
  ): RelayConnection[] {
    const name = key === null
      ? lexText(soul)
      : `${lexText(soul)} ${lexText(key)}`;
    let get: string | null = null;
    const first: RelayConnection[] = [];
    for (const [peer, { ready, isRelay, queried }] of this.#linked) {
      if (peer === requester || !ready) continue;
      const isRepeated = queried.has(name);
      if (isRepeated && !all) continue;
      if (!isRepeated && isRelay) first.push(peer);
      if (queried.size >= MAX_SENT_QUERIES) queried.clear();
      queried.add(name);
      peer.send(get ??= text());
    }
    return first;
  }
}

/** Distinguishes ids from URLs. */
const PID_PREFIX = "pid ";

function pidKey(pid: string): string {
  return PID_PREFIX + pid;
}
