/**
 * Events of elements for their watchers.
 *
 * @module
 */
import type { EventKind } from "../../protocol/dialect.ts";
import { Cost, type Turns } from "../../base/turns.ts";
import type { Element } from "../elements/element.ts";
import type { Watcher } from "../elements/watcher.ts";
import type { FetchIndex } from "../fetches/index.ts";
import type { Revision } from "./revision.ts";
import { COST_AT_ONCE, type FanOut } from "./fan_out.ts";

/** What events need of their space. */
export interface EventSpace {
  readonly fetches: FetchIndex;
  readonly turns: Turns;
  readonly fanOut: FanOut;
  readonly revisions: ReadonlySet<Revision>;
  nextSequence(): number;
}

/**
 * Publishes an event of an element.
 *
 * @param before Serial number of the first fetch that is too new.
 */
export function publishEvent(
  space: EventSpace,
  kind: EventKind,
  element: Element,
  before: number,
): void {
  if (kind === "add" && space.revisions.size > 0) {
    for (const revision of space.revisions) revision.reportAbove(element.path);
  }
  const sequence = space.nextSequence();
  const { everything, beginnings } = space.fetches;
  const { watchers } = element;
  const count = everything.length + watchers.length;
  // A fetch of all kinds does not include signals.
  const filters = element.restriction !== null || element.signal;
  const allKnow = before === Infinity && beginnings === 0;
  // They may look into the value.
  const cost = Cost.watcher + (element.length >> 2);
  const inSlices = kind === "change" && count * cost > COST_AT_ONCE;
  if (inSlices || !space.fanOut.isIdle) {
    const aware = allKnow
      ? everything
      : everything.filter((fetch) =>
        fetch.serial <= before && !fetch.beginning?.isAhead(element)
      );
    return space.fanOut.notify(
      element,
      allOf(aware, watchers),
      (watcher) => notify(watcher, kind, element, sequence, filters),
      inSlices ? cost : undefined,
    );
  }
  space.turns.left -= Cost.watcher * count;
  for (let i = 0; i < everything.length; i++) {
    const fetch = everything[i];
    if (
      !allKnow &&
      (fetch.serial > before || fetch.beginning?.isAhead(element))
    ) continue;
    notify(fetch, kind, element, sequence, filters);
  }
  for (let i = 0; i < watchers.length; i++) {
    notify(watchers[i], kind, element, sequence, filters);
  }
}

/** The watchers of an element with the fetches of everything before them. */
export function allOf(
  everything: readonly Watcher[],
  watchers: readonly Watcher[],
): readonly Watcher[] {
  return everything.length === 0 ? watchers : [...everything, ...watchers];
}

/**
 * Notifies a watcher of an event.
 *
 * @param filters Whether it may not accept it, whatever kinds it includes.
 */
function notify(
  watcher: Watcher,
  kind: EventKind,
  element: Element,
  sequence: number,
  filters: boolean,
): void {
  if (
    (filters || watcher.filtersKinds) &&
    !watcher.accepts(element, kind)
  ) return;
  if (kind === "change") watcher.changed(element, sequence);
  else if (kind === "add") watcher.added(element, sequence);
  else watcher.removed(element, sequence);
}
