/**
 * The elements of a space, by their paths.
 *
 * @module
 */
import type { PathMatcher } from "../../protocol/rules/rules.ts";
import type { Element } from "./element.ts";
import type { Hierarchy } from "./hierarchy.ts";
import { PrefixTree } from "../collections/prefix_tree.ts";

/** Elements by path, in the order of their adding. */
export class ElementTable {
  readonly #hierarchy: Hierarchy;
  readonly #byPath = new Map<string, Element>();
  readonly #byPrefix = new PrefixTree<Element>();

  /** @param hierarchy Their hierarchy. */
  constructor(hierarchy: Hierarchy) {
    this.#hierarchy = hierarchy;
  }

  /** Number of elements. */
  get size(): number {
    return this.#byPath.size;
  }

  /** The element with this path. */
  get(path: string): Element | undefined {
    return this.#byPath.get(path);
  }

  /** Adds an element whose path is free. */
  add(element: Element): void {
    this.#byPath.set(element.path, element);
    this.#byPrefix.set(element.path, element);
  }

  /** Deletes an element. */
  delete(element: Element): void {
    this.#byPath.delete(element.path);
    this.#byPrefix.delete(element.path);
  }

  /**
   * The elements whose paths match, in the order of their adding. The rules'
   * exact paths, limit in the hierarchy or prefix narrow the search.
   */
  matching(paths: PathMatcher): Element[] {
    const found: Element[] = [];
    if (!paths.folded && paths.exact !== null) {
      for (const path of paths.exact) {
        const element = this.#byPath.get(path);
        if (element !== undefined) found.push(element);
      }
      return inOrder(found);
    }
    const { limit } = paths;
    if (!paths.folded && limit !== null) {
      this.#hierarchy.visitBelow(limit.below, limit.depth, () => {}, (leaf) => {
        if (paths.test(leaf.path)) found.push(leaf);
      });
      return inOrder(found);
    }
    if (!paths.folded && paths.prefix) {
      this.#byPrefix.visitUnder(paths.prefix, (element) => {
        if (paths.test(element.path)) found.push(element);
      });
      return inOrder(found);
    }
    if (paths.always) return [...this.#byPath.values()];
    for (const element of this.#byPath.values()) {
      if (paths.test(element.path)) found.push(element);
    }
    return found;
  }
}

function inOrder(elements: Element[]): Element[] {
  return elements.sort((a, b) => a.serial - b.serial);
}
