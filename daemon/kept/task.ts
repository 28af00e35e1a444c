/**
 * Tasks of the writer of kept values: plain data for `postMessage`.
 *
 * @module
 */
import type { KeptWrite } from "../../bus/kept/store.ts";
import type { WriteGroup } from "../../store/queue.ts";

/** What is to be written for one path. */
export interface KeptRow {
  /** The path in UTF-8: Deno cuts texts at a NUL. */
  readonly path: Uint8Array;
  /** Whether the former value is deleted, with its place in the order. */
  readonly removes: boolean;
  /** Number of the new value's type; see BINARY.md. */
  readonly type: number;
  /** The new value; `null`: none. */
  readonly value: Uint8Array | null;
  readonly time: number;
}

/** Writes for one transaction, at most one for each path. */
export interface KeptTask {
  readonly kind: "write";
  readonly rows: readonly KeptRow[];
}

/** What a row counts beside path and value. */
const ROW_OVERHEAD = 32;

const encoder = new TextEncoder();

/** Collects writes: of several for one path the last counts. */
export class KeptGroup implements WriteGroup<KeptTask> {
  readonly #rows = new Map<string, KeptRow>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds a write. */
  add({ path, value, time }: KeptWrite): void {
    const former = this.#rows.get(path);
    const row = {
      path: former?.path ?? encoder.encode(path),
      removes: value === null || (former?.removes ?? false),
      type: value?.type ?? 0,
      value: value && value.bytes.subarray(value.start, value.end),
      time,
    };
    // What was removed before is added behind the others.
    if (former?.value === null) this.#rows.delete(path);
    this.#rows.set(path, row);
    this.#size += ROW_OVERHEAD + row.path.length + (row.value?.length ?? 0);
  }

  task(): KeptTask {
    return { kind: "write", rows: [...this.#rows.values()] };
  }
}
