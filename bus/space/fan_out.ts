/**
 * Events that many watchers follow: these are notified in slices.
 *
 * @module
 */
import { Cost, type Turns } from "../../base/turns.ts";
import type { Subject, Watcher } from "../elements/watcher.ts";

/** Cost of the watchers of an event that are notified at once, in about 1 ms. */
export const COST_AT_ONCE = 16_384;
// Watchers that wait for events, those of all events together: each takes some
// 40 bytes. What is beyond is notified at once.
const MAX_WAITING = 1_000_000;

/** An event, and the watchers that have not been notified of it. */
interface Pending {
  /** In the order in which they are notified. */
  readonly rest: Set<Watcher>;
  readonly notify: (watcher: Watcher) => void;
  /** Of each watcher. */
  readonly cost: number;
  /** Called when all have been notified. */
  readonly tasks: (() => void)[];
}

/**
 * The events that have not reached all of their watchers.
 *
 * A watcher gets its events in their order: before each further one it is
 * notified of those that it waits for. An element has one event at a time: what
 * changes it next notifies the others first, as their event has the value that the
 * element has then. So an event comes later for some, and is the same for all.
 */
export class FanOut {
  readonly #turns: Turns;
  // By element, in the order of the events.
  readonly #waiting = new Map<Subject, Pending>();
  #watchers = 0;
  /** Whether all watchers have been notified of everything. Only written here. */
  isIdle = true;

  constructor(turns: Turns) {
    this.#turns = turns;
  }

  /** Whether watchers wait for an event of an element. */
  isWaiting(element: Subject): boolean {
    return this.#waiting.has(element);
  }

  /**
   * Notifies watchers of an event, each of which is there once.
   *
   * @param cost What each of them costs if those for which the slice does not
   * suffice may be notified in later ones; `undefined`: all are notified at once.
   */
  notify(
    element: Subject,
    watchers: readonly Watcher[],
    notify: (watcher: Watcher) => void,
    cost?: number,
  ): void {
    this.finish(element);
    const each = cost ?? Cost.watcher;
    let notified = 0;
    while (
      notified < watchers.length &&
      (cost === undefined || notified * cost < COST_AT_ONCE ||
        !this.#turns.spent)
    ) this.#notify(watchers[notified++], each, notify);
    if (notified === watchers.length) return;
    const rest = new Set(watchers.slice(notified));
    if (this.#watchers + rest.size > MAX_WAITING) {
      for (const watcher of rest) this.#notify(watcher, each, notify);
      return;
    }
    const pending: Pending = { rest, notify, cost: each, tasks: [] };
    this.#waiting.set(element, pending);
    this.isIdle = false;
    this.#watchers += pending.rest.size;
    this.#turns.add({ proceed: () => this.#proceed(element, pending) });
  }

  #notify(
    watcher: Watcher,
    cost: number,
    notify: (watcher: Watcher) => void,
  ): void {
    this.#turns.charge(cost);
    if (this.#waiting.size > 0) this.flush(watcher);
    notify(watcher);
  }

  /** Notifies a watcher of what it waits for, before something else. */
  flush(watcher: Watcher): void {
    for (const { rest, notify } of this.#waiting.values()) {
      if (!rest.delete(watcher)) continue;
      this.#watchers--;
      notify(watcher);
    }
  }

  #proceed(element: Subject, pending: Pending): boolean {
    const { rest, cost } = pending;
    try {
      for (const watcher of rest) {
        this.#turns.charge(cost);
        // This event is among those that it waits for.
        this.flush(watcher);
        if (this.#turns.spent) break;
      }
    } catch (error) {
      // A bug of the daemon must not hold up the owner.
      this.#turns.add({ proceed: () => this.#proceed(element, pending) });
      throw error;
    }
    if (rest.size > 0) return false;
    // It may have been finished by what came next.
    if (this.#waiting.get(element) === pending) this.#end(element, pending);
    return true;
  }

  /** Notifies the others of an event of an element, before it changes again. */
  finish(element: Subject): void {
    const pending = this.#waiting.get(element);
    if (pending === undefined) return;
    for (const watcher of pending.rest) this.flush(watcher);
    this.#end(element, pending);
  }

  /** Notifies all of everything. */
  finishAll(): void {
    for (const element of this.#waiting.keys()) this.finish(element);
  }

  #end(element: Subject, { tasks }: Pending): void {
    this.#waiting.delete(element);
    this.isIdle = this.#waiting.size === 0;
    for (const task of tasks) task();
  }

  /**
   * Calls a task when the watchers have been notified of the event of an element;
   * at once, if none waits.
   */
  whenNotified(element: Subject, task: () => void): void {
    const pending = this.#waiting.get(element);
    if (pending === undefined) task();
    else pending.tasks.push(task);
  }
}

/** The watchers of an element with the fetches of everything before them. */
export function allOf(
  everything: readonly Watcher[],
  watchers: readonly Watcher[],
): readonly Watcher[] {
  return everything.length === 0 ? watchers : [...everything, ...watchers];
}
