/**
 * Follows the elements of a space.
 *
 * @module
 */
import type { TimerWheel } from "../bus/collections/timer_wheel.ts";
import type { SentSignal, Subject } from "../bus/elements/watcher.ts";
import { compile } from "../bus/fetches/compile.ts";
import { Fetch } from "../bus/fetches/fetch.ts";
import type { Fetcher } from "../bus/fetches/fetcher.ts";
import { ByteWriter } from "../base/byte_writer.ts";
import type { NoticeKind } from "../protocol/extras.ts";
import { Asked } from "../protocol/rules/asked.ts";
import type { CheckedRules } from "../protocol/rules/rules.ts";
import { Element } from "../bus/elements/element.ts";

const RULES: CheckedRules = {
  values: [],
  kinds: ["state", "method", "signal"],
  asked: Asked.meta | Asked.times | Asked.presence,
};

/** Callbacks for events of the elements of this daemon. */
export interface LocalEvents {
  added(element: Element): void;
  changed(element: Element): void;
  /**
   * The notes of a value have changed, or the metadata.
   *
   * @param isMeta Whether it is the metadata.
   */
  noted(element: Element, isMeta: boolean): void;
  signalled(element: Element, event: SentSignal): void;
  removed(element: Element): void;
}

/** Reads everything, and sends nothing. */
const FETCHER: Fetcher = {
  congested: false,
  canRead: () => true,
  head: () => new ByteWriter(0),
  nextSequence: () => 0,
  fits: () => true,
  signalsExceed: () => false,
  limited: false,
  notify: () => {},
  replay: () => {},
  notifyRows: () => {},
  defer: () => {},
};

/** A fetch of everything but nodes. */
export class LocalWatch extends Fetch {
  readonly #events: LocalEvents;

  constructor(
    timers: TimerWheel,
    separator: string,
    events: LocalEvents,
  ) {
    super({
      fetcher: FETCHER,
      id: "",
      query: compile(RULES, separator, true),
      timers,
    });
    this.#events = events;
  }

  replayed(subject: Subject): void {
    this.added(subject);
  }

  begun(): void {}

  added(subject: Subject): void {
    if (subject instanceof Element) this.#events.added(subject);
  }

  changed(element: Subject): void {
    if (element instanceof Element) this.#events.changed(element);
  }

  noticed(kind: NoticeKind | "change", element: Subject): void {
    if (element instanceof Element) {
      this.#events.noted(element, kind === "meta");
    }
  }

  signalled(event: SentSignal): void {
    const { element } = event;
    if (element instanceof Element) this.#events.signalled(element, event);
  }

  removed(subject: Subject): void {
    if (subject instanceof Element) this.#events.removed(subject);
  }

  flush(): boolean {
    return true;
  }
}
