/**
 * Beginnings of fetches.
 *
 * @module
 */
import { Element, Node } from "../elements/element.ts";
import type { Hierarchy } from "../elements/hierarchy.ts";
import type { Subject } from "../elements/watcher.ts";
import type { Beginning, Fetch } from "../fetches/fetch.ts";
import { Cost, type Turns, type Work } from "../../base/turns.ts";
import type { Scan } from "./scan.ts";

/** What a replay needs of its space. */
export interface ReplaySpace {
  readonly turns: Turns;
  readonly hierarchy: Hierarchy;
  /** Whether an element exists for the fetch. */
  existsFor(element: Element, fetch: Fetch): boolean;
  /** The replay is complete. */
  replayed(replay: Replay): void;
}

/**
 * Reports what matches when a fetch begins, in slices. The fetch follows each
 * element from the moment in which the replay has passed it, and those that are
 * added later at once: so none is reported out of order.
 */
export class Replay implements Work, Beginning {
  readonly fetch: Fetch;
  readonly #space: ReplaySpace;
  // Paths of the nodes to report. A node may be removed and made anew.
  readonly #nodes: Set<string>;
  readonly #scan: Scan;

  /**
   * @param nodes The nodes to report, parents before children.
   * @param scan Makes the walk over the elements.
   */
  constructor(
    space: ReplaySpace,
    fetch: Fetch,
    nodes: readonly Node[],
    scan: (visit: (element: Element) => void) => Scan,
  ) {
    this.#space = space;
    this.fetch = fetch;
    this.#nodes = new Set(nodes.map(({ path }) => path));
    this.#scan = scan((element) => this.#pass(element));
  }

  get position(): number {
    return this.#scan.position;
  }

  get before(): number {
    return this.#scan.before;
  }

  isAhead(subject: Subject): boolean {
    if (subject instanceof Node) return this.#nodes.has(subject.path);
    return subject.serial > this.position && subject.serial < this.before;
  }

  reportAbove(subject: Subject): void {
    if (this.#nodes.size === 0) return;
    if (!(subject instanceof Element || subject instanceof Node)) return;
    const above: string[] = [];
    for (let node = subject.parent; node !== null; node = node.parent) {
      if (this.#nodes.has(node.path)) above.push(node.path);
    }
    for (const path of above.reverse()) this.#report(path);
  }

  #report(path: string): void {
    this.#nodes.delete(path);
    const node = this.#space.hierarchy.get(path);
    // The peer's rights may have changed.
    if (node?.visible(this.fetch.fetcher.canRead)) this.fetch.replayed(node);
  }

  proceed(): boolean {
    const { fetch } = this;
    if (fetch.ended) return true;
    const { turns } = this.#space;
    for (const path of this.#nodes) {
      if (turns.spent) return false;
      turns.left -= Cost.visit;
      this.#report(path);
      this.#stopIfCongested();
    }
    if (!this.#scan.proceed()) return false;
    this.#space.replayed(this);
    fetch.begun();
    return true;
  }

  #pass(element: Element): void {
    const { fetch } = this;
    if (!this.#space.existsFor(element, fetch)) return;
    if (!fetch.everything) element.watch(fetch);
    if (!fetch.accepts(element, "add")) return;
    this.#space.turns.charge(fetch.replayCost);
    fetch.replayed(element);
    this.#stopIfCongested();
  }

  /** Ends the slice: the peer has to read first. */
  #stopIfCongested(): void {
    if (this.fetch.fetcher.congested) this.#space.turns.left = 0;
  }
}
