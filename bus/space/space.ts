/**
 * A namespace of states and methods: their adding, change and removal, and the
 * notification of the fetches.
 *
 * @module
 */
import { Counter } from "../../base/counter.ts";
import type { EventKind } from "../../protocol/dialect.ts";
import type { NoticeKind, ValueNotes } from "../../protocol/extras.ts";
import type { AddParams, LeafKind } from "../../protocol/inbox.ts";
import type { Fault, PathFaultKind } from "../../protocol/errors/fault.ts";
import type { PathMatcher } from "../../protocol/rules/rules.ts";
import type { Value } from "../../protocol/values/value.ts";
import type { ElementAccess } from "../elements/access.ts";
import { Element, type Node } from "../elements/element.ts";
import { Hierarchy } from "../elements/hierarchy.ts";
import type { Owner } from "../elements/owner.ts";
import { ByteStore } from "../../base/slab.ts";
import { Stamps } from "../elements/stamps.ts";
import { ElementTable } from "../elements/table.ts";
import { isPathTooLong } from "../../protocol/values/path_length.ts";
import type { Fetch } from "../fetches/fetch.ts";
import { FetchIndex } from "../fetches/index.ts";
import { Cost, type Turns, type Work } from "../../base/turns.ts";
import type { Federation } from "./federation.ts";
import { mountOf } from "./mounted_paths.ts";
import { publishNodes } from "./node_events.ts";
import { publishEvent } from "./events.ts";
import { publishNotice } from "./notices.ts";
import { Notes } from "./notes.ts";
import type { SpaceContext, SpaceOptions } from "./options.ts";
import { Owners, stays } from "./owners.ts";
import { Removal } from "./removal.ts";
import { Replay, type ReplaySpace } from "./replay.ts";
import type { Revision } from "./revision.ts";
import { Scan } from "./scan.ts";
import { giveElement, Staying, takeOver } from "./staying.ts";
import { FanOut } from "./fan_out.ts";
import { Unwatching } from "./unwatching.ts";

/** Why an operation on a path was refused; `null`: it was not. */
export type Refused = PathFaultKind | null;

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

/** One namespace of states and methods. */
export class Space implements ReplaySpace {
  readonly options: SpaceOptions;
  readonly turns: Turns;
  /** All elements; see {@linkcode find}. */
  readonly elements: ElementTable;
  /** Their nodes. */
  readonly hierarchy: Hierarchy;
  /** All fetches. */
  readonly fetches: FetchIndex = new FetchIndex();
  /** Changes of rights that have not been reported to the end. */
  readonly revisions: Set<Revision> = new Set();
  /** Elements with a restriction. */
  readonly restricted: Set<Element> = new Set();
  /** Holds the values of the states and the parameters of waiting requests. */
  readonly store: ByteStore = new ByteStore();
  /** When the elements have changed. */
  readonly stamps: Stamps;
  /** Events that have not reached all who follow them. */
  readonly fanOut: FanOut;
  /** Parts with an owner of their own. */
  readonly mounts: readonly Mount[];
  readonly #context: SpaceContext;
  readonly #notes: Notes;
  /** The owners of the elements. */
  readonly owners: Owners = new Owners();
  /** Elements whose owners are away. */
  readonly staying: Staying;
  // Peers are notified of events of several spaces: these share the numbers.
  readonly #sequence: Counter;
  readonly #serial: Counter;
  /** What is at other daemons; `null`: nothing. */
  federation: Federation | null = null;
  /** Whether the notifications have ended. */
  closed = false;

