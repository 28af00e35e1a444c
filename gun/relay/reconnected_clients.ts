/**
 * Clients that reconnect. A client of GUN sends its subscriptions again, but
 * not what it wrote while it was disconnected: it has to be queried for that.
 *
 * @module
 */
import type { Query } from "../wire/lex.ts";
import type { RelayConnection } from "./connection.ts";

/** Disconnected clients that are remembered. */
const MAX_DISCONNECTED = 100_000;
/** Time for which they are remembered. */
const REMEMBERED_MS = 3_600_000;
/** Time after connecting in which a client repeats its subscriptions. */
const RESUBSCRIBE_MS = 10_000;
/** Gets remembered until a client has sent its id. */
const MAX_EARLY_GETS = 10_000;

/** A client that has connected recently. */
interface Arrival {
  /** When it connected, in milliseconds since 1970. */
  readonly since: number;
  /** Its gets before it sent its id. */
  readonly requested: Query[];
  /** Whether it has reconnected; `null` before it sent its id. */
  reconnected: boolean | null;
}

/** Finds the queries to send to clients that have reconnected. */
export class ReconnectedClients {
  readonly #disconnected = new Map<string, number>();
  readonly #arrivals = new Map<RelayConnection, Arrival>();

  /** A client has connected. */
  connected(peer: RelayConnection, now: number): void {
    this.#arrivals.set(peer, { since: now, requested: [], reconnected: null });
  }

  /**
   * A client has sent its id.
   *
   * @returns The queries to send to it.
   */
  introduced(
    peer: RelayConnection,
    pid: string,
    now: number,
  ): readonly Query[] {
    const arrival = this.#arrivals.get(peer);
    const left = this.#disconnected.get(pid);
    this.#disconnected.delete(pid);
    if (arrival === undefined) return [];
    arrival.reconnected = left !== undefined && now - left < REMEMBERED_MS;
    return arrival.reconnected ? arrival.requested.splice(0) : [];
  }

  /**
   * A client has sent a get.
   *
   * @returns Whether it is to be queried for the same.
   */
  requested(peer: RelayConnection, query: Query, now: number): boolean {
    const arrival = this.#arrivals.get(peer);
    if (arrival === undefined) return false;
    const { since, requested, reconnected } = arrival;
    if (reconnected === false || now - since > RESUBSCRIBE_MS) {
      this.#arrivals.delete(peer);
      return false;
    }
    if (reconnected) return true;
    if (requested.length < MAX_EARLY_GETS) requested.push(query);
    return false;
  }

  /** A client has disconnected. */
  disconnected(peer: RelayConnection, now: number): void {
    this.#arrivals.delete(peer);
    if (peer.pid === null || peer.floods) return;
    this.#disconnected.set(peer.pid, now);
    if (this.#disconnected.size <= MAX_DISCONNECTED) return;
    for (const pid of this.#disconnected.keys()) {
      this.#disconnected.delete(pid);
      break;
    }
  }
}
