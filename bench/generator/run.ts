/**
 * What every case needs: peers, a clock that also looks at the CPU, and an end
 * if something goes wrong or takes too long.
 *
 * @module
 */

import { readAllCpu, readCpu, readMemory } from "../proc.ts";
import type { Load, Measure, Outcome, Target, Task } from "../task.ts";
import { type Dialect, dialect } from "./dialect.ts";
import { RawPeer } from "./raw_peer.ts";
import { StreamWire } from "./stream_wire.ts";

/** Enough for one read of a busy connection. */
const READ_BUFFER_BYTES = 1 << 18;

const WIRE = new StreamWire();

/** How much longer an interval lasts at most until something has come back. */
const EXTENSION_S = 10;
const EXTENSION_STEP_S = 0.05;

/** Where a peer connects to. */
export interface Place {
  /** Which of the daemons; the first one if not said. */
  daemon?: number;
}

/** One run of one case. */
export class Run {
  readonly dialect: Dialect;
  /** Process id of the (first) daemon. */
  readonly daemon: number;
  readonly measures: Measure[] = [];
  /** Says how far the case has come, for a report that it came no further. */
  progress: (() => string) | undefined;
  readonly #daemons: Target[];
  readonly #awake: number[];
  readonly #peers: RawPeer[] = [];
  readonly #failed = Promise.withResolvers<never>();

  constructor(task: Task) {
    this.dialect = dialect(task.dialect);
    this.daemon = task.daemons[0].pid;
    this.#daemons = task.daemons;
    this.#awake = task.awake;
    // Handles the rejection also while no case waits for it.
    this.#failed.promise.catch(() => {});
  }

  /** Connects a peer and introduces it: `info` is the first of its messages. */
  async connect(
    buffer: number = READ_BUFFER_BYTES,
    { dialect = this.dialect, daemon = 0 }:
      & Place
      & { dialect?: Dialect } = {},
  ): Promise<RawPeer> {
    const peer = await RawPeer.connect(
      this.#daemons[daemon].port,
      buffer,
      (reason) => this.#failed.reject(reason),
      WIRE,
    );
    this.#peers.push(peer);
    const answer = await this.#unlessFailed(peer.ask(
      dialect.info(),
    ));
    if (!answer.includes('"features"')) throw new Error(`info: ${answer}`);
    return peer;
  }

  /** Waits for something that the daemon has to bring about. */
  until<T>(promise: Promise<T>): Promise<T> {
    return this.#unlessFailed(promise);
  }

  /** Waits, unless something fails meanwhile. */
  async pause(seconds: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const over = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, seconds * 1000);
    });
    try {
      await this.#unlessFailed(over);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Sends a request that must succeed. */
  async request(peer: RawPeer, message: string): Promise<void> {
    const answer = await this.until(peer.ask(message));
    if (!answer.includes('"result"')) throw new Error(answer);
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
    interval: { warmUp: number; seconds: number },
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
   * Runs a case, at most until the limit, and ends all connections. What was
   * measured before a failure is kept.
   */
  async play(body: () => Promise<void>, limit: number): Promise<Outcome> {
    const timer = setTimeout(() => {
      const done = this.progress ? `: ${this.progress()}` : "";
      this.#failed.reject(new Error(`not finished in ${limit} s${done}`));
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
    for (const peer of this.#peers) peer.close();
    return outcome;
  }

  #times(): { generator: number; daemon: number; others: number } {
    const generator = readCpu(Deno.pid);
    const daemon = this.#daemons.reduce(
      (sum, { pid }) => sum + readCpu(pid),
      0,
    );
    const awake = this.#awake.reduce((sum, pid) => sum + readCpu(pid), 0);
    return {
      generator,
      daemon,
      others: readAllCpu() - generator - daemon - awake,
    };
  }

  #unlessFailed<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([promise, this.#failed.promise]);
  }
}
