/**
 * The rows that are seen of a long list: a few elements, recycled by slot. Rows
 * stay under the pointer when others come or go above them.
 *
 * @module
 */
import type { Item } from "./model.ts";
import { type RowContext, RowView } from "./row.ts";

/** Chromium's elements end at 16.7 million px: longer lists are scaled. */
const MAX_HEIGHT = 8e6;
/** Rows beyond the edges. */
const OVERSCAN = 4;

/** See the module. */
export class VirtualList {
  readonly #scroller: HTMLElement;
  readonly #spacer: HTMLDivElement = document.createElement("div");
  readonly #slots: RowView[] = [];
  readonly #idPrefix: string;
  #rows: readonly Item[] = [];
  #rowHeight = 28;
  #viewHeight = 0;
  #scrollTop = 0;
  #anchor: Item | undefined;
  #anchorOffset = 0;
  #shift = 0;
  #mounted = new Map<Item, RowView>();

  constructor(scroller: HTMLElement, idPrefix: string) {
    this.#scroller = scroller;
    this.#idPrefix = idPrefix;
    this.#spacer.className = "spacer";
    scroller.append(this.#spacer);
  }

  /** The rows that are on the screen. */
  get mounted(): ReadonlyMap<Item, RowView> {
    return this.#mounted;
  }

  /** How many rows fit. */
  get page(): number {
    return Math.max(1, Math.floor(this.#viewHeight / this.#rowHeight) - 1);
  }

  /** Measures the rows and the room for them. */
  measure(): void {
    const row = getComputedStyle(this.#scroller).getPropertyValue("--row");
    this.#rowHeight = parseInt(row) || 28;
    this.#viewHeight = this.#scroller.clientHeight;
    this.scrolled();
  }

  get #total(): number {
    return this.#rows.length * this.#rowHeight;
  }

  /** Scale of the scroll bar; 1 unless the list is very long. */
  get #top(): number {
    const scrollTop = this.#scrollTop;
    const total = this.#total;
    if (total <= MAX_HEIGHT) return scrollTop;
    return scrollTop / (MAX_HEIGHT - this.#viewHeight) *
      (total - this.#viewHeight);
  }

  set #top(top: number) {
    const total = this.#total;
    this.#scroller.scrollTop = total <= MAX_HEIGHT
      ? top
      : top / (total - this.#viewHeight) * (MAX_HEIGHT - this.#viewHeight);
    this.scrolled();
  }

  /**
   * Reads how far it is scrolled. Only then: reading it while rows are drawn
   * would lay them out each time.
   */
  scrolled(): void {
    this.#scrollTop = this.#scroller.scrollTop;
    this.#hold();
  }

  // `setRows` keeps the topmost row at its place when others come or go.
  #hold(): void {
    const top = this.#top;
    const index = Math.floor(top / this.#rowHeight);
    this.#anchor = this.#rows[index];
    this.#anchorOffset = top - index * this.#rowHeight;
  }

  /** Shows other rows. */
  setRows(rows: readonly Item[]): void {
    this.#rows = rows;
    const height = Math.min(this.#total, MAX_HEIGHT);
    this.#spacer.style.height = `${height}px`;
    const anchor = this.#anchor;
    if (anchor === undefined || this.#scrollTop === 0) return;
    const index = rows.indexOf(anchor);
    if (index >= 0) {
      const top = index * this.#rowHeight + this.#anchorOffset;
      if (Math.abs(top - this.#top) >= 1) this.#top = top;
    }
  }

  /** Scrolls until a row is seen. */
  reveal(index: number): void {
    const top = index * this.#rowHeight;
    const before = this.#top;
    if (top < before) this.#top = top;
    else if (top + this.#rowHeight > before + this.#viewHeight) {
      this.#top = top + this.#rowHeight - this.#viewHeight;
    }
  }

  /**
   * Draws what is seen.
   *
   * @param dirty Items with other values; `undefined`: everything is drawn.
   * @returns the rows that are seen.
   */
  draw(context: RowContext, dirty?: ReadonlySet<Item>): readonly Item[] {
    const top = this.#top;
    const height = this.#rowHeight;
    const first = Math.max(0, Math.floor(top / height) - OVERSCAN);
    const last = Math.min(
      this.#rows.length,
      Math.ceil((top + this.#viewHeight) / height) + OVERSCAN,
    );
    this.#hold();
    const slots = Math.ceil(this.#viewHeight / height) + 2 * OVERSCAN + 2;
    this.#resize(slots);
    const shift = this.#scrollTop - top;
    const moved = shift !== this.#shift;
    this.#shift = shift;
    const mounted = new Map<Item, RowView>();
    const used = new Set<RowView>();
    for (let index = first; index < last; index++) {
      const item = this.#rows[index];
      const slot = this.#slots[index % slots];
      used.add(slot);
      mounted.set(item, slot);
      if (dirty === undefined || moved || slot.item !== item) {
        slot.element.style.transform = `translateY(${
          index * height + shift
        }px)`;
        slot.element.hidden = false;
        slot.fill(item, context);
      } else if (dirty.has(item)) {
        slot.fillValue(context);
      }
    }
    for (const slot of this.#slots) {
      if (used.has(slot)) continue;
      slot.element.hidden = true;
      slot.item = undefined;
    }
    this.#mounted = mounted;
    return this.#rows.slice(first, last);
  }

  #resize(count: number): void {
    if (this.#slots.length === count) return;
    for (const slot of this.#slots.splice(count)) slot.element.remove();
    while (this.#slots.length < count) {
      const slot = new RowView(`${this.#idPrefix}${this.#slots.length}`);
      slot.element.hidden = true;
      this.#slots.push(slot);
      this.#scroller.append(slot.element);
    }
    for (const slot of this.#slots) slot.item = undefined;
  }
}
