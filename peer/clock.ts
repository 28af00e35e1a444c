/**
 * Time, as a peer needs it.
 *
 * @module
 */

/**
 * What a peer measures its times by: those of its requests, of connecting, and
 * of the pauses before it comes back. The system's, unless a program has one of
 * its own, as tests do: see `testing.ts`.
 */
export interface PeerClock {
  /**
   * Calls back once, after so many milliseconds.
   *
   * @returns takes it back; nothing happens if it was called already.
   */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The clock of the runtime. */
export const systemClock: PeerClock = {
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
