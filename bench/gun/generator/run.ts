/**
 * What every case needs: connections, a clock that also looks at the CPU, and
 * an end if something goes wrong or takes too long.
 *
 * @module
 */
import { readAllCpu, readCpu, readMemory } from "../../proc.ts";
import type { Load, Measure, Outcome } from "../../task.ts";
import { type Task, WARM_UP } from "../task.ts";
import { letters } from "./messages.ts";
import { Socket } from "./socket.ts";

/** One run of one case. */
export class Run {
  /** Process id of the relay. */
  readonly relay: number;
  /** What was found out. */
  readonly measures: Measure[] = [];
  readonly #port: number;
  readonly #awake: readonly number[];
  readonly #sockets: Socket[] = [];
  readonly #failed = Promise.withResolvers<never>();

  constructor({ pid, port, awake }: Task) {
    this.relay = pid;
    this.#port = port;
    this.#awake = awake;
    // Handles the rejection also while no case waits for it.
    this.#failed.promise.catch(() => {});
  }

  /** Connects to the relay. */
  async connect(buffer?: number): Promise<Socket> {
    const socket = await this.until(Socket.connect(
      this.#port,
      letters(this.#sockets.length),
      (reason) => this.#failed.reject(reason),
      buffer,
    ));
    this.#sockets.push(socket);
    return socket;
  }

  /** Waits for something that the relay has to bring about. */
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

  /** Events a second while a load goes on that has been started before. */
  async rate(
    seconds: number,
    count: () => number,
  ): Promise<{ rate: number; load: Load }> {
    await this.pause(WARM_UP);
    const before = count();
    const end = this.start();
    await this.pause(seconds);
    const after = count();
    const load = end();
    return { rate: (after - before) / load.seconds, load };
  }

  /** Adds the median and the 99th percentile of times. */
  times(times: number[], load: Load, note?: string): void {
    if (times.length === 0) throw new Error("nothing came back");
    times.sort((a, b) => a - b);
    const at = (share: number) =>
      times[Math.min(times.length - 1, Math.floor(times.length * share))];
    const of = times.length < 100 ? `of ${times.length} only` : undefined;
    this.measures.push({ figure: "p50", value: at(0.5), load, note });
    this.measures.push({ figure: "p99", value: at(0.99), note: of });
  }

  /**
   * Runs a case, at most until the limit, and ends all connections. What was
   * measured before a failure is kept.
   */
  async play(body: () => Promise<void>, limit: number): Promise<Outcome> {
    const timer = setTimeout(
      () => this.#failed.reject(new Error(`not finished in ${limit} s`)),
      limit * 1000,
    );
    const outcome: Outcome = { measures: this.measures, memory: null };
    try {
      await body();
    } catch (error) {
      outcome.failure = error instanceof Error ? error.message : String(error);
    }
    clearTimeout(timer);
    try {
      outcome.memory = readMemory(this.relay);
    } catch {
      outcome.failure = `the relay died (${outcome.failure ?? "at the end"})`;
    }
    for (const socket of this.#sockets) socket.close();
    return outcome;
  }

  #times(): { generator: number; daemon: number; others: number } {
    const generator = readCpu(Deno.pid);
    const daemon = readCpu(this.relay);
    const awake = this.#awake.reduce((sum, pid) => sum + readCpu(pid), 0);
    return {
      generator,
      daemon,
      others: readAllCpu() - generator - daemon - awake,
    };
  }
}
