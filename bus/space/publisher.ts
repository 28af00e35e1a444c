/**
 * Publication of events to the fetches of a space.
 *
 * @module
 */
import type { EventKind } from "../../protocol/dialect.ts";
import type { Element, Node } from "../elements/element.ts";
import type { Restriction } from "../elements/restriction.ts";
import type { Watcher } from "../elements/watcher.ts";
import type { Beginning, Fetch } from "../fetches/fetch.ts";
import type { FetchIndex } from "../fetches/index.ts";
import type { Revision } from "./revision.ts";
import { Cost, type Turns } from "../../base/turns.ts";

/** Notifies fetches of what happens to elements and nodes. */
export class Publisher {
  readonly #fetches: FetchIndex;
  readonly #revisions: ReadonlySet<Revision>;
  readonly #turns: Turns;
  readonly #nextSequence: () => number;
  // Number of fetches of everything that begin.
  #beginnings = 0;
  #closed = false;

  /** @param nextSequence Number of the next event. */
  constructor(
    fetches: FetchIndex,
    revisions: ReadonlySet<Revision>,
    turns: Turns,
    nextSequence: () => number,
  ) {
    this.#fetches = fetches;
    this.#revisions = revisions;
    this.#turns = turns;
    this.#nextSequence = nextSequence;
  }

  /** Ends the notifications. */
  close(): void {
    this.#closed = true;
  }

  /** Adds a fetch, which does not know what is ahead of its beginning. */
  begin(fetch: Fetch, beginning: Beginning): void {
    fetch.beginning = beginning;
    if (fetch.everything) this.#beginnings++;
    this.#fetches.add(fetch);
  }

  /** To be called when all that matched at the beginning has been reported. */
  endBeginning(fetch: Fetch): void {
    if (fetch.beginning === null) return;
    fetch.beginning = null;
    if (fetch.everything) this.#beginnings--;
  }

  /**
   * Publishes an event of an element.
   *
   * @param before Serial number of the first fetch that is too new.
   */
  publish(kind: EventKind, element: Element, before = Infinity): void {
    if (this.#closed) return;
    if (kind === "add" && this.#revisions.size > 0) {
      for (const revision of this.#revisions) {
        revision.reportAbove(element.path);
      }
    }
    const sequence = this.#nextSequence();
    const { everything } = this.#fetches;
    const { watchers } = element;
    this.#turns.left -= Cost.watcher * (everything.length + watchers.length);
    if (before < Infinity || this.#beginnings > 0) {
      this.#notifyBeginning(kind, element, sequence, before);
    } else {
      for (let i = 0; i < everything.length; i++) {
        notify(everything[i], kind, element, sequence);
      }
    }
    for (let i = 0; i < watchers.length; i++) {
      notify(watchers[i], kind, element, sequence);
    }
  }

  /** Notifies the fetches of everything that know the element already. */
  #notifyBeginning(
    kind: EventKind,
    element: Element,
    sequence: number,
    before: number,
  ): void {
    for (const fetch of this.#fetches.everything) {
      if (fetch.serial > before || fetch.beginning?.isAhead(element)) continue;
      notify(fetch, kind, element, sequence);
    }
  }

  /**
   * Publishes a node to the peers for which the first element below it was
   * added, or the last removed: those that can read elements with the
   * restriction, and none with others.
   */
  publishNode(
    kind: "add" | "remove",
    node: Node,
    restriction: Restriction | null,
  ): void {
    if (this.#closed) return;
    const sequence = this.#nextSequence();
    for (const revision of this.#revisions) {
      revision.nodeChanges(kind, node, restriction);
    }
    for (const fetch of this.#fetches.ofNodes) {
      const { canRead } = fetch.fetcher;
      if (restriction !== null && !canRead(restriction)) continue;
      if (node.visible(canRead, restriction)) continue;
      if (!fetch.paths.test(node.path)) continue;
      if (fetch.beginning?.isAhead(node)) continue;
      if (fetch.revision?.holdsNode) continue;
      if (kind === "add") fetch.added(node, sequence);
      else fetch.removed(node, sequence);
    }
  }
}

function notify(
  watcher: Watcher,
  kind: EventKind,
  element: Element,
  sequence: number,
): void {
  if (
    (element.restriction !== null || watcher.filtersKinds) &&
    !watcher.accepts(element, kind)
  ) return;
  if (kind === "change") watcher.changed(element, sequence);
  else if (kind === "add") watcher.added(element, sequence);
  else watcher.removed(element, sequence);
}
