/**
 * What is directly below a node.
 *
 * @module
 */
import type { Child, Listing, ListOptions } from "../../protocol/dialect.ts";
import type { Guard } from "../elements/guard.ts";
import type { Hierarchy, Node } from "../elements/hierarchy.ts";

/**
 * The children of a node that somebody sees: nodes first, then states and
 * methods, each in the order of their coming.
 *
 * @returns `undefined` if there is no such node, for whoever asks.
 */
export function listChildren(
  hierarchy: Hierarchy,
  path: string,
  options: ListOptions,
  sees: (guard: Guard) => boolean,
): Listing | undefined {
  const node = hierarchy.get(path);
  if (node === undefined) return undefined;
  const isRoot = node === hierarchy.root;
  if (!isRoot && !node.visible(sees)) return undefined;
  const { from, limit, values } = options;
  const cut = isRoot ? 0 : path.length + hierarchy.separator.length;
  const children: Child[] = [];
  // Without guards nothing has to be looked at that is not told.
  const counts = node.guarded;
  let n = 0;
  for (const entry of childrenOf(node, sees)) {
    n++;
    if (n >= from && children.length < limit) {
      children.push({
        entry,
        name: entry.path.slice(cut),
        children: "size" in entry ? countChildren(entry, sees) : 0,
      });
    } else if (n >= from && !counts) {
      n = node.size;
      break;
    }
  }
  return { path, children, n, values };
}

/** How many children somebody sees. */
function countChildren(node: Node, sees: (guard: Guard) => boolean): number {
  if (!node.guarded) return node.size;
  let count = 0;
  for (const _child of childrenOf(node, sees)) count++;
  return count;
}

function* childrenOf(node: Node, sees: (guard: Guard) => boolean) {
  for (const child of node.nodes.values()) {
    if (child.visible(sees)) yield child;
  }
  for (const leaf of node.leaves) {
    if (leaf.guard === null || sees(leaf.guard)) yield leaf;
  }
}
