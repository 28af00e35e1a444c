/**
 * The memory of the process on Deno and Linux. The C library keeps in its arenas
 * what V8's compiler threads have freed, 14 MB after the first hundreds of peers:
 * `malloc_trim` gives it to the system, within a millisecond or a few.
 *
 * @module
 */
import { openCLibrary } from "../../transport/listen/deno_library.ts";
import { builtins } from "./builtins.ts";
import { MAX_HEAP_BYTES, type ProcessMemory } from "./idle_memory.ts";

/** Clock ticks of `clock` in a millisecond: POSIX has a million a second. */
const CLOCKS_PER_MS = 1000;

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
  | ProcessMemory
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
