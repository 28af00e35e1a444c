/**
 * When elements changed last: the daemon's time, and the number of the change.
 * Both are columns: a number of its own in each element would take three times
 * as much memory.
 *
 * @module
 */

import type { Restriction } from "./restriction.ts";

/** Elements of a page. */
const PAGE_SIZE = 1024;
/** The first page is small: most daemons hold few elements. */
const FIRST_PAGE_SIZE = 64;
/** Time and revision. */
const COLUMNS = 2;

/** A page of no elements. */
export const NO_PAGE = new Float64Array(COLUMNS);

/** Where the stamp of an element is. */
export interface Stamped {
  /** The page. */
  page: Float64Array;
  /** Index of the time in the page; the revision follows. */
  slot: number;
}

/** An element that was removed. */
export interface RemovedElement {
  readonly path: string;
  /** Number of its removal. */
  readonly revision: number;
  /** Who was allowed to know it; `null`: everybody. */
  readonly restriction: Restriction | null;
}

/** Places of the stamps, and the number of the last change. */
export class Stamps {
  /** Number of the last change. */
  revision = 0;
  /** The time while a kept value is restored; otherwise it is now. */
  now: number | undefined;
  /** Called for each element that is removed; nothing by default. */
  onRemoved: ((element: RemovedElement) => void) | undefined;
  #page = NO_PAGE;
  #next = NO_PAGE.length;
  // Freed places.
  readonly #freePages: Float64Array[] = [];
  readonly #freeSlots: number[] = [];

  /** Allocates a place. */
  place(element: Stamped): void {
    const page = this.#freePages.pop();
    if (page !== undefined) {
      element.page = page;
      element.slot = this.#freeSlots.pop() ?? 0;
      return;
    }
    if (this.#next === this.#page.length) {
      const size = this.#page === NO_PAGE ? FIRST_PAGE_SIZE : PAGE_SIZE;
      this.#page = new Float64Array(size * COLUMNS);
      this.#next = 0;
    }
    element.page = this.#page;
    element.slot = this.#next;
    this.#next += COLUMNS;
  }

  /** Frees the place of an element. */
  release(element: Stamped): void {
    this.#freePages.push(element.page);
    this.#freeSlots.push(element.slot);
    element.page = NO_PAGE;
    element.slot = 0;
  }
}
