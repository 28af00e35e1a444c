/**
 * Memory that the C library keeps on Deno and Linux: what V8's compiler threads
 * have freed stays in their arenas, 14 MB after the first hundreds of peers.
 * `malloc_trim` gives it to the system, within a millisecond or a few.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import { openCLibrary } from "../../transport/listen/deno_library.ts";

/** Clock ticks of `clock` in a millisecond: POSIX has a million a second. */
const CLOCKS_PER_MS = 1000;
const INTERVAL_MS = 10_000;
/** Interval after many connections. */
const SHORT_INTERVAL_MS = 500;
/** From so many on the code for them has been compiled. */
const MANY_CONNECTIONS = 64;
/** Share of a processor from which on an interval counts as busy. */
const BUSY = 0.05;

/** What decides when memory is freed. */
export interface IdleMemoryOptions {
  readonly clock: Pick<Clock, "after" | "monotonic">;
  /** CPU time of the process so far, in ms. */
  cpuMs(): number;
  /** Gives memory back. */
  trim(): void;
}

/**
 * Gives memory back in the first idle interval, and in that after busy ones;
 * after many connections such an interval is short.
 */
export class IdleMemory {
  readonly #options: IdleMemoryOptions;
  // Whether memory is given back in the next idle interval.
  #isDue = true;
  // Since memory was given back.
  #connections = 0;
  #isShort = false;
  #cancel: () => void = () => {};

  constructor(options: IdleMemoryOptions) {
    this.#options = options;
    this.#measure(INTERVAL_MS);
  }

  /** To be called for each new connection. */
  connected(): void {
    if (++this.#connections < MANY_CONNECTIONS || this.#isShort) return;
    this.#isShort = this.#isDue = true;
    this.#cancel();
    this.#measure(SHORT_INTERVAL_MS);
  }

  #measure(intervalMs: number): void {
    const { clock, cpuMs, trim } = this.#options;
    const cpu = cpuMs();
    const begun = clock.monotonic();
    this.#cancel = clock.after(intervalMs, () => {
      const isBusy = cpuMs() - cpu > BUSY * (clock.monotonic() - begun);
      if (this.#isDue && !isBusy) {
        trim();
        this.#connections = 0;
      }
      this.#isDue = isBusy;
      this.#isShort &&= isBusy;
      this.#measure(this.#isShort ? SHORT_INTERVAL_MS : INTERVAL_MS);
    });
  }
}

/** What frees and measures by the C library; `undefined` if it may not be called. */
export function openMemory():
  | Pick<IdleMemoryOptions, "cpuMs" | "trim">
  | undefined {
  const library = openCLibrary({
    malloc_trim: { parameters: ["usize"], result: "i32" },
    clock: { parameters: [], result: "i64" },
  });
  if (library === undefined) return undefined;
  const { symbols } = library;
  return {
    trim: () => symbols.malloc_trim(0n),
    // `process.cpuUsage` would load `node:process`.
    cpuMs: () => Number(symbols.clock()) / CLOCKS_PER_MS,
  };
}
