/**
 * What few elements have.
 *
 * @module
 */
import {
  type AddExtras,
  type EntryExtras,
  NO_EXTRAS,
  type ValueNotes,
} from "../../protocol/extras.ts";
import type { RequestWishes } from "../../protocol/inbox.ts";
import { packedCopyOf, type Slice } from "../../base/slice.ts";
import type { TimerEntry } from "../collections/timer_wheel.ts";

/** Keeps the values of an element. */
export interface KeptElement {
  /** To be called when the element is removed. */
  removed(): void;
}

/** How requests are passed on to the owner of elements, which share it. */
export class RequestSettings {
  /** Milliseconds until a request times out; 0: the default of the bus. */
  readonly timeoutMs: number;
  /** What requests to the owner carry besides; `null`: nothing. */
  readonly wishes: RequestWishes | null;

  constructor(timeoutMs: number, wishes: RequestWishes | null) {
    this.timeoutMs = timeoutMs;
    this.wishes = wishes;
  }

  /** Whether it is that of these parameters. */
  equals(timeoutMs: number, wishes: RequestWishes | null): boolean {
    const own = this.wishes;
    if (this.timeoutMs !== timeoutMs) return false;
    if (own === null || wishes === null) return own === wishes;
    return own.deadline === wishes.deadline && own.caller === wishes.caller &&
      own.cancel === wishes.cancel && own.group === wishes.group &&
      own.displaced === wishes.displaced;
  }
}

/** Those of elements whose owners say nothing of it. */
export const DEFAULT_SETTINGS: RequestSettings = new RequestSettings(0, null);

/** How long an element and its values last. */
class Lifetime {
  readonly expiresMs: number;
  readonly stayMs: number;
  kept: KeptElement | null = null;
  expiry: TimerEntry | null = null;

  constructor(expiresMs: number, stayMs: number) {
    this.expiresMs = expiresMs;
    this.stayMs = stayMs;
  }
}

/** That of elements without one; never written to. */
const ENDLESS = new Lifetime(0, 0);

const SHARED = 1;
const STALE = 1 << 1;
const AWAY = 1 << 2;

/**
 * What few elements have beside path, value and owner. Elements that have
 * nothing but the same settings of requests share one.
 */
export class ElementExtras implements EntryExtras {
  readonly #settings: RequestSettings;
  meta: Slice | null = null;
  at: number | undefined = undefined;
  quality: string | undefined = undefined;
  #lifetime = ENDLESS;
  #bits: number;

  constructor(settings: RequestSettings, own: AddExtras | null) {
    this.#settings = settings;
    this.#bits = own === null ? SHARED : 0;
    if (own === null) return;
    const { expires = 0, stay = 0, stale = false, away = false } = own;
    this.stale = stale;
    this.away = away;
    if (expires > 0 || stay > 0) {
      this.#lifetime = new Lifetime(
        Math.ceil(expires * 1000),
        Math.ceil(stay * 1000),
      );
    }
    this.note(own);
  }

  /** Milliseconds until a request times out; 0: the default of the bus. */
  get timeoutMs(): number {
    return this.#settings.timeoutMs;
  }

  /** What requests to the owner carry besides; `null`: nothing. */
  get wishes(): RequestWishes | null {
    return this.#settings.wishes;
  }

  /** Whether several elements may have it: it does not change. */
  get shared(): boolean {
    return (this.#bits & SHARED) !== 0;
  }

  get stale(): boolean {
    return (this.#bits & STALE) !== 0;
  }

  set stale(stale: boolean) {
    this.#bits = stale ? this.#bits | STALE : this.#bits & ~STALE;
  }

  get away(): boolean {
    return (this.#bits & AWAY) !== 0;
  }

  set away(away: boolean) {
    this.#bits = away ? this.#bits | AWAY : this.#bits & ~AWAY;
  }

  /** Milliseconds without a change after which the value is stale; 0: never. */
  get expiresMs(): number {
    return this.#lifetime.expiresMs;
  }

  /** Milliseconds for which it stays when its owner leaves; 0: it goes. */
  get stayMs(): number {
    return this.#lifetime.stayMs;
  }

  /** Waits for {@linkcode expiresMs}. */
  get expiry(): TimerEntry | null {
    return this.#lifetime.expiry;
  }

  set expiry(expiry: TimerEntry | null) {
    this.#own().expiry = expiry;
  }

  /** Keeps its values; `null`: nothing does. */
  get kept(): KeptElement | null {
    return this.#lifetime.kept;
  }

  set kept(kept: KeptElement | null) {
    this.#own().kept = kept;
  }

  #own(): Lifetime {
    if (this.#lifetime === ENDLESS) this.#lifetime = new Lifetime(0, 0);
    return this.#lifetime;
  }

  /** Length of the metadata in bytes. */
  get metaBytes(): number {
    return this.meta === null ? 0 : this.meta.end - this.meta.start;
  }

  /** Takes notes over that come with a value or without one. */
  note({ meta, at, quality }: ValueNotes): void {
    if (meta !== undefined) {
      this.meta = meta === null ? null : packedCopyOf(meta);
    }
    this.at = at;
    this.quality = quality;
  }

  /** The same, for one element alone. */
  unshared(): ElementExtras {
    return new ElementExtras(this.#settings, NO_EXTRAS);
  }
}

/** What one element alone has; it is made if there is nothing yet. */
export function ownExtras(
  element: { extras: ElementExtras | null },
): ElementExtras {
  const { extras } = element;
  if (extras !== null && !extras.shared) return extras;
  return element.extras = extras?.unshared() ??
    new ElementExtras(DEFAULT_SETTINGS, NO_EXTRAS);
}
