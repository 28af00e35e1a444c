/**
 * A namespace of states and methods: their adding, change and removal, and the
 * notification of the fetches.
 *
 * @module
 */
import type { AddParams, EventKind } from "../../protocol/dialect.ts";
import type { Fault, PathFaultKind } from "../../protocol/errors/fault.ts";
import type { PathMatcher } from "../../protocol/rules/rules.ts";
import type { Value } from "../../protocol/values/value.ts";
import type { ElementAccess } from "../elements/access.ts";
import { Element, type Node } from "../elements/element.ts";
import { Hierarchy } from "../elements/hierarchy.ts";
import type { Owner } from "../elements/owner.ts";
import {
  type CanRead,
  type Restriction,
  Restrictions,
} from "../elements/restriction.ts";
import { ByteStore } from "../elements/slab.ts";
import { ElementTable } from "../elements/table.ts";
import { isPathTooLong } from "../../protocol/values/path_length.ts";
import type { Subject, Watcher } from "../elements/watcher.ts";
import type { Fetch } from "../fetches/fetch.ts";
import { FetchIndex } from "../fetches/index.ts";

/** Why an operation on a path was refused; `null`: it was not. */
export type Refused = PathFaultKind | null;

/** Options of a {@linkcode Space}. */
export interface SpaceOptions {
  /** Separator of the segments of a path; default "/". */
  readonly separator?: string;
  /**
   * Whether a path may be leaf and node at once, and have empty segments;
   * default false.
   */
  readonly openHierarchy?: boolean;
  /** Whether access is restricted; by default every peer has full access. */
  readonly accessControl?: boolean;
  /** Whether elements without access are restricted to users. */
  readonly closed?: boolean;
  /**
   * Whether access works as in node-jet 2.x: actions without groups are open to
   * users, and refusals tell which elements there are; default false.
   */
  readonly lenientAccess?: boolean;
}

/**
 * A part of the namespace below one node, which owns its elements itself and
 * only while they are in use. They are in a space of their own, so that
 * fetches of everything don't include them.
 */
export interface Mount extends Owner {
  /** Beginning of all its paths, including the separator. */
  readonly prefix: string;
  /** Holds the elements in use. */
  readonly space: Space;
  /**
   * Adds everything that matches to the space and keeps it up to date until
   * {@linkcode release}.
   *
   * @param done Called once, during the call or later, when all is there.
   */
  acquire(paths: PathMatcher, done: () => void): void;
  /** Removes what is no longer in use. */
  release(paths: PathMatcher): void;
}

/** Numbers in ascending order, from 1. */
class Counter {
  #last = 0;

  next(): number {
    return ++this.#last;
  }
}

/** What one owner has in a space. */
class Ownership {
  readonly elements = new Set<Element>();
  readonly restrictions: Restrictions;

  constructor(owner: Owner) {
    this.restrictions = new Restrictions(owner);
  }
}

/** One namespace of states and methods. */
export class Space {
  readonly options: SpaceOptions;
  /** All elements. */
  readonly elements: ElementTable;
  /** Their nodes. */
  readonly hierarchy: Hierarchy;
  /** All fetches. */
  readonly fetches: FetchIndex = new FetchIndex();
  /** Elements with a restriction. */
  readonly restricted: Set<Element> = new Set();
  /** Holds the values of the states and the parameters of waiting requests. */
  readonly store: ByteStore = new ByteStore();
  /** Parts with an owner of their own. */
  readonly mounts: readonly Mount[];
  readonly #owners = new Map<Owner, Ownership>();
  // Peers are notified of events of several spaces: these share the numbers.
  readonly #sequence: Counter;
  readonly #serial: Counter;
  #closed = false;

  /**
   * @param mounts Makes the mounts.
   * @param parent The space with the mount that this is the space of.
   */
  constructor(
    options: SpaceOptions,
    mounts?: (space: Space) => readonly Mount[],
    parent?: Space,
  ) {
    this.options = options;
    this.#sequence = parent === undefined ? new Counter() : parent.#sequence;
    this.#serial = parent === undefined ? new Counter() : parent.#serial;
    this.hierarchy = new Hierarchy({
      separator: options.separator ?? "/",
      open: options.openHierarchy ?? false,
    });
    this.elements = new ElementTable(this.hierarchy);
    this.mounts = mounts?.(this) ?? [];
  }

