/**
 * UTF-8 bytes as text.
 *
 * @module
 */

const BACKSLASH = 0x5c;

/** Decodes invalid bytes as U+FFFD. */
export const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

const strictDecoder = new TextDecoder("utf-8", {
  fatal: true,
  ignoreBOM: true,
});

/** Whether bytes are UTF-8. */
export function isUtf8(
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  let high = 0;
  for (let at = start; at < end; at++) high |= bytes[at];
  if (high < 0x80) return true;
  try {
    strictDecoder.decode(bytes.subarray(start, end));
    return true;
  } catch {
    return false;
  }
}

// Up to this length a loop is faster than a call of the decoder.
const MAX_LOOP_BYTES = 12;

/** The text if it is short, ASCII and without a backslash. */
export function readShort(
  bytes: Uint8Array,
  start: number,
  end: number,
): string | undefined {
  if (end - start > MAX_LOOP_BYTES) return undefined;
  let text = "";
  for (let at = start; at < end; at++) {
    const c = bytes[at];
    if (c >= 0x80 || c === BACKSLASH) return undefined;
    text += String.fromCharCode(c);
  }
  return text;
}

/** The UTF-8 text from `start` up to `end`. */
export function readText(
  bytes: Uint8Array,
  start: number,
  end: number,
): string {
  return readShort(bytes, start, end) ??
    decoder.decode(bytes.subarray(start, end));
}
