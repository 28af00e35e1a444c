/**
 * Finds the fetches whose path rules an element's path can satisfy, without
 * asking all of them.
 *
 * @module
 */
import { foldPath } from "../../protocol/rules.ts";
import type { Fetch } from "./fetch.ts";
import { PrefixTree } from "../collections/prefix_tree.ts";

/** Fetches by the exact paths, or the prefix, that their rules demand. */
class RuleTable {
  readonly #exact = new Map<string, Fetch[]>();
  readonly #prefixes = new PrefixTree<Fetch[]>();

  get empty(): boolean {
    return this.#exact.size === 0 && this.#prefixes.size === 0;
  }

  /** Files a fetch; `false` if its rules name neither paths nor a prefix. */
  add(fetch: Fetch): boolean {
    const { exact, prefix } = fetch.paths;
    if (exact !== null) {
      for (const path of exact) {
        const fetches = this.#exact.get(path);
        if (fetches === undefined) this.#exact.set(path, [fetch]);
        else fetches.push(fetch);
      }
      return true;
    }
    if (!prefix) return false;
    const fetches = this.#prefixes.get(prefix);
    if (fetches === undefined) this.#prefixes.set(prefix, [fetch]);
    else fetches.push(fetch);
    return true;
  }

  /** Takes fetches out that may be here or not. */
  delete(gone: ReadonlySet<Fetch>): void {
    // Each list is looked through once, however many of them are in it.
    const seen = new Set<Fetch[]>();
    for (const { paths: { exact, prefix } } of gone) {
      if (exact !== null) {
        for (const path of exact) {
          const fetches = this.#exact.get(path);
          if (fetches === undefined || seen.has(fetches)) continue;
          seen.add(fetches);
          if (without(fetches, gone)) this.#exact.delete(path);
        }
      } else if (prefix) {
        const fetches = this.#prefixes.get(prefix);
        if (fetches === undefined || seen.has(fetches)) continue;
        seen.add(fetches);
        if (without(fetches, gone)) this.#prefixes.delete(prefix);
      }
    }
  }

  /** Collects what matches a path; `key` is the path as this table has it. */
  collect(key: string, path: string, into: Fetch[]): void {
    const exact = this.#exact.get(key);
    if (exact !== undefined) { for (const fetch of exact) into.push(fetch); }
    if (this.#prefixes.size > 0) {
      this.#prefixes.visitPrefixes(
        key,
        (fetches) => pushMatching(fetches, path, key, into),
      );
    }
  }
}

/** All fetches of a bus. */
export class FetchIndex {
  /**
   * The fetches that have no path rule: they hear of every element, and are
   * not noted at each of a million elements.
   */
  readonly everything: Fetch[] = [];
  /** The fetches that ask for nodes. */
  readonly ofNodes: Fetch[] = [];
  readonly #byCase = new RuleTable();
  readonly #folded = new RuleTable();
  readonly #others: Fetch[] = [];

  /** Takes a fetch in. */
  add(fetch: Fetch): void {
    if (fetch.kinds.node) this.ofNodes.push(fetch);
    if (fetch.everything) this.everything.push(fetch);
    else if (!this.#tableOf(fetch).add(fetch)) this.#others.push(fetch);
  }

  /** Takes fetches out. */
  delete(gone: ReadonlySet<Fetch>): void {
    without(this.ofNodes, gone);
    without(this.everything, gone);
    without(this.#others, gone);
    this.#byCase.delete(gone);
    this.#folded.delete(gone);
  }

  /** The fetches that match a path, except those of everything. */
  matching(path: string): Fetch[] {
    const found: Fetch[] = [];
    if (!this.#byCase.empty) this.#byCase.collect(path, path, found);
    if (!this.#folded.empty) {
      this.#folded.collect(foldPath(path), path, found);
    }
    if (this.#others.length > 0) {
      pushMatching(this.#others, path, undefined, found);
    }
    if (found.length > 1) found.sort((a, b) => a.serial - b.serial);
    return found;
  }

  #tableOf(fetch: Fetch): RuleTable {
    return fetch.paths.folded ? this.#folded : this.#byCase;
  }
}

function pushMatching(
  fetches: readonly Fetch[],
  path: string,
  folded: string | undefined,
  into: Fetch[],
): void {
  for (const fetch of fetches) {
    if (fetch.paths.test(path, folded)) into.push(fetch);
  }
}

/** Removes fetches from a list; `true` if nothing is left. */
function without(fetches: Fetch[], gone: ReadonlySet<Fetch>): boolean {
  let left = 0;
  for (const fetch of fetches) {
    if (!gone.has(fetch)) fetches[left++] = fetch;
  }
  fetches.length = left;
  return left === 0;
}
