/**
 * Frozen values: the key of a property is, or ends in, the hash of its value.
 *
 * @module
 */
import type { GraphValue } from "../graph/value.ts";

const encoder = new TextEncoder();

/**
 * Whether a key has the hash of the value, in Base64 or hexadecimal, alone or
 * after the last `#`.
 */
export async function isFrozen(
  key: string,
  value: GraphValue,
): Promise<boolean> {
  const hash = key.slice(key.lastIndexOf("#") + 1);
  const hexadecimal = /^[0-9A-Fa-f]{64}$/.test(hash);
  if (!hexadecimal && !/^[A-Za-z0-9+/]{43}=$/.test(hash)) return false;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const digest = await crypto.subtle.digest("SHA-256", encoder.encode(text));
  const bytes = new Uint8Array(digest);
  return hexadecimal
    ? hash.toLowerCase() === hex(bytes)
    : hash === btoa(String.fromCharCode(...bytes));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}
