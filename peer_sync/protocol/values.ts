/**
 * Values on their way between the program and its thread. What threads can
 * copy for each other has no classes and no `toJSON`, so a value says what it
 * is to become on the other side.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
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
  parseJson,
} from "../../peer/values/values.ts";

/** Where bytes are in a result at most: the `value` in `children` of `list`. */
const MAX_BYTES_DEPTH = 3;

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
  | { readonly items: readonly Packed[] }
  | { readonly members: readonly (readonly [string, Packed])[] };

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

/**
 * Packs the parameters of a request.
 *
 * @throws {TypeError} if they can't be sent.
 */
export function packParams(
  params: Record<string, unknown>,
): readonly (readonly [string, Packed])[] {
  const members: (readonly [string, Packed])[] = [];
  for (const [name, param] of Object.entries(params)) {
    if (param === undefined) continue;
    const packed = name === "args" && typeof param === "object" &&
        param !== null
      ? packArguments(param)
      : packValue(param);
    members.push([name, packed]);
  }
  return members;
}

/**
 * Packs the result of a request. Typed bytes are the whole result, or the value
 * of an entry or child.
 */
export function packResult(result: unknown): Packed {
  if (!holdsBytes(result, MAX_BYTES_DEPTH)) return packReceived(result);
  if (Array.isArray(result)) return { items: result.map(packResult) };
  if (result instanceof TypedBytes || !isRecord(result)) {
    return packReceived(result);
  }
  const members = Object.entries(result).map(([name, member]) =>
    [name, packResult(member)] as const
  );
  return { members };
}

/** Packs what has come from the bus. */
export function packReceived(value: unknown): Packed {
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
export function packReceivedArguments(args: unknown): Packed {
  return Array.isArray(args) && args.some(isTyped)
    ? { items: args.map(packReceived) }
    : packReceived(args);
}

/** The value again. */
export function unpack(packed: Packed): unknown {
  if (typeof packed !== "object" || packed === null) return packed;
  if ("json" in packed) return parseJson(packed.json);
  if ("plain" in packed) return packed.plain;
  if ("mime" in packed) return new TypedBytes(packed.mime, packed.bytes);
  if ("items" in packed) return packed.items.map(unpack);
  if ("members" in packed) return unpackMembers(packed.members);
  return new TypedNumber(packed.number, packed.value);
}

/** Parameters or an entry again. */
export function unpackMembers(
  members: readonly (readonly [string, Packed])[],
): Record<string, unknown> {
  return Object.fromEntries(
    members.map(([name, member]) => [name, unpack(member)]),
  );
}

function holdsBytes(value: unknown, depth: number): boolean {
  if (value instanceof TypedBytes) return true;
  if (depth === 0 || ArrayBuffer.isView(value)) return false;
  if (Array.isArray(value)) {
    return value.some((item) => holdsBytes(item, depth - 1));
  }
  return isRecord(value) &&
    Object.values(value).some((member) => holdsBytes(member, depth - 1));
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
