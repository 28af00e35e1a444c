/**
 * The rules of a fetch as peers write them.
 *
 * @module
 */
/** What there is on a bus. */
export type ElementKind = "node" | "state" | "method" | "signal";

/** Conditions on the path; all that are given have to hold. */
export interface PathRules {
  /** The path is this. */
  equals?: string;
  /** The path is not this. */
  equalsNot?: string;
  /** The path begins with this. */
  startsWith?: string;
  /** The path does not begin with this. */
  startsNotWith?: string;
  /** The path ends with this. */
  endsWith?: string;
  /** The path does not end with this. */
  endsNotWith?: string;
  /** This is somewhere in the path. */
  contains?: string;
  /** This is nowhere in the path. */
  containsNot?: string;
  /** All of these are somewhere in the path. */
  containsAllOf?: readonly string[];
  /** One of these is somewhere in the path. */
  containsOneOf?: readonly string[];
  /** The path is one of these. */
  equalsOneOf?: readonly string[];
  /** The path is none of these. */
  equalsNotOneOf?: readonly string[];
  /**
   * The segments of the path match this pattern: `+` stands for any one
   * segment, `#` at the end for any number of them, also none. So
   * `"building/+/temperature"`, or `"building/#"` for `building` and everything
   * below.
   */
  matches?: string;
  /** Whether all of this ignores upper and lower case. */
  caseInsensitive?: boolean;
}

/** Conditions on a value; all that are given have to hold. */
export interface ValueRules {
  /** The value is this. */
  equals?: unknown;
  /** The value is not this. */
  equalsNot?: unknown;
  /** The value is less than this. */
  lessThan?: unknown;
  /** The value is greater than this. */
  greaterThan?: unknown;
  /** The type of the value, as `typeof` says it. */
  isType?: "string" | "number" | "boolean" | "object";
  /** The value is an array with one of these elements. */
  hasOneOf?: readonly (string | number | boolean | null)[];
  /** The value is an array with all of these elements. */
  hasAllOf?: readonly (string | number | boolean | null)[];
}

/**
 * The order of a sorted fetch and the part of it that is wanted. By path if
 * nothing else is given.
 */
export interface SortRules {
  /** Sorts by path. */
  byPath?: boolean;
  /** Sorts by the value, which has to be of this type. */
  byValue?: "number" | "string" | "boolean";
  /** Sorts by one field of the value, which has to be of this type. */
  byValueField?: { [field: string]: "number" | "string" | "boolean" };
  /** Whether the greatest comes first. */
  descending?: boolean;
  /** The first row wanted, counted from 1; 1 by default. */
  from?: number;
  /** The last row wanted; 10 by default. */
  to?: number;
}

/**
 * Changes that are too small to be reported: of numbers, by the difference to
 * the number that was reported last. Exactly one of `absolute` and `percent`.
 * Other values, and changes to or from them, are always reported.
 */
export interface DeadBand {
  /** Greatest difference that is not reported; 0 for equal numbers only. */
  absolute?: number;
  /** The same, in percent of the number that was reported last. */
  percent?: number;
  /** The field of the value that counts, as `"n.age"`; the value by default. */
  field?: string;
}

/** How often and how finely changes are reported. */
export interface ChangeLimit {
  /**
   * Changes of each element a second at most: above 0, up to 1000. The first
   * one is reported at once, then the newest value of each interval; the last
   * value always arrives. What is added or removed is not held back.
   */
  rate?: number;
  /** Changes of numbers that are too small to be reported. */
  deadband?: DeadBand;
}

/** A {@linkcode ChangeLimit} for the elements with some paths. */
export interface PathLimit extends ChangeLimit {
  /** Conditions on the path; a string is the path itself. All by default. */
  path?: string | PathRules;
}

/** What is wanted of elements beside path and value; known to this daemon. */
export interface AskedRules {
  /** Whether metadata is reported, and when it changes. */
  meta?: boolean;
  /**
   * Whether times are reported: when and by which of its changes the daemon got
   * the value, the owner's own time and quality, and when the value is stale.
   */
  times?: boolean;
  /** Whether it is reported that the owner is away, and that it is back. */
  presence?: boolean;
}

/**
 * Which elements are meant: those for which all rules hold, all states and
 * methods if there are none. What is about the hierarchy (`matches`, `below`,
 * `depth`, `nodes`, `type`) is known to the daemon of this project; others
 * refuse or ignore it.
 *
 * @example
 * ```ts
 * import type { FetchRules } from "./rules.ts";
 *
 * const warm: FetchRules = {
 *   path: { startsWith: "house/", endsWith: "/temperature" },
 *   valueField: { "sensor.celsius": { greaterThan: 25 } },
 * };
 * // A live directory: what is directly in the house.
 * const rooms: FetchRules = { below: "house", depth: 1, nodes: true };
 * console.log(warm, rooms);
 * ```
 */
export interface FetchRules extends ChangeLimit, AskedRules {
  /** Conditions on the path; a string is the path itself. */
  path?: string | PathRules;
  /** Only what is below this path; `""` is the root, and so everything. */
  below?: string;
  /**
   * So many levels below {@linkcode FetchRules.below}, or below the root
   * without it: 1 is the children only.
   */
  depth?: number;
  /**
   * Whether nodes are reported too: outermost first when they come, innermost first
   * when they go. Rules on values leave them out: they have none.
   */
  nodes?: boolean;
  /**
   * The kinds that are wanted; states and methods by default, and nodes with
   * {@linkcode FetchRules.nodes}. A fetch that does not name `"signal"` but
   * includes states gets each signal as a state that comes and goes at once.
   */
  type?: readonly ElementKind[];
  /** Conditions on the value. */
  value?: ValueRules;
  /** Conditions on fields of the value: `"n.age"`, `"list[0]"`. */
  valueField?: { [field: string]: ValueRules };
  /** The order, for what is wanted as a sorted list. */
  sort?: SortRules;
  /**
   * Other limits for the changes of some elements: the first one whose path
   * matches counts, instead of `rate` and `deadband` of the fetch. A sorted
   * fetch takes only `rate`: its list is reported so often.
   */
  limits?: readonly PathLimit[];
}

/** Rules with an order: their fetch gives the current list. */
export interface SortedRules extends FetchRules {
  /** The order and the part that is wanted. */
  sort: SortRules;
}
