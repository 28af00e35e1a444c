/**
 * The own copy of the watched nodes and properties.
 *
 * @module
 */
import { CLOCK_STEP_MS } from "../graph/state_clock.ts";
import type { GraphValue } from "../graph/value.ts";
import type { Update } from "./message.ts";
import { type Held, type Incoming, Properties } from "./properties.ts";
import { MAX_TIMER_MS } from "./timing.ts";

/** Limit of the updates ahead of the clock that wait for their time. */
const MAX_DEFERRED = 1000;

/** A change of a property. */
export interface GraphChange {
  /** Soul of the node. */
  readonly soul: string;
  /** Name of the property. */
  readonly key: string;
  /** What it holds now; `null` if it was deleted. */
  readonly value: GraphValue;
  /** When that was written, in milliseconds of the writer's clock. */
  readonly state: number;
}

/** Called with those changes of one message that it watches. */
export type ChangeListener = (changes: readonly GraphChange[]) => void;

/** A registration of a listener, which may be registered twice. */
interface Watch {
  readonly listener: ChangeListener;
}

interface Copy {
  readonly properties: Properties;
  /** Registrations by key; `undefined` is the whole node. */
  readonly watches: Map<string | undefined, Set<Watch>>;
  /** Keys that the relay has answered; `undefined` is the whole node. */
  readonly answered: Set<string | undefined>;
}

/** See the module. */
export class Replica {
  readonly #subscribe: (soul: string, key: string | undefined) => void;
  readonly #now: () => number;
  readonly #copies = new Map<string, Copy>();
  readonly #deferred = new Set<ReturnType<typeof setTimeout>>();

  /**
   * @param subscribe Asks the relay for a node, or one property of it.
   * @param now The clock, in milliseconds.
   */
  constructor(
    subscribe: (soul: string, key: string | undefined) => void,
    now: () => number = thisMillisecond,
  ) {
    this.#subscribe = subscribe;
    this.#now = now;
  }

  /**
   * Watches a node, or one property of it. The listener is called at once with
   * the values that are known already.
   *
   * @returns ends it. The copy of a node is dropped with its last listener.
   */
  watch(
    soul: string,
    key: string | undefined,
    listener: ChangeListener,
  ): () => void {
    let copy = this.#copies.get(soul);
    if (copy === undefined) {
      copy = {
        properties: new Properties(),
        watches: new Map(),
        answered: new Set(),
      };
      this.#copies.set(soul, copy);
    }
    const watch = { listener };
    const asked = isWatched(copy, key);
    const watches = copy.watches.get(key);
    if (watches === undefined) copy.watches.set(key, new Set([watch]));
    else watches.add(watch);
    if (!asked) this.#subscribe(soul, key);
    const known: GraphChange[] = [];
    for (const [name, held] of copy.properties.entries()) {
      if (key === undefined || key === name) {
        known.push(changeOf(soul, name, held));
      }
    }
    if (known.length > 0) listener(known);
    return () => this.#unwatch(soul, key, watch);
  }

  /** The copy of a node, if all of it, or this property, is known. */
  known(soul: string, key: string | undefined): Properties | undefined {
    const copy = this.#copies.get(soul);
    const complete = copy !== undefined &&
      (copy.answered.has(undefined) || copy.answered.has(key));
    return complete ? copy.properties : undefined;
  }

  /**
   * Applies updates, received or put here, and notifies the listeners.
   *
   * @param now Updates with a later state wait for their time.
   */
  take(updates: readonly Incoming[], now = this.#now()): void {
    const changes = new Map<Copy, GraphChange[]>();
    for (const update of updates) {
      const { soul, key, plain, state } = update;
      const copy = this.#copies.get(soul);
      if (copy === undefined || !isWatched(copy, key)) continue;
      const decision = copy.properties.take(update, now);
      if (decision === "defer") this.#defer(update, state - now);
      if (decision !== "accept") continue;
      const change = { soul, key, value: plain, state };
      const accepted = changes.get(copy);
      if (accepted === undefined) changes.set(copy, [change]);
      else accepted.push(change);
    }
    for (const [copy, accepted] of changes) notify(copy, accepted);
  }

