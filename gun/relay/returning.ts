/**
 * Apps that come back: what they wrote while they were away is only with them,
 * and they don't send it by themselves.
 *
 * @module
 */
import type { Query } from "../wire/lex.ts";
import type { GunPeer } from "./connection.ts";

// Apps that are remembered, and for how long, in milliseconds.
const MOST_AWAY = 100_000;
const LONGEST_AWAY = 3_600_000;
// An app asks for all that it subscribes to right after it has connected.
const ARRIVAL = 10_000;
const MOST_ASKED = 10_000;

/** An app that has connected just now. */
interface Arrival {
  /** When it came. */
  readonly since: number;
  /** What it has asked for until now. */
  readonly asked: Query[];
  /** Whether it was here before; `null` until it has told its name. */
  back: boolean | null;
}

/** Finds out who was here before, and what to ask them for. */
export class Returning {
  readonly #away = new Map<string, number>();
  readonly #arrivals = new Map<GunPeer, Arrival>();

  /** A peer has connected. */
  came(peer: GunPeer, now: number): void {
    this.#arrivals.set(peer, { since: now, asked: [], back: null });
  }

  /**
   * A peer has told its name.
   *
   * @returns What it is to be asked for.
   */
  introduced(peer: GunPeer, pid: string, now: number): readonly Query[] {
    const arrival = this.#arrivals.get(peer);
    const left = this.#away.get(pid);
    this.#away.delete(pid);
    if (arrival === undefined) return [];
    arrival.back = left !== undefined && now - left < LONGEST_AWAY;
    return arrival.back ? arrival.asked.splice(0) : [];
  }

  /**
   * A peer has asked for something.
   *
   * @returns Whether it is to be asked for that.
   */
  asked(peer: GunPeer, query: Query, now: number): boolean {
    const arrival = this.#arrivals.get(peer);
    if (arrival === undefined) return false;
    if (arrival.back === false || now - arrival.since > ARRIVAL) {
      this.#arrivals.delete(peer);
      return false;
    }
    if (arrival.back) return true;
    if (arrival.asked.length < MOST_ASKED) arrival.asked.push(query);
    return false;
  }

  /** A peer has left. */
  left(peer: GunPeer, now: number): void {
    this.#arrivals.delete(peer);
    if (peer.pid === null || peer.floods) return;
    this.#away.set(peer.pid, now);
    if (this.#away.size <= MOST_AWAY) return;
    for (const pid of this.#away.keys()) {
      this.#away.delete(pid);
      break;
    }
  }
}
