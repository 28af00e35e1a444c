/**
 * The series of the board: what each has received, and the time that is shown.
 *
 * @module
 */
import { type Signal, signal } from "@preact/signals";
import { metaOf } from "../page/meta.ts";
import type { Watch } from "../bus/watches.ts";
import { watches } from "../page/app.ts";
import { readSeries, type SeriesName } from "../page/series.ts";
import { asNumber, kindOf } from "../values/kinds.ts";
import { atPointer } from "../values/pointer.ts";
import { PlotRing } from "./ring.ts";

/** Bytes that all series may take. */
export const PLOT_BYTES = 16e6;

/** A series that is followed. */
export class Series {
  readonly key: string;
  readonly name: SeriesName;
  readonly watch: Watch;
  readonly ring: PlotRing = new PlotRing();
  /** Place among the series, for its colour: from 1. */
  readonly place: number;
  /** Whether it is drawn as a lane: booleans and texts. */
  lane = false;
  readonly #board: BoardStore;

  constructor(board: BoardStore, key: string, place: number) {
    this.key = key;
    this.place = place;
    this.#board = board;
    this.name = readSeries(key);
    this.watch = watches.acquire(this.name.path);
    for (const { at, json, value } of this.watch.history) {
      this.#push(at, json === undefined ? undefined : value);
    }
    this.watch.listeners.add(this.#received);
  }

  /** Its title: the last segments. */
  get title(): string {
    const { path, pointer } = this.name;
    const shown = pointer === "" ? path : `${path}${pointer}`;
    return shown.slice(shown.lastIndexOf("/") + 1);
  }

  /** Its unit; "" if it has none. */
  get unit(): string {
    return this.name.pointer === ""
      ? metaOf(this.watch.entry.peek()).unit ?? ""
      : "";
  }

  /** The value at a time; `undefined`: there was none. */
  valueAt(time: number): unknown {
    const past = this.watch.history.at(time);
    return past?.json === undefined
      ? undefined
      : atPointer(past.value, this.name.pointer);
  }

  /** Ends it. */
  dispose(): void {
    this.watch.listeners.delete(this.#received);
    watches.release(this.watch);
  }

  readonly #received = (at: number, value: unknown) => {
    this.#push(at, value);
    this.#board.arrived();
  };

  #push(at: number, value: unknown): void {
    const field = value === undefined
      ? undefined
      : atPointer(value, this.name.pointer);
    if (field !== undefined) {
      const kind = kindOf(field);
      const lane = kind === "boolean" || kind === "string";
      if (lane !== this.lane) {
        this.lane = lane;
        this.#board.changed.value++;
      }
    }
    this.ring.push(at, asNumber(field) ?? NaN);
  }
}

/** See the module. */
export class BoardStore {
  /** Increased when series come, go or become lanes. */
  readonly changed: Signal<number> = signal(0);
  /** Length of the window, in seconds. */
  readonly window: Signal<number> = signal(60);
  /** When it was paused, in ms; 0: it runs. */
  readonly pausedAt: Signal<number> = signal(0);
  /** Values that arrived since. */
  readonly missed: Signal<number> = signal(0);
  /** Times that were zoomed to. */
  readonly zoom: Signal<readonly [number, number] | undefined> = signal(
    undefined,
  );
  /** Time under the cursor. */
  readonly cursor: Signal<number | undefined> = signal(undefined);
  /** Key of the first series of the only card that is shown; `undefined`: all. */
  readonly large: Signal<string | undefined> = signal(undefined);
  /** A second time, to measure from. */
  readonly mark: Signal<number | undefined> = signal(undefined);
  readonly #series = new Map<string, Series>();

  /** The series, in the order in which they were added. */
  get series(): readonly Series[] {
    return [...this.#series.values()];
  }

  /** Bytes of all series. */
  get bytes(): number {
    let sum = 0;
    for (const { ring } of this.#series.values()) sum += ring.bytes;
    return sum;
  }

  /** Follows these series and no others. */
  show(keys: readonly string[]): void {
    for (const [key, one] of this.#series) {
      if (keys.includes(key)) continue;
      one.dispose();
      this.#series.delete(key);
      this.changed.value++;
    }
    for (const key of keys) {
      if (this.#series.has(key)) continue;
      const used = new Set(this.series.map(({ place }) => place));
      let place = 1;
      while (used.has(place)) place++;
      this.#series.set(key, new Series(this, key, place));
      this.changed.value++;
    }
  }

  /** A value has arrived. */
  arrived(): void {
    if (this.pausedAt.peek() > 0) this.missed.value++;
  }

  /** Stops the plots or lets them go on. */
  pause(): void {
    const paused = this.pausedAt.value > 0;
    this.pausedAt.value = paused ? 0 : Date.now();
    this.missed.value = 0;
  }

  /** Moves the cursor by a part of what is shown; the result is its time. */
  moveCursor(part: number): number {
    const [from, to] = this.range();
    const at = (this.cursor.peek() ?? to) + part * (to - from);
    return this.cursor.value = Math.min(to, Math.max(from, at));
  }

  /** Shows so many times as much around the cursor; all: live again. */
  zoomBy(factor: number): void {
    const [from, to] = this.range();
    const span = (to - from) * factor;
    if (span >= this.window.peek() * 1000) {
      this.zoom.value = undefined;
      return;
    }
    const at = this.cursor.peek() ?? to;
    const start = at - (at - from) * factor;
    this.zoom.value = [start, start + span];
  }

  /** Forgets what was received. */
  clear(): void {
    for (const { ring } of this.#series.values()) ring.clear();
  }

  /** The times that are shown. */
  range(): readonly [from: number, to: number, now: number] {
    const now = this.pausedAt.peek() || Date.now();
    const zoom = this.zoom.peek();
    if (zoom !== undefined) return [...zoom, now];
    return [now - this.window.peek() * 1000, now, now];
  }
}

/** The board of the page: one, wherever it is shown. */
export const board: BoardStore = new BoardStore();
