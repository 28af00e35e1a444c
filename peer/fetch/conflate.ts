/**
 * Changes that have not been read, as fewer that say the same.
 *
 * @module
 */
import { type Change, changed } from "./entry.ts";

/** Keeps one change of each path that says the same as all of them. */
export type Conflate<T> = (changes: readonly Change<T>[]) => Change<T>[];

/** See {@linkcode Conflate}. */
export function conflate<T>(changes: readonly Change<T>[]): Change<T>[] {
  const newest = new Map<string, Change<T>>();
  for (const change of changes) {
    // A path may be that of an element and of a node at once.
    // Signals are lost, not conflated: the newest has their number.
    const { type, event, path } = change;
    const key = (event === "signal" ? "s" : type === "node" ? "n" : "e") +
      path;
    const before = newest.get(key);
    // The newest of a path stands where it happened.
    newest.delete(key);
    const both = before === undefined ? change : merge(before, change);
    if (both !== undefined) newest.set(key, both);
  }
  return [...newest.values()];
}

/** Two changes of one path as one; nothing if they undo each other. */
function merge<T>(
  before: Change<T>,
  after: Change<T>,
): Change<T> | undefined {
  if (before.type === "signal" && after.type === "signal") {
    const lost = (before.lost ?? 0) + (after.lost ?? 0);
    if (after.event === "signal") return { ...after, lost: lost + 1 };
  }
  switch (before.event) {
    case "add":
      return after.event === "remove" ? undefined : { ...after, event: "add" };
    case "remove":
      // The reader still knows it, and a node is the same again.
      if (after.event !== "add") return after;
      return after.type === "node" ? undefined : changed(after);
    default:
      return after.event === "remove" || after.event === before.event
        ? after
        : changed(after);
  }
}
