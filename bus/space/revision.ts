/**
 * Changes of what a peer can read, when its rights change.
 *
 * @module
 */
import type { EventKind } from "../../protocol/dialect.ts";
import { Asked } from "../../protocol/rules/asked.ts";
import { PathMatcher } from "../../protocol/rules/rules.ts";
import { Cost, type Turns, type Work } from "../../base/turns.ts";
import type { Element, Node } from "../elements/element.ts";
import type { Hierarchy } from "../elements/hierarchy.ts";
import type { CanRead, Restriction } from "../elements/restriction.ts";
import type { Subject } from "../elements/watcher.ts";
import { includes } from "../fetches/compile.ts";
import type { Beginning, Fetch, FetchRevision } from "../fetches/fetch.ts";
import type { Scan } from "./scan.ts";

/** What a `change` does not have of what may have changed meanwhile. */
const HIDDEN_NOTICES = Asked.meta | Asked.presence;
const ALL_PATHS = new PathMatcher();

/** The part of a space that is revised. */
export interface RevisedSpace {
  readonly turns: Turns;
  /** Elements with a restriction, in the order of their adding. */
  readonly restricted: Iterable<Element>;
  readonly hierarchy: Hierarchy;
  /** The revisions that have not ended. */
  readonly revisions: Set<Revision>;
  /** A walk over the nodes that match. */
  scanNodes(paths: PathMatcher, visit: (node: Node) => void): Scan<Node>;
  nextSerial(): number;
  nextSequence(): number;
  /** Whether an element exists for the fetch. */
  existsFor(element: Element, fetch: Fetch): boolean;
}

/**
 * A change of a node: its first element with a restriction was added, or the
 * last one removed.
 */
interface NodeChange {
  readonly kind: "add" | "remove";
  readonly restriction: Restriction | null;
}

/**
 * Reports to fetches of one peer what has become readable and what no longer is,
 * in slices. The peer's rights have changed already: of an element ahead of the
 * walk it is notified if it could read it before and still can; its removal is
 * reported if it was known. So no event is out of order, and none has a value
 * that is not readable any more.
 */
export class Revision implements Work, FetchRevision {
  holdsNode = false;
  readonly #space: RevisedSpace;
  readonly #fetches: readonly Fetch[];
  readonly #former: Revision | null;
  readonly #before: CanRead;
  readonly #now: CanRead;
  readonly #elements: Iterator<Element>;
  // Serial numbers of the element that was looked at last, and of the first
  // that is too new.
  #position = 0;
  readonly #end: number;
  #isSuperseded = false;
  // What fetches that begin will report themselves, as it was at first.
  readonly #replays = new Map<Fetch, Pick<Beginning, "position" | "before">>();
  // The walk over the nodes, before that over the elements; `null`: all of them
  // have been compared, or none is asked for.
  #nodes: Scan<Node> | null = null;
  // Nodes ahead of the walk that were compared because they changed.
  readonly #early = new Set<Node>();
  // Nodes that are to be reported, by their paths.
  readonly #adds = new Map<string, Node>();
  readonly #removes = new Map<string, Node>();
  // The last of these, the innermost at its end.
  #leaving: Node[] | null = null;
  #resumed = 0;

