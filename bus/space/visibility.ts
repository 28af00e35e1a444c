/**
 * Changes of what a peer can read, when it logs in as another user.
 *
 * @module
 */
import type { Element } from "../elements/element.ts";
import type { CanRead } from "../elements/restriction.ts";
import type { Subject } from "../elements/watcher.ts";
import type { Fetch } from "../fetches/fetch.ts";
import type { Space } from "./space.ts";

/** Notifies those fetches of a subject that include its kind. */
export type Notify = (
  kind: "add" | "remove",
  subject: Subject,
  includes: (fetch: Fetch) => boolean,
) => void;

/**
 * Changes what is readable, and reports what has become visible and what no
 * longer is.
 *
 * @param canRead Whether elements are readable, before and after the change.
 * @param change Makes the change.
 */
export function changeVisibility(
  space: Space,
  canRead: CanRead,
  change: () => void,
  notify: Notify,
): void {
  const spaces = [space, ...space.mounts.map((mount) => mount.space)];
  const restricted = spaces.flatMap((space) => [...space.restricted]);
  const isVisible = ({ restriction }: Element) =>
    restriction === null || canRead(restriction);
  const visibleElements = new Set(restricted.filter(isVisible));
  const nodes = restricted.length === 0
    ? []
    : spaces.flatMap(({ hierarchy }) =>
      [...hierarchy.nodes()].filter((node) => node.restricted)
    );
  const visibleNodes = new Set(nodes.filter((node) => node.visible(canRead)));
  change();
  const includesNodes = ({ kinds }: Fetch) => kinds.node;
  // Nodes are added before what is below them, and removed after it.
  for (const node of nodes) {
    if (!visibleNodes.has(node) && node.visible(canRead)) {
      notify("add", node, includesNodes);
    }
  }
  for (const element of restricted) {
    const visible = isVisible(element);
    if (visible === visibleElements.has(element)) continue;
    notify(
      visible ? "add" : "remove",
      element,
      ({ kinds }) => element.method ? kinds.method : kinds.state,
    );
  }
  for (const node of nodes.reverse()) {
    if (visibleNodes.has(node) && !node.visible(canRead)) {
      notify("remove", node, includesNodes);
    }
  }
}
