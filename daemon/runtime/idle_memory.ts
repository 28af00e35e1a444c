/**
 * Memory that the C library keeps on Deno and Linux: what V8's compiler threads
 * have freed stays in their arenas, 14 MB after the first hundreds of peers.
 * `malloc_trim` gives it to the system, within a millisecond or a few.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import { openCLibrary } from "../../transport/listen/deno_library.ts";

const INTERVAL_MS = 10_000;
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

/** Gives memory back in the first idle interval, and in that after busy ones. */
export function trimWhenIdle(
  { clock, cpuMs, trim }: IdleMemoryOptions,
): void {
  let isDue = true;
  const measure = () => {
    const cpu = cpuMs();
    const begun = clock.monotonic();
    clock.after(INTERVAL_MS, () => {
      const isBusy = cpuMs() - cpu > BUSY * (clock.monotonic() - begun);
      if (isDue && !isBusy) trim();
      isDue = isBusy;
      measure();
    });
  };
  measure();
}

/** `malloc_trim` of the C library; `undefined` if it may not be called. */
export function openTrim(): (() => void) | undefined {
  const library = openCLibrary({
    malloc_trim: { parameters: ["usize"], result: "i32" },
  });
  return library && (() => library.symbols.malloc_trim(0n));
}
