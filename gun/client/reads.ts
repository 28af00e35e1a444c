/**
 * Gets that are not answered yet.
 *
 * @module
 */
import { GraphClosed, GraphTimeout } from "./errors.ts";
import type { Get } from "./message.ts";
import type { RequestOptions } from "./options.ts";
import { RelayRequests } from "./relay_requests.ts";
import { type Incoming, Properties } from "./properties.ts";
import type { RelaySession } from "./session.ts";
import { milliseconds } from "./timing.ts";

/**
 * Time for a further answer: GUN's relays send large nodes in pieces, and other
 * peers may answer what the relay has not.
 */
const FURTHER_ANSWER_MS = 100;

/** The properties that were found, by soul. */
export type Found = ReadonlyMap<string, Properties>;

type Timer = ReturnType<typeof setTimeout>;

interface Read {
  readonly found: Map<string, Properties>;
  /** Whether the answer comes in pieces. */
  pieces: boolean;
  /** Ends the read if there is no answer. */
  timer: Timer | undefined;
  /** Ends the read if there is no further answer. */
  further: Timer | undefined;
}

/** Sends gets and collects their answers, through reconnects. */
export class Reads {
  readonly #session: RelaySession;
  readonly #timeout: number;
  readonly #pending: RelayRequests<Read, Found>;

  /** @param timeout Default time for an answer, in seconds. */
  constructor(session: RelaySession, timeout: number) {
    this.#session = session;
    this.#timeout = timeout;
    this.#pending = new RelayRequests({
      send: ({ id, members }) => session.send(id, members),
      release: ({ timer, further }) => {
        clearTimeout(timer);
        clearTimeout(further);
      },
      result: ({ found }) => found,
    });
  }

  /** Sends a get. The result is empty if nothing is found. */
  read(get: Get, options: RequestOptions): Promise<Found> {
    const { signal, timeout = this.#timeout } = options;
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#session.closed) {
      return Promise.reject(new GraphClosed("the graph is closed"));
    }
    const delay = milliseconds(timeout);
    const read: Read = {
      found: new Map(),
      pieces: false,
      timer: undefined,
      further: undefined,
    };
    const text = JSON.stringify(get);
    const { promise, settle } = this.#pending.add(
      `"get":${text}`,
      read,
      signal,
    );
    read.timer = setTimeout(
      () => settle(new GraphTimeout("a get", timeout)),
      delay,
    );
    return promise;
  }

  /** Whether a get with this id is pending. */
  isPending(id: string): boolean {
    return this.#pending.get(id) !== undefined;
  }

  /**
   * Takes an answer.
   *
   * @param more Whether it is one of several pieces.
   */
  answered(id: string, updates: readonly Incoming[], more: boolean): void {
    const request = this.#pending.get(id);
    if (request === undefined) return;
    const { state: read, settle } = request;
    for (const update of updates) {
      const known = read.found.get(update.soul);
      const properties = known ?? new Properties();
      // The relay has accepted the state: it counts even if it is ahead of the
      // clock here.
      properties.take(update, Infinity);
      if (known === undefined) read.found.set(update.soul, properties);
    }
    read.pieces ||= more;
    if (updates.length > 0 && !read.pieces) return settle();
    // A piece extends the time for further answers, an empty answer does not.
    if (read.further !== undefined && updates.length === 0) return;
    clearTimeout(read.further);
    read.further = setTimeout(() => settle(), FURTHER_ANSWER_MS);
  }

  /** Rejects a get that the relay refuses. */
  refused(id: string, error: Error): void {
    this.#pending.get(id)?.settle(error);
  }

  /** Sends all gets on a new connection. */
  opened(): void {
    this.#pending.resend();
  }

  /** Rejects all gets. */
  closed(reason: Error | undefined): void {
    this.#pending.close(reason);
  }
}
