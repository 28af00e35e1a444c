/**
 * Values that rules have looked into, as JSON peers see them.
 *
 * @module
 */
import type { ReadableJson } from "../../protocol/json/lazy.ts";
import type { Subject } from "./watcher.ts";

/** Elements whose values are kept; a power of two. */
const KEPT = 1 << 14;

/**
 * Parsed values of elements, in places by their serial numbers: of those that were
 * added one after the other each has its own. Most elements are looked into by no
 * rule, so a field in each would be empty.
 */
class ParsedValues {
  #elements: (Subject | null)[] = [];
  #values: ReadableJson[] = [];

  /** The value that was kept last for an element, if it still is. */
  get(element: Subject): ReadableJson | undefined {
    const at = element.serial & KEPT - 1;
    return this.#elements[at] === element ? this.#values[at] : undefined;
  }

  /** Keeps a value. */
  set(element: Subject, value: ReadableJson): void {
    if (this.#elements.length === 0) {
      this.#elements = new Array<Subject | null>(KEPT).fill(null);
      this.#values = new Array<ReadableJson>(KEPT).fill(null);
    }
    const at = element.serial & KEPT - 1;
    this.#elements[at] = element;
    this.#values[at] = value;
  }

  /** Forgets an element. */
  delete(element: Subject): void {
    const at = element.serial & KEPT - 1;
    if (this.#elements[at] !== element) return;
    this.#elements[at] = null;
    this.#values[at] = null;
  }
}

/** Those of all elements. */
export const parsedValues: ParsedValues = new ParsedValues();
