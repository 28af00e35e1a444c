/**
 * What a `get` gives.
 *
 * @module
 */
import { InvalidArgument } from "../../protocol/errors/classes.ts";
import { NotFound } from "../../protocol/errors/owner_classes.ts";
import { type Entry, readEntry } from "./entry.ts";

/** Reads the answer to a `get` by rules. */
export function readEntries<T>(result: unknown): Entry<T>[] {
  return Array.isArray(result)
    ? result.map(readEntry<T>).filter((entry) => entry !== undefined)
    : [];
}

/**
 * Reads the answer to a `get` by path.
 *
 * @throws {NotFound} if there is nothing with this path.
 * @throws {InvalidArgument} if it is not a state.
 */
export function readValue<T>(path: string, result: unknown): T {
  const [entry] = readEntries<T>(result);
  if (entry === undefined) throw new NotFound(path);
  if (entry.type === "state") return entry.value;
  throw new InvalidArgument(`${JSON.stringify(path)} is not a state`);
}
