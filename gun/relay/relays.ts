/**
 * Those peers that hear of everything: other relays, above all.
 *
 * @module
 */
import type { NodeEntries } from "../graph/entry.ts";
import { Journal, RecentJournal } from "./journal.ts";
import { lexText, type Query } from "../wire/lex.ts";
import type { GunPeer } from "./connection.ts";

// What was sent to a relay last may not have arrived when the link breaks: it
// is told again. Milliseconds that are looked back, and properties at most.
const RECENT = 60_000;
const MOST_RECENT = 100_000;
// Properties noted for a relay that is away, and relays that are waited for
// though nobody dials them.
const MOST_MISSED = 1_000_000;
const MOST_AWAY = 16;
// Things that a relay was asked for and will tell of by itself.
const MOST_ASKED = 100_000;

/** What the relay gives to its table of relays. */
export interface RelaysHost {
  /** Milliseconds of the clock. */
  now(): number;
  /** Asks a relay for what is missing here, and tells what it has missed. */
  resync(peer: GunPeer, missed: Journal): void;
}

/** What is known of a relay that is connected. */
interface Known {
  /** What it was dialled by; `null` if it has come by itself. */
  readonly url: string | null;
  /** What it was told lately. */
  readonly recent: RecentJournal;
  /** What it was asked for since it is here. */
  readonly asked: Set<string>;
  /** Whether it has introduced itself. */
  ready: boolean;
}

/** The relays that are connected, and those that are away. */
export class Relays {
  readonly #host: RelaysHost;
  readonly #known = new Map<GunPeer, Known>();
  readonly #away = new Map<string, Journal>();

  constructor(host: RelaysHost) {
    this.#host = host;
  }

  /** Number of those who are connected. */
  get size(): number {
    return this.#known.size;
  }

  /** Notes from now on what a relay misses until it is there. */
  expect(url: string): void {
    if (!this.#away.has(url)) this.#away.set(url, new Journal(MOST_MISSED));
  }

  /** A relay was dialled; it is told of things when it has told its name. */
  dialled(peer: GunPeer, url: string): void {
    this.expect(url);
    this.#add(peer, url, false);
  }

  /** A peer that is no relay hears of everything from now on. */
  flood(peer: GunPeer): void {
    this.#add(peer, null, true);
  }

  /**
   * A peer has told its name.
   *
   * @param isRelay Whether it says that it is a relay.
   * @returns Whether it was taken for an app until now.
   */
  introduced(peer: GunPeer, pid: string, isRelay: boolean): boolean {
    let known = this.#known.get(peer);
    const isNew = known === undefined;
    if (known === undefined) {
      if (!isRelay) return false;
      known = this.#add(peer, null, false);
    }
    if (known.ready) return false;
    known.ready = true;
    const missed = this.#missedBy(pid, known.url);
    // An older link to it may be dead though nobody has noticed.
    const before = this.#other(pid, peer);
    if (before !== undefined) missed.merge(before.recent.all);
    // What is lost if this link breaks at once has to be told once more.
    known.recent.begin(missed, this.#host.now());
    this.#host.resync(peer, missed);
    return isNew;
  }

  /** Takes out what was noted for a relay that was away. */
  #missedBy(pid: string, url: string | null): Journal {
    const missed = new Journal(MOST_MISSED);
    for (const key of [pidKey(pid), url]) {
      const journal = key === null ? undefined : this.#away.get(key);
      if (key === null || journal === undefined) continue;
      this.#away.delete(key);
      missed.merge(journal);
    }
    return missed;
  }

  /** Another link to the same relay. */
  #other(pid: string, but: GunPeer): Known | undefined {
    for (const [peer, known] of this.#known) {
      if (peer !== but && peer.pid === pid && known.ready) return known;
    }
    return undefined;
  }

  #add(peer: GunPeer, url: string | null, ready: boolean): Known {
    const known: Known = {
      url,
      recent: new RecentJournal(RECENT, MOST_RECENT),
      asked: new Set(),
      ready,
    };
    this.#known.set(peer, known);
    peer.floods = true;
    return known;
  }

  /** A peer is gone; if it was a relay it is noted what it misses. */
  gone(peer: GunPeer): void {
    const known = this.#known.get(peer);
    if (known === undefined) return;
    this.#known.delete(peer);
    const { url, recent, ready } = known;
    const { pid } = peer;
    if (!ready || pid === null || this.#other(pid, peer)) return;
    const missed = new Journal(MOST_MISSED);
    missed.merge(recent.all);
    this.#makeRoom();
    this.#away.set(pidKey(pid), missed);
    if (url !== null) this.#away.set(url, missed);
  }

  #makeRoom(): void {
    const keys = [...this.#away.keys()].filter((key) => key.startsWith(PID));
    if (keys.length >= MOST_AWAY) this.#away.delete(keys[0]);
  }

  /**
   * All that are to be told of a change. Two relays that have dialled each
   * other are told twice: a name alone is no proof of who somebody is.
   */
  forEach(tell: (peer: GunPeer) => void): void {
    for (const [peer, { ready }] of this.#known) {
      if (ready) tell(peer);
    }
  }

  /** Notes a change that everybody was told. */
  note(changed: readonly NodeEntries[]): void {
    if (this.#known.size === 0 && this.#away.size === 0) return;
    const now = this.#host.now();
    for (const { soul, entries } of changed) {
      for (const { key } of entries) {
        for (const { recent, ready } of this.#known.values()) {
          if (ready) recent.note(soul, key, now);
        }
        for (const journal of this.#away.values()) journal.note(soul, key);
      }
    }
  }

  /**
   * Asks relays for what somebody wants to know.
   *
   * @param found Whether something is known here. What a relay was asked for
   * once, it tells of by itself, as long as it is connected.
   */
  ask(
    asker: GunPeer,
    { soul, key }: Query,
    found: boolean,
    text: () => string,
  ): void {
    const name = key === null
      ? lexText(soul)
      : `${lexText(soul)} ${lexText(key)}`;
    let get: string | null = null;
    for (const [peer, { ready, asked }] of this.#known) {
      if (peer === asker || !ready) continue;
      if (found && asked.has(name)) continue;
      if (asked.size >= MOST_ASKED) asked.clear();
      asked.add(name);
      peer.say(get ??= text());
    }
  }
}

const PID = "pid ";

/** Names are told from URLs by this. */
function pidKey(pid: string): string {
  return PID + pid;
}
