/**
 * Notices of elements to the fetches that ask for them.
 *
 * @module
 */
import type { NoticeKind } from "../../protocol/extras.ts";
import { Asked } from "../../protocol/rules/asked.ts";
import { Cost, type Turns } from "../../base/turns.ts";
import type { Element } from "../elements/element.ts";
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
