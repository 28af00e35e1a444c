/**
 * Back-pressure on one peer.
 *
 * @module
 */
import type { Link } from "../../protocol/link.ts";
import { TimerEntry, type TimerWheel } from "../collections/timer_wheel.ts";

/**
 * Stops reading from a peer that does not read its own input, and reports when
 * the peer has taken nothing for a time limit.
 */
export class PushBack extends TimerEntry {
  readonly #link: Link;
  readonly #timers: TimerWheel;
  readonly #stallMs: number;
  readonly #onStall: () => void;
  #active = false;
  #taken = 0;

  constructor(
    link: Link,
    timers: TimerWheel,
    stallMs: number,
    onStall: () => void,
  ) {
    super();
    this.#link = link;
    this.#timers = timers;
    this.#stallMs = stallMs;
    this.#onStall = onStall;
  }

  /** Stops reading. */
  begin(): void {
    if (this.#active) return;
    this.#active = true;
    this.#link.pause();
    this.#watch();
  }

  /** Goes on reading; also to be called when the link has ended. */
  end(): void {
    if (!this.#active) return;
    this.#active = false;
    this.#timers.cancel(this);
    this.#link.resume();
  }

  override expired(): void {
    if (this.#link.taken === this.#taken) this.#onStall();
    else this.#watch();
  }

  #watch(): void {
    this.#taken = this.#link.taken;
    this.#timers.add(this, this.#stallMs);
  }
}
