/**
 * A scan of MessagePack before it is decoded: a decoder makes arrays as long as
 * they claim to be, before their items are there.
 *
 * @module
 */

/** Bytes of a length or a value behind each first byte from 0xc0 to 0xdf. */
const SIZES = [
  // nil, never used, false, true; bin 8, 16, 32; ext 8, 16, 32
  [0, 0, 0, 0, 1, 2, 4, 1, 2, 4],
  // float 32, 64; uint 8 to 64; int 8 to 64; fixext 1 to 16 with their type
  [4, 8, 1, 2, 4, 8, 1, 2, 4, 8, 2, 3, 5, 9, 17],
  // str 8, 16, 32; array 16, 32; map 16, 32
  [1, 2, 4, 2, 4, 2, 4],
].flat();

/**
 * Checks that all items of a message are there.
 *
 * @throws {RangeError} if the message is shorter than its items need.
 */
export function scanMsgpack(bytes: Uint8Array): void {
  const { length } = bytes;
  let at = 0;
  // Items that have to follow: each takes a byte at least.
  let items = 1;
  while (items > 0) {
    if (items > length - at) throw new RangeError("items are missing");
    const first = bytes[at++];
    items--;
    if (first < 0x80 || first >= 0xe0) continue;
    if (first < 0xc0) {
      const count = first & 0x0f;
      if (first < 0x90) items += 2 * count;
      else if (first < 0xa0) items += count;
      else at += first & 0x1f;
      continue;
    }
    const size = SIZES[first - 0xc0];
    if (size > length - at) throw new RangeError("items are missing");
    if (first >= 0xca && first <= 0xd8 || first < 0xc4) {
      at += size;
      continue;
    }
    let count = 0;
    for (let i = 0; i < size; i++) count = count * 256 + bytes[at++];
    if (first >= 0xde) items += 2 * count;
    else if (first >= 0xdc) items += count;
    // The type of an extension precedes its data.
    else at += count + (first >= 0xc7 && first <= 0xc9 ? 1 : 0);
  }
  if (at > length) throw new RangeError("items are missing");
}
