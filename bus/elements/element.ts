/**
 * The elements of the bus, states and methods, and the nodes above them.
 *
 * @module
 */
import { Children } from "../collections/children.ts";
import type { Source } from "../../protocol/dialect.ts";
import type { PathFaultKind } from "../../protocol/errors/fault.ts";
import type { ReadableJson } from "../../protocol/json/lazy.ts";
import type { Value } from "../../protocol/values/value.ts";
import { ValueType } from "../../protocol/values/types.ts";
import { readAsJson } from "../../protocol/values/to_json.ts";
import type { LeafKind, RequestWishes } from "../../protocol/inbox.ts";
import type { ElementExtras } from "./extras.ts";
import type { Owner } from "./owner.ts";
import type { CanRead, Restriction, Tenure } from "./restriction.ts";
import { type ByteStore, Cell } from "../../base/slab.ts";
import { parsedValues } from "./parsed.ts";
import type { Subject, Watcher } from "./watcher.ts";

// Shared by all elements without watchers of their own: most of them.
const NO_WATCHERS: Watcher[] = [];
const NO_BYTES = new Uint8Array(0);

// What an element is and the type of its value are bits of one number: each field
// of an element takes 8 bytes.
const TYPE = 0xff;
const METHOD = 1 << 8;
const FETCH_ONLY = 1 << 9;
const SIGNAL = 1 << 10;
const ADDED = 1 << 11;
// Whether its value is among those that are parsed.
const PARSED = 1 << 12;

/**
 * A state, a method or a signal. As a cell it is the place of its value, beside
 * which are the time of its last change and the number of that.
 */
export class Element extends Cell implements Subject {
  /** Unique name; the separator divides it into segments. */
  readonly path: string;
  /** Owner and restriction. */
  tenure: Tenure;
  /** What few elements have; `null`: nothing of it. */
  extras: ElementExtras | null;
  /** Grows from element to element: the order in which they were added. */
  readonly serial: number;
  /** Watchers with matching path rules; those without path rules are not here. */
  watchers: Watcher[] = NO_WATCHERS;
  #bits: number;

  constructor(
    path: string,
    tenure: Tenure,
    method: boolean,
    fetchOnly: boolean,
    extras: ElementExtras | null,
    serial: number,
    signal: boolean,
  ) {
    super();
    this.path = path;
    this.tenure = tenure;
    this.#bits = ValueType.none | (method ? METHOD : 0) |
      (fetchOnly ? FETCH_ONLY : 0) | (signal ? SIGNAL : 0);
    this.extras = extras;
    this.serial = serial;
  }

  /** Takes the requests. */
  get owner(): Owner {
    return this.tenure.owner;
  }

  /** Access restriction; `null`: none. */
  get restriction(): Restriction | null {
    return this.tenure.restriction;
  }

  /** Type of its value; of a method {@linkcode ValueType.none}. */
  get type(): number {
    return this.#bits & TYPE;
  }