  /** Saves the present values of properties; the result restores them. */
  remember(updates: readonly Update[]): () => void {
    const before = updates.map((update) => ({
      update,
      held: this.#copies.get(update.soul)?.properties.get(update.key),
    }));
    return () => {
      for (const { update, held } of before) this.#undo(update, held);
    };
  }

  /** Notes that the relay has answered the get of a subscription. */
  answered(soul: string, key: string | undefined): void {
    const copy = this.#copies.get(soul);
    if (copy !== undefined && isWatched(copy, key)) copy.answered.add(key);
  }

  /** Subscribes to everything that is watched on a new connection. */
  opened(): void {
    for (const [soul, { watches, answered }] of this.#copies) {
      // The copy may be outdated until the relay has answered anew.
      answered.clear();
      const keys = watches.has(undefined) ? [undefined] : watches.keys();
      for (const key of keys) {
        this.#subscribe(soul, key);
      }
    }
  }

  /** Forgets everything. */
  closed(): void {
    for (const timer of this.#deferred) clearTimeout(timer);
    this.#deferred.clear();
    this.#copies.clear();
  }

  /** The number of nodes that are kept. */
  get size(): number {
    return this.#copies.size;
  }

  #unwatch(soul: string, key: string | undefined, watch: Watch): void {
    const copy = this.#copies.get(soul);
    const watches = copy?.watches.get(key);
    if (copy === undefined || !watches?.delete(watch)) return;
    if (watches.size > 0) return;
    copy.watches.delete(key);
    if (copy.watches.size === 0) {
      this.#copies.delete(soul);
      return;
    }
    for (const known of [...copy.answered]) {
      if (!isWatched(copy, known)) copy.answered.delete(known);
    }
    for (const [name] of [...copy.properties.entries()]) {
      if (!isWatched(copy, name)) copy.properties.restore(name, undefined);
    }
  }

  #undo({ soul, key, state }: Update, held: Held | undefined): void {
    const copy = this.#copies.get(soul);
    const now = copy?.properties.get(key);
    // A later write stays.
    if (copy === undefined || now?.state !== state) return;
    copy.properties.restore(key, held);
    notify(copy, [
      held === undefined
        ? { soul, key, value: null, state }
        : changeOf(soul, key, held),
    ]);
    // The undone put may have suppressed updates with an older state.
    this.#subscribe(soul, isWatched(copy, undefined) ? undefined : key);
  }

  #defer(update: Incoming, wait: number): void {
    if (this.#deferred.size >= MAX_DEFERRED) return;
    const timer = setTimeout(() => {
      this.#deferred.delete(timer);
      this.take([update]);
    }, Math.min(Math.ceil(wait), MAX_TIMER_MS));
    this.#deferred.add(timer);
  }
}

/** The end of this millisecond: states have fractions, the clock has none. */
function thisMillisecond(): number {
  return Date.now() + CLOCK_STEP_MS;
}

function notify(copy: Copy, changes: readonly GraphChange[]): void {
  const about = new Map<string, GraphChange[]>();
  for (const change of changes) {
    const ofKey = about.get(change.key);
    if (ofKey === undefined) about.set(change.key, [change]);
    else ofKey.push(change);
  }
  const all = [...copy.watches.get(undefined) ?? []];
  for (const { listener } of all) listener(changes);
  for (const [key, ofKey] of about) {
    for (const { listener } of [...copy.watches.get(key) ?? []]) {
      listener(ofKey);
    }
  }
}

function changeOf(soul: string, key: string, held: Held): GraphChange {
  return { soul, key, value: held.value, state: held.state };
}

/** Whether a key is watched; `undefined` is the whole node. */
function isWatched({ watches }: Copy, key: string | undefined): boolean {
  return watches.has(undefined) || watches.has(key);
}
