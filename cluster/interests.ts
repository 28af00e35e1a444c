/**
 * Interests of a member in values: exact paths, and beginnings of paths.
 *
 * @module
 */
import { PrefixTree } from "../bus/collections/prefix_tree.ts";
import type { PathMatcher } from "../protocol/rules/rules.ts";

/** An exact path behind `=`, or the beginning of paths behind `^`. */
export type Interest = string;

/** What includes everything. */
export const EVERYTHING: Interest = "^";

/** The fewest interests that include everything that rules match. */
export function interestsOf(paths: PathMatcher): readonly Interest[] {
  if (paths.folded) return [EVERYTHING];
  if (paths.exact !== null) return paths.exact.map((path) => `=${path}`);
  return [`^${paths.prefix ?? ""}`];
}

/** The exact path of an interest; `undefined`: it is a beginning. */
export function exactOf(interest: Interest): string | undefined {
  return interest.startsWith("=") ? interest.slice(1) : undefined;
}

/** Interests with a quick answer to whether any includes a path. */
export class InterestSet {
  readonly #exact = new Set<string>();
  #prefixes = new PrefixTree<true>();
  #everything = false;

  /** Adds one. */
  add(interest: Interest): void {
    const text = interest.slice(1);
    if (interest.startsWith("=")) this.#exact.add(text);
    else if (text === "") this.#everything = true;
    else this.#prefixes.set(text, true);
  }

  /** Deletes one. */
  delete(interest: Interest): void {
    const text = interest.slice(1);
    if (interest.startsWith("=")) this.#exact.delete(text);
    else if (text === "") this.#everything = false;
    else this.#prefixes.delete(text);
  }

  /** Deletes all. */
  clear(): void {
    this.#exact.clear();
    this.#prefixes = new PrefixTree();
    this.#everything = false;
  }

  /** Whether any includes a path. */
  includes(path: string): boolean {
    if (this.#everything || this.#exact.has(path)) return true;
    if (this.#prefixes.size === 0) return false;
    let found = false;
    this.#prefixes.visitPrefixes(path, () => found = true);
    return found;
  }
}
