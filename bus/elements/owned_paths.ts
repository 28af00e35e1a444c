/**
 * Paths that users may own.
 *
 * @module
 */

/** Stands for any one segment. */
const ONE = "+";
/** At the end: stands for any number of segments, also none. */
const REST = "#";

/** One pattern, cut into its segments. */
interface Pattern {
  readonly segments: readonly string[];
  /** Whether everything below matches too. */
  readonly rest: boolean;
}

/** How {@linkcode OwnedPaths} reads paths. */
export interface OwnedPathsOptions {
  /** Separator of the segments of a path. */
  readonly separator: string;
  /** Whether elements may be above and below each other. */
  readonly open: boolean;
}

/**
 * Patterns of paths: `+` is one segment, `#` at the end the rest, also none.
 */
export class OwnedPaths {
  readonly #patterns: readonly Pattern[];
  readonly #separator: string;
  readonly #open: boolean;

  constructor(
    patterns: readonly string[],
    { separator, open }: OwnedPathsOptions,
  ) {
    this.#separator = separator;
    this.#open = open;
    this.#patterns = patterns.map((pattern) => {
      const segments = pattern.split(separator);
      const rest = segments.at(-1) === REST;
      return { segments: rest ? segments.slice(0, -1) : segments, rest };
    });
  }

  /** Whether a pattern matches. */
  match(path: string): boolean {
    if (this.#patterns.length === 0) return false;
    const segments = path.split(this.#separator);
    return this.#patterns.some((pattern) => matches(pattern, segments));
  }

  /** Whether a pattern matches this path, or may match one below it. */
  meet(path: string): boolean {
    const segments = path.split(this.#separator);
    return this.#patterns.some((pattern) =>
      (pattern.rest || segments.length <= pattern.segments.length) &&
      commonPartMatches(pattern, segments)
    );
  }

  /**
   * Whether an element with this path would be one that a pattern matches, or in
   * the place of such an element: directly or further above or below.
   */
  concern(path: string): boolean {
    if (this.#patterns.length === 0) return false;
    const segments = path.split(this.#separator);
    return this.#patterns.some((pattern) =>
      this.#open
        ? matches(pattern, segments)
        : commonPartMatches(pattern, segments)
    );
  }
}

function matches(pattern: Pattern, path: readonly string[]): boolean {
  const { length } = pattern.segments;
  return (pattern.rest ? path.length >= length : path.length === length) &&
    commonPartMatches(pattern, path);
}

function commonPartMatches(
  { segments }: Pattern,
  path: readonly string[],
): boolean {
  const length = Math.min(segments.length, path.length);
  for (let i = 0; i < length; i++) {
    if (segments[i] !== ONE && segments[i] !== path[i]) return false;
  }
  return true;
}
