/**
 * Rules that look at the segments of a path.
 *
 * @module
 */

/** Stands for any one segment. */
const ONE = "+";
/** At the end: stands for any number of segments, also none. */
const REST = "#";

/**
 * A pattern of segments as MQTT has it: `building/+/temperature` matches with
 * any segment in place of the `+`, `building/#` matches `building` and
 * everything below.
 */
export class SegmentPattern {
  /** How every path that matches begins; "" if it may begin anyhow. */
  readonly prefix: string;
  /** The path that matches, with all below it, as `building`; else `null`. */
  readonly top: string | null;
  readonly #segments: readonly string[];
  readonly #rest: boolean;
  readonly #separator: string;

  /** @throws {TypeError} if `#` is not the last segment. */
  constructor(pattern: string, separator: string) {
    const segments = pattern.split(separator);
    this.#rest = segments[segments.length - 1] === REST;
    if (this.#rest) segments.pop();
    if (segments.includes(REST)) {
      throw new TypeError(`${REST} must be the last segment`);
    }
    this.#segments = segments;
    this.#separator = separator;
    const wild = segments.indexOf(ONE);
    const literal = wild < 0 ? segments : segments.slice(0, wild);
    this.prefix = literal.join(separator);
    if (wild > 0) this.prefix += separator;
    this.top = this.#rest && wild < 0 ? this.prefix : null;
  }

  /** Whether it matches whatever the path is. */
  get always(): boolean {
    return this.#rest && this.#segments.length === 0;
  }

  /** Whether the path matches. */
  test(path: string): boolean {
    const separator = this.#separator;
    const segments = this.#segments;
    let at = 0;
    for (let i = 0; i < segments.length; i++) {
      if (at > path.length) return false;
      let end = path.indexOf(separator, at);
      if (end < 0) end = path.length;
      const segment = segments[i];
      if (
        segment !== ONE &&
        (end - at !== segment.length || !path.startsWith(segment, at))
      ) return false;
      at = end + separator.length;
    }
    return this.#rest || at > path.length;
  }
}

/** Everything below a path, but no more than so many levels down. */
export class DepthLimit {
  /** The path; "" is the root. */
  readonly below: string;
  /** Levels down; 1 is the children only. */
  readonly depth: number;
  /** How every path that is below begins. */
  readonly prefix: string;
  readonly #separator: string;

  constructor(below: string, depth: number, separator: string) {
    this.below = below;
    this.depth = depth;
    this.prefix = below === "" ? "" : below + separator;
    this.#separator = separator;
  }

  /** Whether the path is below and not too deep. */
  test(path: string): boolean {
    const { prefix, depth } = this;
    if (!path.startsWith(prefix) || path === this.below) return false;
    if (depth === Infinity) return true;
    let levels = 1;
    // A separator that a path begins with separates nothing.
    let at = path.indexOf(this.#separator, Math.max(prefix.length, 1));
    while (at >= 0) {
      if (++levels > depth) return false;
      at = path.indexOf(this.#separator, at + this.#separator.length);
    }
    return true;
  }
}
