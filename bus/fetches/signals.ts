/**
 * Signals of one fetch that wait until a congested peer has read more.
 *
 * @module
 */
import type { ByteWriter } from "../../base/byte_writer.ts";
import { SignalEvent } from "../elements/signal.ts";
import type { SentSignal, Subject } from "../elements/watcher.ts";
import type { Fetcher } from "./fetcher.ts";

/** Bytes that an event takes beside its value and its path. */
const EVENT_BYTES = 128;

/** What waits in a fetch, in the order in which it is sent. */
export type DeferredEvents = Map<
  Subject,
  "add" | "change" | "signal"
>;

/** What waits, and what has been lost, of one signal. */
interface Tally {
  waiting: number;
  lost: number;
}

/** The part of a fetch that its signals need. */
interface SignalFetch {
  readonly fetcher: Fetcher;
  readonly head: ByteWriter;
  readonly asked: number;
  /** Whether it includes signals; otherwise they look like states. */
  readonly kinds: { readonly signal: boolean };
  /** Reports a signal whose `add` was dropped; `false`: it is not there. */
  announce(element: Subject): boolean;
  /** Whether the `add` of a subject was dropped, so that it needs no `remove`. */
  forget(subject: Subject): boolean;
}

/**
 * Signals are never conflated. Those that wait are bounded in number and bytes:
 * beyond that the oldest is dropped, and the next one of the same signal that is
 * sent carries how many were lost; or the removal does, if none follows.
 */
export class SignalQueue {
  readonly #fetch: SignalFetch;
  readonly #deferred: DeferredEvents;
  // In the order of their coming, which is that in `#deferred`.
  readonly #waiting = new Set<SentSignal>();
  readonly #tallies = new Map<Subject, Tally>();
  // Lost signals of elements that were added and removed unseen.
  #unseen = 0;
  #bytes = 0;

  constructor(fetch: SignalFetch, deferred: DeferredEvents) {
    this.#fetch = fetch;
    this.#deferred = deferred;
  }

  /**
   * Sends a signal.
   *
   * @param sequence Number of the event for all fetches.
   */
  send(event: SentSignal, sequence: number): void {
    const { fetcher, kinds } = this.#fetch;
    if (!kinds.signal) {
      this.#notify("add", event, sequence);
      return this.#notify("remove", event, sequence);
    }
    if (!this.#fetch.announce(event.element)) return this.lose(event);
    const lost = this.#takeLost(event.element);
    if (lost === 0) this.#notify("signal", event, sequence);
    else {
      const own = event.after(lost + event.lost);
      this.#notify("signal", own, fetcher.nextSequence());
    }
  }

  #notify(
    kind: "add" | "signal" | "remove",
    event: SentSignal,
    sequence: number,
  ): void {
    const { fetcher, head, asked } = this.#fetch;
    fetcher.notify(head, kind, event, sequence, asked);
  }

  /** Has a signal wait. */
  add(event: SentSignal): void {
    const { fetcher } = this.#fetch;
    this.#push(event.keep());
    while (
      this.#waiting.size > 1 &&
      fetcher.signalsExceed(this.#waiting.size, this.#bytes)
    ) this.#dropOldest();
  }

  /** A signal can't be sent to this peer. */
  lose({ element, lost }: SentSignal): void {
    if (this.#fetch.kinds.signal) this.#tally(element).lost += lost + 1;
  }

  #push(event: SentSignal): void {
    this.#waiting.add(event);
    this.#deferred.set(event, "signal");
    this.#bytes += sizeOf(event);
    this.#tally(event.element).waiting++;
  }

  #tally(element: Subject): Tally {
    let tally = this.#tallies.get(element);
    if (tally === undefined) {
      tally = { waiting: 0, lost: 0 };
      this.#tallies.set(element, tally);
    }
    return tally;
  }

  #dropOldest(): void {
    for (const event of this.#waiting) {
      const { element } = event;
      const isRemoval = event.method;
      this.#delete(event);
      if (!isRemoval) return this.lose(event);
      if (this.#deferred.get(element) !== "add") {
        return this.#sendRemoval(event);
      }
      // It came and went while the peer did not read.
      this.#deferred.delete(element);
      this.#unseen += this.#tallies.get(element)?.lost ?? 0;
      this.#tallies.delete(element);
      return;
    }
  }

  #delete(event: SentSignal): void {
    this.#waiting.delete(event);
    this.#deferred.delete(event);
    this.#bytes -= sizeOf(event);
    const tally = this.#tally(event.element);
    tally.waiting--;
    if (tally.waiting + tally.lost === 0) this.#tallies.delete(event.element);
  }

  /** Number of lost signals to be reported with the next one of an element. */
  #takeLost(element: Subject): number {
    const tally = this.#tallies.get(element);
    const lost = this.#unseen + (tally?.lost ?? 0);
    this.#unseen = 0;
    if (tally !== undefined) {
      tally.lost = 0;
      if (tally.waiting === 0) this.#tallies.delete(element);
    }
    return lost;
  }

  #sendRemoval(event: SentSignal): void {
    const { lost = 0 } = this.#tallies.get(event.element) ?? {};
    this.#tallies.delete(event.element);
    if (this.#fetch.forget(event.element)) {
      this.#unseen += lost;
      return;
    }
    const sequence = this.#fetch.fetcher.nextSequence();
    this.#notify("remove", event.after(lost), sequence);
  }

  /** Sends the first event that waits. */
  flush(): void {
    for (const event of this.#waiting) return this.#flush(event);
  }

  #flush(event: SentSignal): void {
    const { fetcher } = this.#fetch;
    const { restriction } = event;
    this.#delete(event);
    if (event.method) return this.#sendRemoval(event);
    // The peer may have lost the right meanwhile.
    if (restriction !== null && !fetcher.canRead(restriction)) return;
    this.send(event, fetcher.nextSequence());
  }

  /**
   * A signal is removed.
   *
   * @returns Whether that is reported here, behind what waits.
   */
  removed(element: Subject): boolean {
    const tally = this.#tallies.get(element);
    if (tally === undefined) return false;
    if (!element.removed) {
      // The peer has lost the right to read it.
      for (const event of this.#waiting) {
        if (event.element === element) this.#delete(event);
      }
      this.#tallies.delete(element);
      return false;
    }
    const removal = new SignalEvent(element, null);
    if (tally.waiting === 0 && !this.#deferred.has(element)) {
      this.#sendRemoval(removal);
    } else this.add(removal);
    return true;
  }
}

function sizeOf({ path, start, end }: SentSignal): number {
  return EVENT_BYTES + path.length + end - start;
}
