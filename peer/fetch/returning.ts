/**
 * What a tracker needs after a reconnect only, when everything is reported
 * again.
 *
 * @module
 */
import { sameValue } from "../values/same_value.ts";
import type { Change, Entry } from "./entry.ts";
import type { Known, KnownElements } from "./known_elements.ts";

/**
 * Whether two reports of one element say the same. The daemon's time and its
 * count of changes are not compared: another daemon may have added it since.
 */
export function sameEntry(one: Entry, other: Entry): boolean {
  return one.type === other.type &&
    one.fetchOnly === other.fetchOnly &&
    one.index === other.index && one.quality === other.quality &&
    one.at === other.at && one.stale === other.stale &&
    one.away === other.away && sameValue(one.meta, other.meta) &&
    sameValue(one.value, other.value);
}

/** Removes what has not been reported again. */
export function missing<T>(known: Known<T>): Change<T>[] {
  return gone(known, [...known.leaves.unseen], [...known.nodes.unseen]);
}

/**
 * Where a node has come in place of a leaf while there was no connection, or
 * a leaf in place of a node: removes come before adds.
 */
export function displaced<T>(
  known: Known<T>,
  { path, type }: Entry<T>,
): Change<T>[] {
  const { leaves, nodes, separator } = known;
  if (type === "node") {
    return leaves.unseen.has(path) ? gone(known, [path], []) : [];
  }
  if (!nodes.unseen.has(path)) return [];
  const prefix = path + separator;
  const isBelow = (other: string) => other.startsWith(prefix);
  const nodesGone = [...nodes.unseen].filter((other) =>
    other === path || isBelow(other)
  );
  return gone(known, [...leaves.unseen].filter(isBelow), nodesGone);
}

/** Removes leaves, then nodes from the innermost. */
function gone<T>(
  known: Known<T>,
  leaves: string[],
  nodes: string[],
): Change<T>[] {
  const removed: Change<T>[] = [];
  const take = ({ entries, unseen }: KnownElements<T>, path: string) => {
    const entry = entries.get(path);
    entries.delete(path);
    unseen.delete(path);
    if (entry !== undefined) removed.push({ ...entry, event: "remove" });
  };
  for (const path of leaves) take(known.leaves, path);
  // Nodes came from the outermost to the innermost.
  for (const path of nodes.reverse()) take(known.nodes, path);
  return removed;
}
