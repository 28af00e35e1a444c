/**
 * The requests that wait for their answers.
 *
 * @module
 */
import { PeerTimeout } from "../../protocol/errors/classes.ts";
import type { PeerClock } from "../../base/clock.ts";
import type { Alarm } from "./alarm.ts";
import { later } from "./load_later.ts";
import type { Limits } from "./limits.ts";

/**
 * The daemon keeps the time of a request. The peer looks at its own clock only
 * for a daemon that says nothing, so it waits this much longer, in
 * milliseconds.
 */
export const TIMEOUT_GRACE_MS = 500;

const MAX_REQUEST_ID = 0xffffffff;

/** How often the requests without a timeout are looked at until the deadline. */
const DEADLINE_LOOKS = 4;

/** A request that waits for its answer. */
class Pending {
  readonly answer: Promise<unknown>;
  /** Looks since it was sent; without it the request has its own timer. */
  looks: number | undefined;
  /** Stops its own timer. */
  cancel: (() => void) | undefined;
  readonly #id: number;
  readonly #onSettle: (id: number) => void;
  readonly #onAbort: (id: number) => void;
  readonly #signal: AbortSignal | undefined;
  readonly #resolve: (result: unknown) => void;
  readonly #reject: (reason: unknown) => void;

  constructor(
    id: number,
    { signal, timeout }: Limits,
    onSettle: (id: number) => void,
    onAbort: (id: number) => void,
  ) {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.answer = promise;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#id = id;
    this.#onSettle = onSettle;
    this.#onAbort = onAbort;
    this.#signal = signal;
    this.looks = timeout === undefined ? 0 : undefined;
    signal?.addEventListener("abort", this);
  }

  resolve(result: unknown): void {
    this.#settle();
    this.#resolve(result);
  }

  reject(reason: unknown): void {
    this.#settle();
    this.#reject(reason);
  }

  /** The signal gives it up. */
  handleEvent(): void {
    this.reject(this.#signal?.reason);
    this.#onAbort(this.#id);
  }

  #settle(): void {
    this.cancel?.();
    this.#signal?.removeEventListener("abort", this);
    this.#onSettle(this.#id);
  }
}

/** A request that has its id and is not sent yet. */
export interface Opened {
  readonly id: number;
  readonly answer: Promise<unknown>;
}

function unanswered(): PeerTimeout {
  return new PeerTimeout("the daemon does not answer");
}

/** Matches answers with requests by their ids. */
export class Requests {
  // From 1: node-jet 2.x daemons don't answer errors to a request with id 0.
  #next = 1;
  readonly #pending = new Map<number, Pending>();
  readonly #clock: PeerClock;
  readonly #deadlineMs: number;
  readonly #onAbort: (id: number) => void;
  #look: Alarm | undefined;

  /**
   * @param deadlineMs Milliseconds for requests without a timeout; 0: no limit.
   * @param onAbort Called when a signal has given a request up.
   */
  constructor(
    clock: PeerClock,
    deadlineMs: number,
    onAbort: (id: number) => void,
  ) {
    this.#onAbort = onAbort;
    this.#clock = clock;
    this.#deadlineMs = deadlineMs;
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
    const { signal, timeout } = limits;
    const pending = new Pending(id, limits, this.#settled, this.#onAbort);
    const { answer } = pending;
    this.#pending.set(id, pending);
    if (signal?.aborted) {
      pending.reject(signal.reason);
    } else if (timeout === undefined) {
      this.#watch();
    } else if (timeout !== Infinity) {
      pending.cancel = this.#clock.after(
        timeout * 1000 + TIMEOUT_GRACE_MS,
        () => pending.reject(unanswered()),
      );
    }
    return { id, answer };
  }

  readonly #settled = (id: number): void => {
    this.#pending.delete(id);
    if (this.#pending.size === 0) this.#rest(true);
  };

  /** One timer for all requests without a timeout of their own. */
  #watch(): void {
    if (this.#deadlineMs === 0) return;
    this.#look ??= this.#newLook();
    this.#look.hold?.(true);
  }

  #newLook(): Alarm {
    const clock = this.#clock;
    const ms = this.#deadlineMs / DEADLINE_LOOKS;
    const look = () => {
      this.#look = undefined;
      for (const pending of this.#pending.values()) {
        if (pending.looks === undefined) continue;
        if (pending.looks++ === DEADLINE_LOOKS) pending.reject(unanswered());
      }
      if (this.#pending.size > 0) this.#watch();
    };
    // While there is no connection, it is not loaded.
    return later.loaded?.alarm(clock, ms, look) ??
      { cancel: clock.after(ms, look) };
  }

  /**
   * No request waits.
   *
   * @param mayFollow Whether the timer is kept for the next one, where it does
   * not keep the program from its end.
   */
  #rest(mayFollow: boolean): void {
    if (mayFollow && this.#look?.hold) return this.#look.hold(false);
    this.#look?.cancel();
    this.#look = undefined;
  }

  /** Settles the pending request; an answer without one is dropped. */
  answer(message: Record<string, unknown>): void {
    const { id, error, result } = message;
    const pending = typeof id === "number" ? this.#pending.get(id) : undefined;
    if (pending === undefined) return;
    if (error === undefined || error === null) return pending.resolve(result);
    const { loaded } = later;
    if (loaded) return pending.reject(loaded.errorFromWire(error));
    // It is answered: the end of the link does not matter any more.
    this.#pending.delete(Number(id));
    later.get().then(
      ({ errorFromWire }) => pending.reject(errorFromWire(error)),
      pending.reject,
    );
  }

  /** A request could not be sent. */
  fail(id: number, reason: unknown): void {
    this.#pending.get(id)?.reject(reason);
  }

  /** No answer will come any more. */
  failAll(reason: Error): void {
    for (const pending of [...this.#pending.values()]) pending.reject(reason);
    this.#rest(false);
  }

  /** Allocates an id without a pending request; binary Jet has 32 bits for it. */
  #nextId(): number {
    let id = this.#next;
    while (this.#pending.has(id)) id = id % MAX_REQUEST_ID + 1;
    this.#next = id % MAX_REQUEST_ID + 1;
    return id;
  }
}
