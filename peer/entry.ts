/**
 * Elements as fetches and gets report them.
 *
 * @module
 */
import { claimed, isRecord } from "./guards.ts";

/** An element of the bus: a state if it has a value, a method if not. */
export interface Entry<T = unknown> {
  /** The path of the element. */
  readonly path: string;
  /** The value of the state; the type is the program's word for it. */
  readonly value?: T;
  /** `true` if the state can't be set. */
  readonly fetchOnly?: boolean;
  /** The place in the order of sorted rules, from 1. */
  readonly index?: number;
}

/** An element in its place in a sorted list. */
export interface Row<T = unknown> extends Entry<T> {
  /** The place in the whole order, from 1. */
  readonly index: number;
}

/**
 * What has happened to an element: it appeared or began to match (`add`), it
 * has a new value (`change`), it is gone or does not match any more (`remove`,
 * with the last value).
 */
export interface Change<T = unknown> extends Entry<T> {
  /** What has happened. */
  readonly event: "add" | "change" | "remove";
}

/** Reads an element that a daemon reports; nothing if it is none. */
export function readEntry<T>(raw: unknown): Entry<T> | undefined {
  if (!isRecord(raw) || typeof raw.path !== "string") return undefined;
  const { path, value, fetchOnly, index } = raw;
  return {
    path,
    ...(value === undefined ? {} : { value: claimed<T>(value) }),
    ...(fetchOnly === true ? { fetchOnly } : {}),
    ...(isIndex(index) ? { index } : {}),
  };
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
  return one.fetchOnly === other.fetchOnly && one.index === other.index &&
    (one.value === other.value ||
      JSON.stringify(one.value) === JSON.stringify(other.value));
}

function isIndex(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}
