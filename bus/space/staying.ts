/**
 * Elements that stay while their owner is away.
 *
 * @module
 */
import type { AddExtras, ValueNotes } from "../../protocol/extras.ts";
import type { AddParams } from "../../protocol/inbox.ts";
import { isSameText } from "../../base/slice.ts";
import { Cost, type Turns } from "../../base/turns.ts";
import type { Value } from "../../protocol/values/value.ts";
import { WaitingBytes } from "../limits/waiting_bytes.ts";
import { TimerEntry, type TimerWheel } from "../collections/timer_wheel.ts";
import type { ElementAccess } from "../elements/access.ts";
import type { Element, Node } from "../elements/element.ts";
import type { Hierarchy } from "../elements/hierarchy.ts";
import type { Owner } from "../elements/owner.ts";
import type { Restriction, Tenure } from "../elements/restriction.ts";
import type { Fetch } from "../fetches/fetch.ts";
import type { FetchIndex } from "../fetches/index.ts";
import type { Notes } from "./notes.ts";
import type { Owners } from "./owners.ts";
import { Removal } from "./removal.ts";

/** What staying needs of its space. */
interface StayingSpace {
  readonly turns: Turns;
  notice(kind: "away", element: Element): void;
  remove(owner: Owner, path: string): unknown;
}

/** Whether the rights of an element's owner, which has left, let it stay. */
function mayStay({ owner, path }: Element): boolean {
  return owner.mayStay?.(path) !== false;
}

/** Elements of one owner that stay equally long. */
class Departure extends TimerEntry {
  readonly owner: Owner;
  readonly elements = new Set<Element>();
  readonly #space: StayingSpace;
  readonly #done: () => void;

  constructor(space: StayingSpace, owner: Owner, done: () => void) {
    super();
    this.#space = space;
    this.owner = owner;
    this.#done = done;
  }

  override expired(): void {
    this.#done();
    const { turns } = this.#space;
    // A timer has no slice: that of the last message is over.
    turns.addToBackground(
      new Removal(turns, this.elements, (element) => {
        if (element.owner !== this.owner) return;
        this.#space.remove(this.owner, element.path);
      }, () => {}),
    );
  }
}

/** Waits for owners that are away. */
export class Staying {
  readonly #space: StayingSpace;
  readonly #timers: TimerWheel;
  /** Bounds the requests that wait for owners. */
  readonly waiting: WaitingBytes = new WaitingBytes();
  readonly #afterAdd: (() => void)[] = [];
  // Number of elements that are away, by the origins of their owners.
  readonly #counts = new Map<string, number>();
  readonly #departures = new Map<Owner, Map<number, Departure>>();

  constructor(space: StayingSpace, timers: TimerWheel) {
    this.#space = space;
    this.#timers = timers;
  }

  /** Number of elements whose owners of an origin are away. */
  countOf({ origin = "" }: Owner): number {
    return this.#counts.get(origin) ?? 0;
  }

  #count(owner: Owner, difference: number): void {
    const { origin = "" } = owner;
    const count = this.countOf(owner) + difference;
    if (count === 0) this.#counts.delete(origin);
    else this.#counts.set(origin, count);
  }

  /**
   * Whether an element may stay whose owner has left. Peers of one origin that have
   * been there together may have more than may stay.
   */
  takes(element: Element): boolean {
    const { owner, extras } = element;
    const isCounted = extras?.away === true;
    return mayStay(element) &&
      (isCounted || owner.mayHaveStaying?.(this.countOf(owner) + 1) !== false);
  }

  /** The owner of an element has left, which stays. */
  leave(element: Element): void {
    const { owner, extras } = element;
    // The connection may end after the peer has ended its side.
    if (extras === null || extras.away) return;
    let departures = this.#departures.get(owner);
    if (departures === undefined) {
      departures = new Map();
      this.#departures.set(owner, departures);
    }
    let departure = departures.get(extras.stayMs);
    if (departure === undefined) {
      departure = new Departure(
        this.#space,
        owner,
        () => this.#end(owner, extras.stayMs),
      );
      departures.set(extras.stayMs, departure);
      this.#timers.add(departure, extras.stayMs);
    }
    departure.elements.add(element);
    extras.away = true;
    this.#count(owner, 1);
    this.#space.notice("away", element);
  }

  /** Removes the elements that their owners may not have any more. */
  revise(): void {
    const { turns } = this.#space;
    turns.runInBackground(
      new Removal(turns, this.#away(), (element) => {
        if (mayStay(element)) return;
        this.#space.remove(element.owner, element.path);
      }, () => {}),
    );
  }

  *#away(): Iterable<Element> {
    for (const departures of this.#departures.values()) {
      for (const { elements } of departures.values()) yield* elements;
    }
  }

  /** The owner of an element is one that is away already. */
  hold({ owner }: Element): void {
    this.#count(owner, 1);
  }

  /** An element that has stayed is taken over or removed. */
  forget(element: Element): void {
    const { owner, extras } = element;
    const stayMs = extras?.stayMs ?? 0;
    // Owners at other daemons are counted there.
    if (stayMs === 0) return;
    if (extras?.away) this.#count(owner, -1);
    const departure = this.#departures.get(owner)?.get(stayMs);
    if (!departure?.elements.delete(element)) return;
    if (departure.elements.size > 0) return;
    // Nothing may hold the owner's session until the time is over.
    this.#timers.cancel(departure);
    this.#end(owner, stayMs);
  }

  /** Has a task carried out when an `add` has been answered. */
  afterAdd(task: () => void): void {
    this.#afterAdd.push(task);
  }

  /** To be called when an `add` has been answered. */
  added(): void {
    while (this.#afterAdd.length > 0) this.#afterAdd.shift()?.();
  }

  #end(owner: Owner, stayMs: number): void {
    const departures = this.#departures.get(owner);
    departures?.delete(stayMs);
    if (departures?.size === 0) this.#departures.delete(owner);
  }
}

