/**
 * The elements of a namespace and the fetches that look at them.
 *
 * @module
 */
import { Counter } from "../../base/counter.ts";
import { Cost, type Turns, type Work } from "../../base/turns.ts";
import type { PathMatcher } from "../../protocol/rules/rules.ts";
import type { Element, Node } from "../elements/element.ts";
import { Hierarchy, type HierarchyOptions } from "../elements/hierarchy.ts";
import { ElementTable } from "../elements/table.ts";
import type { Fetch } from "../fetches/fetch.ts";
import { FetchIndex } from "../fetches/index.ts";
import { Owners } from "./owners.ts";
import { Replay, type ReplaySpace } from "./replay.ts";
import { Scan } from "./scan.ts";
import { Unwatching } from "./unwatching.ts";

/** What a namespace holds, and how it is searched. */
export class Contents implements ReplaySpace {
  readonly turns: Turns;
  /** All elements; see {@linkcode find}. */
  readonly elements: ElementTable;
  /** Their nodes. */
  readonly hierarchy: Hierarchy;
  /** Their owners. */
  readonly owners: Owners = new Owners();
  /** Elements with a restriction. */
  readonly restricted: Set<Element> = new Set();
  /** All fetches. */
  readonly fetches: FetchIndex = new FetchIndex();
  readonly #serial: Counter;

  /** @param parent Shares its serial numbers. */
  constructor(turns: Turns, options: HierarchyOptions, parent?: Contents) {
    this.turns = turns;
    this.hierarchy = new Hierarchy(options);
    this.elements = new ElementTable(this.hierarchy);
    this.#serial = parent === undefined ? new Counter() : parent.#serial;
  }

  /** Number of the next element or fetch. */
  nextSerial(): number {
    return this.#serial.next();
  }

  /** The element with this path, if its owner has not left. */
  find(path: string): Element | undefined {
    const element = this.elements.byPath.get(path);
    if (element !== undefined && !this.hasLeft(element)) return element;
  }

  /** Whether an element exists; `null`: all that are in the table do. */
  get exists(): ((element: Element) => boolean) | null {
    return this.owners.departed.size === 0 ? null : this.#isThere;
  }

  readonly #isThere = (element: Element): boolean => !this.hasLeft(element);

  /** Whether an element is there only until its removal is reported. */
  protected hasLeft(element: Element): boolean {
    return this.owners.leftAt(element) !== undefined;
  }

  existsFor(element: Element, { serial }: Fetch): boolean {
    return serial < (this.owners.leftAt(element) ?? Infinity);
  }

  /** A walk over the elements that match now. */
  scan(paths: PathMatcher, visit: (element: Element) => void): Scan {
    const search = this.elements.search(paths);
    return new Scan(this.turns, search, paths, this.nextSerial(), visit);
  }

  /** A walk over the nodes that match now, parents before their children. */
  scanNodes(paths: PathMatcher, visit: (node: Node) => void): Scan<Node> {
    const { nextSerial } = this.hierarchy;
    const search = this.hierarchy.search(paths);
    return new Scan(this.turns, search, paths, nextSerial, visit);
  }

  /**
   * Begins a fetch.
   *
   * @returns What reports everything that matches now.
   */
  begin(fetch: Fetch): Work {
    // Owners that departed while it waited for other members are gone for it.
    fetch.serial = this.nextSerial();
    const replay = new Replay(this, fetch);
    this.fetches.add(fetch, replay);
    return replay;
  }

  replayed(replay: Replay): void {
    this.fetches.endBeginning(replay.fetch);
  }

  /** Has an element watched by the fetches that match its path. */
  protected watch(element: Element): void {
    if (this.fetches.isEmpty) return;
    for (const fetch of this.fetches.matching(element.path)) {
      element.watch(fetch);
    }
    if (this.fetches.cost > 0) this.turns.charge(this.fetches.cost);
  }

  /**
   * Ends fetches.
   *
   * @returns What removes them from the watchers of the elements.
   */
  end(fetches: readonly Fetch[]): Work {
    const gone = new Set(fetches);
    this.turns.charge(this.fetches.delete(gone) * Cost.watcher);
    for (const fetch of gone) fetch.end();
    return new Unwatching(this, gone);
  }
}
