/**
 * Limits how often something is done, by whom.
 *
 * @module
 */

/** Names of whom the rate is known; beyond that the idle ones are forgotten. */
const MAX_NAMES = 10_000;

interface Bucket {
  /** What may be done at once. */
  left: number;
  at: number;
}

/** Token buckets by name: each holds what may be done in a second. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #buckets = new Map<string, Bucket>();

  /** @param perSecond How often a second; `Infinity`: no limit. */
  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /**
   * Counts that something is done.
   *
   * @param now Time in milliseconds, never less than before.
   * @returns Seconds after which it may be done; 0: now.
   */
  take(name: string, now: number): number {
    const rate = this.#perSecond;
    if (rate === Infinity) return 0;
    let bucket = this.#buckets.get(name);
    if (bucket === undefined) {
      if (this.#buckets.size >= MAX_NAMES) this.#forget(now);
      bucket = { left: rate, at: now };
      this.#buckets.set(name, bucket);
    }
    bucket.left = Math.min(rate, bucket.left + (now - bucket.at) * rate / 1000);
    bucket.at = now;
    if (bucket.left < 1) return (1 - bucket.left) / rate;
    bucket.left--;
    return 0;
  }

  #forget(now: number): void {
    for (const [name, { at }] of this.#buckets) {
      if (now - at >= 1000) this.#buckets.delete(name);
    }
  }
}
