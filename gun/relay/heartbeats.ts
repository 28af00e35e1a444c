/**
 * The heartbeats that GUN's peers expect.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import { inSteps, type Steps, type Turns } from "../../base/turns.ts";
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
  readonly #onBeat: () => Steps;
  #stop: (() => void) | null = null;

  /** @param onBeat Carried out after each heartbeat. */
  constructor(
    connections: ReadonlySet<RelayConnection>,
    clock: Clock,
    turns: Turns,
    onBeat: () => Steps,
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
      if (this.#connections.size === 0) return;
      this.begin();
      this.#beat();
    });
  }

  /** Ends it. */
  end(): void {
    this.#stop?.();
    this.#stop = null;
  }

  #beat(): void {
    const work = inSteps(this.#steps(), this.#turns);
    this.#turns.addToBackground({
      proceed: () => this.#stop === null || work.proceed(),
    });
  }

  *#steps(): Steps {
    const now = this.#clock.now();
    for (const connection of [...this.#connections]) {
      connection.beat(now);
      yield BEAT_COST;
    }
    yield* this.#onBeat();
  }
}
