/**
 * Elements that stay while their owner is away.
 *
 * @module
 */
import type { ValueNotes } from "../../protocol/extras.ts";
import type { AddParams } from "../../protocol/inbox.ts";
import { isSameText } from "../../base/slice.ts";
import type { Turns } from "../../base/turns.ts";
import type { Value } from "../../protocol/values/value.ts";
import { TimerEntry, type TimerWheel } from "../collections/timer_wheel.ts";
import type { ElementAccess } from "../elements/access.ts";
import type { Element } from "../elements/element.ts";
import type { Hierarchy } from "../elements/hierarchy.ts";
import type { Owner } from "../elements/owner.ts";
import type { Notes } from "./notes.ts";
import type { Owners } from "./owners.ts";
import { Removal } from "./removal.ts";

/** Whether an element stays when its owner leaves. */
export function stays({ extras, owner }: Element): boolean {
  return extras !== null && extras.stayMs > 0 && owner.absent === true;
}

/** What staying needs of its space. */
interface StayingSpace {
  readonly turns: Turns;
  notice(kind: "away", element: Element): void;
  remove(owner: Owner, path: string): unknown;
}

/** Elements of one owner that stay equally long. */
class Departure extends TimerEntry {
  readonly owner: Owner;
  readonly elements: Element[] = [];
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
    turns.runInBackground(
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
  readonly #afterAdd: (() => void)[] = [];
  readonly #departures = new Map<Owner, Map<number, Departure>>();

  constructor(space: StayingSpace, timers: TimerWheel) {
    this.#space = space;
    this.#timers = timers;
  }

  /** The owner of an element has left, which stays. */
  leave(element: Element): void {
    const { owner, extras } = element;
    if (extras === null) return;
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
    departure.elements.push(element);
    extras.away = true;
    this.#space.notice("away", element);
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

/** Whether what an owner adds is the element that has stayed. */
function isSame(
  element: Element,
  owner: Owner,
  value: Value | undefined,
  { fetchOnly, signal }: AddParams,
  access: ElementAccess | null,
): boolean {
  const { restriction } = element;
  if (element.method !== (value === undefined)) return false;
  if (element.signal !== signal) return false;
  if (element.fetchOnly !== fetchOnly) return false;
  if (element.owner.userName !== owner.userName) return false;
  if (restriction === null) return true;
  return JSON.stringify(restriction.access) === JSON.stringify(access);
}

/** What taking over needs of its space. */
interface TakenSpace {
  readonly staying: Staying;
  readonly owners: Owners;
  readonly hierarchy: Hierarchy;
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
  if (!isSame(element, owner, value, options, access)) return false;
  const { owner: former, restriction } = element;
  space.owners.delete(former, element);
  element.owner = owner;
  if (restriction !== null) {
    const { restrictions } = space.owners.of(owner);
    space.hierarchy.restrict(element, restrictions.for(restriction.access));
  }
  notes.returned(element, options);
  space.owners.add(owner, element);
  if (value !== undefined && !isSameValue(element, value)) {
    space.change(owner, element.path, value, options.extras);
  }
  space.staying.afterAdd(() => former.succeeded?.(element, owner));
  return true;
}

function isSameValue(a: Value, b: Value): boolean {
  return a.type === b.type && isSameText(a, b);
}
