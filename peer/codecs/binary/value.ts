/**
 * Values of binary Jet and what they are in JavaScript, both ways.
 *
 * @module
 */
import {
  isStructured,
  mimeOf,
  typeOfMime,
  ValueType,
} from "../../../protocol/values/types.ts";
import { TypedBytes } from "../../values/typed_bytes.ts";
import { bigType, TypedNumber } from "../../values/typed_number.ts";
import {
  checkValue,
  isNumberArray,
  isTyped,
  jsonText,
  type NumberArray,
  parseJson,
} from "../../values/values.ts";
import {
  type BinaryReader,
  Unreadable,
} from "../../../protocol/binary/reader.ts";
import {
  type BinaryWriter,
  MAX_TEXT_BYTES,
} from "../../../protocol/binary/writer.ts";
import { InvalidArgument } from "../../../protocol/errors/classes.ts";
import { exceedsBytes } from "../../../base/utf8.ts";

/**
 * Writes a text behind its length.
 *
 * @throws {InvalidArgument} if it is too long.
 */
export function writeText(out: BinaryWriter, text: string): void {
  if (exceedsBytes(text, MAX_TEXT_BYTES)) {
    throw new InvalidArgument(
      `a text has more than the ${MAX_TEXT_BYTES} bytes of binary Jet`,
    );
  }
  out.text(text);
}

/** Writes that there is no value. */
export function writeNone(out: BinaryWriter): void {
  out.u8(ValueType.none).u32(0);
}

/** Writes a JSON text as a value. */
export function writeJson(out: BinaryWriter, json: string): void {
  out.u8(ValueType.json).longText(json);
}

/**
 * Writes a value.
 *
 * @throws {TypeError} if that can't be done.
 */
export function writeValue(out: BinaryWriter, value: unknown): void {
  switch (typeof value) {
    case "number":
      out.u8(ValueType.f64).u32(8).f64(value);
      return;
    case "string":
      out.u8(ValueType.text).longText(value);
      return;
    case "boolean":
      out.u8(value ? ValueType.true : ValueType.false).u32(0);
      return;
    case "bigint":
      return writeBig(out, value);
    case "object":
      if (value === null) {
        out.u8(ValueType.null).u32(0);
        return;
      }
      if (isTyped(value)) return writeTyped(out, value);
  }
  writeJson(out, jsonText(value));
}

/**
 * Writes the arguments of a call: one argument that JSON has no words for goes
 * as it is, everything else as JSON.
 *
 * @throws {TypeError} if that can't be done.
 */
export function writeArguments(out: BinaryWriter, args: unknown): void {
  if (args === undefined) return writeNone(out);
  if (isTyped(args)) return writeValue(out, args);
  if (Array.isArray(args)) {
    if (args.length === 0) return writeNone(out);
    if (args.length === 1 && isTyped(args[0])) return writeValue(out, args[0]);
  }
  writeJson(out, jsonText(args));
}

/** The arguments that a value stands for; see {@linkcode writeArguments}. */
export function readArguments(input: BinaryReader): unknown {
  const { type, value } = readTyped(input);
  if (type === ValueType.none || type === ValueType.json) return value;
  return [value];
}

/** Reads a value; `undefined` if there is none. */
export function readValue(input: BinaryReader): unknown {
  return readValueOf(input, input.u8(), input.u32());
}

/** Reads a request to set several states. */
export function readGroup(
  input: BinaryReader,
): { below: string; values: Record<string, unknown> } {
  const below = input.key();
  const count = input.u32();
  const values: [string, unknown][] = [];
  for (let i = 0; i < count; i++) {
    values.push([input.text(), readValue(input)]);
  }
  return { below, values: Object.fromEntries(values) };
}

/** Reads a value with its type. */
function readTyped(input: BinaryReader): { type: number; value: unknown } {
  const type = input.u8();
  return { type, value: readValueOf(input, type, input.u32()) };
}

