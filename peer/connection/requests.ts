/**
 * The requests that wait for their answers.
 *
 * @module
 */
import { errorFromWire } from "../../protocol/errors/wire.ts";
import { PeerTimeout } from "../../protocol/errors/classes.ts";
import type { PeerClock } from "../../base/clock.ts";

/**
 * The daemon keeps the time of a request. The peer looks at its own clock only
 * for a daemon that says nothing, so it waits this much longer, in
 * milliseconds.
 */
export const TIMEOUT_GRACE_MS = 500;

/** Longest time that can be asked for, in seconds: timers take 31 bits. */
const MAX_TIMEOUT_S = 2_000_000;

const MAX_REQUEST_ID = 0xffffffff;

/** What limits a request. */
export interface Limits {
  /**
   * Seconds that the answer may take. Without it, the time that the owner gave
   * its element applies, or the daemon's own (5 s).
   */
  timeout?: number;
  /** Gives the request up; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
}

interface Pending {
  resolve(result: unknown): void;
  reject(reason: unknown): void;
}

/** A request that has its id and is not sent yet. */
export interface Opened {
  readonly id: number;
  readonly answer: Promise<unknown>;
}

/**
 * Checks a time in seconds.
 *
 * @throws {RangeError} unless it is above 0 and finite.
 */
export function checkTimeout(timeout: number | undefined): void {
  if (timeout === undefined) return;
  if (!(timeout > 0 && timeout <= MAX_TIMEOUT_S)) {
    throw new RangeError(
      `a timeout is a number of seconds above 0 and up to ${MAX_TIMEOUT_S}`,
    );
  }
}

/** Matches answers with requests by their ids. */
export class Requests {
  // From 1: node-jet 2.x daemons don't answer errors to a request with id 0.
  #next = 1;
  readonly #pending = new Map<number, Pending>();
  readonly #clock: PeerClock;

  constructor(clock: PeerClock) {
    this.#clock = clock;
  }

  /** How many wait for an answer. */
  get size(): number {
    return this.#pending.size;
  }

  /** Whether the request still waits. */
  waits(id: number): boolean {
    return this.#pending.has(id);
  }

  /** Makes a request wait. Its limits apply from now on. */
  open(limits: Limits = {}): Opened {
    const id = this.#nextId();
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const { signal, timeout } = limits;
    let cancel: (() => void) | undefined;
    const settle = () => {
      this.#pending.delete(id);
      cancel?.();
      signal?.removeEventListener("abort", abort);
    };
    const pending: Pending = {
      resolve: (result) => {
        settle();
        resolve(result);
      },
      reject: (reason) => {
        settle();
        reject(reason);
      },
    };
    const abort = () => pending.reject(signal?.reason);
    this.#pending.set(id, pending);
    if (signal?.aborted) {
      abort();
      return { id, answer: promise };
    }
    signal?.addEventListener("abort", abort);
    if (timeout !== undefined) {
      cancel = this.#clock.after(
        timeout * 1000 + TIMEOUT_GRACE_MS,
        () => pending.reject(new PeerTimeout("the daemon does not answer")),
      );
    }
    return { id, answer: promise };
  }

  /** Settles the pending request; an answer without one is dropped. */
  answer(message: Record<string, unknown>): void {
    const { id, error, result } = message;
    const pending = typeof id === "number" ? this.#pending.get(id) : undefined;
    if (pending === undefined) return;
    if (error !== undefined && error !== null) {
      pending.reject(errorFromWire(error));
    } else {
      pending.resolve(result);
    }
  }

  /** A request could not be sent. */
  fail(id: number, reason: unknown): void {
    this.#pending.get(id)?.reject(reason);
  }

  /** No answer will come any more. */
  failAll(reason: Error): void {
    for (const pending of [...this.#pending.values()]) pending.reject(reason);
  }

  /** Allocates an id without a pending request; binary Jet has 32 bits for it. */
  #nextId(): number {
    let id = this.#next;
    while (this.#pending.has(id)) id = id === MAX_REQUEST_ID ? 1 : id + 1;
    this.#next = id === MAX_REQUEST_ID ? 1 : id + 1;
    return id;
  }
}
