/**
 * The memory of the process on Bun, which collects garbage late: it leaves the room
 * for that of a thousand peers, some 0.8 MB, as it is.
 *
 * @module
 */
import { MAX_HEAP_BYTES, type ProcessMemory } from "./idle_memory.ts";

// The part of Bun that is used here.
declare const Bun: {
  /** Collects all garbage, before it returns. */
  gc(force: true): number;
};

/**
 * What measures, and collects.
 *
 * @param maxHeap Bytes of the heap in use above which a collection takes too long.
 */
export function openMemory(maxHeap: number = MAX_HEAP_BYTES): ProcessMemory {
  const { process } = globalThis;
  return {
    collect() {
      if (process.memoryUsage().heapUsed <= maxHeap) Bun.gc(true);
    },
    // Its allocator gives freed memory back by itself.
    trim() {},
    cpuMs() {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    },
  };
}
