/**
 * What the exercises of the store share. They run in Deno and in Bun, so that
 * nothing here is of Deno alone.
 *
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../gun/store/open.ts";
import type { GraphStore, Write } from "../../gun/graph/store.ts";

/** Something to be tried with a store; throws if it doesn't go as it should. */
export type Exercise = (folder: string) => Promise<void>;

/** Runs an exercise with a folder of its own. */
export async function run(exercise: Exercise): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "jet-test-"));
  try {
    await exercise(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes and waits until it is durable. */
export function put(store: GraphStore, ...writes: Write[]): Promise<void> {
  return new Promise((resolve, reject) => {
    store.write(
      writes,
      (error) => error === null ? resolve() : reject(error),
    );
  });
}

/** A write with a state that follows from nothing. */
export function write(
  soul: string,
  key: string,
  value: unknown = key,
  state = 1795198243567.002,
): Write {
  return { soul, key, text: JSON.stringify(value), state };
}

/** Opens a store for as long as it is used. */
export async function using<T>(
  path: string,
  use: (store: GraphStore) => Promise<T> | T,
  maxBytes?: number,
): Promise<T> {
  const store = await openStore(path, { maxBytes });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}
