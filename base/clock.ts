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
  /**
   * Milliseconds since some moment, also while the machine sleeps. Without it a
   * delay that takes longer than asked for is not noticed.
   */
  now?(): number;
}

/** Time and turns of the event loop; users declare the part that they need. */
export interface Clock extends PeerClock {
  /** Milliseconds since 1970, with or without fractions; may be set back. */
  now(): number;
  /** Milliseconds from some moment on; never fewer than before. */
  monotonic(): number;
  /**
   * Calls the task once, after the current turn and what it has queued. Sockets
   * may not have been read in between.
   */
  endOfTurn(task: () => void): void;
  /**
   * Calls the task once, after the current turn, and after everything has been
   * read that had arrived on a socket by its end. Takes some milliseconds.
   */
  soon(task: () => void): void;
  /**
   * Calls the task once, in a later turn. When such turns in a row have taken
   * some milliseconds, the sockets are read in between; costs less than
   * {@linkcode soon}.
   */
  nextTurn(task: () => void): void;
}

/** Delays by the timers of the runtime. */
export const timers: PeerClock = {
  now: Date.now,
  after(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};
