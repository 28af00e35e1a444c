/**
 * A namespace of states and methods: their adding, change and removal, and the
 * events that watchers are notified of.
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
import { Element } from "../elements/element.ts";
import type { Owner } from "../elements/owner.ts";
import { ByteStore } from "../../base/slab.ts";
import { Stamps } from "../elements/stamps.ts";
import { isPathTooLong } from "../../protocol/values/path_length.ts";
import {
  atOnce,
  Cost,
  inSteps,
  type Steps,
  type Work,
} from "../../base/turns.ts";
import { Contents } from "./contents.ts";
import type { Federation } from "./federation.ts";
import { mountOf } from "./mounted_paths.ts";
import { publishEvent } from "./element_events.ts";
import { publishNodes } from "./node_events.ts";
import { publishNotice } from "./notices.ts";
import { Notes } from "./notes.ts";
import type { SpaceContext, SpaceOptions } from "./options.ts";
import { stays } from "./owners.ts";
import { Removal } from "./removal.ts";
import type { Revision } from "./revision.ts";
import { giveElement, Staying, takeOver } from "./staying.ts";
import { FanOut } from "./fan_out.ts";

/** Elements below a path, of owners that have left, that are removed at once. */
const FEW_DEPARTED = 256;

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
export class Space extends Contents {
  readonly options: SpaceOptions;
  /** Changes of rights that have not been reported to the end. */
  readonly revisions: Set<Revision> = new Set();
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
  /** Elements whose owners are away. */
  readonly staying: Staying;
  // Peers are notified of events of several spaces: these share the numbers.
  readonly #sequence: Counter;
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
    super(
      context.turns,
      {
        separator: options.separator ?? "/",
        open: options.openHierarchy ?? false,
      },
      parent,
    );
    this.options = options;
    this.#context = context;
    this.stamps = parent?.stamps ?? new Stamps();
    this.fanOut = parent?.fanOut ?? new FanOut(context.turns);
    this.#notes = new Notes(this, context.timers);
    this.staying = new Staying(this, context.timers);
    this.#sequence = parent === undefined ? new Counter() : parent.#sequence;
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

  /** Whether an element is added without others that have to be waited for. */
  get takesAtOnce(): boolean {
    return this.federation === null && this.owners.departed.size === 0;
  }

  /** Ends the notifications: all elements are about to be removed. */
  close(): void {
    this.fanOut.finishAll();
    this.closed = true;
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
      if (this.hasLeft(former)) this.#dropLeft(former);
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
    const { tenures } = this.owners.of(owner);
    const element = new Element(
      path,
      this.#restricts(access) ? tenures.restricted(access) : tenures.open,
      value === undefined,
      options.fetchOnly,
      this.#notes.extrasOf(options),
      this.nextSerial(),
      options.signal,
    );
    let nodes = this.hierarchy.add(element, this.#isLeaf);
    const isNode = !Array.isArray(nodes) && nodes.kind === "pathIsNode";
    if (isNode && this.owners.departed.size > 0) {
      atOnce(this.#clear(path));
      nodes = this.hierarchy.add(element, this.#isLeaf);
    }
    if (!Array.isArray(nodes)) return nodes;
    this.turns.left -= Cost.node * nodes.length;
    const { restriction } = element;
    if (restriction !== null) this.restricted.add(element);
    element.begin(value, this.store);
    this.stamp(element);
    this.#notes.added(element);
    this.elements.add(element);
    this.owners.add(owner, element);
    this.watch(element);
    publishNodes(this, "add", nodes, restriction);
    this.#publish("add", element);
    return null;
  }

  readonly #isLeaf = (path: string): boolean => {
    const element = this.elements.byPath.get(path);
    if (element === undefined) return false;
    if (!this.hasLeft(element)) return true;
    this.#dropLeft(element);
    return false;
  };

  /**
   * What removes the elements below a path whose owners have left, so that it can be
   * that of an element; `null`: they are few, and {@linkcode add} removes them.
   */
  clearing(path: string): Work | null {
    if (this.owners.departed.size === 0) return null;
    const areFew = this.#departedBelow(path).length < FEW_DEPARTED;
    return areFew ? null : inSteps(this.#clear(path), this.turns);
  }

  *#clear(path: string): Steps {
    for (;;) {
      const gone = this.#departedBelow(path);
      for (const element of gone) {
        if (!element.removed) this.#dropLeft(element);
        yield Cost.removal;
      }
      if (gone.length < FEW_DEPARTED) return;
    }
  }

  /** Elements below a path whose owners have left; none where it stays a node. */
  #departedBelow(path: string): readonly Element[] {
    const found: Element[] = [];
    let all = true;
    this.hierarchy.visitBelow(path, Infinity, null, (element) => {
      all = this.hasLeft(element);
      if (all) found.push(element);
      return all && found.length < FEW_DEPARTED;
    });
    return all ? found : [];
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
          if (!stays(element)) this.#dropLeft(element);
          else if (this.staying.takes(element)) this.staying.leave(element);
          else this.#removeOf(owner, element);
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
    this.stamps.onRemoved?.(element);
    element.drop(this.store);
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
}
