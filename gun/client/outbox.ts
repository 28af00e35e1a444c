/**
 * Puts that are not acknowledged yet.
 *
 * @module
 */
import {
  GraphClosed,
  GraphRefused,
  GraphTimeout,
  QueueFull,
  refusalOf,
} from "./errors.ts";
import { TOO_BIG } from "./message.ts";
import type { RequestOptions } from "./options.ts";
import { type RelayRequest, RelayRequests } from "./relay_requests.ts";
import type { RelaySession } from "./session.ts";
import { milliseconds } from "./timing.ts";

interface Put {
  /** Length of the graph's JSON text. */
  readonly length: number;
  /** Time for the acknowledgement, in seconds. */
  readonly timeout: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** Keeps puts until the relay has acknowledged them, through reconnects. */
export class Outbox {
  readonly #session: RelaySession;
  readonly #limit: number;
  readonly #timeout: number;
  readonly #pending: RelayRequests<Put, void>;
  #length = 0;

  /**
   * @param limit Characters of JSON that may be unacknowledged.
   * @param timeout Default time for an acknowledgement, in seconds.
   */
  constructor(session: RelaySession, limit: number, timeout: number) {
    this.#session = session;
    this.#limit = limit;
    this.#timeout = timeout;
    this.#pending = new RelayRequests({
      send: (request) => this.#send(request),
      release: ({ length, timer }) => {
        this.#length -= length;
        clearTimeout(timer);
      },
      result: () => {},
    });
  }

  /**
   * Checks whether a put can be queued.
   *
   * @throws {GraphClosed} if the graph is closed.
   * @throws {QueueFull} if there is no room.
   * @throws the reason of the signal.
   */
  check(text: string, { signal, timeout }: RequestOptions): void {
    signal?.throwIfAborted();
    if (timeout !== undefined) milliseconds(timeout);
    if (this.#session.closed) throw new GraphClosed("the graph is closed");
    if (this.#length + text.length > this.#limit) {
      throw new QueueFull(this.#limit);
    }
  }

  /**
   * Sends a put, now or on the next connection.
   *
   * @param text The graph as JSON.
   * @returns Fulfilled when it is acknowledged.
   */
  send(text: string, options: RequestOptions): Promise<void> {
    const { signal, timeout = this.#timeout } = options;
    const { length } = text;
    this.#length += length;
    const put = { length, timeout, timer: undefined };
    return this.#pending.add(`"put":${text}`, put, signal).promise;
  }

  /** Takes an answer; `false` if it is none to a put. */
  answered(id: string, message: Record<string, unknown>): boolean {
    const request = this.#pending.get(id);
    if (request === undefined) return false;
    const refusal = refusalOf(message);
    if (refusal !== undefined) request.settle(refusal);
    else if (message.ok !== undefined) request.settle();
    return true;
  }

  /**
   * Rejects the longest put. The relay's error about a message's length has no
   * id, and only a put can be too long; resent it would fail on every
   * connection.
   */
  tooBig(): void {
    let largest: RelayRequest<Put> | undefined;
    for (const request of this.#pending.values()) {
      const { length } = request.state;
      if (largest === undefined || length > largest.state.length) {
        largest = request;
      }
    }
    largest?.settle(new GraphRefused(TOO_BIG));
  }

  /** Sends all puts on a new connection. */
  opened(): void {
    this.#pending.resend();
  }

  /** Rejects all puts. */
  closed(reason: Error | undefined): void {
    this.#pending.close(reason);
  }

  #send({ id, members, state, settle }: RelayRequest<Put>): void {
    if (!this.#session.open) return;
    clearTimeout(state.timer);
    state.timer = setTimeout(() => {
      // Without a connection the next one starts a new timeout.
      if (!this.#session.open) return;
      settle(new GraphTimeout("a put", state.timeout));
    }, milliseconds(state.timeout));
    this.#session.send(id, members);
  }
}
