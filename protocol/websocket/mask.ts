/**
 * The mask of the frames that a client sends.
 *
 * @module
 */

const WORD = 4;
const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
// Shorter payloads are masked byte by byte.
const MIN_WORDWISE_LENGTH = 64;

/**
 * Masks or unmasks bytes in place (RFC 6455, section 5.3).
 *
 * @param key Four bytes.
 * @param keyAt Which of them comes first.
 * @returns Which of them comes next.
 */
export function mask(
  bytes: Uint8Array,
  start: number,
  end: number,
  key: Uint8Array,
  keyAt = 0,
): number {
  let at = start;
  let k = keyAt;
  if (end - start >= MIN_WORDWISE_LENGTH && LITTLE_ENDIAN) {
    while ((bytes.byteOffset + at) % WORD !== 0) {
      bytes[at++] ^= key[k];
      k = (k + 1) & 3;
    }
    const word = key[k] | key[(k + 1) & 3] << 8 | key[(k + 2) & 3] << 16 |
      key[(k + 3) & 3] << 24;
    const count = Math.floor((end - at) / WORD);
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset + at, count);
    for (let i = 0; i < count; i++) words[i] ^= word;
    at += count * WORD;
  }
  for (; at < end; at++) {
    bytes[at] ^= key[k];
    k = (k + 1) & 3;
  }
  return k;
}
