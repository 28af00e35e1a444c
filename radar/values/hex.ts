/**
 * Bytes as lines of offset, hexadecimal digits and characters.
 *
 * @module
 */

/** Bytes of a line. */
export const HEX_LINE = 16;

/** A line of a hex dump. */
export interface HexLine {
  readonly offset: string;
  readonly hex: string;
  readonly text: string;
}

/** The lines of a part of some bytes. */
export function hexLines(
  bytes: Uint8Array,
  limit: number,
  width = HEX_LINE,
): HexLine[] {
  const lines: HexLine[] = [];
  const end = Math.min(limit, bytes.length);
  for (let offset = 0; offset < end; offset += width) {
    const part = bytes.subarray(offset, Math.min(offset + width, end));
    const hex = Array.from(part, (byte) => byte.toString(16).padStart(2, "0"));
    lines.push({
      offset: offset.toString(16).padStart(4, "0"),
      hex: hex.join(" ").padEnd(width * 3 - 1),
      text: Array.from(
        part,
        (byte) => byte > 0x1f && byte < 0x7f ? String.fromCharCode(byte) : "·",
      ).join(""),
    });
  }
  return lines;
}
