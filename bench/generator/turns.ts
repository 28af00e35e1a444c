/**
 * Compares daemons that take turns of a fraction of a second, so that what
 * slows the machine down for a while slows all of them.
 *
 * @module
 */

import type { Interval, Load, Measure } from "../task.ts";
import type { Run } from "./run.ts";

/** Time at the beginning of a turn that is not measured. */
const RAMP_S = 0.05;

/** A load that can be interrupted. */
export interface Traffic {
  /** What it has brought about so far. */
  readonly done: number;
  /** Keeps so many messages under way from now on. */
  start(inFlight: number): void;
  /** Stops, and waits for what is under way. */
  stop(): Promise<void>;
  /** Stops, and sees whether what was counted is what it should be. */
  check(): Promise<void>;
}

/** A load on a daemon of its own, which has never met the others. */
export class Side {
  readonly #name: string;
  readonly #traffic: Traffic;
  readonly #turns: { rate: number; load: Load }[] = [];

  /** @param name The figure that it gives. */
  constructor(name: string, traffic: Traffic) {
    this.#name = name;
    this.#traffic = traffic;
  }

  /** What each turn reached, a second. */
  get rates(): number[] {
    return this.#turns.map(({ rate }) => rate);
  }

  /** All turns as if they were one. */
  get measure(): Measure {
    const turns = this.#turns;
    const seconds = turns.reduce((sum, { load }) => sum + load.seconds, 0);
    const mean = (value: (turn: typeof turns[number]) => number) =>
      turns.reduce((sum, turn) => sum + value(turn) * turn.load.seconds, 0) /
      seconds;
    return {
      figure: this.#name,
      value: mean(({ rate }) => rate),
      load: {
        seconds,
        generator: mean(({ load }) => load.generator),
        daemon: mean(({ load }) => load.daemon),
        others: mean(({ load }) => load.others),
      },
    };
  }

  async warmUp(run: Run, inFlight: number, seconds: number): Promise<void> {
    this.#traffic.start(inFlight);
    await run.pause(seconds);
    await this.#traffic.stop();
  }

  async turn(run: Run, inFlight: number, seconds: number): Promise<void> {
    const traffic = this.#traffic;
    traffic.start(inFlight);
    const interval = { warmUp: RAMP_S, seconds };
    this.#turns.push(await run.rate(interval, () => traffic.done));
    await traffic.stop();
  }

  async check(): Promise<void> {
    await this.#traffic.check();
  }
}

/**
 * Runs all sides in turn, and measures the figure of each.
 *
 * @param turnS About how long a turn is, in seconds.
 */
export async function compare(
  run: Run,
  sides: Side[],
  { inFlight, warmUp, seconds }: { inFlight: number } & Interval,
  turnS: number,
): Promise<void> {
  // An even number, because every second time they go in reverse, so that none
  // of them is always the earlier one.
  const turns = 2 * Math.max(1, Math.round(seconds / turnS / 2));
  for (const side of sides) await side.warmUp(run, inFlight, warmUp);
  for (let n = 0; n < turns; n++) {
    for (const side of n % 2 === 0 ? sides : sides.toReversed()) {
      await side.turn(run, inFlight, seconds / turns);
    }
  }
  for (const side of sides) {
    await side.check();
    run.measures.push(side.measure);
  }
}