  /** Whether it is no state: a method or a signal. */
  get method(): boolean {
    return (this.#bits & METHOD) !== 0;
  }

  /** Whether it is a signal. */
  get signal(): boolean {
    return (this.#bits & SIGNAL) !== 0;
  }

  /** The fault of a request for this kind; `null` if the element is of it. */
  refuses(kind: LeafKind | undefined): PathFaultKind | null {
    if (kind === "state") return this.method ? "notState" : null;
    if (kind === "signal") return this.signal ? null : "notSignal";
    const isMethod = this.method && !this.signal;
    return kind === undefined || isMethod ? null : "notMethod";
  }

  /** Whether it can only be fetched. */
  get fetchOnly(): boolean {
    return (this.#bits & FETCH_ONLY) !== 0;
  }

  /** Milliseconds until a request times out; 0: the default of the bus. */
  get timeoutMs(): number {
    return this.extras?.timeoutMs ?? 0;
  }

  /** What requests to the owner carry besides; `null`: nothing. */
  get wishes(): RequestWishes | null {
    return this.extras?.wishes ?? null;
  }

  get time(): number {
    return this.first;
  }

  get revision(): number {
    return this.second;
  }

  get source(): Source | undefined {
    return this.owner.sourceOf?.(this.path);
  }

  get node(): boolean {
    return false;
  }

  /** Whether it has been removed from the hierarchy, or not been added. */
  get removed(): boolean {
    return (this.#bits & ADDED) === 0;
  }

  set removed(removed: boolean) {
    this.#bits = removed ? this.#bits & ~ADDED : this.#bits | ADDED;
  }

  /** The state's value as JSON peers see it, parsed on first use. */
  get json(): ReadableJson {
    const kept = (this.#bits & PARSED) === 0
      ? undefined
      : parsedValues.get(this);
    if (kept !== undefined) return kept;
    const json = readAsJson(this);
    parsedValues.set(this, json);
    this.#bits |= PARSED;
    return json;
  }

  /** Gives a new element its value, or as a method a place; then it is stamped. */
  begin(value: Value | undefined, store: ByteStore): void {
    if (value === undefined) return store.place(this, NO_BYTES, 0, 0);
    this.#bits = this.#bits & ~TYPE | value.type;
    store.place(this, value.bytes, value.start, value.end);
  }

  /** Replaces the value by a copy of this one. */
  take(value: Value, store: ByteStore): void {
    if ((this.#bits & PARSED) !== 0) parsedValues.delete(this);
    this.#bits = this.#bits & ~(TYPE | PARSED) | value.type;
    store.put(this, value.bytes, value.start, value.end);
  }

  /** Drops the value. */
  drop(store: ByteStore): void {
    store.drop(this);
    if ((this.#bits & PARSED) !== 0) parsedValues.delete(this);
  }

  /** Notes its last change: the daemon's time, and the number of the change. */
  stamp(time: number, revision: number): void {
    this.note(time, revision);
  }

  /** Adds a watcher. */
  watch(watcher: Watcher): void {
    if (this.watchers === NO_WATCHERS) this.watchers = [watcher];
    else this.watchers.push(watcher);
  }

  /** Removes watchers. */
  unwatch(watchers: ReadonlySet<Watcher>): void {
    const left = this.watchers.filter((watcher) => !watchers.has(watcher));
    this.watchers = left.length === 0 ? NO_WATCHERS : left;
  }
}

// Shared by all nodes without children of a kind, and never added to: in deep
// paths most nodes have a node below them and nothing else.
const NO_NODES = new Children<Node>(0);
const NO_LEAVES = new Children<Element>(0);

/** More than the depth of any node. */
const SIGNALS = 1 << 8;

/**
 * An inner point of the hierarchy. It has no owner and no value. It counts the
 * children below which elements are visible, by their restrictions.
 */
export class Node implements Subject {
  readonly path: string;
  /** The node above; `null` for the root. */
  readonly parent: Node | null;
  /** Grows from node to node: the order in which they were made. */
  readonly serial: number;
  /** Nodes directly below; see {@linkcode addNode}. */
  nodes: Children<Node> = NO_NODES;
  /** States, methods and signals directly below; see {@linkcode addLeaf}. */
  leaves: Children<Element> = NO_LEAVES;
  // Depth, and from SIGNALS on the number of signals: with a ninth field a node
  // takes 112 bytes on Bun instead of 80.
  #counts: number;
  /** Number of children with unrestricted elements. */
  #open = 0;
  /** Number of children with elements of each restriction. */
  #restricted: Map<Restriction, number> | null = null;

  constructor(path: string, parent: Node | null, serial: number) {
    this.path = path;
    this.serial = serial;
    this.parent = parent;
    this.#counts = parent === null ? 0 : parent.depth + 1;
  }

  /** Number of segments of the path. */
  get depth(): number {
    return this.#counts % SIGNALS;
  }

  /** Number of signals directly below. Only written by the hierarchy. */
  get signals(): number {
    return Math.floor(this.#counts / SIGNALS);
  }

  set signals(signals: number) {
    this.#counts = this.depth + signals * SIGNALS;
  }

  get bytes(): Uint8Array {
    return NO_BYTES;
  }

  get start(): number {
    return 0;
  }

  get end(): number {
    return 0;
  }

  get method(): boolean {
    return true;
  }

  get node(): boolean {
    return true;
  }

  get signal(): boolean {
    return false;
  }

  get type(): number {
    return ValueType.none;
  }

  get json(): ReadableJson {
    return null;
  }

  get fetchOnly(): boolean {
    return false;
  }

  get removed(): boolean {
    return this.size === 0;
  }

  get restriction(): Restriction | null {
    return null;
  }

  get extras(): null {
    return null;
  }

  get time(): number {
    return 0;
  }

  get revision(): number {
    return 0;
  }

  /** Number of characters with which all paths below begin. */
  get #below(): number {
    return this.parent === null ? 0 : this.path.length + 1;
  }

  /** Adds a node directly below. */
  addNode(node: Node): void {
    if (this.nodes === NO_NODES) this.nodes = new Children(this.#below);
    this.nodes.add(node);
  }

  /** Adds a state, method or signal directly below. */
  addLeaf(leaf: Element): void {
    if (this.leaves === NO_LEAVES) this.leaves = new Children(this.#below);
    this.leaves.add(leaf);
  }

  /** Number of children. */
  get size(): number {
    return this.nodes.size + this.leaves.size;
  }

  /** Whether any element below is restricted. */
  get restricted(): boolean {
    return this.#restricted !== null;
  }

  /**
   * Whether any element below is readable.
   *
   * @param except A restriction to leave out; `null`: unrestricted elements.
   */
  visible(canRead: CanRead, except?: Restriction | null): boolean {
    if (this.#open > 0 && except !== null) return true;
    if (this.#restricted === null) return false;
    for (const restriction of this.#restricted.keys()) {
      if (restriction !== except && canRead(restriction)) return true;
    }
    return false;
  }

  /** Counts one more child with this restriction; returns their number. */
  count(restriction: Restriction | null): number {
    if (restriction === null) return ++this.#open;
    this.#restricted ??= new Map();
    const count = (this.#restricted.get(restriction) ?? 0) + 1;
    this.#restricted.set(restriction, count);
    return count;
  }

  /** Counts one child less; returns the number of those that are left. */
  uncount(restriction: Restriction | null): number {
    if (restriction === null || this.#restricted === null) return --this.#open;
    const count = (this.#restricted.get(restriction) ?? 1) - 1;
    if (count > 0) this.#restricted.set(restriction, count);
    else {
      this.#restricted.delete(restriction);
      if (this.#restricted.size === 0) this.#restricted = null;
    }
    return count;
  }
}
