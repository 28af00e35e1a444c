/**
 * What owners say of their values: metadata, time, quality, and how long a value
 * holds.
 *
 * @module
 */
import {
  NO_EXTRAS,
  type NoticeKind,
  type ValueNotes,
} from "../../protocol/extras.ts";
import type { AddParams } from "../../protocol/inbox.ts";
import { TimerEntry, type TimerWheel } from "../collections/timer_wheel.ts";
import type { Element } from "../elements/element.ts";
import {
  DEFAULT_SETTINGS,
  ElementExtras,
  ownExtras,
  RequestSettings,
} from "../elements/extras.ts";
import type { ByteStore } from "../../base/slab.ts";
import { isSameText, type Slice } from "../../base/slice.ts";
import type { Stamps } from "../elements/stamps.ts";

/** What notes need of their space. */
interface NotedSpace {
  readonly stamps: Stamps;
  /** Counts the metadata with the values. */
  readonly store: Pick<ByteStore, "account">;
  now(): number;
  stamp(element: Element): void;
  notice(kind: NoticeKind | "change", element: Element): void;
}

/** Waits for a value to become stale. */
class Expiry extends TimerEntry {
  readonly #notes: Notes;
  readonly #element: Element;

  constructor(notes: Notes, element: Element) {
    super();
    this.#notes = notes;
    this.#element = element;
  }

  override expired(): void {
    this.#notes.expired(this.#element, this);
  }
}

/** Keeps what is said of values, and publishes it to those that ask. */
export class Notes {
  readonly #space: NotedSpace;
  readonly #stamps: Stamps;
  readonly #timers: TimerWheel;
  // The last that elements share, alone or with extras of their own.
  #settings = DEFAULT_SETTINGS;
  #shared: ElementExtras | null = null;

  constructor(space: NotedSpace, timers: TimerWheel) {
    this.#space = space;
    this.#stamps = space.stamps;
    this.#timers = timers;
  }

  /** The extras of a new element. */
  extrasOf({ timeout, wishes, extras }: AddParams): ElementExtras | null {
    const timeoutMs = Math.ceil((timeout ?? 0) * 1000);
    if (extras === null && timeoutMs === 0 && wishes === null) return null;
    if (!this.#settings.equals(timeoutMs, wishes)) {
      this.#settings = new RequestSettings(timeoutMs, wishes);
      this.#shared = null;
    }
    if (extras !== null) return new ElementExtras(this.#settings, extras);
    return this.#shared ??= new ElementExtras(this.#settings, null);
  }

  /** An element was added. */
  added(element: Element): void {
    const { extras } = element;
    if (extras === null) return;
    this.#space.store.account(extras.metaBytes);
    if (extras.expiresMs === 0) return;
    extras.expiry = new Expiry(this, element);
    this.#timers.add(extras.expiry, extras.expiresMs);
  }

  /**
   * The owner of an element is back, or another one took it over.
   *
   * @param changes Whether the change of the value follows.
   */
  returned(element: Element, options: AddParams, changes: boolean): void {
    const before = element.extras;
    this.removed(element);
    const extras = element.extras = this.extrasOf(options);
    this.added(element);
    const isMetaNew = !sameText(before?.meta, extras?.meta);
    const isNoted = !changes &&
      (before?.at !== extras?.at || before?.quality !== extras?.quality ||
        before?.stale === true);
    if (isNoted) this.#space.stamp(element);
    else if (isMetaNew) this.#countChange(element);
    // An owner may be back before `leave` has reached this element.
    if (before?.away) this.#space.notice("back", element);
    if (isMetaNew) this.#space.notice("meta", element);
    if (isNoted) this.#space.notice("change", element);
  }

  /** Another daemon has an element now, or gives one: only that is new. */
  moved(element: Element, options: AddParams): void {
    this.removed(element);
    element.extras = this.extrasOf(options);
    this.added(element);
  }

  /** Counts a change of an element whose value stays. */
  #countChange(element: Element): void {
    element.stamp(element.time, ++this.#stamps.revision);
  }

  /** An element was removed. */
  removed({ extras }: Element): void {
    if (extras === null) return;
    this.#space.store.account(-extras.metaBytes);
    if (extras.kept !== null) extras.kept.removed();
    if (extras.expiry === null) return;
    this.#timers.cancel(extras.expiry);
    extras.expiry = null;
  }

  /**
   * Takes the notes of a new value, before it is published.
   *
   * @param notes `null`: the value came without.
   */
  take(element: Element, notes: ValueNotes | null): void {
    const extras = notes === null ? element.extras : ownExtras(element);
    if (extras === null || extras.shared) return;
    this.#note(extras, notes ?? NO_EXTRAS);
    if (!extras.stale) return;
    extras.stale = false;
    if (extras.expiry !== null) {
      this.#timers.add(extras.expiry, extras.expiresMs);
    }
  }

  /**
   * Takes notes without a value, and publishes them. Methods, and what a signal
   * sends, have metadata only.
   */
  change(element: Element, notes: ValueNotes): "notState" | null {
    const { at, quality } = notes;
    if (element.method && (at !== undefined || quality !== undefined)) {
      return "notState";
    }
    const extras = ownExtras(element);
    if (at === undefined && quality === undefined) {
      const { at, quality } = extras;
      this.#note(extras, { ...notes, at, quality });
      this.#countChange(element);
    } else {
      this.#space.stamp(element);
      this.take(element, notes);
      this.#space.notice("change", element);
    }
    this.publish(element, notes);
    return null;
  }

  #note(extras: ElementExtras, notes: ValueNotes): void {
    const before = extras.metaBytes;
    extras.note(notes);
    this.#space.store.account(extras.metaBytes - before);
  }

  /** Publishes metadata that has changed. */
  publish(element: Element, { meta }: ValueNotes): void {
    if (meta !== undefined) this.#space.notice("meta", element);
  }

  /** The time of a value may be over. */
  expired(element: Element, expiry: TimerEntry): void {
    const { extras } = element;
    if (extras === null || element.removed) return;
    const left = element.time + extras.expiresMs - this.#space.now();
    if (left > 0) return this.#timers.add(expiry, left);
    extras.stale = true;
    this.#space.notice("stale", element);
  }
}

function sameText(a: Slice | null = null, b: Slice | null = null): boolean {
  if (a === null || b === null) return a === b;
  return isSameText(a, b);
}
