/**
 * Values of all types as JSON peers see them.
 *
 * @module
 */
import { ByteWriter } from "../../base/byte_writer.ts";
import { base64 } from "./data_url.ts";
import { isArray, itemSize, nameOf, type Value } from "./value.ts";
import { mimeOf, ValueType } from "./types.ts";
import type { Slice } from "../../base/slice.ts";
import { readText } from "../../base/utf8.ts";
import type { JsonValue } from "../../base/json_value.ts";
import type { ReadableJson } from "../json/lazy.ts";
import { readJson } from "../json/long_json.ts";

const MAX_SCRATCH = 1 << 16;

/** Writes a value as JSON. */
export function writeAsJson(out: ByteWriter, value: Value): ByteWriter {
  const { type, bytes, start, end } = value;
  switch (type) {
    case ValueType.json:
      return out.slice(bytes, start, end);
    case ValueType.text:
      return out.quoted(readText(bytes, start, end));
    case ValueType.none:
    case ValueType.null:
      return out.ascii("null");
    case ValueType.false:
      return out.ascii("false");
    case ValueType.true:
      return out.ascii("true");
  }
  if (type >= ValueType.f64 && type <= ValueType.u64) {
    return out.ascii(numberText(viewOf(value), 0, type));
  }
  return isArray(type) ? writeArray(out, value) : writeDataUrl(out, value);
}

const scratch = new ByteWriter();

/** A value as rules see it: what JSON peers would parse it to. */
export function parseAsJson(value: Value): JsonValue {
  const { type, bytes, start, end } = value;
  if (type === ValueType.json) return JSON.parse(readText(bytes, start, end));
  const json: JsonValue = JSON.parse(
    writeAsJson(scratch.clear(), value).string,
  );
  // A large value must not stay in memory twice for one rule.
  if (scratch.bytes.length > MAX_SCRATCH) scratch.bytes = new Uint8Array(256);
  return json;
}

/**
 * The same as {@linkcode parseAsJson}, but a long array or object is read where it
 * lies: it is valid as long as the bytes of the value.
 */
export function readAsJson(value: Value): ReadableJson {
  if (value.type === ValueType.json) return readJson(value);
  if (value.type === ValueType.text) {
    return readText(value.bytes, value.start, value.end);
  }
  return isArray(value.type) ? numbersOf(value) : parseAsJson(value);
}

function viewOf({ bytes, start, end }: Slice): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset + start, end - start);
}

/** A number as JSON; what JSON has no word for is `null`. */
function numberText(view: DataView, at: number, type: number): string {
  if (type === ValueType.i64) return `${view.getBigInt64(at, true)}`;
  if (type === ValueType.u64) return `${view.getBigUint64(at, true)}`;
  const number = numberAt(view, at, type);
  return Object.is(number, -0) ? "-0" : `${number}`;
}

/** The items of an array as JSON peers would parse them. */
function numbersOf(value: Value): JsonValue {
  const view = viewOf(value);
  const size = itemSize(value.type);
  const numbers: JsonValue[] = [];
  for (let at = 0; at < view.byteLength; at += size) {
    numbers.push(numberAt(view, at, value.type));
  }
  return numbers;
}

/** A number as rules see it; what JSON has no word for is `null`. */
function numberAt(
  view: DataView,
  at: number,
  type: number,
): number | null {
  switch (type) {
    case ValueType.f64:
    case ValueType.f64s:
      return finite(view.getFloat64(at, true));
    case ValueType.f32s:
      return finite(view.getFloat32(at, true));
    case ValueType.i32:
    case ValueType.i32s:
      return view.getInt32(at, true);
    case ValueType.u32:
    case ValueType.u32s:
      return view.getUint32(at, true);
    case ValueType.i16s:
      return view.getInt16(at, true);
    case ValueType.u16s:
      return view.getUint16(at, true);
    case ValueType.i8s:
      return view.getInt8(at);
    default:
      return view.getUint8(at);
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function writeArray(out: ByteWriter, value: Value): ByteWriter {
  const view = viewOf(value);
  const size = itemSize(value.type);
  out.ascii("[");
  for (let at = 0; at < view.byteLength; at += size) {
    if (at > 0) out.ascii(",");
    out.ascii(numberText(view, at, value.type));
  }
  return out.ascii("]");
}

function writeDataUrl(out: ByteWriter, value: Value): ByteWriter {
  const { type, bytes, start, end } = value;
  let mime = mimeOf(type);
  let from = start;
  if (type === ValueType.named) {
    mime = nameOf(value);
    from += 1 + mime.length;
  }
  return out.ascii('"data:').ascii(mime).ascii(";base64,")
    .ascii(base64(bytes.subarray(from, end))).ascii('"');
}
