/**
 * The maximum length of a path.
 *
 * @module
 */
import { exceedsBytes } from "../../base/utf8.ts";

/** Maximum length of a path in bytes: binary Jet has 16 bits for it. */
const MAX_PATH_BYTES = 0xffff;

/** Whether a path is too long for any of the dialects. */
export function isPathTooLong(path: string): boolean {
  return exceedsBytes(path, MAX_PATH_BYTES);
}
