/**
 * Asks peers for what the relay has not got, a few at a time: after a loss of
 * data they are those who still have it.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import type { GunPeer } from "./connection.ts";

// Peers that are asked at a time, and at most.
const WAVE = 4;
const MOST_PEERS = 32;
// Milliseconds until the next ones are asked.
const PAUSE = 25;
// Questions that may be open at a time.
const MOST_OPEN = 2000;

interface Question {
  readonly text: string;
  /** Peers to be asked, the next one at the end. */
  readonly peers: GunPeer[];
}

/** Questions that nobody has answered yet. */
export class Asking {
  readonly #clock: Clock;
  readonly #open = new Map<string, Question>();
  #ticking = false;
  #cancel: () => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Asks peers until one answers.
   *
   * @param id Id of the get.
   * @param text The get.
   * @param asker Who wants to know.
   * @param likely Those who are likely to know, asked first.
   * @param others Those who may know.
   */
  ask(
    id: string,
    text: string,
    asker: GunPeer | null,
    likely: Iterable<GunPeer>,
    others: Iterable<GunPeer>,
  ): void {
    const chosen = new Set<GunPeer>();
    for (const group of [likely, others]) {
      for (const peer of group) {
        if (chosen.size >= MOST_PEERS) break;
        if (peer !== asker && !peer.floods && !peer.slow) chosen.add(peer);
      }
    }
    const question = { text, peers: [...chosen].reverse() };
    askSome(question);
    // Who wants to know very much is told by those asked first, or nobody.
    if (question.peers.length === 0 || this.#open.size >= MOST_OPEN) return;
    this.#open.set(id, question);
    this.#tick();
  }

  /** A get has been answered with data. */
  answered(id: string): void {
    this.#open.delete(id);
  }

  /** Asks nobody any more. */
  close(): void {
    this.#open.clear();
    this.#cancel();
  }

  #tick(): void {
    if (this.#ticking) return;
    this.#ticking = true;
    this.#cancel = this.#clock.after(PAUSE, () => {
      this.#ticking = false;
      for (const [id, question] of this.#open) {
        askSome(question);
        if (question.peers.length === 0) this.#open.delete(id);
      }
      if (this.#open.size > 0) this.#tick();
    });
  }
}

function askSome({ text, peers }: Question): void {
  for (let i = 0; i < WAVE; i++) {
    const peer = peers.pop();
    if (peer === undefined) return;
    peer.say(text);
  }
}
