/**
 * What is known of elements of other daemons, beside what their owners announce.
 *
 * @module
 */
import type { Element } from "../elements/element.ts";
import { ownExtras } from "../elements/extras.ts";

/** What marks need of the space. */
interface MarkedSpace {
  notice(kind: "stale" | "away" | "back", element: Element): void;
}

/** Notes that a value is stale; its next change ends that. */
export function markStale(space: MarkedSpace, element: Element): void {
  const extras = ownExtras(element);
  if (extras.stale) return;
  extras.stale = true;
  space.notice("stale", element);
}

/** Notes whether the owner of an element is away. */
export function markAway(
  space: MarkedSpace,
  element: Element,
  isAway: boolean,
): void {
  if ((element.extras?.away ?? false) === isAway) return;
  ownExtras(element).away = isAway;
  space.notice(isAway ? "away" : "back", element);
}