/** What an owner adds, to be compared with the element that has stayed. */
export interface Successor {
  readonly owner: Pick<Owner, "userName">;
  /** Whether it has no value. */
  readonly method: boolean;
  readonly signal: boolean;
  readonly fetchOnly: boolean;
  readonly access: ElementAccess | null;
}

/** Whether what an owner adds is the element that has stayed. */
export function isSuccessor(
  element: Element,
  { owner, method, signal, fetchOnly, access }: Successor,
): boolean {
  const { restriction } = element;
  if (element.method !== method) return false;
  if (element.signal !== signal) return false;
  if (element.fetchOnly !== fetchOnly) return false;
  if (element.owner.userName !== owner.userName) return false;
  if (restriction === null) return true;
  return JSON.stringify(restriction.access) === JSON.stringify(access);
}

/** Parts of the space that the return of an owner changes. */
interface TakenSpace {
  readonly turns: Turns;
  readonly staying: Staying;
  readonly owners: Owners;
  readonly hierarchy: Hierarchy;
  readonly fetches: FetchIndex;
  nextSequence(): number;
  change(
    owner: Owner,
    path: string,
    value: Value,
    notes: ValueNotes | null,
  ): unknown;
}

/**
 * Gives an element that has stayed to its owner, which is back.
 *
 * @returns Whether what is added is that element.
 */
export function takeOver(
  space: TakenSpace,
  notes: Notes,
  element: Element,
  owner: Owner,
  value: Value | undefined,
  options: AddParams,
  access: ElementAccess | null,
): boolean {
  const { signal, fetchOnly } = options;
  const method = value === undefined;
  const successor = { owner, method, signal, fetchOnly, access };
  if (!isSuccessor(element, successor)) return false;
  const { owner: former, restriction } = element;
  const isChanged = value !== undefined && !isSameValue(element, value);
  space.owners.delete(former, element);
  space.staying.forget(element);
  const { tenures } = space.owners.of(owner);
  element.tenure = tenures.keeping(restriction);
  notes.returned(element, options, isChanged);
  if (restriction !== null) {
    const tenure = tenures.restricted(restriction.access);
    restrict(space, element, restriction, tenure);
  }
  space.owners.add(owner, element);
  if (value !== undefined && isChanged) {
    space.change(owner, element.path, value, withoutMeta(options.extras));
  }
  space.staying.afterAdd(() => former.succeeded?.(element, owner));
  return true;
}

/**
 * Gives an element to an owner for whom it looks the same: another daemon has it
 * now, or one that had it gives it to this one.
 *
 * @param options Its extras; an absent owner's have `stay`.
 */
export function giveElement(
  space: Pick<TakenSpace, "staying" | "owners" | "hierarchy">,
  notes: Notes,
  element: Element,
  owner: Owner,
  options: AddParams,
): void {
  const { owner: former, restriction } = element;
  space.owners.delete(former, element);
  space.staying.forget(element);
  const { tenures } = space.owners.of(owner);
  element.tenure = tenures.keeping(restriction);
  notes.moved(element, options);
  if (restriction !== null) {
    const tenure = tenures.restricted(restriction.access);
    space.hierarchy.restrict(element, tenure);
  }
  space.owners.add(owner, element);
  if (owner.absent) space.staying.hold(element);
  former.succeeded?.(element, owner);
}

/** Metadata that differs has been published. */
function withoutMeta(extras: AddExtras | null): ValueNotes | null {
  return extras && { ...extras, meta: undefined };
}

/**
 * Restricts an element for its new owner, which can read its own elements: to
 * fetches of the owner that could not read it, it is reported.
 */
function restrict(
  space: TakenSpace,
  element: Element,
  former: Restriction,
  tenure: Tenure,
): void {
  const { hierarchy, turns } = space;
  const { restriction } = tenure;
  const { everything, ofNodes } = space.fetches;
  const watchers = [...everything, ...element.watchers];
  turns.left -= Cost.watcher * watchers.length;
  const unaware = watchers.filter((each) => !each.accepts(element, "remove"));
  const parent = hierarchy.parentOf(element);
  const nodes = ofNodes
    .filter(({ fetcher }) =>
      restriction !== null && fetcher.canRead(restriction) &&
      !fetcher.canRead(former)
    )
    .map((fetch) => ({ fetch, above: hiddenAbove(parent, fetch) }));
  hierarchy.restrict(element, tenure);
  for (const { fetch, above } of nodes) {
    for (const node of above) fetch.added(node, space.nextSequence());
  }
  const sequence = space.nextSequence();
  for (const each of unaware) {
    if (each.accepts(element, "add")) each.added(element, sequence);
  }
}

/** The nodes from this one up that a fetch does not know, outermost first. */
function hiddenAbove(
  parent: Node | null,
  { fetcher, paths }: Fetch,
): Node[] {
  const hidden: Node[] = [];
  let node = parent;
  while (node !== null && node.parent !== null) {
    if (node.visible(fetcher.canRead)) break;
    if (paths.test(node.path)) hidden.unshift(node);
    node = node.parent;
  }
  return hidden;
}

function isSameValue(a: Value, b: Value): boolean {
  return a.type === b.type && isSameText(a, b);
}