  /** The space of a mount in this one. */
  mounted(): Space {
    return new Space(this.options, undefined, this);
  }

  /** The mount that a path is in; `undefined` for peers' elements. */
  mountOf(path: string): Mount | undefined {
    return this.mounts.find(({ prefix }) =>
      path.startsWith(prefix) ||
      path.length === prefix.length - 1 && prefix.startsWith(path)
    );
  }

  /** The mount that rules are limited to; `undefined` for peers' elements. */
  mountFor(paths: PathMatcher): Mount | undefined {
    return this.mounts.find((mount) => isWithin(mount, paths));
  }

  /** Number of the next event; see {@linkcode Dialect.event}. */
  nextSequence(): number {
    return this.#sequence.next();
  }

  /** Number of the next element or fetch. */
  nextSerial(): number {
    return this.#serial.next();
  }

  /** Ends the notifications: all elements are about to be removed. */
  close(): void {
    this.#closed = true;
  }

  /** Number of an owner's elements. */
  countOf(owner: Owner): number {
    return this.#owners.get(owner)?.elements.size ?? 0;
  }

  /** An owner's elements, in the order of their adding. */
  elementsOf(owner: Owner): Iterable<Element> {
    return this.#owners.get(owner)?.elements ?? [];
  }

  /** Adds an element; new nodes above it are published first. */
  add(
    owner: Owner,
    path: string,
    value: Value | undefined,
    options: AddParams,
    access: ElementAccess | null,
  ): Fault | null {
    if (this.elements.get(path) !== undefined) {
      return { kind: "occupied", path };
    }
    if (isPathTooLong(path)) return { kind: "pathTooLong", path };
    const mount = this.mounts.length > 0 ? this.mountOf(path) : undefined;
    if (mount !== undefined) return { kind: "notOwner", path };
    const ownership = this.#ownershipOf(owner);
    const element = new Element(
      path,
      owner,
      value === undefined,
      options.fetchOnly,
      Math.ceil((options.timeout ?? 0) * 1000),
      this.#restricts(access) ? ownership.restrictions.for(access) : null,
      this.nextSerial(),
    );
    const nodes = this.hierarchy.add(element, this.#isLeaf);
    if (!Array.isArray(nodes)) return nodes;
    const { restriction } = element;
    if (restriction !== null) this.restricted.add(element);
    if (value !== undefined) element.take(value, this.store);
    this.elements.add(element);
    ownership.elements.add(element);
    for (const fetch of this.fetches.matching(path)) element.watch(fetch);
    if (this.fetches.ofNodes.length > 0) {
      for (const node of nodes) this.#publishNode("add", node, restriction);
    }
    this.#publish("add", element);
    return null;
  }

  readonly #isLeaf = (path: string): boolean =>
    this.elements.get(path) !== undefined;

  #restricts(access: ElementAccess | null): boolean {
    const { accessControl, closed } = this.options;
    return accessControl === true && (access !== null || closed === true);
  }

