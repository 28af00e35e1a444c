/**
 * Notices for the fetches that ask.
 *
 * @module
 */
import type { NoticeKind } from "../../protocol/extras.ts";
import { Asked } from "../../protocol/rules/asked.ts";
import { Cost } from "../../base/turns.ts";
import type { Element } from "../elements/element.ts";
import type { FetchIndex } from "../fetches/index.ts";
import { allOf, type FanOut } from "./fan_out.ts";

/** What notices need of their space. */
interface NoticeSpace {
  readonly fetches: FetchIndex;
  readonly fanOut: FanOut;
  nextSequence(): number;
}

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
  space: NoticeSpace,
  kind: NoticeKind | "change",
  element: Element,
): void {
  const sequence = space.nextSequence();
  const { everything } = space.fetches;
  const bit = ASKED[kind];
  const asking = everything.filter((fetch) =>
    (fetch.asked & bit) !== 0 && !fetch.beginning?.isAhead(element)
  );
  const watchers = element.watchers.filter(({ asked }) => (asked & bit) !== 0);
  space.fanOut.notify(element, allOf(asking, watchers), (watcher) => {
    if (watcher.accepts(element, "change")) {
      watcher.noticed(kind, element, sequence);
    }
  }, Cost.watcher);
}
