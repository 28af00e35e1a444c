/**
 * States that are followed whatever is on the screen: pinned, plotted, or shown
 * in detail. One fetch gets them all; each has its history.
 *
 * @module
 */
import { effect, type Signal, signal } from "@preact/signals";
import type { Change, Entry, Fetcher } from "../../peer.ts";
import { exactJson } from "../values/exact.ts";
import { type BusConnection, SHOWN_NOTES } from "./connection.ts";
import { FRAMES, type Frames } from "./frames.ts";
import { History, HistoryBudget } from "./history.ts";

/** Pause in which several paths become one fetch, in ms. */
const GATHER_MS = 30;

/** A path that is followed. */
export class Watch {
  readonly path: string;
  /** The element of now; `undefined`: not there. */
  readonly entry: Signal<Entry | undefined> = signal(undefined);
  /** When the value arrived, in ms; 0: not yet. */
  at = 0;
  /** Whether the daemon has said whether there is such an element. */
  readonly known: Signal<boolean> = signal(false);
  /** Increased with every value, once a frame. */
  readonly version: Signal<number> = signal(0);
  readonly history: History;
  /** Called with each value as it arrives; `undefined` when it is gone. */
  readonly listeners = new Set<(at: number, value: unknown) => void>();
  /** How many want it. */
  uses = 0;
  /** The newest, until the next frame. */
  newest: Entry | undefined;
  #revision: number | undefined;

  constructor(path: string, budget: HistoryBudget) {
    this.path = path;
    this.history = new History(budget);
  }

  /** Takes a change. */
  take(change: Change, at: number): void {
    if (change.event === "remove") return this.gone(at);
    const isNew = change.revision === undefined ||
      change.revision !== this.#revision;
    this.#revision = change.revision;
    const { event: _, ...entry } = change;
    this.newest = entry;
    const hasValue = change.event === "add" || change.event === "change";
    if (change.type !== "state" || !hasValue || !isNew) return;
    this.at = at;
    const { value } = change;
    this.history.push({ at, json: exactJson(value), value });
    for (const listener of this.listeners) listener(at, value);
  }

  /** Notes that the element or the link is gone. */
  gone(at: number): void {
    this.newest = undefined;
    if (this.history.newest()?.json === undefined) return;
    this.history.push({ at, json: undefined, value: undefined });
    for (const listener of this.listeners) listener(at, undefined);
  }
}

/** See the module. */
export class Watches {
  /** The memory of all histories. */
  readonly budget = new HistoryBudget();
  readonly #bus: BusConnection;
  readonly #frames: Frames;
  readonly #watches = new Map<string, Watch>();
  readonly #dirty = new Set<Watch>();
  #fetcher: Fetcher | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(bus: BusConnection, frames: Frames = FRAMES) {
    this.#bus = bus;
    this.#frames = frames;
    effect(() => {
      bus.generation.value;
      if (this.#watches.size > 0) this.#gather();
    });
    effect(() => {
      if (bus.state.value.kind === "lost") this.#lost();
    });
  }

  /** Begins to follow a path; each call needs its {@linkcode release}. */
  acquire(path: string): Watch {
    let watch = this.#watches.get(path);
    if (watch === undefined) {
      watch = new Watch(path, this.budget);
      this.#watches.set(path, watch);
      this.#gather();
    }
    watch.uses++;
    return watch;
  }

  /** Ends what {@linkcode acquire} began. */
  release(watch: Watch): void {
    if (--watch.uses > 0) return;
    this.#watches.delete(watch.path);
    watch.history.close();
    this.#gather();
  }

  /** The watch of a path, if there is one. */
  get(path: string): Watch | undefined {
    return this.#watches.get(path);
  }

  #gather(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fetch(), GATHER_MS);
  }

  #fetch(): void {
    const before = this.#fetcher;
    const paths = [...this.#watches.keys()];
    if (paths.length === 0) {
      this.#fetcher = undefined;
      void before?.close();
      return;
    }
    const fetcher = this.#bus.peer.fetch({
      path: { equalsOneOf: paths },
      ...SHOWN_NOTES,
    }, (change) => this.#take(change));
    this.#fetcher = fetcher;
    fetcher.ready.catch(() => {}).then(() => {
      void before?.close();
      for (const path of paths) {
        const watch = this.#watches.get(path);
        if (watch !== undefined) this.#mark(watch);
      }
    });
  }

  #take(change: Change): void {
    const watch = this.#watches.get(change.path);
    if (watch === undefined) return;
    watch.take(change, Date.now());
    this.#mark(watch);
  }

  // A break in the histories: what is shown stays as the last known value.
  #lost(): void {
    const at = Date.now();
    for (const watch of this.#watches.values()) {
      const { newest } = watch;
      watch.gone(at);
      watch.newest = newest;
    }
  }

  #mark(watch: Watch): void {
    this.#dirty.add(watch);
    this.#frames.request(this.#flush);
  }

  readonly #flush = () => {
    for (const watch of this.#dirty) {
      watch.entry.value = watch.newest;
      watch.known.value = true;
      watch.version.value++;
    }
    this.#dirty.clear();
  };
}
