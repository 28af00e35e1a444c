/**
 * What was put and is not acknowledged yet.
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
import { randomId, TOO_BIG } from "./message.ts";
import type { RequestOptions } from "./options.ts";
import type { Session } from "./session.ts";
import { milliseconds } from "./timing.ts";

interface Pending {
  /** The graph's JSON text. */
  readonly text: string;
  readonly seconds: number;
  readonly settle: (error?: unknown) => void;
  id: string;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** Keeps what was put until the relay has it, through reconnects. */
export class Outbox {
  readonly #session: Session;
  readonly #limit: number;
  readonly #seconds: number;
  readonly #pending = new Map<string, Pending>();
  #size = 0;

  /**
   * @param limit Characters that may wait.
   * @param seconds Time for an answer, unless a put has its own.
   */
  constructor(session: Session, limit: number, seconds: number) {
    this.#session = session;
    this.#limit = limit;
    this.#seconds = seconds;
  }

  /**
   * Makes room for a put, or refuses it.
   *
   * @throws {GraphClosed} if the graph is closed.
   * @throws {QueueFull} if there is no room.
   * @throws the reason of the signal.
   */
  check(text: string, { signal, timeout }: RequestOptions): void {
    signal?.throwIfAborted();
    if (timeout !== undefined) milliseconds(timeout);
    if (this.#session.closed) throw new GraphClosed("the graph is closed");
    if (this.#size + text.length > this.#limit) {
      throw new QueueFull(this.#limit);
    }
  }

  /** Sends it, now or when there is a connection. Fulfilled when it is kept. */
  send(text: string, options: RequestOptions): Promise<void> {
    const { signal, timeout = this.#seconds } = options;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const abort = () => pending.settle(signal?.reason);
    const pending: Pending = {
      text,
      seconds: timeout,
      settle: (error) => {
        if (!this.#pending.delete(pending.id)) return;
        this.#size -= text.length;
        clearTimeout(pending.timer);
        signal?.removeEventListener("abort", abort);
        if (error === undefined) resolve();
        else reject(error);
      },
      id: randomId(),
      timer: undefined,
    };
    this.#pending.set(pending.id, pending);
    this.#size += text.length;
    signal?.addEventListener("abort", abort);
    if (this.#session.open) this.#send(pending);
    return promise;
  }

  /** Takes an answer; whether it was one to a put. */
  answered(id: string, message: Record<string, unknown>): boolean {
    const pending = this.#pending.get(id);
    if (pending === undefined) return false;
    const refusal = refusalOf(message);
    if (refusal !== undefined) pending.settle(refusal);
    else if (message.ok !== undefined) pending.settle();
    return true;
  }

  /**
   * The relay has found a message too big, and does not say which. It can only
   * have been a put, and if it were sent again it would go on for ever.
   */
  tooBig(): void {
    let largest: Pending | undefined;
    for (const pending of this.#pending.values()) {
      if (largest === undefined || pending.text.length > largest.text.length) {
        largest = pending;
      }
    }
    largest?.settle(new GraphRefused(TOO_BIG));
  }

  /** There is a new connection: everything is sent again. */
  opened(): void {
    for (const pending of [...this.#pending.values()]) {
      // A relay drops an id that it knows, and never answers it again.
      this.#pending.delete(pending.id);
      pending.id = randomId();
      this.#pending.set(pending.id, pending);
      this.#send(pending);
    }
  }

  /** There will be no connection. */
  closed(reason: Error | undefined): void {
    const error = reason ?? new GraphClosed("the graph was closed");
    for (const pending of [...this.#pending.values()]) pending.settle(error);
  }

  #send(pending: Pending): void {
    clearTimeout(pending.timer);
    pending.timer = setTimeout(() => {
      // Without a connection it is not late: it is sent again on the next.
      if (!this.#session.open) return;
      pending.settle(new GraphTimeout("a put", pending.seconds));
    }, milliseconds(pending.seconds));
    this.#session.send(pending.id, `"put":${pending.text}`);
  }
}
