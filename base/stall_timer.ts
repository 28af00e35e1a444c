/**
 * Detection of peers that don't read.
 *
 * @module
 */
import type { PeerClock } from "./clock.ts";

/** The output that is watched. */
export interface Output {
  /** Bytes that the system has taken so far. */
  readonly taken: number;
}

/** Reports when a peer has taken nothing for a time limit. */
export class StallTimer {
  readonly #output: Output;
  readonly #clock: PeerClock;
  readonly #limitMs: number;
  readonly #onStall: () => void;
  #cancel: (() => void) | null = null;

  /** @param onStall Called at most once in a watch. */
  constructor(
    output: Output,
    clock: PeerClock,
    limitMs: number,
    onStall: () => void,
  ) {
    this.#output = output;
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#onStall = onStall;
  }

  /** Begins to watch; does nothing while it is watched. */
  begin(): void {
    if (this.#cancel === null) this.#watch();
  }

  /** Ends the watch. */
  end(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #watch(): void {
    const { taken } = this.#output;
    this.#cancel = this.#clock.after(this.#limitMs, () => {
      this.#cancel = null;
      if (this.#output.taken === taken) this.#onStall();
      else this.#watch();
    });
  }
}
