/**
 * Time, handed in: the system's, or that of a test.
 *
 * @module
 */
/** Time and turns; tests hand in one of their own. */
export interface Clock {
  /** Milliseconds since 1970, with or without fractions. */
  now(): number;
  /**
   * Calls the task once, so many milliseconds later.
   *
   * @returns Cancels the call; harmless when it was made already.
   */
  after(ms: number, task: () => void): () => void;
  /**
   * Calls the task once, after the current turn and after the sockets have been
   * read: what happens until then leaves together.
   */
  soon(task: () => void): void;
}

/** The part of a clock that delays: all that a peer needs. */
export type PeerClock = Pick<Clock, "after">;

/** Delays by the timers of the runtime. */
export const systemClock: PeerClock = {
  after(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};
