/**
 * Memory that an idle daemon has and does not use, on Deno and Linux. The C
 * library keeps in its arenas what V8's compiler threads have freed, 14 MB after
 * the first hundreds of peers: `malloc_trim` gives it to the system, within a
 * millisecond or a few. Connecting a thousand peers leaves 8 MB of garbage, for
 * which V8 keeps room.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import { builtins } from "./builtins.ts";
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
/** Share below which the daemon does nothing for its peers. */
const SILENT = 0.005;
/** Short intervals behind many connections that are not busy, at most. */
const SHORT_INTERVALS = 4;
/** Heap in use up to which garbage is collected: some 60 ms. */
const MAX_HEAP_BYTES = 40 << 20;

/** What decides when memory is freed. */
export interface IdleMemoryOptions {
  readonly clock: Pick<Clock, "after" | "monotonic">;
  /** CPU time of the process so far, in ms. */
  cpuMs(): number;
  /** Number of messages that have come so far. */
  messages(): number;
  /** Gives memory back. */
  trim(): void;
  /** Collects garbage, unless that takes too long. */
  collect(): void;
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

/** The collector of V8: `--expose-gc` adds it to contexts that are made later. */
function openCollector(): () => void {
  builtins.v8.setFlagsFromString("--expose-gc");
  const gc: unknown = builtins.contexts.runInNewContext("globalThis.gc");
  return typeof gc === "function" ? () => gc() : () => {};
}

/**
 * What frees, measures by the C library, and collects; `undefined` if the library
 * may not be called.
 *
 * @param maxHeap Bytes of the heap in use above which a collection takes too long.
 */
export function openMemory(maxHeap = MAX_HEAP_BYTES):
  | Omit<IdleMemoryOptions, "clock" | "messages">
  | undefined {
  const library = openCLibrary({
    malloc_trim: { parameters: ["usize"], result: "i32" },
    clock: { parameters: [], result: "i64" },
  });
  if (library === undefined) return undefined;
  const { symbols } = library;
  let collector: (() => void) | undefined;
  return {
    collect() {
      if (Deno.memoryUsage().heapUsed > maxHeap) return;
      collector ??= openCollector();
      collector();
    },
    trim: () => symbols.malloc_trim(0n),
    // `process.cpuUsage` would load `node:process`.
    cpuMs: () => Number(symbols.clock()) / CLOCKS_PER_MS,
  };
}
