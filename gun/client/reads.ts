/**
 * What was asked for once and is not answered yet.
 *
 * @module
 */
import { GraphClosed, GraphTimeout } from "./errors.ts";
import { type Get, randomId } from "./message.ts";
import type { RequestOptions } from "./options.ts";
import { type Incoming, Properties } from "./properties.ts";
import type { Session } from "./session.ts";
import { milliseconds } from "./timing.ts";

/**
 * How long to wait for more, in milliseconds: relays of GUN send large nodes in
 * pieces, and what a relay does not have another peer may.
 */
const MORE = 100;

/** What was found, by soul. */
export type Found = ReadonlyMap<string, Properties>;

interface Pending {
  readonly text: string;
  readonly found: Map<string, Properties>;
  readonly settle: (error?: unknown) => void;
  id: string;
  pieces: boolean;
  more: ReturnType<typeof setTimeout> | undefined;
}

/** Asks, and puts together what is answered, through reconnects. */
export class Reads {
  readonly #session: Session;
  readonly #seconds: number;
  readonly #pending = new Map<string, Pending>();

  /** @param seconds Time for an answer, unless a request has its own. */
  constructor(session: Session, seconds: number) {
    this.#session = session;
    this.#seconds = seconds;
  }

  /** Asks for something. Fulfilled with what is found, if need be nothing. */
  read(get: Get, options: RequestOptions): Promise<Found> {
    const { signal, timeout = this.#seconds } = options;
    const { promise, resolve, reject } = Promise.withResolvers<Found>();
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#session.closed) {
      return Promise.reject(new GraphClosed("the graph is closed"));
    }
    const late = () => pending.settle(new GraphTimeout("a get", timeout));
    const timer = setTimeout(late, milliseconds(timeout));
    const abort = () => pending.settle(signal?.reason);
    const pending: Pending = {
      text: `"get":${JSON.stringify(get)}`,
      found: new Map(),
      settle: (error) => {
        if (!this.#pending.delete(pending.id)) return;
        clearTimeout(timer);
        clearTimeout(pending.more);
        signal?.removeEventListener("abort", abort);
        if (error === undefined) resolve(pending.found);
        else reject(error);
      },
      id: randomId(),
      pieces: false,
      more: undefined,
    };
    this.#pending.set(pending.id, pending);
    signal?.addEventListener("abort", abort);
    this.#session.send(pending.id, pending.text);
    return promise;
  }

  /** Whether an answer to this is waited for. */
  waitFor(id: string): boolean {
    return this.#pending.has(id);
  }

  /**
   * Takes an answer.
   *
   * @param updates What it told.
   * @param more Whether it was one of several pieces.
   */
  answered(
    id: string,
    updates: readonly Incoming[],
    more: boolean,
  ): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    for (const update of updates) {
      const known = pending.found.get(update.soul);
      const properties = known ?? new Properties();
      // The relay has it, so its time has come, whatever this clock says.
      properties.take(update, Infinity);
      if (known === undefined) pending.found.set(update.soul, properties);
    }
    pending.pieces ||= more;
    if (updates.length > 0 && !pending.pieces) return pending.settle();
    // Nothing is not worth waiting for longer, a piece is.
    if (pending.more !== undefined && updates.length === 0) return;
    clearTimeout(pending.more);
    pending.more = setTimeout(() => pending.settle(), MORE);
  }

  /** The relay does not answer this. */
  refused(id: string, error: Error): void {
    this.#pending.get(id)?.settle(error);
  }

  /** There is a new connection: everything is asked again. */
  opened(): void {
    for (const pending of [...this.#pending.values()]) {
      this.#pending.delete(pending.id);
      pending.id = randomId();
      this.#pending.set(pending.id, pending);
      this.#session.send(pending.id, pending.text);
    }
  }

  /** There will be no answers. */
  closed(reason: Error | undefined): void {
    const error = reason ?? new GraphClosed("the graph was closed");
    for (const pending of [...this.#pending.values()]) pending.settle(error);
  }
}
