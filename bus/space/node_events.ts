/**
 * Events of nodes.
 *
 * @module
 */
import type { Node } from "../elements/element.ts";
import type { Restriction } from "../elements/restriction.ts";
import type { Fetch } from "../fetches/fetch.ts";
import type { FetchIndex } from "../fetches/index.ts";
import type { Revision } from "./revision.ts";
import type { FanOut } from "./fan_out.ts";

/** What node events need of their space. */
interface NodeSpace {
  readonly fetches: FetchIndex;
  readonly revisions: Iterable<Revision>;
  readonly fanOut: FanOut;
  /** Whether the notifications have ended. */
  readonly closed: boolean;
  nextSequence(): number;
}

/**
 * Publishes nodes to the peers for which the first element below them was
 * added, or the last removed: those that can read elements with the
 * restriction, and none with others.
 */
export function publishNodes(
  space: NodeSpace,
  kind: "add" | "remove",
  nodes: readonly Node[],
  restriction: Restriction | null,
): void {
  if (space.closed || space.fetches.ofNodes.length === 0) return;
  for (const node of nodes) {
    const sequence = space.nextSequence();
    for (const revision of space.revisions) {
      revision.nodeChanges(kind, node, restriction);
    }
    for (const fetch of space.fetches.ofNodes) {
      if (!concerns(node, restriction, fetch)) continue;
      if (!space.fanOut.isIdle) space.fanOut.flush(fetch);
      if (kind === "add") fetch.added(node, sequence);
      else fetch.removed(node, sequence);
    }
  }
}

/** Whether a fetch reports that a node comes or goes with a restriction. */
function concerns(
  node: Node,
  restriction: Restriction | null,
  { beginning, fetcher: { canRead }, paths, revision }: Fetch,
): boolean {
  return (restriction === null || canRead(restriction)) &&
    !node.visible(canRead, restriction) && paths.test(node.path) &&
    !beginning?.isAhead(node) && !revision?.holdsNode;
}