  /**
   * @param mounts Makes the mounts.
   * @param parent The space with the mount that this is the space of.
   */
  constructor(
    options: SpaceOptions,
    context: SpaceContext,
    mounts?: (space: Space) => readonly Mount[],
    parent?: Space,
  ) {
    this.options = options;
    this.#context = context;
    this.turns = context.turns;
    this.stamps = parent?.stamps ?? new Stamps();
    this.fanOut = parent?.fanOut ?? new FanOut(context.turns);
    this.#notes = new Notes(this, context.timers);
    this.staying = new Staying(this, context.timers);
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
    return new Space(this.options, this.#context, undefined, this);
  }

  /** The daemon's time, in milliseconds since 1970; never set back. */
  now(): number {
    return this.stamps.now ??
      Math.round(this.#context.origin + this.turns.time);
  }

  /** Notes that an element changes now. */
  stamp(element: Element): void {
    element.stamp(this.now(), ++this.stamps.revision);
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
    this.fanOut.finishAll();
    this.closed = true;
  }

  /** The element with this path, if its owner has not left. */
  find(path: string): Element | undefined {
    const element = this.elements.byPath.get(path);
    if (element !== undefined && !this.#hasLeft(element)) return element;
  }

  /** Whether an element exists; `null`: all that are in the table do. */
  get exists(): ((element: Element) => boolean) | null {
    return this.owners.departed.size === 0 ? null : this.#isThere;
  }

  readonly #isThere = (element: Element): boolean => !this.#hasLeft(element);

  /** Whether an element is there only until its removal is reported. */
  #hasLeft(element: Element): boolean {
    return this.owners.leftAt(element) !== undefined;
  }

  /** Adds an element; new nodes above it are published first. */
  add(
    owner: Owner,
    path: string,
    value: Value | undefined,
    options: AddParams,
    access: ElementAccess | null,
  ): Fault | null {
    const former = this.elements.byPath.get(path);
    if (former !== undefined) {
      this.fanOut.finish(former);
      if (this.#hasLeft(former)) this.#dropLeft(former);
      else if (!stays(former)) return { kind: "occupied", path };
      else {
        const isOpen = former.restriction === null;
        const isBack = isOpen !== this.#restricts(access) &&
          takeOver(this, this.#notes, former, owner, value, options, access);
        if (isBack) return null;
        this.#removeOf(former.owner, former);
      }
    }
    if (isPathTooLong(path)) return { kind: "pathTooLong", path };
    const mount = this.mounts.length > 0
      ? mountOf(this.mounts, path)
      : undefined;
    if (mount !== undefined) return { kind: "notOwner", path };
    const ownership = this.owners.of(owner);
    const element = new Element(
      path,
      owner,
      value === undefined,
      options.fetchOnly,
      this.#notes.extrasOf(options),
      this.#restricts(access) ? ownership.restrictions.for(access) : null,
      this.nextSerial(),
      options.signal,
    );
    let nodes = this.hierarchy.add(element, this.#isLeaf);
    if (
      !Array.isArray(nodes) && nodes.kind === "pathIsNode" &&
      this.#dropDeparted(path)
    ) nodes = this.hierarchy.add(element, this.#isLeaf);
    if (!Array.isArray(nodes)) return nodes;
    this.turns.left -= Cost.node * nodes.length;
    const { restriction } = element;
    if (restriction !== null) this.restricted.add(element);
    if (value !== undefined) element.take(value, this.store);
    this.stamps.place(element);
    this.stamp(element);
    this.#notes.added(element);
    this.elements.add(element);
    this.owners.add(owner, element);
    for (const fetch of this.fetches.matching(path)) element.watch(fetch);
    if (this.fetches.cost > 0) this.turns.charge(this.fetches.cost);
    publishNodes(this, "add", nodes, restriction);
    this.#publish("add", element);
    return null;
  }

  readonly #isLeaf = (path: string): boolean => {
    const element = this.elements.byPath.get(path);
    if (element === undefined) return false;
    if (!this.#hasLeft(element)) return true;
    this.#dropLeft(element);
    return false;
  };

  /** Removes what is below a node, if the owners of all that have left. */
  #dropDeparted(path: string): boolean {
    if (this.owners.departed.size === 0) return false;
    const gone: Element[] = [];
    let all = true;
    this.hierarchy.visitBelow(path, Infinity, null, (element) => {
      all &&= this.#hasLeft(element);
      if (all) gone.push(element);
      return all;
    });
    if (all) { for (const element of gone) this.#dropLeft(element); }
    return all;
  }

  #restricts(access: ElementAccess | null): boolean {
    const { accessControl, closed } = this.options;
    return access?.operators === true ||
      accessControl === true && (access !== null || closed === true);
  }

  /** Gives an element to an owner for whom it looks the same. */
  give(element: Element, owner: Owner, options: AddParams): void {
    this.fanOut.finish(element);
    giveElement(this, this.#notes, element, owner, options);
  }

  /**
   * Replaces a state's value and notifies its watchers.
   *
   * @param value `undefined`: it stays; methods have notes only.
   * @param notes What the owner says of the value; `null`: nothing.
   */
  change(
    owner: Owner,
    path: string,
    value: Value | undefined,
    notes: ValueNotes | null = null,
  ): Refused {
    const element = this.elements.byPath.get(path);
    if (element === undefined) return "notFound";
    if (element.owner !== owner) return "notOwner";
    if (value === undefined) {
      return notes === null ? null : this.#notes.change(element, notes);
    }
    if (element.method) return "notState";
    if (!this.fanOut.isIdle) this.fanOut.finish(element);
    element.take(value, this.store);
    this.stamp(element);
    if (notes !== null || element.extras !== null) {
      this.#notes.take(element, notes);
    }
    this.#publish("change", element);
    if (notes !== null) {
      const publish = () => this.#notes.publish(element, notes);
      this.fanOut.whenNotified(element, publish);
    }
    return null;
  }

  /**
   * Removes an element and notifies its watchers.
   *
   * @param kind What it has to be.
   */
  remove(owner: Owner, path: string, kind?: LeafKind): Refused {
    const element = this.elements.byPath.get(path);
    if (element === undefined) return "notFound";
    if (element.owner !== owner) return "notOwner";
    const refused = element.refuses(kind);
    if (refused !== null) return refused;
    this.#removeOf(owner, element);
    return null;
  }

  #removeOf(owner: Owner, element: Element): void {
    this.owners.delete(owner, element);
    this.#drop(element);
    if (owner.absent) owner.succeeded?.(element, null);
  }

  /** What removes elements of an owner. */
  removal(owner: Owner, elements: Iterable<Element>): Work {
    const remove = (element: Element) => this.#removeOf(owner, element);
    return new Removal(this.turns, elements, remove, () => {});
  }

  /**
   * Removes an owner. Its elements don't exist any more, except for the fetches
   * that were there before; to these, their removal is reported in slices.
   */
  removeOwner(owner: Owner): void {
    const owners = this.owners;
    const elements = owners.depart(owner, () => this.nextSerial());
    if (elements === undefined) return;
    this.turns.runInBackground(
      new Removal(
        this.turns,
        elements,
        (element) => {
          if (element.owner !== owner) return;
          if (stays(element)) this.staying.leave(element);
          else this.#dropLeft(element);
        },
        () => owners.departed.delete(owner),
      ),
    );
  }

  /** Removes an element whose owner has left. */
  #dropLeft(element: Element): void {
    this.owners.delete(element.owner, element);
    this.#drop(element);
  }

  #drop(element: Element): void {
    const { restriction } = element;
    if (!this.fanOut.isIdle) this.fanOut.finish(element);
    if (element.extras?.away) this.staying.forget(element);
    this.elements.delete(element);
    if (restriction !== null) this.restricted.delete(element);
    const nodes = this.hierarchy.remove(element);
    this.#notes.removed(element);
    this.stamp(element);
    this.turns.left -= Cost.node * nodes.length;
    this.#publish("remove", element, this.owners.leftAt(element));
    publishNodes(this, "remove", nodes, restriction);
    this.store.drop(element);
    this.stamps.onRemoved?.(element);
    this.stamps.release(element);
  }

  /**
   * Publishes what is no change of a value to fetches that ask for it.
   *
   * @param kind `change`: the quality, or when the value came about.
   */
  notice(kind: NoticeKind | "change", element: Element): void {
    if (!this.closed) publishNotice(this, kind, element);
  }

  /**
   * Publishes an event of an element.
   *
   * @param before Serial number of the first fetch that is too new.
   */
  #publish(kind: EventKind, element: Element, before = Infinity): void {
    if (!this.closed) publishEvent(this, kind, element, before);
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

  existsFor(element: Element, { serial }: Fetch): boolean {
    return serial < (this.owners.leftAt(element) ?? Infinity);
  }

  replayed(replay: Replay): void {
    this.fetches.endBeginning(replay.fetch);
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
