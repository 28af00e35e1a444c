/**
 * Values on their way between the program and its thread. What threads can
 * copy for each other has no classes and no `toJSON`, so a value says what it
 * is to become on the other side.
 *
 * @module
 */
import { TypedBytes } from "../../peer/values/typed_bytes.ts";
import {
  type NumberType,
  TypedNumber,
} from "../../peer/values/typed_number.ts";
import {
  checkValue,
  isNumberArray,
  isTyped,
  jsonText,
} from "../../peer/values/values.ts";

/** A value between the threads. */
export type Packed =
  | string
  | number
  | boolean
  | bigint
  | null
  | undefined
  | { readonly json: string }
  | { readonly plain: unknown }
  | { readonly mime: string; readonly bytes: Uint8Array }
  | { readonly number: NumberType; readonly value: number | bigint }
  | { readonly items: readonly Packed[] };

/**
 * Packs a value of the program's, which it may change afterwards.
 *
 * @param path Whose value it is, for the message.
 * @throws {TypeError} if it can't be sent.
 */
export function packValue(value: unknown, path?: string): Packed {
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
      return value;
    case "bigint":
      checkValue(value, path);
      return value;
    case "object":
      if (value === null) return null;
      if (isTyped(value)) return packTyped(value, path);
  }
  // As JSON and not as a copy: objects may say themselves how to be written.
  return { json: jsonText(value, path) };
}

/**
 * Packs the arguments that the program gives to a call.
 *
 * @throws {TypeError} if they can't be sent.
 */
export function packArguments(args: readonly unknown[] | object): Packed {
  if (!Array.isArray(args) || !args.some(isTyped)) return packValue(args);
  const given: readonly unknown[] = args;
  // What JSON writes for nothing in an array.
  return { items: given.map((each) => packValue(each ?? null)) };
}

/** Packs what has come from the bus. */
export function packTold(value: unknown): Packed {
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
    case "bigint":
    case "undefined":
      return value;
  }
  if (value === null) return value;
  return value instanceof TypedBytes
    ? { mime: value.type, bytes: value.bytes }
    : { plain: value };
}

/** Packs arguments that have come from the bus. */
export function packToldArguments(args: unknown): Packed {
  return Array.isArray(args) && args.some(isTyped)
    ? { items: args.map(packTold) }
    : packTold(args);
}

/** The value again. */
export function unpack(packed: Packed): unknown {
  if (typeof packed !== "object" || packed === null) return packed;
  if ("json" in packed) return JSON.parse(packed.json);
  if ("plain" in packed) return packed.plain;
  if ("mime" in packed) return new TypedBytes(packed.mime, packed.bytes);
  if ("items" in packed) return packed.items.map(unpack);
  return new TypedNumber(packed.number, packed.value);
}

function packTyped(value: object, path: string | undefined): Packed {
  if (value instanceof TypedBytes) {
    return { mime: value.type, bytes: whole(value.bytes) };
  }
  if (value instanceof TypedNumber) {
    return { number: value.type, value: value.value };
  }
  if (value instanceof Uint8Array) return { plain: whole(value) };
  if (isNumberArray(value)) {
    return { plain: isWhole(value) ? value : value.slice() };
  }
  // Says what is wrong.
  checkValue(value, path);
  return undefined;
}

/** A copy of a part takes all that the part is of along. */
function whole(bytes: Uint8Array): Uint8Array {
  return isWhole(bytes) ? bytes : new Uint8Array(bytes);
}

function isWhole({ buffer, byteLength }: ArrayBufferView): boolean {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
}
