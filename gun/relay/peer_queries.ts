/**
 * Queries to connected peers for what the relay's graph has not. After a loss
 * of data the copies of its clients are the only ones.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import type { RelayConnection } from "./connection.ts";

/** Peers that are queried at a time. */
const WAVE_PEERS = 4;
/** Peers that one query reaches at most. */
const MAX_PEERS = 32;
/** Time between two waves of one query. */
const WAVE_INTERVAL_MS = 25;
/** Queries that may have further waves. */
const MAX_OPEN_QUERIES = 2000;

interface PeerQuery {
  readonly text: string;
  /** Peers that are not queried yet, the next one at the end. */
  readonly peers: RelayConnection[];
}

/** Sends queries to a few peers at a time until one answers. */
export class PeerQueries {
  readonly #clock: Clock;
  readonly #open = new Map<string, PeerQuery>();
  #ticking = false;
  #cancel: () => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Queries peers until one answers.
   *
   * @param id Id of the get.
   * @param text The get.
   * @param requester Its sender, which is not queried.
   * @param likely Peers that are queried first.
   * @param others Peers that are queried afterwards.
   */
  send(
    id: string,
    text: string,
    requester: RelayConnection | null,
    likely: Iterable<RelayConnection>,
    others: Iterable<RelayConnection>,
  ): void {
    const chosen = new Set<RelayConnection>();
    for (const group of [likely, others]) {
      for (const peer of group) {
        if (chosen.size >= MAX_PEERS) break;
        if (peer !== requester && !peer.floods && !peer.slow) chosen.add(peer);
      }
    }
    const query = { text, peers: [...chosen].reverse() };
    sendWave(query);
    // With too many open queries this one has no second wave.
    if (query.peers.length === 0 || this.#open.size >= MAX_OPEN_QUERIES) return;
    this.#open.set(id, query);
    this.#tick();
  }

  /** Ends a query that was answered with data. */
  answered(id: string): void {
    this.#open.delete(id);
  }

  /** Ends all queries. */
  close(): void {
    this.#open.clear();
    this.#cancel();
  }

  #tick(): void {
    if (this.#ticking) return;
    this.#ticking = true;
    this.#cancel = this.#clock.after(WAVE_INTERVAL_MS, () => {
      this.#ticking = false;
      for (const [id, query] of this.#open) {
        sendWave(query);
        if (query.peers.length === 0) this.#open.delete(id);
      }
      if (this.#open.size > 0) this.#tick();
    });
  }
}

function sendWave({ text, peers }: PeerQuery): void {
  for (let i = 0; i < WAVE_PEERS; i++) {
    const peer = peers.pop();
    if (peer === undefined) return;
    peer.send(text);
  }
}
