/**
 * Events of elements for one watcher, and notices for the fetches that ask.
 *
 * @module
 */
import type { EventKind } from "../../protocol/dialect.ts";
import type { NoticeKind } from "../../protocol/extras.ts";
import { Asked } from "../../protocol/rules/asked.ts";
import { Cost, type Turns } from "../../base/turns.ts";
import type { Element } from "../elements/element.ts";
import type { Watcher } from "../elements/watcher.ts";
import type { FetchIndex } from "../fetches/index.ts";

/** What a fetch has asked for that gets a notice. */
const ASKED: Readonly<Record<NoticeKind | "change", number>> = {
  meta: Asked.meta,
  stale: Asked.times,
  change: Asked.times,
  away: Asked.presence,
  back: Asked.presence,
};

/** Publishes a notice. */
export function publishNotice(
  { everything }: FetchIndex,
  turns: Turns,
  kind: NoticeKind | "change",
  element: Element,
  sequence: number,
): void {
  const { watchers } = element;
  const bit = ASKED[kind];
  turns.left -= Cost.watcher * (everything.length + watchers.length);
  for (const fetch of everything) {
    if ((fetch.asked & bit) === 0 || fetch.beginning?.isAhead(element)) {
      continue;
    }
    if (fetch.accepts(element, "change")) {
      fetch.noticed(kind, element, sequence);
    }
  }
  for (const watcher of watchers) {
    if ((watcher.asked & bit) !== 0 && watcher.accepts(element, "change")) {
      watcher.noticed(kind, element, sequence);
    }
  }
}

/**
 * Notifies a watcher of an event.
 *
 * @param filters Whether it may not accept it, whatever kinds it includes.
 */
export function notify(
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
