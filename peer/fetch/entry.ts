/**
 * Elements as fetches and gets report them.
 *
 * @module
 */
import { claimed, isRecord } from "../../base/narrowing.ts";
import type { Meta } from "../elements/meta.ts";

/** Optional members of events and rows, beside path and value. */
export interface EntryNotes {
  /** With `meta`: the metadata, if there is any. */
  readonly meta?: Meta;
  /** With `times`: when the element changed last, by the daemon's clock, in ms since 1970. */
  readonly time?: number;
  /** With `times`: the number of that change among all changes of the daemon. */
  readonly revision?: number;
  /**
   * With `times`: that change as its owner's daemon of a cluster counts it, if that is
   * another one. As a condition of a `set` it holds at all daemons of the cluster.
   */
  readonly source?: { readonly revision: number; readonly epoch: string };
  /** With `times`: when the value came about, by its owner, in ms since 1970. */
  readonly at?: number;
  /** With `times`: its quality, by its owner: `good`, `uncertain`, `bad`, … */
  readonly quality?: string;
  /** With `times`: `true` if the value is older than its owner promised. */
  readonly stale?: boolean;
  /** With `presence`: `true` if the owner is away and may come back. */
  readonly away?: boolean;
}

/** What all kinds of {@linkcode Entry} have. */
export interface EntryPlace extends EntryNotes {
  /** The path of the element or node. */
  readonly path: string;
  /** `true` if this peer can't set the state or call the method. */
  readonly fetchOnly?: boolean;
  /** The place in the order of sorted rules, from 1. */
  readonly index?: number;
}

/** A state, with its value. */
export interface StateEntry<T = unknown> extends EntryPlace {
  /** That it is a state. */
  readonly type: "state";
  /** The value of the state; `T` is not checked. */
  readonly value: T;
}

/** A method; it has no value. */
export interface MethodEntry extends EntryPlace {
  /** That it is a method. */
  readonly type: "method";
  /** A method has no value. */
  readonly value?: undefined;
}

/**
 * A node: an inner point of the hierarchy, there as long as something is below
 * it. Only fetches with `nodes` report it; it has no value.
 */
export interface NodeEntry extends EntryPlace {
  /** That it is a node. */
  readonly type: "node";
  /** A node has no value. */
  readonly value?: undefined;
}

/** A signal: only fetches that name `"signal"` in `type` get it. */
export interface SignalEntry<T = unknown> extends EntryPlace {
  /** That it is a signal. */
  readonly type: "signal";
  /** What it has sent: in changes with the event `signal` only. */
  readonly value?: T;
  /**
   * In changes with the event `signal` or `remove`: so many that it sent before
   * are lost, if any. This peer, or a reader of the fetch, was too slow.
   */
  readonly lost?: number;
}

/**
 * A state, a method, a node or a signal, by its `type`.
 *
 * @example
 * ```ts
 * import type { Entry } from "./entry.ts";
 *
 * function line(entry: Entry<number>): string {
 *   return entry.type === "state"
 *     ? `${entry.path} = ${entry.value.toFixed(1)}`
 *     : `${entry.path} (${entry.type})`;
 * }
 * console.log(line({ path: "tank/level", type: "state", value: 40 }));
 * ```
 */
export type Entry<T = unknown> =
  | StateEntry<T>
  | MethodEntry
  | NodeEntry
  | SignalEntry<T>;

/** An element or node in its place in a sorted list. */
export type Row<T = unknown> = Entry<T> & {
  /** The place in the whole order, from 1. */
  readonly index: number;
};

/**
 * What has happened to an element: it appeared or began to match (`add`), it
 * has a new value (`change`), it is gone or does not match any more (`remove`,
 * with the last value). Nodes only come and go. A fetch that asks for
 * it also gets other metadata (`meta`), values that are older than promised
 * (`stale`, until the next `change`), and owners that are `away` or `back`. Signals
 * come, send values (`signal`) and go.
 */
export type Change<T = unknown> =
  | StateEntry<T> & {
    /** What has happened: states alone have values that change or grow old. */
    readonly event: "change" | "stale";
  }
  | SignalEntry<T> & {
    /** What has happened. */
    readonly event: "signal";
  }
  | Entry<T> & {
    /** What has happened. */
    readonly event: "add" | "remove" | Exclude<Notice, "stale">;
  };

/** An element that was there before: only states change, others appear anew. */
export function changed<T>(entry: Entry<T>): Change<T> {
  return entry.type === "state"
    ? { ...entry, event: "change" }
    : { ...entry, event: "add" };
}

/** Events beside those that every fetch gets. */
export type Notice = "meta" | "stale" | "away" | "back";

const NOTES = [
  "meta",
  "time",
  "revision",
  "source",
  "at",
  "quality",
  "stale",
  "away",
  "lost",
];

/** What is there of what a fetch can ask for; types are the daemon's word. */
export function notesOf(raw: Record<string, unknown>): EntryNotes {
  const notes = NOTES.filter((name) => (raw[name] ?? false) !== false);
  return claimed(Object.fromEntries(notes.map((name) => [name, raw[name]])));
}

/** Reads what a daemon reports of an element or node; nothing if it is none. */
export function readEntry<T>(raw: unknown): Entry<T> | undefined {
  if (!isRecord(raw) || typeof raw.path !== "string") return undefined;
  const { path, type, value, fetchOnly, index, meta, revision, away, lost } =
    raw;
  const plain = meta ?? revision ?? away ?? lost ?? index;
  if (fetchOnly !== true && plain === undefined) {
    // Most are these, so they are made without a copy.
    if (isBare(type)) return { path, type };
    return value === undefined
      ? { path, type: "method" }
      : { path, type: "state", value: claimed<T>(value) };
  }
  const place = {
    path,
    ...(fetchOnly === true ? { fetchOnly } : {}),
    ...(isIndex(index) ? { index } : {}),
    ...notesOf(raw),
  };
  // The daemon sends no type for states and methods: a method has no value.
  if (isBare(type)) return { ...place, type };
  return value === undefined
    ? { ...place, type: "method" }
    : { ...place, type: "state", value: claimed<T>(value) };
}

/** Whether it is the type of what has no value; methods come without type. */
function isBare(type: unknown): type is "node" | "signal" {
  return type === "node" || type === "signal";
}

/** Whether the value is a place in an order, from 1. */
export function isIndex(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}
