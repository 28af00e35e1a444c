/**
 * Queries after the start of the relay. What clients wrote while it was down is
 * in their graphs only, and GUN's clients don't send it again: for some minutes
 * every query of a client is sent to all clients that connect.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import { lexText, type Query } from "../wire/lex.ts";
import type { RelayConnection } from "./connection.ts";

/** Time after the start in which all clients are queried. */
const STARTUP_MS = 600_000;
/** Queries that are recorded, and sent to one client, at most. */
const MAX_QUERIES = 10_000;
/** Queries that are sent to all clients together. */
const MAX_SENT = 1_000_000;

/** A client that is queried. */
interface QueriedClient {
  /** Index of the query that is sent next. */
  next: number;
  /** Whether a stream sends the rest. */
  sending: boolean;
}

/** Sends each query once to each client. */
export class StartupQueries {
  readonly #clock: Clock;
  readonly #end: number;
  readonly #textOf: (query: Query) => string;
  readonly #names = new Set<string>();
  #queries: Query[] = [];
  readonly #clients = new Map<RelayConnection, QueriedClient>();
  #sent = 0;
  #ended = false;

  /**
   * @param hasRun Whether the relay has run before: otherwise no client can have
   * missed it.
   * @param textOf A get under a new id.
   */
  constructor(
    clock: Clock,
    hasRun: boolean,
    textOf: (query: Query) => string,
  ) {
    this.#clock = clock;
    this.#end = hasRun ? clock.monotonic() + STARTUP_MS : -Infinity;
    this.#textOf = textOf;
  }

  /** Whether clients are still queried. */
  get open(): boolean {
    if (this.#ended) return false;
    if (this.#clock.monotonic() < this.#end && this.#sent < MAX_SENT) {
      return true;
    }
    this.#ended = true;
    this.#queries = [];
    this.#names.clear();
    this.#clients.clear();
    return false;
  }

  /** A client has sent its id: it is queried from now on. */
  introduced(peer: RelayConnection): void {
    if (!this.open) return;
    const client = { next: 0, sending: false };
    this.#clients.set(peer, client);
    this.#send(peer, client);
  }

  /** A connection has ended. */
  disconnected(peer: RelayConnection): void {
    this.#clients.delete(peer);
  }

  /** Whether the clients are queried for this. */
  covers({ soul, key }: Query): boolean {
    if (!this.open) return false;
    return this.#names.has(nameOf(soul, null)) ||
      this.#names.has(nameOf(soul, key));
  }

  /** A client has sent a get, which the clients are queried for, too. */
  requested(query: Query): void {
    const { soul, key } = query;
    if (typeof soul !== "string" || !this.open) return;
    if (this.#queries.length >= MAX_QUERIES || this.covers(query)) return;
    this.#names.add(nameOf(soul, key));
    this.#queries.push(query);
    for (const [peer, client] of this.#clients) this.#send(peer, client);
  }

  #send(peer: RelayConnection, client: QueriedClient): void {
    if (client.sending || client.next >= this.#queries.length) return;
    client.sending = true;
    peer.stream(this.#rest(client));
  }

  *#rest(client: QueriedClient): Generator<string, undefined> {
    while (this.open && client.next < this.#queries.length) {
      this.#sent++;
      yield this.#textOf(this.#queries[client.next++]);
    }
    client.sending = false;
  }
}

function nameOf(soul: Query["soul"], key: Query["key"]): string {
  return key === null ? lexText(soul) : `${lexText(soul)} ${lexText(key)}`;
}
