/**
 * `data:` URLs (RFC 2397): bytes and their type as a text.
 *
 * @module
 */

/** Bytes turned into text at once: more arguments than this are too many. */
const STEP = 0x2000;

const BASE64 = /; ?base64$/i;

/** Writes a `data:` URL. */
export function dataUrl(type: string, bytes: Uint8Array): string {
  return `data:${type};base64,${base64(bytes)}`;
}

/**
 * Reads a `data:` URL; `undefined` if the text is none.
 *
 * @param noType Type of a URL that has none; by default that of RFC 2397.
 */
export function parseDataUrl(
  url: string,
  noType = "text/plain;charset=US-ASCII",
): { type: string; bytes: Uint8Array } | undefined {
  const comma = url.indexOf(",");
  if (comma < 0 || url.slice(0, 5).toLowerCase() !== "data:") return undefined;
  const head = url.slice(5, comma);
  const isBase64 = BASE64.test(head);
  const written = head.replace(BASE64, "");
  // Parameters without a type are those of text/plain (RFC 2397).
  const type = written.startsWith(";")
    ? `text/plain${written}`
    : written || noType;
  const bytes = isBase64
    ? fromBase64(url.slice(comma + 1))
    : fromPercent(url.slice(comma + 1));
  return bytes === undefined ? undefined : { type, bytes };
}

/** Bytes in Base64. */
export function base64(bytes: Uint8Array): string {
  // Not everywhere yet, and many times quicker.
  const native: unknown = Reflect.get(bytes, "toBase64");
  if (typeof native === "function") {
    return String(Reflect.apply(native, bytes, []));
  }
  let binary = "";
  for (let at = 0; at < bytes.length; at += STEP) {
    binary += String.fromCharCode(...bytes.subarray(at, at + STEP));
  }
  return btoa(binary);
}

function fromBase64(text: string): Uint8Array | undefined {
  let binary: string;
  try {
    if (text.includes("%")) text = decodeURIComponent(text);
    const native: unknown = Reflect.get(Uint8Array, "fromBase64");
    if (typeof native === "function") {
      const bytes: unknown = Reflect.apply(native, Uint8Array, [text]);
      if (bytes instanceof Uint8Array) return bytes;
    }
    binary = atob(text);
  } catch {
    return undefined;
  }
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

function fromPercent(text: string): Uint8Array {
  const written = new TextEncoder().encode(text);
  const bytes = new Uint8Array(written.length);
  let length = 0;
  for (let at = 0; at < written.length; at++) {
    const pair = written[at] === 0x25
      ? String.fromCharCode(...written.subarray(at + 1, at + 3))
      : "";
    if (/^[0-9a-f]{2}$/i.test(pair)) {
      bytes[length++] = parseInt(pair, 16);
      at += 2;
    } else {
      bytes[length++] = written[at];
    }
  }
  return bytes.slice(0, length);
}
