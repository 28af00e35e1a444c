/**
 * The heartbeats that GUN's peers expect.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import { inSteps, type Steps, type Turns } from "../../base/turns.ts";
import type { Seen } from "../wire/dedup.ts";
import type { RelayConnection } from "./connection.ts";

/** Time between two heartbeats. */
const INTERVAL_MS = 20_000;
// Sending one, in the units of `Cost`.
const BEAT_COST = 5_000;

/** Sends heartbeats to all connections, in slices. */
export class Heartbeats {
  readonly #connections: ReadonlySet<RelayConnection>;
  readonly #ids: Pick<Seen<unknown>, "size" | "expire">;
  readonly #clock: Clock;
  readonly #turns: Turns;
  readonly #onBeat: () => Steps;
  #stop: (() => void) | null = null;

  /**
   * @param ids Ids that are dropped in time, also without connections.
   * @param onBeat Carried out after each heartbeat.
   */
  constructor(
    connections: ReadonlySet<RelayConnection>,
    ids: Pick<Seen<unknown>, "size" | "expire">,
    clock: Clock,
    turns: Turns,
    onBeat: () => Steps,
  ) {
    this.#connections = connections;
    this.#ids = ids;
    this.#clock = clock;
    this.#turns = turns;
    this.#onBeat = onBeat;
  }

  /** Begins; does nothing once it has begun. */
  begin(): void {
    this.#stop ??= this.#clock.after(INTERVAL_MS, () => {
      this.#stop = null;
      this.#ids.expire(this.#clock.now());
      if (this.#connections.size === 0 && this.#ids.size === 0) return;
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
