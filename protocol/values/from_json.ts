/**
 * Values that JSON peers send for states of other types.
 *
 * @module
 */
import { parseDataUrl } from "./data_url.ts";
import { isArray, isMime, isScalar, type Value } from "./value.ts";
import { typeOfMime, ValueType } from "./types.ts";
import type { Slice } from "../../base/slice.ts";
import { readString, readText } from "../../base/utf8.ts";
import { BinaryWriter } from "../binary/writer.ts";

const QUOTE = 0x22;
const OPEN_ARRAY = 0x5b;
const MINUS = 0x2d;
const TRUE = 0x74;
const FALSE = 0x66;
const NULL = 0x6e;

const I64 = [-(2n ** 63n), 2n ** 63n - 1n] as const;
const U64 = [0n, 2n ** 64n - 1n] as const;
const WHOLE = /^-?[0-9]+$/;

// Least and most of the whole numbers in an array, or one of them alone.
const RANGES: ReadonlyMap<number, readonly [number, number]> = new Map([
  [ValueType.i32, [-(2 ** 31), 2 ** 31 - 1]],
  [ValueType.u32, [0, 2 ** 32 - 1]],
  [ValueType.i32s, [-(2 ** 31), 2 ** 31 - 1]],
  [ValueType.u32s, [0, 2 ** 32 - 1]],
  [ValueType.i16s, [-(2 ** 15), 2 ** 15 - 1]],
  [ValueType.u16s, [0, 2 ** 16 - 1]],
  [ValueType.i8s, [-128, 127]],
  [ValueType.u8s, [0, 255]],
]);

/** The value made last; the next one takes its place. */
class Made implements Value {
  type: number = ValueType.none;
  readonly packet = new BinaryWriter();
  readonly start = 0;

  get bytes(): Uint8Array {
    return this.packet.bytes;
  }

  get end(): number {
    return this.packet.length;
  }

  /** Begins a value of a type. */
  begin(type: number): BinaryWriter {
    this.type = type;
    return this.packet.clear();
  }

  /** A value that is all in its type. */
  only(type: number): this {
    this.begin(type);
    return this;
  }
}

const made = new Made();

/**
 * Converts a JSON value to a typed one, of the type of a state's earlier values
 * where it fits; otherwise returns the JSON. Valid until the next call.
 */
export function fromJson(json: Value, like: number): Value {
  if (json.type !== ValueType.json || like === ValueType.json) return json;
  const first = json.bytes[json.start];
  switch (first) {
    case TRUE:
      return made.only(ValueType.true);
    case FALSE:
      return made.only(ValueType.false);
    case NULL:
      return made.only(ValueType.null);
    case QUOTE:
      return fromString(json, like);
    case OPEN_ARRAY:
      return isArray(like) ? fromArray(json, like) : json;
  }
  const isNumber = first === MINUS || (first >= 0x30 && first <= 0x39);
  return isNumber && isScalar(like) ? fromNumber(json, like) : json;
}

function fromNumber(json: Value, like: number): Value {
  const text = readText(json.bytes, json.start, json.end);
  if (
    (like === ValueType.i64 || like === ValueType.u64) && WHOLE.test(text)
  ) {
    const whole = BigInt(text);
    const [least, most] = like === ValueType.i64 ? I64 : U64;
    if (whole >= least && whole <= most) {
      made.begin(like).u64(BigInt.asUintN(64, whole));
      return made;
    }
  }
  const number = Number(text);
  if (!Number.isFinite(number)) return json;
  if (isWithin(number, like)) made.begin(like).u32(number >>> 0);
  else made.begin(ValueType.f64).f64(number);
  return made;
}

function isWithin(number: number, type: number): boolean {
  const range = RANGES.get(type);
  return range !== undefined && Number.isInteger(number) &&
    number >= range[0] && number <= range[1];
}

function fromArray(json: Value, like: number): Value {
  const items: unknown = JSON.parse(readText(json.bytes, json.start, json.end));
  if (!Array.isArray(items)) return json;
  const whole = like !== ValueType.f64s && like !== ValueType.f32s;
  const out = made.begin(like);
  for (const item of items) {
    if (typeof item !== "number" || !Number.isFinite(item)) return json;
    if (whole && !isWithin(item, like)) return json;
    writeItem(out, like, item);
  }
  return made;
}

/** Writes a number of an array of a type. */
function writeItem(
  out: BinaryWriter,
  type: number,
  value: number,
): BinaryWriter {
  switch (type) {
    case ValueType.f64s:
      return out.f64(value);
    case ValueType.f32s:
      return out.f32(value);
    case ValueType.i32s:
    case ValueType.u32s:
      return out.u32(value);
    case ValueType.i16s:
    case ValueType.u16s:
      return out.u16(value);
    default:
      return out.u8(value);
  }
}

function fromString(json: Value, like: number): Value {
  if (like === ValueType.text || isScalar(like) || isArray(like)) {
    made.begin(ValueType.text)
      .write(readString(json.bytes, json.start, json.end));
    return made;
  }
  return fromDataUrl(json) ?? json;
}

// A quote and `data:`; the scheme may be in any case.
const PREFIX = '"data:';
const LOWER_CASE = 0x20;
const MAX_MIME = 0xff;

function fromDataUrl(json: Slice): Value | undefined {
  const { bytes, start, end } = json;
  for (let i = 0; i < PREFIX.length; i++) {
    if ((bytes[start + i] | LOWER_CASE) !== PREFIX.charCodeAt(i)) {
      return undefined;
    }
  }
  const url = parseDataUrl(readString(bytes, start, end), "text/plain");
  if (url === undefined) return undefined;
  const { type: mime, bytes: data } = url;
  if (mime.length > MAX_MIME || !isMime(mime)) return undefined;
  const type = typeOfMime(mime);
  const out = made.begin(type);
  if (type === ValueType.named) out.u8(mime.length).ascii(mime);
  out.slice(data, 0, data.length);
  return made;
}
