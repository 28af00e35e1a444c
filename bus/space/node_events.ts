/**
 * Events of nodes.
 *
 * @module
 */
import type { Node } from "../elements/element.ts";
import type { Restriction } from "../elements/restriction.ts";
import type { FetchIndex } from "../fetches/index.ts";
import type { Revision } from "./revision.ts";

/**
 * Publishes a node to the peers for which the first element below it was
 * added, or the last removed: those that can read elements with the
 * restriction, and none with others.
 */
export function publishNode(
  fetches: FetchIndex,
  revisions: Iterable<Revision>,
  kind: "add" | "remove",
  node: Node,
  restriction: Restriction | null,
  sequence: number,
): void {
  for (const revision of revisions) {
    revision.nodeChanges(kind, node, restriction);
  }
  for (const fetch of fetches.ofNodes) {
    const { canRead } = fetch.fetcher;
    if (restriction !== null && !canRead(restriction)) continue;
    if (node.visible(canRead, restriction)) continue;
    if (!fetch.paths.test(node.path)) continue;
    if (fetch.beginning?.isAhead(node)) continue;
    if (fetch.revision?.holdsNode) continue;
    if (kind === "add") fetch.added(node, sequence);
    else fetch.removed(node, sequence);
  }
}
