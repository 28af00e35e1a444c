/**
 * Types of values, and their numbers in binary Jet (see BINARY.md).
 *
 * @module
 */

/** Number of a type in binary Jet. A peer may use others than these. */
export const ValueType = {
  /** There is no value. */
  none: 0,
  json: 1,
  bytes: 2,
  text: 3,
  msgpack: 4,
  cbor: 5,
  png: 6,
  jpeg: 7,
  gif: 8,
  webp: 9,
  svg: 10,
  null: 16,
  false: 17,
  true: 18,
  f64: 19,
  i32: 20,
  u32: 21,
  i64: 22,
  u64: 23,
  f64s: 32,
  f32s: 33,
  i32s: 34,
  u32s: 35,
  i16s: 36,
  u16s: 37,
  i8s: 38,
  u8s: 39,
  /** Rows of a response; never the value of a state. */
  rows: 64,
  /** The bytes begin with a MIME type: its length as one byte, its name. */
  named: 255,
} as const;

// Types that are nothing but bytes with a MIME type.
const MIME_TYPES: ReadonlyMap<number, string> = new Map([
  [ValueType.json, "application/json"],
  [ValueType.bytes, "application/octet-stream"],
  [ValueType.text, "text/plain;charset=utf-8"],
  [ValueType.msgpack, "application/msgpack"],
  [ValueType.cbor, "application/cbor"],
  [ValueType.png, "image/png"],
  [ValueType.jpeg, "image/jpeg"],
  [ValueType.gif, "image/gif"],
  [ValueType.webp, "image/webp"],
  [ValueType.svg, "image/svg+xml"],
]);

const NUMBERS: ReadonlyMap<string, number> = new Map(
  [...MIME_TYPES].map(([type, mime]) => [mime, type]),
);

const UNASSIGNED = "application/vnd.jet.type-";

/** MIME type for a type with a number; that of a named one is in its bytes. */
export function mimeOf(type: number): string {
  return MIME_TYPES.get(type) ?? `${UNASSIGNED}${type}`;
}

/** The number for a MIME type; {@linkcode ValueType.named} if it has none. */
export function typeOfMime(mime: string): number {
  const name = mime.toLowerCase().replaceAll(" ", "");
  const known = NUMBERS.get(name);
  if (known !== undefined) return known;
  if (!name.startsWith(UNASSIGNED)) return ValueType.named;
  const number = Number(name.slice(UNASSIGNED.length));
  return Number.isInteger(number) && number > 0 && number < ValueType.named &&
      mimeOf(number) === name && !isStructured(number)
    ? number
    : ValueType.named;
}

/** Whether the bytes of a type have a structure that must be right. */
export function isStructured(type: number): boolean {
  return type === ValueType.json || type === ValueType.text ||
    (type >= ValueType.null && type <= ValueType.u64) ||
    (type >= ValueType.f64s && type <= ValueType.u8s) ||
    type === ValueType.rows || type === ValueType.named;
}
