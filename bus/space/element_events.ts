/**
 * Events of elements: added, changed, removed.
 *
 * @module
 */
import { Cost, type Turns } from "../../base/turns.ts";
import type { EventKind } from "../../protocol/dialect.ts";
import type { Element } from "../elements/element.ts";
import type { Watcher } from "../elements/watcher.ts";
import type { Fetch } from "../fetches/fetch.ts";
import type { FetchIndex } from "../fetches/index.ts";
import { allOf, COST_AT_ONCE, type FanOut } from "./fan_out.ts";
import type { Revision } from "./revision.ts";

/** What events of elements need of their space. */
interface ElementSpace {
  readonly fetches: FetchIndex;
  readonly revisions: ReadonlySet<Revision>;
  readonly fanOut: FanOut;
  readonly turns: Turns;
  nextSequence(): number;
}

/**
 * Publishes an event of an element to the fetches of everything and to its
 * watchers.
 *
 * @param before Serial number of the first fetch that is too new.
 */
export function publishEvent(
  space: ElementSpace,
  kind: EventKind,
  element: Element,
  before: number,
): void {
  if (kind === "add" && space.revisions.size > 0) {
    for (const revision of space.revisions) revision.reportAbove(element.path);
  }
  const { everything, beginnings } = space.fetches;
  const { watchers } = element;
  const count = everything.length + watchers.length;
  if (count === 0) return;
  // They may look into the value.
  const cost = Cost.watcher + (element.length >> 2);
  const inSlices = kind === "change" && count * cost > COST_AT_ONCE;
  if (inSlices || !space.fanOut.isIdle) {
    return publishInTurn(space, kind, element, before, inSlices, cost);
  }
  const sequence = space.nextSequence();
  const filters = filtersKinds(element);
  const allKnow = before === Infinity && beginnings === 0;
  space.turns.left -= Cost.watcher * count;
  for (let i = 0; i < everything.length; i++) {
    const fetch = everything[i];
    if (allKnow || knows(fetch, element, before)) {
      notify(fetch, kind, element, sequence, filters);
    }
  }
  for (let i = 0; i < watchers.length; i++) {
    notify(watchers[i], kind, element, sequence, filters);
  }
}

/**
 * Publishes an event behind others, or in slices. A function of its own: where
 * closures are made, each call allocates what they refer to.
 */
function publishInTurn(
  space: ElementSpace,
  kind: EventKind,
  element: Element,
  before: number,
  inSlices: boolean,
  cost: number,
): void {
  const { everything, beginnings } = space.fetches;
  const allKnow = before === Infinity && beginnings === 0;
  const aware = allKnow
    ? everything
    : everything.filter((fetch) => knows(fetch, element, before));
  const sequence = space.nextSequence();
  const filters = filtersKinds(element);
  space.fanOut.notify(
    element,
    allOf(aware, element.watchers),
    (watcher) => notify(watcher, kind, element, sequence, filters),
    inSlices ? cost : undefined,
  );
}

/** Whether fetches that follow an element may not accept an event of it. */
function filtersKinds(element: Element): boolean {
  // A fetch of all kinds does not include signals.
  return element.restriction !== null || element.signal;
}

/**
 * Whether a fetch of everything follows an element.
 *
 * @param before Serial number of the first fetch that is too new.
 */
function knows(fetch: Fetch, element: Element, before: number): boolean {
  return fetch.serial <= before && !fetch.beginning?.isAhead(element);
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
