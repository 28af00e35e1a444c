/**
 * The elements of a space, by their paths.
 *
 * @module
 */
import type { PathMatcher } from "../../protocol/rules/rules.ts";
import type { Element } from "./element.ts";
import type { Owner } from "./owner.ts";
import type { Hierarchy } from "./hierarchy.ts";
import { AgingMap } from "../../base/aging_map.ts";
import {
  foundAtOnce,
  MAX_LOOKED_UP,
  MAX_NARROWED,
  type Narrowed,
  type Search,
} from "./search.ts";

/** Elements by path, in the order of their adding. */
export class ElementTable {
  readonly #hierarchy: Hierarchy;
  readonly #byPath = new AgingMap<Element>();
  /** All of them. */
  readonly byPath: Pick<AgingMap<Element>, "get" | "has" | "size" | "values"> =
    this.#byPath;

  /** @param hierarchy Their hierarchy. */
  constructor(hierarchy: Hierarchy) {
    this.#hierarchy = hierarchy;
  }

  /** Adds an element whose path is free. */
  add(element: Element): void {
    this.#byPath.add(element.path, element);
  }

  /** Deletes an element. */
  delete(element: Element): void {
    this.#byPath.delete(element.path);
  }

  /** The elements whose paths match, in the order of their adding. */
  matching(paths: PathMatcher): Element[] {
    const { candidates, matched } = this.search(paths);
    const found: Element[] = [];
    for (const element of candidates) {
      if (matched || paths.test(element.path)) found.push(element);
    }
    return found;
  }

  /**
   * The elements whose paths may match, in the order of their adding. The rules'
   * exact paths, limit in the hierarchy or prefix narrow the search.
   */
  search(paths: PathMatcher): Search<Element> {
    const narrow = paths.folded ? null : this.#narrowed(paths);
    return narrow === null
      ? { candidates: this.#byPath.values(), matched: paths.always }
      : foundAtOnce(narrow);
  }

  /** An owner's elements at a path and below, in the order of their adding. */
  ownBelow(owner: Owner, path: string): Element[] {
    // The leaf "" is at the root and below it.
    const found = new Set<Element>();
    const collect = (element: Element) => {
      if (element.owner === owner) found.add(element);
    };
    const own = this.byPath.get(path);
    if (own !== undefined) collect(own);
    this.#hierarchy.visitBelow(path, Infinity, null, collect);
    return [...found].sort((a, b) => a.serial - b.serial);
  }

  /** What may match, where that is not too much to be found at once. */
  #narrowed(paths: PathMatcher): Narrowed<Element> | null {
    const { exact, limit, prefix } = paths;
    const found: Element[] = [];
    if (exact !== null) {
      if (exact.length > MAX_LOOKED_UP) return null;
      for (const path of exact) {
        const element = this.#byPath.get(path);
        if (element !== undefined) found.push(element);
      }
      return { found, matched: paths.certain };
    }
    let left = MAX_NARROWED;
    const collect = (element: Element): boolean => {
      found.push(element);
      return --left > 0;
    };
    if (limit !== null) {
      this.#hierarchy.visitBelow(
        limit.below,
        limit.depth,
        null,
        collect,
      );
    } else if (prefix !== null) {
      // Below each node is an element.
      this.#hierarchy.visitUnder(prefix, () => --left > 0, collect);
    } else return null;
    return left > 0 ? { found, matched: false } : null;
  }
}
