/**
 * Looks at something once a second.
 *
 * @module
 */
import type { PeerClock } from "./clock.ts";

/** Time between two looks. */
const INTERVAL_MS = 1000;

/** Repeats a look, each a second after the end of the one before. */
export class Poll {
  readonly #clock: PeerClock;
  readonly #look: () => Promise<void>;
  #cancel: (() => void) | undefined;
  #ended = false;

  /** @param look Must not reject. */
  constructor(clock: PeerClock, look: () => Promise<void>) {
    this.#clock = clock;
    this.#look = look;
  }

  /** Begins; later calls do nothing. */
  start(): void {
    if (this.#ended) return;
    this.#cancel ??= this.#clock.after(INTERVAL_MS, async () => {
      await this.#look();
      this.#cancel = undefined;
      this.start();
    });
  }

  /** Ends it. */
  stop(): void {
    this.#ended = true;
    this.#cancel?.();
  }
}