  /**
   * @param fetches Those of the peer in this space.
   * @param former The revision of these fetches that this one supersedes.
   * @param before Whether elements were readable before the change.
   * @param now Whether elements are readable now.
   */
  constructor(
    space: RevisedSpace,
    fetches: readonly Fetch[],
    former: Revision | null,
    before: CanRead,
    now: CanRead,
  ) {
    this.#space = space;
    this.#fetches = fetches;
    this.#former = former;
    this.#before = before;
    this.#now = now;
    this.#elements = space.restricted[Symbol.iterator]();
    this.#end = space.nextSerial();
    for (const fetch of fetches) {
      fetch.revision = this;
      // Until all is done, a row may have an element that is hidden.
      fetch.suspend();
      if (fetch.beginning === null) continue;
      const { position, before } = fetch.beginning;
      this.#replays.set(fetch, { position, before });
    }
    space.revisions.add(this);
    if (!fetches.some(({ kinds }) => kinds.node)) return;
    this.#nodes = space.scanNodes(ALL_PATHS, (node) => {
      const isSame = former === null && !node.restricted;
      if (!isSame && !this.#early.has(node)) this.#compare(node);
    });
    if (former === null) return;
    for (const [path, node] of former.#removes) {
      if (space.hierarchy.get(path) === undefined) {
        this.#removes.set(path, node);
      }
    }
  }

  #isCompared(node: Node): boolean {
    return this.#nodes?.isAhead(node) !== true || this.#early.has(node);
  }

  /** @param change What has just changed; the node as it was before counts. */
  #compare(node: Node, change?: NodeChange): void {
    const known = this.#former?.knowsNode(node, change) ??
      wasVisible(node, this.#before, change);
    const visible = wasVisible(node, this.#now, change);
    if (visible && !known) this.#adds.set(node.path, node);
    if (known && !visible) this.#removes.set(node.path, node);
  }

  /** Compares a node ahead of the walk. */
  #compareEarly(node: Node, change?: NodeChange): void {
    if (this.#isCompared(node)) return;
    this.#early.add(node);
    this.#compare(node, change);
  }

  /**
   * Whether the fetches know a node.
   *
   * @param change What has just changed; the node as it was before counts.
   */
  knowsNode(node: Node, change?: NodeChange): boolean {
    if (!this.#isCompared(node)) {
      return this.#former?.knowsNode(node, change) ??
        wasVisible(node, this.#before, change);
    }
    if (this.#removes.has(node.path)) return true;
    return !this.#adds.has(node.path) && wasVisible(node, this.#now, change);
  }

  /** The revision for a further change of rights, which takes this one's place. */
  supersede(before: CanRead, now: CanRead): Revision {
    this.#isSuperseded = true;
    this.#space.revisions.delete(this);
    const fetches = this.#fetches.filter(({ revision, ended }) =>
      revision === this && !ended
    );
    return new Revision(this.#space, fetches, this, before, now);
  }

  // Events of others.

  accepts(fetch: Fetch, subject: Subject, kind: EventKind): boolean {
    const { restriction } = subject;
    if (restriction === null) return true;
    if (!this.#isAhead(fetch, subject)) return this.#now(restriction);
    return this.#knows(fetch, subject, restriction) &&
      (kind === "remove" || this.#now(restriction));
  }

  #isAhead(fetch: Fetch, { serial }: Subject): boolean {
    if (serial <= this.#position || serial >= this.#end) return false;
    const replay = this.#replays.get(fetch);
    return replay === undefined || serial <= replay.position ||
      serial >= replay.before;
  }

  /** Whether a fetch knows an element that is ahead. */
  #knows(fetch: Fetch, subject: Subject, restriction: Restriction): boolean {
    const former = this.#former;
    return former !== null && former.#isAhead(fetch, subject)
      ? former.#knows(fetch, subject, restriction)
      : this.#before(restriction);
  }

  /** Whether a known element was not readable between two changes of rights. */
  #wasHidden(
    fetch: Fetch,
    subject: Subject,
    restriction: Restriction,
  ): boolean {
    const former = this.#former;
    return former !== null && former.#isAhead(fetch, subject) &&
      (!former.#now(restriction) ||
        former.#wasHidden(fetch, subject, restriction));
  }

  /**
   * To be called before a node is published; `holdsNode` is whether the fetches
   * must not be notified: it is a node that waits to be reported.
   */
  nodeChanges(
    kind: "add" | "remove",
    node: Node,
    restriction: Restriction | null,
  ): void {
    this.#compareEarly(node, { kind, restriction });
    if (kind === "add") this.reportAbove(node.path);
    this.holdsNode = false;
    if (restriction !== null && !this.#now(restriction)) return;
    if (node.visible(this.#now, restriction)) return;
    if (kind === "add") {
      const known = this.#removes.get(node.path);
      if (known === node) this.holdsNode = this.#removes.delete(node.path);
      else if (known !== undefined) this.#reportRemoved(known);
      return;
    }
    this.holdsNode = true;
    if (this.#adds.delete(node.path)) return;
    // There may be nodes and elements below it whose removal waits.
    this.#removes.set(node.path, node);
    this.#leaving = null;
  }

  /** Reports the removal of a node that has been made anew. */
  #reportRemoved({ path }: Node): void {
    const below = path + this.#space.hierarchy.separator;
    const removed = [...this.#removes.values()]
      .filter((node) => node.path === path || node.path.startsWith(below))
      .sort(byDepth);
    for (const node of removed.reverse()) {
      this.#removes.delete(node.path);
      this.#report("remove", node);
    }
  }

  /** Reports the nodes above a path that is about to be added. */
  reportAbove(path: string): void {
    const { hierarchy } = this.#space;
    const areCompared = this.#nodes === null;
    if (areCompared && this.#adds.size === 0) return;
    const above: string[] = [];
    for (
      let next = hierarchy.parentPath(path);
      next !== "";
      next = hierarchy.parentPath(next)
    ) above.push(next);
    for (const next of above.reverse()) {
      const node = areCompared ? undefined : hierarchy.get(next);
      if (node !== undefined) this.#compareEarly(node);
      this.#reportAdd(next);
    }
  }

  #reportAdd(path: string): void {
    const node = this.#adds.get(path);
    if (node === undefined) return;
    // A node that was compared early may come before the one above it.
    const { parent } = node;
    if (parent !== null) this.#reportAdd(parent.path);
    this.#adds.delete(path);
    this.#report("add", node);
  }

  // The work.

  proceed(): boolean {
    if (this.#isSuperseded) return true;
    if (this.#nodes?.proceed() === false) return false;
    this.#nodes = null;
    this.#early.clear();
    const { turns } = this.#space;
    // Nodes are added before what is below them, and removed after it.
    for (const path of this.#adds.keys()) {
      if (turns.spent) return false;
      this.#reportAdd(path);
    }
    if (!this.#walk()) return false;
    while (this.#removes.size > 0) {
      if (turns.spent) return false;
      this.#leaving ??= [...this.#removes.values()]
        .sort(byDepth);
      const node = this.#leaving.pop();
      if (node === undefined || !this.#removes.delete(node.path)) continue;
      this.#report("remove", node);
    }
    this.#space.revisions.delete(this);
    this.holdsNode = false;
    while (this.#resumed < this.#fetches.length) {
      if (turns.spent) return false;
      turns.left -= Cost.watcher;
      const fetch = this.#fetches[this.#resumed++];
      fetch.revision = null;
      if (!fetch.ended) fetch.resume();
    }
    return true;
  }

  #report(kind: "add" | "remove", node: Node): void {
    const { turns } = this.#space;
    const sequence = this.#space.nextSequence();
    for (const fetch of this.#fetches) {
      turns.left -= Cost.watcher;
      if (!fetch.kinds.node || !fetch.paths.test(node.path)) continue;
      if (!fetch.beginning?.isAhead(node)) tell(fetch, kind, node, sequence);
    }
  }

  /** Walks over the elements; `false` if the slice did not suffice. */
  #walk(): boolean {
    const { turns } = this.#space;
    while (!turns.spent) {
      const { done, value } = this.#elements.next();
      if (done || value.serial >= this.#end) {
        this.#position = this.#end;
        return true;
      }
      turns.charge(Cost.visit);
      if (!value.removed) this.#pass(value);
      this.#position = value.serial;
    }
    return false;
  }

  #pass(element: Element): void {
    const { restriction, path } = element;
    if (restriction === null) return;
    const visible = this.#now(restriction);
    // Without a former revision all fetches know the same.
    const isSame = this.#former === null &&
      this.#before(restriction) === visible;
    if (isSame) return;
    const { turns } = this.#space;
    const sequence = this.#space.nextSequence();
    for (const fetch of this.#fetches) {
      turns.charge(Cost.watcher + fetch.paths.costOf(path));
      const { kinds, paths } = fetch;
      if (!includes(kinds, element) || !paths.test(path)) continue;
      if (!this.#isAhead(fetch, element)) continue;
      if (!this.#space.existsFor(element, fetch)) continue;
      if (this.#knows(fetch, element, restriction) !== visible) {
        tell(fetch, visible ? "add" : "remove", element, sequence);
      } else if (visible && this.#wasHidden(fetch, element, restriction)) {
        reportAnew(fetch, element, sequence);
      }
    }
  }
}

/** Whether a node was visible before it changed. */
function wasVisible(
  node: Node,
  canRead: CanRead,
  change: NodeChange | undefined,
): boolean {
  if (change === undefined) return node.visible(canRead);
  const { kind, restriction } = change;
  return node.visible(canRead, restriction) ||
    kind === "remove" && (restriction === null || canRead(restriction));
}

function byDepth(a: Node, b: Node): number {
  return a.depth - b.depth;
}

/** Reports an element that a fetch knows as it was before it was hidden. */
function reportAnew(fetch: Fetch, element: Element, sequence: number): void {
  const isTold = (fetch.asked & HIDDEN_NOTICES) === 0 || fetch.sorted;
  // Signals do not change.
  if (isTold && !element.signal) {
    return fetch.changed(element, sequence);
  }
  fetch.removed(element, sequence);
  fetch.added(element, sequence);
}

function tell(
  fetch: Fetch,
  kind: "add" | "remove",
  subject: Subject,
  sequence: number,
): void {
  if (kind === "add") fetch.added(subject, sequence);
  else fetch.removed(subject, sequence);
}
