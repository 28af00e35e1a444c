/**
 * The heartbeats that GUN's peers expect.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import type { Turns } from "../../base/turns.ts";
import type { RelayConnection } from "./connection.ts";

/** Time between two heartbeats. */
const INTERVAL_MS = 20_000;
// Sending one, in the units of `Cost`.
const BEAT_COST = 5_000;

/** Sends heartbeats to all connections, in slices. */
export class Heartbeats {
  readonly #connections: ReadonlySet<RelayConnection>;
  readonly #clock: Clock;
  readonly #turns: Turns;
  readonly #onBeat: () => void;
  #stop: (() => void) | null = null;

  /** @param onBeat Called at each interval. */
  constructor(
    connections: ReadonlySet<RelayConnection>,
    clock: Clock,
    turns: Turns,
    onBeat: () => void,
  ) {
    this.#connections = connections;
    this.#clock = clock;
    this.#turns = turns;
    this.#onBeat = onBeat;
  }

  /** Begins; does nothing once it has begun. */
  begin(): void {
    this.#stop ??= this.#clock.after(INTERVAL_MS, () => {
      this.#stop = null;
      this.#beat();
      this.#onBeat();
      if (this.#connections.size > 0) this.begin();
    });
  }

  /** Ends it. */
  end(): void {
    this.#stop?.();
    this.#stop = null;
  }

  #beat(): void {
    const now = this.#clock.now();
    const connections = [...this.#connections].values();
    this.#turns.addToBackground({
      proceed: () => {
        for (const connection of connections) {
          connection.beat(now);
          this.#turns.left -= BEAT_COST;
          if (this.#turns.spent) return false;
        }
        return true;
      },
    });
  }
}
