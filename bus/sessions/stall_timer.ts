/**
 * Detection of peers that don't read.
 *
 * @module
 */
import type { Link } from "../../protocol/link.ts";
import { TimerEntry, type TimerWheel } from "../collections/timer_wheel.ts";

/** Reports when a peer has taken nothing for a time limit. */
export class StallTimer extends TimerEntry {
  readonly #link: Link;
  readonly #timers: TimerWheel;
  readonly #limitMs: number;
  readonly #onStall: () => void;
  #active = false;
  #taken = 0;

  constructor(
    link: Link,
    timers: TimerWheel,
    limitMs: number,
    onStall: () => void,
  ) {
    super();
    this.#link = link;
    this.#timers = timers;
    this.#limitMs = limitMs;
    this.#onStall = onStall;
  }

  /** Begins to watch the peer. */
  begin(): void {
    if (this.#active) return;
    this.#active = true;
    this.#watch();
  }

  /** Ends the watch. */
  end(): void {
    if (!this.#active) return;
    this.#active = false;
    this.#timers.cancel(this);
  }

  override expired(): void {
    if (this.#link.taken === this.#taken) this.#onStall();
    else this.#watch();
  }

  #watch(): void {
    this.#taken = this.#link.taken;
    this.#timers.add(this, this.#limitMs);
  }
}
