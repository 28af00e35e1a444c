/**
 * The mask of the frames that a client sends.
 *
 * @module
 */

const WORD = 4;
const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
// Shorter payloads are masked byte by byte.
const MIN_WORDWISE_LENGTH = 32;
// The words of longer chunks are not kept: they would keep the chunk.
const MAX_KEPT_BYTES = 1 << 16;

// The chunk that was masked last, and its words: a read brings many frames, and a
// view for each would cost more than its mask. A change over WebSocket takes 0.9 of
// the time that it took so, from frame to frame.
let chunk: Uint8Array = new Uint8Array(0);
let words: Uint32Array = new Uint32Array(0);

/** The words of a chunk, from its first aligned byte on. */
function wordsOf(bytes: Uint8Array, aligned: number): Uint32Array {
  if (bytes === chunk) return words;
  const { buffer, byteOffset, length } = bytes;
  const count = Math.max(0, Math.floor((length - aligned) / WORD));
  const made = new Uint32Array(buffer, byteOffset + aligned, count);
  if (buffer.byteLength > MAX_KEPT_BYTES) return made;
  chunk = bytes;
  return words = made;
}

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
    const aligned = -bytes.byteOffset & (WORD - 1);
    while ((at - aligned) % WORD !== 0) {
      bytes[at++] ^= key[k];
      k = (k + 1) & 3;
    }
    const word = key[k] | key[(k + 1) & 3] << 8 | key[(k + 2) & 3] << 16 |
      key[(k + 3) & 3] << 24;
    const all = wordsOf(bytes, aligned);
    const last = (end - aligned) >>> 2;
    for (let i = (at - aligned) >>> 2; i < last; i++) all[i] ^= word;
    at = last * WORD + aligned;
  }
  for (; at < end; at++) {
    bytes[at] ^= key[k];
    k = (k + 1) & 3;
  }
  return k;
}
