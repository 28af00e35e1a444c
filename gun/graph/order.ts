/**
 * The order of names.
 *
 * @module
 */

/** Puts the halves of pairs behind everything else that one unit can be. */
function weight(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/**
 * Compares souls or keys as the store does, in the order of their UTF-8 bytes,
 * which is that of their characters and not that of their UTF-16 code units.
 *
 * @returns Less than 0 if the first comes first, more if it comes last, 0 if
 * they are the same.
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
