/**
 * All exercises of the store.
 *
 * @module
 */
import { FILE_EXERCISES } from "./store_files.ts";
import { NAME_EXERCISES } from "./store_names.ts";
import type { Exercise } from "./store_support.ts";
import { WRITE_EXERCISES } from "./store_writes.ts";

/** Names of the exercises and what they do. */
export const EXERCISES: Record<string, Exercise> = {
  ...NAME_EXERCISES,
  ...FILE_EXERCISES,
  ...WRITE_EXERCISES,
};
