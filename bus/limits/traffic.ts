/**
 * Counts of what crosses a bus.
 *
 * @module
 */

/** Upper bounds of the buckets, in seconds. */
export const LATENCY_BUCKETS_S = [
  ...[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05],
  ...[0.1, 0.25, 0.5, 1, 2.5, 5, 10],
] as const;

/** Counts times by their length. */
export class Histogram {
  /** Counts of the buckets; the last one has no upper bound. */
  readonly counts: number[] = Array(LATENCY_BUCKETS_S.length + 1).fill(0);
  /** Sum of all times, in seconds. */
  sum = 0;

  /** Counts a time, in milliseconds. */
  add(ms: number): void {
    const seconds = ms / 1000;
    let bucket = 0;
    while (seconds > LATENCY_BUCKETS_S[bucket]) bucket++;
    this.counts[bucket]++;
    this.sum += seconds;
  }
}

/** Messages of all peers since the start; never reset. */
export class Traffic {
  messagesIn = 0;
  bytesIn = 0;
  messagesOut = 0;
  bytesOut = 0;
  /** Times of owners for their answers; without them nothing is measured. */
  latency: { readonly set: Histogram; readonly call: Histogram } | undefined;
}
