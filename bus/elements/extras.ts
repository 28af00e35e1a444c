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
import { copyOf, type Slice } from "../../base/slice.ts";
import type { TimerEntry } from "../collections/timer_wheel.ts";

/** Keeps the values of an element. */
export interface KeptElement {
  /** To be called when the element is removed. */
  removed(): void;
}

/**
 * What few elements have beside path, value and owner. Elements that have
 * nothing but the same timeout and the same wishes share one.
 */
export class ElementExtras implements EntryExtras {
  /** Milliseconds until a request times out; 0: the default of the bus. */
  readonly timeoutMs: number;
  /** What requests to the owner carry besides; `null`: nothing. */
  readonly wishes: RequestWishes | null;
  /** Milliseconds without a change after which the value is stale; 0: never. */
  readonly expiresMs: number;
  /** Milliseconds for which it stays when its owner leaves; 0: it goes. */
  readonly stayMs: number;
  /** Keeps its values; `null`: nothing does. */
  kept: KeptElement | null = null;
  /** Whether several elements may have it: it does not change. */
  readonly shared: boolean;
  /** Waits for {@linkcode expiresMs}. */
  expiry: TimerEntry | null = null;
  meta: Slice | null = null;
  at: number | undefined = undefined;
  quality: string | undefined = undefined;
  stale: boolean;
  away: boolean;

  constructor(
    timeoutMs: number,
    wishes: RequestWishes | null,
    own: AddExtras | null,
  ) {
    this.timeoutMs = timeoutMs;
    this.wishes = wishes;
    this.shared = own === null;
    this.stale = own?.stale ?? false;
    this.away = own?.away ?? false;
    this.expiresMs = Math.ceil((own?.expires ?? 0) * 1000);
    this.stayMs = Math.ceil((own?.stay ?? 0) * 1000);
    if (own !== null) this.note(own);
  }

  /** Length of the metadata in bytes. */
  get metaBytes(): number {
    return this.meta === null ? 0 : this.meta.end - this.meta.start;
  }

  /** Takes notes over that come with a value or without one. */
  note({ meta, at, quality }: ValueNotes): void {
    if (meta !== undefined) this.meta = meta === null ? null : copyOf(meta);
    this.at = at;
    this.quality = quality;
  }

  /** The same, for one element alone. */
  unshared(): ElementExtras {
    return new ElementExtras(this.timeoutMs, this.wishes, NO_EXTRAS);
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

/** What one element alone has; it is made if there is nothing yet. */
export function ownExtras(
  element: { extras: ElementExtras | null },
): ElementExtras {
  const { extras } = element;
  if (extras !== null && !extras.shared) return extras;
  return element.extras = extras?.unshared() ??
    new ElementExtras(0, null, NO_EXTRAS);
}
