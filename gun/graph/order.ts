/**
 * The order of names.
 *
 * @module
 */

/** Orders surrogates after all other code units. */
function weight(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/**
 * Compares souls or keys as the store does, in the order of their UTF-8 bytes,
 * which is that of their characters and not that of their UTF-16 code units.
 *
 * @returns Below 0 if `a` comes first, above 0 if `b` does, 0 if they are equal.
 */
export function compareNames(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return weight(x) - weight(y);
  }
  return a.length - b.length;
}
