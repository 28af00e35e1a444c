/**
 * Paths of GUN's properties in Jet's namespace: `gun/<soul>/<key>`, soul and
 * key being one segment each.
 *
 * @module
 */
import type { NameRange } from "../../../gun/graph/store.ts";

/** Node of all GUN nodes. */
export const GUN_ROOT = "gun";

/** What the souls of shared states begin with. */
export const SHARED_SOULS = "jet/";

/** Refusal of a write into the node of what is no shared state. */
export const NOT_SHARED = "Not shared!";

const encoder = new TextEncoder();

/** A property's names. */
export interface PropertyName {
  readonly soul: string;
  readonly key: string;
}

/** Properties whose paths have some prefix, as ranges of souls and keys. */
export interface PropertyRanges {
  /** Which nodes. */
  readonly souls: NameRange;
  /** Which of their properties. */
  readonly keys: NameRange;
}

/**
 * Maps paths to properties and back. In a segment the separator, `%`, and the
 * wildcards `+` and `#` are percent-encoded as in URLs.
 */
export class GunPaths {
  /** The common prefix of all paths. */
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

  /** The property of a path; `undefined` if the path is not canonical. */
  nameOf(path: string): PropertyName | undefined {
    if (!path.startsWith(this.prefix)) return undefined;
    const segments = path.slice(this.prefix.length).split(this.#separator);
    if (segments.length !== 2) return undefined;
    const soul = unescape(segments[0]);
    const key = unescape(segments[1]);
    if (!soul || !key) return undefined;
    // Each property has one path: other encodings of it are refused.
    return this.pathOf(soul, key) === path ? { soul, key } : undefined;
  }

  /** Properties whose paths have this prefix; `undefined` if none can. */
  partOf(beginning: string): PropertyRanges | undefined {
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
    // The last escape is cut off or invalid.
    part = part.slice(0, part.lastIndexOf("%"));
  }
}
