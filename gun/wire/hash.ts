/**
 * The hash that peers of GUN compare texts by.
 *
 * @module
 */

/**
 * Java's hash of a text: 32 bits with a sign.
 *
 * @example
 * ```ts
 * import { hashOf } from "./hash.ts";
 *
 * console.log(hashOf("abc")); // 96354
 * ```
 */
export function hashOf(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) {
    hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  }
  return hash;
}
