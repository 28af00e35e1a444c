/**
 * Walks over the elements of a space, in slices.
 *
 * @module
 */
import type { PathMatcher } from "../../protocol/rules/rules.ts";
import type { Element } from "../elements/element.ts";
import type { ElementTable } from "../elements/table.ts";
import { Cost, type Turns } from "../../base/turns.ts";

/**
 * A walk over the elements whose paths match, in the order of their adding.
 * Elements may be added and removed between two slices.
 */
export class Scan {
  /** Serial number of the first element that is too new. */
  readonly before: number;
  /** Serial number of the element that was looked at last. */
  position = 0;
  readonly #turns: Turns;
  readonly #paths: PathMatcher;
  readonly #candidates: Iterator<Element>;
  readonly #matched: boolean;
  readonly #visit: (element: Element) => void;
  readonly #cost: number;

  /**
   * @param before Serial number of the first element that is too new.
   * @param visit Called with each element that matches and still exists.
   */
  constructor(
    turns: Turns,
    elements: ElementTable,
    paths: PathMatcher,
    before: number,
    visit: (element: Element) => void,
  ) {
    const { candidates, matched } = elements.search(paths);
    this.#turns = turns;
    this.#paths = paths;
    this.#candidates = candidates;
    this.#matched = matched;
    this.before = before;
    this.#visit = visit;
    this.#cost = Cost.visit + (matched ? 0 : paths.cost);
  }

  /** Goes on until all have been visited, or the slice is spent. */
  proceed(): boolean {
    const turns = this.#turns;
    while (turns.left > 0) {
      const { done, value } = this.#candidates.next();
      // The table is in the order of adding: all that follow are newer.
      if (done || value.serial > this.before) return true;
      turns.left -= this.#cost;
      this.position = value.serial;
      if (value.removed) continue;
      if (this.#matched || this.#paths.test(value.path)) this.#visit(value);
    }
    return false;
  }
}
