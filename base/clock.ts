/**
 * Time, handed in: the system's, or that of a test.
 *
 * @module
 */
/** Delays tasks: the part of a clock that peers need. */
export interface PeerClock {
  /**
   * Calls the task once, so many milliseconds later.
   *
   * @returns Cancels the call; harmless when it was made already.
   */
  after(ms: number, task: () => void): () => void;
}

/** Time and turns; tests hand in one of their own. */
export interface Clock extends PeerClock {
  /** Milliseconds since 1970, with or without fractions. */
  now(): number;
  /** Calls the task once, after the current turn and what it has queued. */
  soon(task: () => void): void;
}

/** Delays by the timers of the runtime. */
export const systemClock: PeerClock = {
  after(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};
