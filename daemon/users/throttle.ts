/**
 * Delays logins after failures, against guessing of passwords.
 *
 * @module
 */

/**
 * The delay of a login's refusal in milliseconds.
 *
 * @param failures Number of failures, with this one.
 */
export function delayAfter(failures: number): number {
  return DELAYS_MS[Math.min(failures, DELAYS_MS.length - 1)];
}

/** Delay by number of failures. */
const DELAYS_MS = [0, 250, 500, 1000, 2000, 4000, 8000, 10_000];
/** Limit of counted failures, which bounds the time to recover. */
const MAX_FAILURES = 10;
/** Time after which one failure is discounted. */
const FORGET_AFTER_MS = 60_000;
/** Longer keys are not counted: names of users are shorter. */
const MAX_KEY_LENGTH = 320;

/** Options of a {@linkcode LoginThrottle}. */
export interface ThrottleOptions {
  /** The time in milliseconds, from any beginning. */
  readonly now: () => number;
  /** How many keys are remembered (10000); the oldest is forgotten first. */
  readonly capacity?: number;
}

/** What is remembered of one key. */
interface Failures {
  count: number;
  /** Up to when failures were forgotten. */
  since: number;
}

/**
 * Counts failed logins by key, and computes the delay of the next login.
 *
 * A key is any text. A daemon uses one made of the remote address and the
 * user's name: with the name alone, strangers could slow a user down, with the
 * address alone, everybody behind one proxy.
 */
export class LoginThrottle {
  readonly #now: () => number;
  readonly #capacity: number;
  /** The key that failed last is the last one. */
  readonly #records = new Map<string, Failures>();
  /** Keys that have logged in, the last one last. */
  readonly #known = new Set<string>();

  constructor({ now, capacity = 10_000 }: ThrottleOptions) {
    this.#now = now;
    this.#capacity = capacity;
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#records.size;
  }

  /** Number of failures with a key that count now. */
  failuresOf(key: string): number {
    return this.#current(key)?.count ?? 0;
  }

  /** The longest delay by the failures with these keys, in milliseconds. */
  delayFor(keys: readonly string[]): number {
    return Math.max(
      0,
      ...keys.map((key) => delayAfter(this.failuresOf(key))),
    );
  }

  /** A login with these keys was refused. */
  failed(keys: readonly string[]): void {
    for (const key of keys) {
      if (key.length > MAX_KEY_LENGTH) continue;
      const record = this.#current(key) ?? { count: 0, since: this.#now() };
      record.count = Math.min(record.count + 1, MAX_FAILURES);
      // To the end, as the one that failed last.
      this.#records.delete(key);
      this.#records.set(key, record);
    }
    for (const oldest of this.#records.keys()) {
      if (this.#records.size <= this.#capacity) break;
      this.#records.delete(oldest);
    }
  }

  /** Whether a login with a key has succeeded. */
  isKnown(key: string): boolean {
    return this.#known.has(key);
  }

  /** Clears the failures of these keys after a login, and remembers it. */
  succeeded(keys: readonly string[]): void {
    for (const key of keys) {
      this.#records.delete(key);
      this.#known.delete(key);
      this.#known.add(key);
    }
    for (const oldest of this.#known) {
      if (this.#known.size <= this.#capacity) break;
      this.#known.delete(oldest);
    }
  }

  /** The record of a key without the failures that are long ago. */
  #current(key: string): Failures | undefined {
    const record = this.#records.get(key);
    if (record === undefined) return undefined;
    const forgotten = Math.floor(
      (this.#now() - record.since) / FORGET_AFTER_MS,
    );
    if (forgotten <= 0) return record;
    record.count -= forgotten;
    record.since += forgotten * FORGET_AFTER_MS;
    if (record.count > 0) return record;
    this.#records.delete(key);
    return undefined;
  }
}
