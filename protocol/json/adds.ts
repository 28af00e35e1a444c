/**
 * Recognises requests to add an element by their first bytes.
 *
 * @module
 */

// In a JSON-RPC message, what may precede the method: white space, the
// beginning of an array, and the other short members.
const ADD =
  /^[[\s]*\{\s*(?:"(?:id|jsonrpc)"\s*:\s*(?:-?\d{1,20}|"[^"\\]{0,80}"|null)\s*,\s*){0,2}"method"\s*:\s*"add"\s*[,}]/;
/** Bytes that are looked at. */
const HEAD_BYTES = 260;

/**
 * Whether a message of JSON-RPC, or the first one of an array, is an `add`.
 * `false` is no proof that it is not.
 */
export function beginsWithAdd(
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  const stop = Math.min(end, start + HEAD_BYTES);
  let head = "";
  for (let at = start; at < stop; at++) head += String.fromCharCode(bytes[at]);
  return ADD.test(head);
}
