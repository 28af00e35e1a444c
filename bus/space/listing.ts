/**
 * Lists what is directly below a node.
 *
 * @module
 */
import type { ChildEntry, ChildListing } from "../../protocol/dialect.ts";
import type { ListParams } from "../../protocol/inbox.ts";
import type { Element, Node } from "../elements/element.ts";
import type { Hierarchy } from "../elements/hierarchy.ts";
import type { OwnedPaths } from "../elements/owned_paths.ts";
import type { CanRead } from "../elements/restriction.ts";
import { includes, type Kinds, kindsOf } from "../fetches/compile.ts";

const ALL_BUT_SIGNALS: Kinds = {
  node: true,
  state: true,
  method: true,
  signal: false,
};

/** Whether all children count but for signals. */
function areAll({ node, state, method, signal }: Kinds): boolean {
  return node && state && method && !signal;
}

/** The part of a space that is listed. */
export interface ListedSpace {
  readonly hierarchy: Hierarchy;
  /** Whether an element exists; `null`: all of them do. */
  readonly exists: ((element: Element) => boolean) | null;
}

/**
 * The visible children of a node: nodes first, then states and methods, each
 * in the order in which they were added.
 *
 * @param within Paths that the user is limited to; nodes above them are listed,
 * too.
 * @returns `undefined` if there is no such node or it is not visible.
 */
export function listChildren(
  { hierarchy, exists }: ListedSpace,
  path: string,
  options: ListParams,
  canRead: CanRead,
  within: OwnedPaths | null = null,
): ChildListing | undefined {
  const node = hierarchy.get(path);
  if (node === undefined) return undefined;
  const isRoot = node === hierarchy.root;
  if (!isRoot && !node.visible(canRead)) return undefined;
  if (!isRoot && within?.meet(path) === false) return undefined;
  const { from, limit, values, asked } = options;
  const kinds = options.kinds === undefined
    ? ALL_BUT_SIGNALS
    : kindsOf(options.kinds);
  const cut = isRoot ? 0 : path.length + hierarchy.separator.length;
  const children: ChildEntry[] = [];
  // Without restrictions all children count, so the rest need not be visited.
  const counts = within !== null || node.restricted || exists !== null ||
    !areAll(kinds) || node.signals > 0;
  let n = 0;
  for (const entry of childrenOf(node, kinds, canRead, exists, within)) {
    n++;
    if (n >= from && children.length < limit) {
      children.push({
        entry,
        name: entry.path.slice(cut),
        children: "size" in entry
          ? countChildren(entry, kinds, canRead, exists, within)
          : 0,
      });
    } else if (n >= from && !counts) {
      n = node.size;
      break;
    }
  }
  return { path, children, n, values, asked };
}

/** The number of visible children. */
function countChildren(
  node: Node,
  kinds: Kinds,
  canRead: CanRead,
  exists: ListedSpace["exists"],
  within: OwnedPaths | null,
): number {
  if (
    within === null && !node.restricted && exists === null && areAll(kinds)
  ) {
    return node.size - node.signals;
  }
  let count = 0;
  for (const _child of childrenOf(node, kinds, canRead, exists, within)) {
    count++;
  }
  return count;
}

function* childrenOf(
  node: Node,
  kinds: Kinds,
  canRead: CanRead,
  exists: ListedSpace["exists"],
  within: OwnedPaths | null,
): Generator<Node | Element> {
  if (kinds.node) {
    for (const child of node.nodes.items()) {
      if (within?.meet(child.path) === false) continue;
      if (child.visible(canRead)) yield child;
    }
  }
  for (const leaf of node.leaves.items()) {
    if (!includes(kinds, leaf)) continue;
    if (within?.match(leaf.path) === false) continue;
    if (exists !== null && !exists(leaf)) continue;
    if (leaf.restriction === null || canRead(leaf.restriction)) yield leaf;
  }
}
