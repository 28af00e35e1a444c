/**
 * What the cases of the relays need: connections that have introduced
 * themselves, and percentiles.
 *
 * @module
 */
import { MeasuredRun } from "../../generator/measured_run.ts";
import type { Load } from "../../task.ts";
import type { Task } from "../task.ts";
import { letters } from "./messages.ts";
import { Socket } from "./socket.ts";

/** One run of one case. */
export class Run extends MeasuredRun {
  readonly #port: number;

  constructor({ pid, port, awake }: Task) {
    super([pid], awake);
    this.#port = port;
  }

  /** Connects to the relay. */
  async connect(buffer?: number): Promise<Socket> {
    return this.keep(
      await this.until(Socket.connect(
        this.#port,
        letters(this.connections),
        this.fail,
        buffer,
      )),
    );
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
}
