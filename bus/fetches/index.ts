/**
 * An index of fetches by their path rules.
 *
 * @module
 */
import { foldPath } from "../../protocol/rules/rules.ts";
import type { Beginning, Fetch } from "./fetch.ts";
import { PrefixTree } from "../collections/prefix_tree.ts";

/** Fetches by the exact paths or the prefix of their rules. */
class RuleTable {
  readonly #exact = new Map<string, Fetch[]>();
  readonly #prefixes = new PrefixTree<Fetch[]>();

  get empty(): boolean {
    return this.#exact.size === 0 && this.#prefixes.size === 0;
  }

  /** Adds a fetch; `false` if its rules have neither exact paths nor a prefix. */
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

  /**
   * Deletes those of the fetches that are here.
   *
   * @returns How many fetches it has looked at.
   */
  delete(gone: ReadonlySet<Fetch>): number {
    // Each list is filtered once, however many of the fetches are in it.
    const seen = new Set<Fetch[]>();
    let looks = 0;
    for (const { paths: { exact, prefix } } of gone) {
      if (exact !== null) {
        for (const path of exact) {
          const fetches = this.#exact.get(path);
          if (fetches === undefined || seen.has(fetches)) continue;
          seen.add(fetches);
          looks += fetches.length;
          if (without(fetches, gone)) this.#exact.delete(path);
        }
      } else if (prefix) {
        const fetches = this.#prefixes.get(prefix);
        if (fetches === undefined || seen.has(fetches)) continue;
        seen.add(fetches);
        looks += fetches.length;
        if (without(fetches, gone)) this.#prefixes.delete(prefix);
      }
    }
    return looks;
  }

  /**
   * Collects the fetches that match a path; `key` is the path, or it folded.
   * Returns what that costs.
   */
  collect(key: string, path: string, into: Fetch[]): number {
    let cost = 0;
    const exact = this.#exact.get(key);
    if (exact !== undefined) {
      for (const fetch of exact) {
        const { paths } = fetch;
        if (paths.certain || paths.test(path, key)) into.push(fetch);
      }
    }
    if (this.#prefixes.size > 0) {
      this.#prefixes.visitPrefixes(
        key,
        (fetches) => cost += pushMatching(fetches, path, key, into),
      );
    }
    return cost;
  }
}

/** The fetches of a space. */
export class FetchIndex {
  /**
   * Fetches without path rules. They watch every element, and are not added to
   * the watchers of each.
   */
  readonly everything: Fetch[] = [];
  /** Fetches that include nodes. */
  readonly ofNodes: Fetch[] = [];
  /** Number of fetches of everything that begin. Only written here. */
  beginnings = 0;
  /** What the last {@linkcode matching} cost. Only written here. */
  cost = 0;
  readonly #byCase = new RuleTable();
  readonly #folded = new RuleTable();
  readonly #others: Fetch[] = [];

  /** Adds a fetch, which does not know what is ahead of its beginning. */
  add(fetch: Fetch, beginning: Beginning): void {
    fetch.beginning = beginning;
    if (fetch.everything) this.beginnings++;
    if (fetch.kinds.node) this.ofNodes.push(fetch);
    if (fetch.everything) this.everything.push(fetch);
    else if (!this.#tableOf(fetch).add(fetch)) this.#others.push(fetch);
  }

  /** To be called when all that matched at the beginning has been reported. */
  endBeginning(fetch: Fetch): void {
    if (fetch.beginning === null) return;
    fetch.beginning = null;
    if (fetch.everything) this.beginnings--;
  }

  /**
   * Deletes fetches.
   *
   * @returns How many fetches it has looked at.
   */
  delete(gone: ReadonlySet<Fetch>): number {
    for (const fetch of gone) this.endBeginning(fetch);
    let looks = 0;
    for (const fetches of [this.ofNodes, this.everything, this.#others]) {
      looks += fetches.length;
      without(fetches, gone);
    }
    return looks + this.#byCase.delete(gone) + this.#folded.delete(gone);
  }

  /** Whether there are none, except those of everything. */
  get isEmpty(): boolean {
    return this.#byCase.empty && this.#folded.empty &&
      this.#others.length === 0;
  }

  /** The fetches that match a path, except those of everything. */
  matching(path: string): Fetch[] {
    const found: Fetch[] = [];
    let cost = 0;
    if (!this.#byCase.empty) cost = this.#byCase.collect(path, path, found);
    if (!this.#folded.empty) {
      cost += this.#folded.collect(foldPath(path), path, found);
    }
    if (this.#others.length > 0) {
      cost += pushMatching(this.#others, path, undefined, found);
    }
    this.cost = cost;
    if (found.length > 1) found.sort((a, b) => a.serial - b.serial);
    return found;
  }

  #tableOf(fetch: Fetch): RuleTable {
    return fetch.paths.folded ? this.#folded : this.#byCase;
  }
}

/** Adds those that match; returns what that costs. */
function pushMatching(
  fetches: readonly Fetch[],
  path: string,
  folded: string | undefined,
  into: Fetch[],
): number {
  let cost = 0;
  for (const fetch of fetches) {
    const { paths } = fetch;
    cost += paths.costOf(path);
    if (paths.test(path, folded)) into.push(fetch);
  }
  return cost;
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
