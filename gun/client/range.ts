/**
 * Queries for names: the lexical conditions of GUN.
 *
 * @module
 */

/** The largest budget that GUN's relays accept. */
const MAX_LIMIT = 100_000;

/**
 * Which names are asked for, and how many. All conditions that are given have
 * to hold. Names are compared as the relay orders them, by their bytes.
 */
export interface Range {
  /** The name is this. */
  readonly equals?: string;
  /** The name begins with this. */
  readonly prefix?: string;
  /** The name is this or comes after it. */
  readonly from?: string;
  /** The name is this or comes before it. */
  readonly to?: string;
  /** Whether the relay reads from the end, which matters beyond the limit. */
  readonly reverse?: boolean;
  /**
   * Budget in characters of values (9 for each value that is no text), at most
   * 100,000, which is the default. The relay stops when it is used up; continue
   * with the last name as `from`.
   */
  readonly limit?: number;
}

/** The members of a `get` that express a range. */
export interface WireRange {
  readonly condition: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, number>>;
}

/**
 * A range as it is on the wire.
 *
 * @throws {TypeError} if the range has no condition.
 * @throws {RangeError} if the limit is no number from 1 to 100,000.
 */
export function rangeToWire(range: Range): WireRange {
  const { equals, prefix, from, to, limit = MAX_LIMIT } = range;
  const given = Object.entries({ "=": equals, "*": prefix, ">": from, "<": to })
    .flatMap(([name, text]) => text === undefined ? [] : [{ name, text }]);
  if (given.length === 0) {
    throw new TypeError("a range takes equals, prefix, from or to");
  }
  if (!(limit >= 1 && limit <= MAX_LIMIT)) {
    throw new RangeError(`limit takes a number from 1 to ${MAX_LIMIT}`);
  }
  return {
    condition: Object.fromEntries(given.map(({ name, text }) => [name, text])),
    limits: { "%": limit, ...(range.reverse === true ? { "-": 1 } : {}) },
  };
}
