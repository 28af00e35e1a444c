/**
 * Those peers that hear of everything: other relays, above all.
 *
 * @module
 */
import type { NodeEntries } from "./entry.ts";
import { Journal, RecentJournal } from "./journal.ts";
import { lexText, type Query } from "./lex.ts";
import type { GunPeer } from "./peer.ts";

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
  resync(peer: GunPeer, missed: Journal | null): void;
}

/** What is known of a relay that is connected. */
interface Known {
  /** Name by which it is known when it comes again; `null` if it won't. */
  key: string | null;
  /** What it was told lately. */
  readonly recent: RecentJournal;
  /** What it was asked for since it is here. */
  readonly asked: Set<string>;
  /** Whether it has introduced itself. */
  ready: boolean;
  /** Whether the same relay is connected another time, and is told there. */
  twin: boolean;
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
  expect(key: string): void {
    if (!this.#away.has(key)) this.#away.set(key, new Journal(MOST_MISSED));
  }

  /** A relay was dialled; it is told of things when it has its name said. */
  dialled(peer: GunPeer, key: string): void {
    this.expect(key);
    this.#add(peer, key, false);
  }

  /** A peer that is no relay hears of everything from now on. */
  flood(peer: GunPeer): void {
    this.#add(peer, null, true);
  }

  /**
   * A peer has said its name.
   *
   * @param isRelay Whether it says that it is a relay.
   * @returns Whether it was taken for an app until now.
   */
  introduced(peer: GunPeer, pid: string, isRelay: boolean): boolean {
    let known = this.#known.get(peer);
    const isNew = known === undefined;
    if (known === undefined) {
      if (!isRelay) return false;
      known = this.#add(peer, `pid ${pid}`, false);
    }
    if (known.ready) return false;
    known.ready = true;
    known.twin = this.#isTwin(peer);
    const missed = known.key === null ? undefined : this.#away.get(known.key);
    if (known.key !== null) this.#away.delete(known.key);
    this.#host.resync(peer, missed ?? null);
    return isNew;
  }

  #isTwin(peer: GunPeer): boolean {
    for (const [other, { ready, twin }] of this.#known) {
      if (other !== peer && other.pid === peer.pid && ready && !twin) {
        return true;
      }
    }
    return false;
  }

  #add(peer: GunPeer, key: string | null, ready: boolean): Known {
    const known: Known = {
      key,
      recent: new RecentJournal(RECENT, MOST_RECENT),
      asked: new Set(),
      ready,
      twin: false,
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
    const { key, recent, ready, twin } = known;
    if (ready && !twin) this.#replace(peer);
    if (key === null || !ready) return;
    if (key.startsWith("pid ")) this.#makeRoom();
    const missed = new Journal(MOST_MISSED);
    missed.merge(recent.all);
    this.#away.set(key, missed);
  }

  /** Tells the twin of a relay from now on what was told to it. */
  #replace(peer: GunPeer): void {
    for (const [other, known] of this.#known) {
      if (other.pid !== peer.pid || !known.twin) continue;
      known.twin = false;
      return;
    }
  }

  #makeRoom(): void {
    const keys = [...this.#away.keys()].filter((k) => k.startsWith("pid "));
    if (keys.length >= MOST_AWAY) this.#away.delete(keys[0]);
  }

  /** All that are to be told of a change, each relay once. */
  forEach(tell: (peer: GunPeer) => void): void {
    for (const [peer, { ready, twin }] of this.#known) {
      if (ready && !twin) tell(peer);
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
    for (const [peer, { ready, asked, twin }] of this.#known) {
      if (peer === asker || !ready || twin) continue;
      if (found && asked.has(name)) continue;
      if (asked.size >= MOST_ASKED) asked.clear();
      asked.add(name);
      peer.say(get ??= text());
    }
  }
}
