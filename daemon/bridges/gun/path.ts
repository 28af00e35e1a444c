/**
 * Where properties of GUN are in Jet's namespace: `gun/<soul>/<key>`, each of
 * them one segment.
 *
 * @module
 */
import type { Range } from "../../../gun/graph/store.ts";

/** Node of all GUN nodes. */
export const GUN_ROOT = "gun";

const encoder = new TextEncoder();

/** A property's names. */
export interface PropertyName {
  readonly soul: string;
  readonly key: string;
}

/** Which properties paths with some beginning can stand for. */
export interface Part {
  /** Which nodes. */
  readonly souls: Range;
  /** Which of their properties. */
  readonly keys: Range;
}

/**
 * Paths and what they stand for. In a segment the separator, `%`, `+` and `#`
 * are written as `%` and two hexadecimal digits, as in URLs: `+` and `#` mean
 * something in patterns.
 */
export class GunPaths {
  /** What all paths begin with. */
  readonly prefix: string;
  readonly #separator: string;
  readonly #special: RegExp;

  /** @param separator What separates the segments of a path. */
  constructor(separator: string) {
    this.#separator = separator;
    this.prefix = GUN_ROOT + separator;
    const escaped = separator.replace(/[\\^\]-]/, "\\$&");
    this.#special = new RegExp(`[%+#${escaped}]`, "gu");
  }

  /** The path of a property. */
  pathOf(soul: string, key: string): string {
    return this.prefix + this.#escape(soul) + this.#separator +
      this.#escape(key);
  }

  /** What a path stands for; `undefined` if it can't be one of these. */
  nameOf(path: string): PropertyName | undefined {
    if (!path.startsWith(this.prefix)) return undefined;
    const segments = path.slice(this.prefix.length).split(this.#separator);
    if (segments.length !== 2) return undefined;
    const soul = unescape(segments[0]);
    const key = unescape(segments[1]);
    if (!soul || !key) return undefined;
    // Each property has one path.
    return this.pathOf(soul, key) === path ? { soul, key } : undefined;
  }

  /** What paths that begin like this can stand for; `undefined`: nothing. */
  partOf(beginning: string): Part | undefined {
    const segments = beginning.slice(this.prefix.length)
      .split(this.#separator);
    const [first, second] = segments;
    if (segments.length > 2) return undefined;
    if (second === undefined) {
      return { souls: { prefix: beginningOf(first) }, keys: {} };
    }
    const soul = unescape(first);
    return soul === undefined ? undefined : {
      souls: { from: soul, to: soul },
      keys: { prefix: beginningOf(second) },
    };
  }

  #escape(name: string): string {
    return name.replace(
      this.#special,
      (character) =>
        Array.from(
          encoder.encode(character),
          (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`,
        ).join(""),
    );
  }
}

function unescape(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** The part of an escaped beginning that can be decoded. */
function beginningOf(escaped: string): string {
  for (let part = escaped;;) {
    const name = unescape(part);
    if (name !== undefined) return name;
    // It ends, or is wrong, within what a `%` begins.
    part = part.slice(0, part.lastIndexOf("%"));
  }
}
