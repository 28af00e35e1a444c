/**
 * Walks over the elements or the nodes of a space, in slices.
 *
 * @module
 */
import type { PathMatcher } from "../../protocol/rules/rules.ts";
import type { Element } from "../elements/element.ts";
import type { Search, Searched } from "../elements/search.ts";
import { Cost, type Turns, type Work } from "../../base/turns.ts";

/**
 * A walk over what has matching paths, in the order of the serial numbers.
 * Elements and nodes may come and go between two slices.
 */
export class Scan<Entry extends Searched = Element> implements Work {
  /** Serial number of the first that is too new. */
  readonly before: number;
  /** Serial number of the one that was looked at last. */
  position = 0;
  /** Whether what was to be visited has been removed meanwhile. */
  hasLost = false;
  readonly #turns: Turns;
  readonly #paths: PathMatcher;
  readonly #candidates: Iterator<Entry>;
  readonly #matched: boolean;
  readonly #visit: (entry: Entry) => void;

  /**
   * @param search Where to look.
   * @param before Serial number of the first that is too new.
   * @param visit Called with each that matches and still exists.
   */
  constructor(
    turns: Turns,
    { candidates, matched }: Search<Entry>,
    paths: PathMatcher,
    before: number,
    visit: (entry: Entry) => void,
  ) {
    this.#turns = turns;
    this.#paths = paths;
    this.#candidates = candidates;
    this.#matched = matched;
    this.before = before;
    this.#visit = visit;
  }

  /** Whether it will be looked at, if it matches. */
  isAhead({ serial }: Pick<Searched, "serial">): boolean {
    return serial > this.position && serial < this.before;
  }

  /** Goes on until all have been visited, or the slice is spent. */
  proceed(): boolean {
    if (this.position === this.before) return true;
    const turns = this.#turns;
    const paths = this.#matched ? null : this.#paths;
    while (turns.left > 0) {
      const { done, value } = this.#candidates.next();
      // In the order of the serial numbers: all that follow are newer.
      if (done || value.serial >= this.before) {
        this.position = this.before;
        return true;
      }
      const { path } = value;
      turns.charge(Cost.visit + (paths === null ? 0 : paths.costOf(path)));
      this.position = value.serial;
      if (value.removed) {
        this.hasLost = true;
        continue;
      }
      if (paths === null || paths.test(path)) this.#visit(value);
    }
    return false;
  }
}
