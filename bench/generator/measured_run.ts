/**
 * What every case of a load generator needs: a clock that also looks at the
 * CPU, and an end if something goes wrong or takes too long.
 *
 * @module
 */

import { readAllCpu, readCpu, readMemory } from "../proc.ts";
import type { Interval, Load, Measure, Outcome } from "../task.ts";

/** How much longer an interval lasts at most until something has come back. */
const EXTENSION_S = 10;
const EXTENSION_STEP_S = 0.05;

/** One run of one case. */
export class MeasuredRun {
  /** Process id of the (first) daemon. */
  readonly daemon: number;
  readonly measures: Measure[] = [];
  /** Says how far the case has come, for a report that it came no further. */
  progress: (() => string) | undefined;
  readonly #daemons: readonly number[];
  readonly #awake: readonly number[];
  readonly #connections: { close(): void }[] = [];
  readonly #failed = Promise.withResolvers<never>();

  /**
   * @param daemons Process ids of the daemons.
   * @param awake Process ids of the loops that keep the CPUs awake.
   */
  constructor(daemons: readonly number[], awake: readonly number[]) {
    this.daemon = daemons[0];
    this.#daemons = daemons;
    this.#awake = awake;
    // Handles the rejection also while no case waits for it.
    this.#failed.promise.catch(() => {});
  }

  /** Ends the case with an error. */
  readonly fail = (reason: Error): void => this.#failed.reject(reason);

  /** Connections so far. */
  get connections(): number {
    return this.#connections.length;
  }

  /** Keeps a connection, which ends with the case. */
  keep<T extends { close(): void }>(connection: T): T {
    this.#connections.push(connection);
    return connection;
  }

  /** Waits for something that the daemon has to bring about. */
  until<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([promise, this.#failed.promise]);
  }

  /** Waits, unless something fails meanwhile. */
  async pause(seconds: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const over = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, seconds * 1000);
    });
    try {
      await this.until(over);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Begins a measured interval; the result ends it. */
  start(): () => Load {
    const before = this.#times();
    const began = performance.now();
    return () => {
      const wall = performance.now() - began;
      const after = this.#times();
      return {
        seconds: wall / 1000,
        generator: (after.generator - before.generator) / wall,
        daemon: (after.daemon - before.daemon) / wall,
        others: Math.max(0, (after.others - before.others) / wall),
      };
    };
  }

  /**
   * Events a second while a load goes on that has been started before. An
   * interval in which nothing came back is extended until something does: on a
   * busy machine a turn of a tenth of a second can pass without the daemon or
   * the load being scheduled.
   */
  async rate(
    interval: Interval,
    count: () => number,
  ): Promise<{ rate: number; load: Load }> {
    await this.pause(interval.warmUp);
    const before = count();
    const end = this.start();
    await this.pause(interval.seconds);
    for (let more = 0; count() === before; more += EXTENSION_STEP_S) {
      if (more >= EXTENSION_S) throw new Error("nothing came back");
      await this.pause(EXTENSION_STEP_S);
    }
    const after = count();
    const load = end();
    return { rate: (after - before) / load.seconds, load };
  }

  /**
   * Runs a case, at most until the limit, ends all connections, writes the
   * outcome, and ends the process. What was measured before a failure is kept.
   *
   * @param limit Seconds.
   */
  async play(body: () => Promise<void>, limit: number): Promise<never> {
    const timer = setTimeout(() => {
      const done = this.progress ? `: ${this.progress()}` : "";
      this.fail(new Error(`not finished in ${limit} s${done}`));
    }, limit * 1000);
    const outcome: Outcome = { measures: this.measures, memory: null };
    try {
      await body();
    } catch (error) {
      outcome.failure = error instanceof Error ? error.message : String(error);
    }
    clearTimeout(timer);
    try {
      outcome.memory = readMemory(this.daemon);
    } catch {
      outcome.failure = `the daemon died (${outcome.failure ?? "at the end"})`;
    }
    for (const connection of this.#connections) connection.close();
    console.log(JSON.stringify(outcome));
    // Reads and writes that are still under way are of no interest any more.
    Deno.exit(0);
  }

  #times(): { generator: number; daemon: number; others: number } {
    const sum = (ids: readonly number[]) =>
      ids.reduce((total, pid) => total + readCpu(pid), 0);
    const generator = readCpu(Deno.pid);
    const daemon = sum(this.#daemons);
    const others = readAllCpu() - generator - daemon - sum(this.#awake);
    return { generator, daemon, others };
  }
}