  #ownershipOf(owner: Owner): Ownership {
    let ownership = this.#owners.get(owner);
    if (ownership === undefined) {
      ownership = new Ownership(owner);
      this.#owners.set(owner, ownership);
    }
    return ownership;
  }

  /** Why an owner can't change a state. */
  changeRefused(owner: Owner, path: string): Refused {
    const element = this.elements.get(path);
    if (element === undefined) return "notFound";
    if (element.owner !== owner) return "notOwner";
    return element.method ? "notState" : null;
  }

  /** An owner's elements at a path and below, in the order of their adding. */
  ownBelow(owner: Owner, path: string): Element[] {
    // The leaf "" is at the root and below it.
    const found = new Set<Element>();
    const collect = (element: Element) => {
      if (element.owner === owner) found.add(element);
    };
    const own = this.elements.get(path);
    if (own !== undefined) collect(own);
    this.hierarchy.visitBelow(path, Infinity, () => {}, collect);
    return [...found].sort((a, b) => a.serial - b.serial);
  }

  /** Replaces a state's value and notifies its watchers. */
  change(owner: Owner, path: string, value: Value): Refused {
    const element = this.elements.get(path);
    if (element === undefined) return "notFound";
    if (element.owner !== owner) return "notOwner";
    if (element.method) return "notState";
    element.take(value, this.store);
    this.#publish("change", element);
    return null;
  }

  /**
   * Removes an element and notifies its watchers.
   *
   * @param method Whether it has to be a method, or a state.
   */
  remove(owner: Owner, path: string, method?: boolean): Refused {
    const element = this.elements.get(path);
    if (element === undefined) return "notFound";
    if (element.owner !== owner) return "notOwner";
    if (method !== undefined && method !== element.method) {
      return method ? "notMethod" : "notState";
    }
    this.#owners.get(owner)?.elements.delete(element);
    this.#drop(element);
    return null;
  }

  /** Removes an owner and all its elements. */
  removeOwner(owner: Owner): void {
    const ownership = this.#owners.get(owner);
    if (ownership === undefined) return;
    this.#owners.delete(owner);
    for (const element of ownership.elements) this.#drop(element);
  }

  #drop(element: Element): void {
    const { restriction } = element;
    this.elements.delete(element);
    if (restriction !== null) this.restricted.delete(element);
    const nodes = this.hierarchy.remove(element);
    this.#publish("remove", element);
    if (this.fetches.ofNodes.length > 0) {
      for (const node of nodes) this.#publishNode("remove", node, restriction);
    }
    this.store.drop(element);
  }

  /** Begins a fetch; everything that matches now is reported first. */
  begin(fetch: Fetch): void {
    const elements = this.elements.matching(fetch.paths);
    this.fetches.add(fetch);
    if (!fetch.everything) {
      for (const element of elements) element.watch(fetch);
    }
    const { kinds, paths, fetcher } = fetch;
    const found: Subject[] = kinds.node
      ? this.nodesFor(paths, fetcher.canRead)
      : [];
    for (const element of elements) {
      if (fetch.accepts(element)) found.push(element);
    }
    fetch.begin(found);
  }

  /** The nodes that match and are visible, parents before children. */
  nodesFor(paths: PathMatcher, canRead: CanRead): Node[] {
    const found: Node[] = [];
    const collect = (node: Node) => {
      if (paths.test(node.path) && node.visible(canRead)) found.push(node);
    };
    const { limit } = paths;
    if (limit !== null && !paths.folded) {
      this.hierarchy.visitBelow(limit.below, limit.depth, collect, () => {});
    } else {
      for (const node of this.hierarchy.nodes()) collect(node);
    }
    return found;
  }

  /** Ends fetches. */
  end(fetches: readonly Fetch[]): void {
    const gone = new Set(fetches);
    this.fetches.delete(gone);
    const watched = new Set<Element>();
    for (const { everything, paths } of gone) {
      if (everything) continue;
      for (const element of this.elements.matching(paths)) {
        watched.add(element);
      }
    }
    for (const element of watched) element.unwatch(gone);
  }

  #publish(kind: EventKind, element: Element): void {
    if (this.#closed) return;
    const sequence = this.#sequence.next();
    const { everything } = this.fetches;
    for (let i = 0; i < everything.length; i++) {
      notify(everything[i], kind, element, sequence);
    }
    const { watchers } = element;
    for (let i = 0; i < watchers.length; i++) {
      notify(watchers[i], kind, element, sequence);
    }
  }

  /**
   * Publishes a node to the peers for which the first element below it was
   * added, or the last removed: those that can read elements with the
   * restriction, and none with others.
   */
  #publishNode(
    kind: "add" | "remove",
    node: Node,
    restriction: Restriction | null,
  ): void {
    if (this.#closed) return;
    const sequence = this.#sequence.next();
    for (const fetch of this.fetches.ofNodes) {
      const { canRead } = fetch.fetcher;
      if (restriction !== null && !canRead(restriction)) continue;
      if (node.visible(canRead, restriction)) continue;
      if (!fetch.paths.test(node.path)) continue;
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
    !watcher.accepts(element)
  ) return;
  if (kind === "change") watcher.changed(element, sequence);
  else if (kind === "add") watcher.added(element, sequence);
  else watcher.removed(element, sequence);
}

/** Whether rules match nothing but paths of a mount. */
function isWithin({ prefix }: Mount, paths: PathMatcher): boolean {
  if (paths.folded) return false;
  if (paths.exact !== null) {
    return paths.exact.length > 0 &&
      paths.exact.every((path) => path.startsWith(prefix));
  }
  return paths.prefix !== null && paths.prefix.startsWith(prefix);
}
