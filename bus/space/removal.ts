/**
 * Removal of elements.
 *
 * @module
 */
import type { Element } from "../elements/element.ts";
import { Cost, type Turns, type Work } from "../../base/turns.ts";

/** Removes elements in slices. */
export class Removal implements Work {
  readonly #turns: Turns;
  readonly #elements: Iterator<Element>;
  readonly #drop: (element: Element) => void;
  readonly #done: () => void;

  /**
   * @param drop Removes one of them.
   * @param done Called when all have been removed.
   */
  constructor(
    turns: Turns,
    elements: Iterable<Element>,
    drop: (element: Element) => void,
    done: () => void,
  ) {
    this.#turns = turns;
    this.#elements = elements[Symbol.iterator]();
    this.#drop = drop;
    this.#done = done;
  }

  proceed(): boolean {
    const turns = this.#turns;
    while (turns.left > 0) {
      const { done, value } = this.#elements.next();
      if (done) {
        this.#done();
        return true;
      }
      if (value.removed) continue;
      turns.charge(Cost.removal);
      this.#drop(value);
    }
    return false;
  }
}
