/**
 * Beginnings of fetches.
 *
 * @module
 */
import type { PathMatcher } from "../../protocol/rules/rules.ts";
import { Element, Node } from "../elements/element.ts";
import type { Hierarchy } from "../elements/hierarchy.ts";
import type { Subject } from "../elements/watcher.ts";
import type { Beginning, Fetch } from "../fetches/fetch.ts";
import type { Turns, Work } from "../../base/turns.ts";
import { readCost } from "../fetches/value_query.ts";
import type { Scan } from "./scan.ts";

/** What a replay needs of its space. */
export interface ReplaySpace {
  readonly hierarchy: Pick<Hierarchy, "parentOf">;
  readonly turns: Turns;
  /** A walk over the elements that match. */
  scan(paths: PathMatcher, visit: (element: Element) => void): Scan;
  /** A walk over the nodes that match. */
  scanNodes(paths: PathMatcher, visit: (node: Node) => void): Scan<Node>;
  /** Whether an element exists for the fetch. */
  existsFor(element: Element, fetch: Fetch): boolean;
  /** The replay is complete. */
  replayed(replay: Replay): void;
}

/**
 * Reports what matches when a fetch begins, in slices: first the nodes, then the
 * elements. The fetch follows each of them from the moment in which the replay
 * has passed it, and those that are added later at once: so none is reported out
 * of order.
 */
export class Replay implements Work, Beginning {
  readonly fetch: Fetch;
  readonly #space: ReplaySpace;
  // `null`: all of them have been reported, or none is asked for.
  #nodes: Scan<Node> | null;
  // Nodes ahead of the walk that were reported as something is below them.
  readonly #early = new Set<Node>();
  readonly #elements: Scan;

  constructor(space: ReplaySpace, fetch: Fetch) {
    const { kinds, paths } = fetch;
    this.#space = space;
    this.fetch = fetch;
    this.#nodes = kinds.node
      ? space.scanNodes(paths, (node) => this.#passNode(node))
      : null;
    this.#elements = space.scan(paths, (element) => this.pass(element));
  }

  get position(): number {
    return this.#elements.position;
  }

  get before(): number {
    return this.#elements.before;
  }

  isAhead(subject: Subject): boolean {
    if (!(subject instanceof Node)) return this.#elements.isAhead(subject);
    return this.#nodes?.isAhead(subject) === true && !this.#early.has(subject);
  }

  reportAbove(subject: Subject): void {
    if (this.#nodes === null) return;
    if (!(subject instanceof Element || subject instanceof Node)) return;
    const above: Node[] = [];
    let node = this.#space.hierarchy.parentOf(subject);
    for (; node !== null; node = node.parent) {
      if (this.isAhead(node) && this.fetch.paths.test(node.path)) {
        above.push(node);
      }
    }
    for (const node of above.reverse()) {
      if (this.#report(node)) this.#early.add(node);
    }
  }

  /** Reports a node, if the peer may see it by its rights of now. */
  #report(node: Node): boolean {
    const { fetch } = this;
    if (!node.visible(fetch.fetcher.canRead)) return false;
    fetch.replayed(node);
    return true;
  }

  #passNode(node: Node): void {
    if (this.#early.has(node)) return;
    if (this.#report(node)) this.#stopIfCongested();
  }

  proceed(): boolean {
    const { fetch } = this;
    if (fetch.ended) return true;
    if (this.#nodes?.proceed() === false) return false;
    this.#nodes = null;
    this.#early.clear();
    if (!this.#elements.proceed()) return false;
    this.#space.replayed(this);
    fetch.begun();
    return true;
  }

  /** Reports an element that the walk has reached. */
  pass(element: Element): void {
    const { fetch } = this;
    if (!this.#space.existsFor(element, fetch)) return;
    if (!fetch.everything) element.watch(fetch);
    if (!fetch.accepts(element, "add")) return;
    this.#space.turns.charge(
      fetch.replayCost + (fetch.readsValues ? readCost(element) : 0),
    );
    fetch.replayed(element);
    this.#stopIfCongested();
  }

  /** Ends the slice: the peer has to read first. */
  #stopIfCongested(): void {
    if (this.fetch.fetcher.congested) this.#space.turns.left = 0;
  }
}
