/**
 * The members that are subscribed to a path.
 *
 * @module
 */
import { PrefixTree } from "../bus/collections/prefix_tree.ts";
import { exactOf, type Interest } from "./interests.ts";

/** What maps and prefix trees have in common. */
interface Index<Source> {
  get(text: string): Set<Source> | undefined;
  set(text: string, sources: Set<Source>): unknown;
  delete(text: string): unknown;
}

/**
 * Interests of all other members in one index: what a change costs depends on the
 * members that look at its path, not on the number of members.
 *
 * @typeParam Source What stands for a member.
 */
export class Audience<Source> {
  readonly #exact = new Map<string, Set<Source>>();
  readonly #prefixes = new PrefixTree<Set<Source>>();
  readonly #interests = new Map<Source, Set<Interest>>();

  /** Adds an interest of a member. */
  add(source: Source, interest: Interest): void {
    let own = this.#interests.get(source);
    if (own === undefined) {
      own = new Set();
      this.#interests.set(source, own);
    }
    own.add(interest);
    const index = this.#indexOf(interest);
    const text = interest.slice(1);
    const sources = index.get(text);
    if (sources === undefined) index.set(text, new Set([source]));
    else sources.add(source);
  }

  /** Deletes an interest of a member. */
  delete(source: Source, interest: Interest): void {
    const own = this.#interests.get(source);
    if (!own?.delete(interest)) return;
    if (own.size === 0) this.#interests.delete(source);
    const index = this.#indexOf(interest);
    const text = interest.slice(1);
    const sources = index.get(text);
    sources?.delete(source);
    if (sources?.size === 0) index.delete(text);
  }

  /** Deletes all interests of a member. */
  clear(source: Source): void {
    for (const interest of [...this.#interests.get(source) ?? []]) {
      this.delete(source, interest);
    }
  }

  #indexOf(interest: Interest): Index<Source> {
    return exactOf(interest) === undefined ? this.#prefixes : this.#exact;
  }

  /** Whether a member is subscribed to a path. */
  includes(source: Source, path: string): boolean {
    if (this.#exact.get(path)?.has(source)) return true;
    let found = false;
    this.#prefixes.visitPrefixes(path, (sources) => {
      found ||= sources.has(source);
    });
    return found;
  }

  /** The members that are subscribed to a path, each once. */
  of(path: string): Iterable<Source> {
    const lists: Set<Source>[] = [];
    const exact = this.#exact.get(path);
    if (exact !== undefined) lists.push(exact);
    if (this.#prefixes.size > 0) {
      this.#prefixes.visitPrefixes(path, (sources) => lists.push(sources));
    }
    if (lists.length < 2) return lists[0] ?? [];
    return new Set(lists.flatMap((sources) => [...sources]));
  }
}
