/**
 * The values of the bus: bytes and their type.
 *
 * @module
 */
import { INFINITE_NUMBER, JsonError } from "../json/errors.ts";
import { JsonScanner } from "../json/scanner.ts";
import { ValueType } from "./types.ts";
import { copyOf, type Slice } from "../../base/slice.ts";
import { isUtf8 } from "../../base/utf8.ts";

/** A stretch of bytes and what they are. */
export interface Value extends Slice {
  /** A number of {@linkcode ValueType}, or one that is not known here. */
  readonly type: number;
}

/** What stands where there is no value. */
export const NO_VALUE: Value = {
  bytes: new Uint8Array(0),
  start: 0,
  end: 0,
  type: ValueType.none,
};

// Bytes of each scalar.
const SCALARS: ReadonlyMap<number, number> = new Map([
  [ValueType.null, 0],
  [ValueType.false, 0],
  [ValueType.true, 0],
  [ValueType.f64, 8],
  [ValueType.i32, 4],
  [ValueType.u32, 4],
  [ValueType.i64, 8],
  [ValueType.u64, 8],
]);

// Bytes of each number in an array.
const ITEMS: ReadonlyMap<number, number> = new Map([
  [ValueType.f64s, 8],
  [ValueType.f32s, 4],
  [ValueType.i32s, 4],
  [ValueType.u32s, 4],
  [ValueType.i16s, 2],
  [ValueType.u16s, 2],
  [ValueType.i8s, 1],
  [ValueType.u8s, 1],
]);

/** Whether a type is that of one number, truth or nothing. */
export function isScalar(type: number): boolean {
  return SCALARS.has(type);
}

/** Whether a type is that of an array of numbers. */
export function isArray(type: number): boolean {
  return ITEMS.has(type);
}

/** Bytes that a number in an array of a type takes. */
export function itemSize(type: number): number {
  return ITEMS.get(type) ?? 1;
}

// What can stand in a `data:` URL and in a JSON string as it is.
const TOKEN = "[A-Za-z0-9!#$&^_.+-]+";
const MIME = new RegExp(`^${TOKEN}/${TOKEN}(?: ?; ?${TOKEN}=${TOKEN})*$`);

/** Whether a text can be the name of a type. */
export function isMime(name: string): boolean {
  return MIME.test(name);
}

const scanner = new JsonScanner("");

/**
 * What is wrong with a value that has come from outside; `undefined`: nothing.
 * Types that are not known here can't be wrong.
 */
export function faultOf(value: Value): string | undefined {
  const { type, bytes, start, end } = value;
  const length = end - start;
  switch (type) {
    case ValueType.none:
      return "a value is missing";
    case ValueType.json:
      return jsonFault(value);
    case ValueType.text:
      return isUtf8(bytes, start, end) ? undefined : "text is not UTF-8";
    case ValueType.rows:
      return "rows can't be a value";
    case ValueType.named:
      return nameFault(value);
  }
  const size = SCALARS.get(type);
  if (size !== undefined) {
    return length === size
      ? undefined
      : `type ${type} has ${size} bytes, not ${length}`;
  }
  const item = ITEMS.get(type);
  return item === undefined || length % item === 0
    ? undefined
    : `type ${type} has a multiple of ${item} bytes, not ${length}`;
}

function jsonFault({ bytes, start, end }: Slice): string | undefined {
  try {
    scanner.finish(scanner.value(scanner.begin(bytes, start, end)));
    if (scanner.hasInfinity) return INFINITE_NUMBER;
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return `not JSON: ${error.message}`;
  }
}

function nameFault(value: Value): string | undefined {
  const { bytes, start, end } = value;
  const length = end > start ? bytes[start] : 0;
  if (length === 0 || start + 1 + length > end) {
    return "the name of the type is missing";
  }
  return isMime(nameOf(value))
    ? undefined
    : "the name of the type is no MIME type";
}

/** The MIME type that the bytes of a named type begin with. */
export function nameOf({ bytes, start }: Slice): string {
  let name = "";
  const end = start + 1 + bytes[start];
  for (let at = start + 1; at < end; at++) {
    name += String.fromCharCode(bytes[at]);
  }
  return name;
}

/** The same value in bytes of its own, which stay valid. */
export function copyOfValue(value: Value): Value {
  return { type: value.type, ...copyOf(value) };
}
