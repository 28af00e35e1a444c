/**
 * What is directly below a node: the result of `list`.
 *
 * @module
 */
import { JetError } from "../../protocol/errors/classes.ts";
import { NotFound } from "../../protocol/errors/owner_classes.ts";
import { claimed, isRecord } from "../../base/narrowing.ts";
import { type EntryNotes, isIndex, notesOf } from "./entry.ts";

/** What all kinds of {@linkcode Child} have. */
export interface ChildName extends EntryNotes {
  /** The last segment of the path, for a child of the root the whole path. */
  readonly name: string;
  /** The path. */
  readonly path: string;
}

/** A child that has children itself. */
export interface NodeChild extends ChildName {
  /** That it is a node. */
  readonly type: "node";
  /** How many children the node has, of those that this peer may see. */
  readonly children: number;
  /** A node has no value. */
  readonly value?: undefined;
}

/** A child that is a state. */
export interface StateChild<T = unknown> extends ChildName {
  /** That it is a state. */
  readonly type: "state";
  /** The value, if it was asked for; `T` is not checked. */
  readonly value?: T;
  /** A state has no children. */
  readonly children?: undefined;
}

/** A child that is a method. */
export interface MethodChild extends ChildName {
  /** That it is a method. */
  readonly type: "method";
  /** A method has no value. */
  readonly value?: undefined;
  /** A method has no children. */
  readonly children?: undefined;
}

/** A child that is a signal; it is listed if signals are asked for. */
export interface SignalChild extends ChildName {
  /** That it is a signal. */
  readonly type: "signal";
  /** A signal has no value. */
  readonly value?: undefined;
  /** A signal has no children. */
  readonly children?: undefined;
}

/** What is directly below a node: a node, a state, a method or a signal. */
export type Child<T = unknown> =
  | NodeChild
  | StateChild<T>
  | MethodChild
  | SignalChild;

/** Children of a node, as many as were asked for. */
export interface Listing<T = unknown> {
  /** The path of the node, `""` for the root. */
  readonly path: string;
  /** How many children there are in all, of those that this peer may see. */
  readonly n: number;
  /**
   * The children asked for: nodes first, then states and methods, each in the
   * order of their coming.
   */
  readonly children: readonly Child<T>[];
}

/**
 * The size of a page, 1000 by default.
 *
 * @throws {RangeError} if it is not a whole number from 1.
 */
export function pageSize(page = 1000): number {
  if (isIndex(page)) return page;
  throw new RangeError("page takes a whole number from 1");
}

/** Which children are on a page. */
export interface Page {
  readonly from: number;
  readonly limit: number;
}

/**
 * All children, one page after the other.
 *
 * @param page Number of children on a page.
 * @throws {RangeError} if it is not a whole number from 1.
 */
export async function* childrenOf<T>(
  page: number | undefined,
  list: (page: Page) => Promise<Listing<T>>,
): AsyncGenerator<Child<T>, void, undefined> {
  const limit = pageSize(page);
  let from = 1;
  let n = 1;
  while (from <= n) {
    let listing: Listing<T>;
    try {
      listing = await list({ from, limit });
    } catch (error) {
      // The last child was removed after the page before.
      if (error instanceof NotFound && from > 1) return;
      throw error;
    }
    const { children } = listing;
    yield* children;
    from += children.length;
    n = children.length && listing.n;
  }
}

/**
 * Reads the answer to `list`.
 *
 * @throws {JetError} if it is none.
 */
export function readListing<T>(result: unknown): Listing<T> {
  if (
    !isRecord(result) || typeof result.path !== "string" ||
    typeof result.n !== "number" || !Array.isArray(result.children)
  ) throw new JetError("the daemon's answer is no list of children");
  const children = result.children.map(readChild<T>)
    .filter((child) => child !== undefined);
  return { path: result.path, n: result.n, children };
}

function readChild<T>(raw: unknown): Child<T> | undefined {
  if (!isRecord(raw)) return undefined;
  const { name, path, type, value, children } = raw;
  if (typeof name !== "string" || typeof path !== "string") return undefined;
  switch (type) {
    case "node":
      return {
        name,
        path,
        type,
        children: typeof children === "number" ? children : 0,
      };
    case "state":
      return value === undefined
        ? { name, path, type, ...notesOf(raw) }
        : { name, path, type, value: claimed<T>(value), ...notesOf(raw) };
    case "method":
    case "signal":
      return { name, path, type, ...notesOf(raw) };
  }
}
