/**
 * Memory that an idle daemon has and does not use. Connecting a thousand peers
 * leaves megabytes of garbage, for which engines keep room.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";

const INTERVAL_MS = 10_000;
/** Interval after many connections. */
const SHORT_INTERVAL_MS = 500;
/** From so many on the code for them has been compiled. */
const MANY_CONNECTIONS = 64;
/** Share of a processor from which on an interval counts as busy. */
const BUSY = 0.05;
/** Share below which the daemon does nothing for its peers. */
const SILENT = 0.005;
/** Short intervals behind many connections that are not busy, at most. */
const SHORT_INTERVALS = 4;
/** Heap in use up to which garbage is collected: some 60 ms on Deno, 20 on Bun. */
export const MAX_HEAP_BYTES: number = 40 << 20;

/** The memory of the process, by its runtime. */
export interface ProcessMemory {
  /** CPU time of the process so far, in ms. */
  cpuMs(): number;
  /** Gives memory back. */
  trim(): void;
  /** Collects garbage, unless that takes too long. */
  collect(): void;
}

/** What decides when memory is freed. */
export interface IdleMemoryOptions extends ProcessMemory {
  readonly clock: Pick<Clock, "after" | "monotonic">;
  /** Number of messages that have come so far. */
  messages(): number;
}

/**
 * Gives memory back in the first idle interval, and in that after busy ones.
 * After many connections intervals are short, and in the first one without a
 * message garbage is collected: no peer waits for it.
 */
export class IdleMemory {
  readonly #options: IdleMemoryOptions;
  // Whether memory is given back in the next idle interval.
  #isDue = true;
  // Since memory was given back.
  #connections = 0;
  #shortIntervals = 0;
  // Whether many connections have left garbage.
  #hasGarbage = false;
  #cancel: () => void = () => {};

  constructor(options: IdleMemoryOptions) {
    this.#options = options;
    this.#measure(INTERVAL_MS);
  }

  /** To be called for each new connection. */
  connected(): void {
    this.#connections++;
    if (this.#connections < MANY_CONNECTIONS || this.#shortIntervals > 0) {
      return;
    }
    this.#shortIntervals = SHORT_INTERVALS;
    this.#isDue = this.#hasGarbage = true;
    this.#cancel();
    this.#measure(SHORT_INTERVAL_MS);
  }

  #measure(intervalMs: number): void {
    const { clock, cpuMs, messages } = this.#options;
    const cpu = cpuMs();
    const received = messages();
    const begun = clock.monotonic();
    this.#cancel = clock.after(intervalMs, () => {
      const share = (cpuMs() - cpu) / (clock.monotonic() - begun);
      if (share > BUSY) this.#isDue = true;
      else this.#rest(share < SILENT && messages() === received);
      this.#measure(
        this.#shortIntervals > 0 ? SHORT_INTERVAL_MS : INTERVAL_MS,
      );
    });
  }

  #rest(isSilent: boolean): void {
    const { collect, trim } = this.#options;
    if (this.#shortIntervals > 0) this.#shortIntervals--;
    if (this.#hasGarbage && isSilent) {
      this.#hasGarbage = false;
      this.#shortIntervals = 0;
      this.#isDue = true;
      collect();
    }
    if (!this.#isDue) return;
    this.#isDue = false;
    this.#connections = 0;
    trim();
  }
}