/** Reads the bytes of a value whose type and length have been read. */
export function readValueOf(
  input: BinaryReader,
  type: number,
  length: number,
): unknown {
  switch (type) {
    case ValueType.none:
      input.skip(length);
      return undefined;
    case ValueType.json:
      return parseJson(input.text(length));
    case ValueType.bytes:
      return input.copy(length);
    case ValueType.text:
      return input.text(length);
    case ValueType.null:
    case ValueType.false:
    case ValueType.true:
      expect(length, 0);
      return type === ValueType.null ? null : type === ValueType.true;
    case ValueType.f64:
      expect(length, 8);
      return input.f64();
    case ValueType.i32:
      expect(length, 4);
      return input.i32();
    case ValueType.u32:
      expect(length, 4);
      return input.u32();
    case ValueType.i64:
      expect(length, 8);
      return input.i64();
    case ValueType.u64:
      expect(length, 8);
      return input.u64();
    case ValueType.named: {
      const name = input.u8();
      const mime = input.text(name);
      return new TypedBytes(mime, input.copy(length - 1 - name));
    }
  }
  const bytes = input.copy(length);
  return isStructured(type)
    ? numbersOf(type, bytes.buffer)
    : new TypedBytes(mimeOf(type), bytes);
}

function expect(length: number, size: number): void {
  if (length === size) return;
  throw new Unreadable(`a value of ${size} bytes has ${length}`);
}

/** All runtimes are little endian, as binary Jet is. */
function numbersOf(type: number, buffer: ArrayBuffer): NumberArray {
  switch (type) {
    case ValueType.f64s:
      return new Float64Array(buffer);
    case ValueType.f32s:
      return new Float32Array(buffer);
    case ValueType.i32s:
      return new Int32Array(buffer);
    case ValueType.u32s:
      return new Uint32Array(buffer);
    case ValueType.i16s:
      return new Int16Array(buffer);
    case ValueType.u16s:
      return new Uint16Array(buffer);
    case ValueType.i8s:
      return new Int8Array(buffer);
    default:
      // The one that is not taken by plain bytes.
      return new Uint8ClampedArray(buffer);
  }
}

function arrayType(value: NumberArray): number {
  if (value instanceof Float64Array) return ValueType.f64s;
  if (value instanceof Float32Array) return ValueType.f32s;
  if (value instanceof Int32Array) return ValueType.i32s;
  if (value instanceof Uint32Array) return ValueType.u32s;
  if (value instanceof Int16Array) return ValueType.i16s;
  if (value instanceof Uint16Array) return ValueType.u16s;
  if (value instanceof Int8Array) return ValueType.i8s;
  return ValueType.u8s;
}

function writeTyped(out: BinaryWriter, value: object): void {
  if (value instanceof TypedNumber) return writeNumber(out, value);
  if (value instanceof TypedBytes) return writeBytes(out, value);
  if (value instanceof Uint8Array) {
    return writeTypeAndBytes(out, ValueType.bytes, value);
  }
  if (isNumberArray(value)) {
    const { buffer, byteOffset, byteLength } = value;
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    return writeTypeAndBytes(out, arrayType(value), bytes);
  }
  // Says what is wrong.
  checkValue(value);
}

function writeBytes(out: BinaryWriter, { type, bytes }: TypedBytes): void {
  const number = typeOfMime(type);
  if (number !== ValueType.named) return writeTypeAndBytes(out, number, bytes);
  out.u8(number).u32(1 + type.length + bytes.length).u8(type.length)
    .write(type).slice(bytes, 0, bytes.length);
}

function writeTypeAndBytes(
  out: BinaryWriter,
  type: number,
  bytes: Uint8Array,
): void {
  out.value({ type, bytes, start: 0, end: bytes.length });
}

function writeNumber(out: BinaryWriter, { type, value }: TypedNumber): void {
  out.u8(ValueType[type]);
  if (typeof value === "bigint") out.u32(8).u64(BigInt.asUintN(64, value));
  else if (type === "f64") out.u32(8).f64(value);
  else out.u32(4).u32(value);
}

function writeBig(out: BinaryWriter, value: bigint): void {
  checkValue(value);
  out.u8(ValueType[bigType(value) ?? "u64"]).u32(8)
    .u64(BigInt.asUintN(64, value));
}
