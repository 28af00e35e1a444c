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
/** Souls remembered as written by one client, the latest ones. */
const MAX_WRITTEN = 200;
/** Souls remembered as written by all disconnected clients. */
const MAX_DISCONNECTED_WRITTEN = 200_000;

const NOTHING: ReadonlySet<string> = new Set();

/** A client that has connected recently. */
interface Arrival {
  /** When it connected, in milliseconds since 1970. */
  readonly since: number;
  /** Its gets before it sent its id. */
  readonly requested: Query[];
  /** Whether it has reconnected; `null` before it sent its id. */
  reconnected: boolean | null;
}

/** A client that has disconnected. */
interface Departure {
  /** When it disconnected, in milliseconds since 1970. */
  readonly at: number;
  /** Souls that it wrote. */
  readonly written: ReadonlySet<string>;
}

/** What a client that has reconnected is to be queried for. */
export interface Reconnection {
  /** Its gets so far. */
  readonly requested: readonly Query[];
  /** Souls that it wrote on earlier connections. */
  readonly written: ReadonlySet<string>;
}

/** Finds the queries to send to clients that have reconnected. */
export class ReconnectedClients {
  readonly #disconnected = new Map<string, Departure>();
  #disconnectedWritten = 0;
  readonly #arrivals = new Map<RelayConnection, Arrival>();
  /** The latest connection of each client that has sent its id. */
  readonly #connected = new Map<string, RelayConnection>();
  readonly #written = new Map<RelayConnection, Set<string>>();

  /** A client has connected. */
  connected(peer: RelayConnection, now: number): void {
    this.#arrivals.set(peer, { since: now, requested: [], reconnected: null });
  }

  /**
   * A client has sent its id.
   *
   * @returns The queries to send to it; `null` if it is new.
   */
  introduced(
    peer: RelayConnection,
    pid: string,
    now: number,
  ): Reconnection | null {
    const arrival = this.#arrivals.get(peer);
    const written = this.#takeWritten(pid, now);
    if (!peer.floods) this.#connected.set(pid, peer);
    if (arrival === undefined) return null;
    arrival.reconnected = written !== null;
    if (written === null) return null;
    // If this connection breaks at once, they are still known on the next one.
    for (const soul of written) this.wrote(peer, soul);
    return { requested: arrival.requested.splice(0), written };
  }

  /**
   * Souls that a client wrote on its earlier connection, which may be broken
   * without a close event; `null` if there was none.
   */
  #takeWritten(pid: string, now: number): ReadonlySet<string> | null {
    const earlier = this.#connected.get(pid);
    if (earlier !== undefined) return this.#written.get(earlier) ?? NOTHING;
    const departure = this.#disconnected.get(pid);
    if (departure === undefined) return null;
    this.#forget(pid, departure);
    return now - departure.at < REMEMBERED_MS ? departure.written : null;
  }

  #forget(pid: string, { written }: Departure): void {
    this.#disconnected.delete(pid);
    this.#disconnectedWritten -= written.size;
  }

  /** A client has written into a node. */
  wrote(peer: RelayConnection, soul: string): void {
    if (peer.floods) return;
    let souls = this.#written.get(peer);
    if (souls === undefined) {
      souls = new Set();
      this.#written.set(peer, souls);
    }
    souls.delete(soul);
    souls.add(soul);
    if (souls.size <= MAX_WRITTEN) return;
    for (const oldest of souls) {
      souls.delete(oldest);
      break;
    }
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
    const written = this.#written.get(peer) ?? NOTHING;
    this.#written.delete(peer);
    const { pid } = peer;
    if (pid === null || this.#connected.get(pid) !== peer) return;
    this.#connected.delete(pid);
    if (peer.floods) return;
    this.#disconnected.set(pid, { at: now, written });
    this.#disconnectedWritten += written.size;
    for (const [oldest, departure] of this.#disconnected) {
      if (
        this.#disconnected.size <= MAX_DISCONNECTED &&
        this.#disconnectedWritten <= MAX_DISCONNECTED_WRITTEN
      ) break;
      this.#forget(oldest, departure);
    }
  }
}
