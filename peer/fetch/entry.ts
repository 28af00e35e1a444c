/**
 * Elements as fetches and gets report them.
 *
 * @module
 */
import { claimed, isRecord } from "../../base/narrowing.ts";
import { sameValue } from "../values/values.ts";

/** What all kinds of {@linkcode Entry} have. */
export interface EntryPlace {
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
  /** The value of the state; the type is the program's word for it. */
  readonly value: T;
}

/** A method; it has no value. */
export interface MethodEntry extends EntryPlace {
  /** That it is a method. */
  readonly type: "method";
  /** Never there. */
  readonly value?: undefined;
}

/**
 * A node: an inner point of the hierarchy, there as long as something is below
 * it. Only fetches with `nodes` report it; it has no value.
 */
export interface NodeEntry extends EntryPlace {
  /** That it is a node. */
  readonly type: "node";
  /** Never there. */
  readonly value?: undefined;
}

/**
 * A state, a method or a node, by its `type`.
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
export type Entry<T = unknown> = StateEntry<T> | MethodEntry | NodeEntry;

/** An element or node in its place in a sorted list. */
export type Row<T = unknown> = Entry<T> & {
  /** The place in the whole order, from 1. */
  readonly index: number;
};

/**
 * What has happened to an element: it appeared or began to match (`add`), it
 * has a new value (`change`), it is gone or does not match any more (`remove`,
 * with the last value). Nodes only come and go.
 */
export type Change<T = unknown> = Entry<T> & {
  /** What has happened. */
  readonly event: "add" | "change" | "remove";
};

/** Reads what a daemon reports of an element or node; nothing if it is none. */
export function readEntry<T>(raw: unknown): Entry<T> | undefined {
  if (!isRecord(raw) || typeof raw.path !== "string") return undefined;
  const { path, value, fetchOnly, index } = raw;
  if (fetchOnly !== true && index === undefined) {
    // Most are these, so they are made without a copy.
    if (raw.type === "node") return { path, type: "node" };
    return value === undefined
      ? { path, type: "method" }
      : { path, type: "state", value: claimed<T>(value) };
  }
  const place = {
    path,
    ...(fetchOnly === true ? { fetchOnly } : {}),
    ...(isIndex(index) ? { index } : {}),
  };
  // The daemon sends no type for states and methods: a method has no value.
  if (raw.type === "node") return { ...place, type: "node" };
  return value === undefined
    ? { ...place, type: "method" }
    : { ...place, type: "state", value: claimed<T>(value) };
}

/** Reads a row of a sorted list; nothing if it is none. */
export function readRow<T>(raw: unknown): Row<T> | undefined {
  const entry = readEntry<T>(raw);
  return entry?.index === undefined
    ? undefined
    : { ...entry, index: entry.index };
}

/** Whether two reports of one element say the same. */
export function sameEntry(one: Entry, other: Entry): boolean {
  return one.type === other.type && one.fetchOnly === other.fetchOnly &&
    one.index === other.index && sameValue(one.value, other.value);
}

/** Whether the value is a place in an order, from 1. */
export function isIndex(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}
