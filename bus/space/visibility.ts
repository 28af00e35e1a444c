/**
 * What a session sees, before and after its peer has become another user.
 *
 * @module
 */
import type { Bus, Subject } from "../bus.ts";
import type { Element } from "../elements/element.ts";
import type { Fetch } from "../fetch.ts";
import type { Guard } from "../elements/guard.ts";

/** Tells one subject to those fetches that ask for such. */
export type Tell = (
  kind: "add" | "remove",
  subject: Subject,
  asks: (fetch: Fetch) => boolean,
) => void;

/**
 * Changes what is seen, and tells what has come into sight and gone out of it.
 *
 * @param sees Whether what is behind a guard is seen, now.
 * @param change Makes the change.
 */
export function changeSight(
  bus: Bus,
  sees: (guard: Guard) => boolean,
  change: () => void,
  tell: Tell,
): void {
  const buses = [bus, ...bus.mounts.map((mount) => mount.bus)];
  const guarded = buses.flatMap((bus) => [...bus.guarded]);
  const isSeen = ({ guard }: Element) => guard === null || sees(guard);
  const sawElements = new Set(guarded.filter(isSeen));
  const nodes = guarded.length === 0
    ? []
    : buses.flatMap(({ hierarchy }) =>
      [...hierarchy.nodes()].filter((node) => node.guarded)
    );
  const sawNodes = new Set(nodes.filter((node) => node.visible(sees)));
  change();
  const asksForNodes = ({ kinds }: Fetch) => kinds.node;
  // Nodes come before what is below them, and go after it.
  for (const node of nodes) {
    if (!sawNodes.has(node) && node.visible(sees)) {
      tell("add", node, asksForNodes);
    }
  }
  for (const element of guarded) {
    const seen = isSeen(element);
    if (seen === sawElements.has(element)) continue;
    tell(
      seen ? "add" : "remove",
      element,
      ({ kinds }) => element.method ? kinds.method : kinds.state,
    );
  }
  for (const node of nodes.reverse()) {
    if (sawNodes.has(node) && !node.visible(sees)) {
      tell("remove", node, asksForNodes);
    }
  }
}
