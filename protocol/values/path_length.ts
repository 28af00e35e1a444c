/**
 * The maximum length of a path.
 *
 * @module
 */

/** Maximum length of a path in bytes: binary Jet has 16 bits for it. */
const MAX_PATH_BYTES = 0xffff;

const encoder = new TextEncoder();

/** Whether a path is too long for any of the dialects. */
export function isPathTooLong(path: string): boolean {
  // A UTF-16 unit has at most three bytes in UTF-8.
  return path.length * 3 > MAX_PATH_BYTES &&
    (path.length > MAX_PATH_BYTES ||
      encoder.encode(path).length > MAX_PATH_BYTES);
}
