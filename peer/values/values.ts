/**
 * Values as programs give them, whatever they are sent over: any JSON, and what
 * binary Jet has beside it.
 *
 * @module
 */
import { dataUrl } from "../../protocol/values/data_url.ts";
import { has64Bits, jsonInteger } from "../../protocol/values/big_integer.ts";
import { asError, isRecord } from "../../base/narrowing.ts";
import { Typed } from "./typed.ts";

/** Arrays of numbers that binary Jet has a type for, other than bytes. */
export type NumberArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8ClampedArray;

const NUMBER_ARRAY =
  /^(?:Float(?:64|32)|Int8|(?:Int|Uint)(?:16|32)|Uint8Clamped)Array$/;

/** Whether a value is an array of numbers with a type of its own. */
export function isNumberArray(value: object): value is NumberArray {
  return ArrayBuffer.isView(value) &&
    NUMBER_ARRAY.test(`${Reflect.get(value, Symbol.toStringTag)}`);
}

/** Whether binary Jet has a type for a value that JSON has none for. */
export function isTyped(value: unknown): boolean {
  if (typeof value !== "object") return typeof value === "bigint";
  return value !== null &&
    (ArrayBuffer.isView(value) || value instanceof Typed);
}

/**
 * Refuses values that can't be sent, over whatever link.
 *
 * @param path Whose value it is, for the message.
 * @throws {TypeError} for `undefined`, functions, symbols, integers of more
 * than 64 bits, cycles, a `Map`, `Set` or `ArrayBuffer`, and objects with such
 * members or with numbers that are not finite.
 */
export function checkValue(value: unknown, path?: string): void {
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
      return;
    case "bigint":
      if (!has64Bits(value)) {
        throw new TypeError(`${named(path)} has more than 64 bits`);
      }
      return;
    case "object":
      // For typed values there is nothing to try.
      if (value === null || (isTyped(value) && isWritable(value))) return;
  }
  jsonText(value, path);
}

/**
 * The JSON text of a value, typed ones as JSON peers see them.
 *
 * @param path Whose value it is, for the message.
 * @throws {TypeError} if there is none.
 */
export function jsonText(value: unknown, path?: unknown): string {
  try {
    // A replacer makes it several times slower.
    return isPlain(value, 0)
      ? JSON.stringify(value)
      : JSON.stringify(value, jsonMember);
  } catch (error) {
    throw new TypeError(`${named(path)}: ${asError(error).message}`);
  }
}

/** Depth from which {@linkcode jsonMember} is used; a cycle has no end. */
const MAX_PLAIN_DEPTH = 100;

/**
 * Whether a value is the same JSON with and without {@linkcode jsonMember};
 * `false` if that would take longer to find out.
 */
function isPlain(value: unknown, depth: number): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (value === null || typeof value === "string") return true;
  if (typeof value === "boolean") return true;
  if (depth === MAX_PLAIN_DEPTH) return false;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) {
      if (!isPlain(value[at], depth + 1)) return false;
    }
    return true;
  }
  if (!isRecord(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype || "toJSON" in value) return false;
  for (const name in value) {
    const member = value[name];
    if (typeof member === "string") continue;
    if (member === undefined && name !== "") continue;
    if (!isPlain(member, depth + 1)) return false;
  }
  return true;
}

/**
 * A replacer of `JSON.stringify`: a member as JSON peers see it.
 *
 * @throws {TypeError} for what JSON has no words for; see {@linkcode checkValue}.
 */
export function jsonMember(
  this: object,
  name: string,
  value: unknown,
): unknown {
  // `toJSON` of a Buffer makes an object of its bytes.
  const own: unknown = Reflect.get(this, name);
  if (own instanceof Uint8Array) return jsonValue(own);
  const kind = typeof value;
  if (
    kind === "function" || kind === "symbol" ||
    kind === "number" && !Number.isFinite(value) ||
    value instanceof Map || value instanceof Set ||
    value instanceof ArrayBuffer || value === undefined && name === ""
  ) throw new TypeError(`JSON has no ${String(value)} ("${name}")`);
  return jsonValue(value);
}

const INTEGER = /^-?\d+$/;

/** Reads JSON; integers beyond 2^53 as `bigint`, where the runtime can do that. */
export function parseJson(text: string): unknown {
  return /\d{16}/.test(text) ? JSON.parse(text, exact) : JSON.parse(text);
}

/** Browsers without the context of revivers round. */
function exact(
  _name: string,
  value: unknown,
  context?: { readonly source?: string },
): unknown {
  const source = `${context?.source}`;
  return INTEGER.test(source) && !Number.isSafeInteger(value)
    ? BigInt(source)
    : value;
}

/**
 * A value as `JSON.stringify` takes it, without its members; typed bytes and
 * numbers know themselves how to be written.
 *
 * @throws {TypeError} for integers of more than 64 bits, or, where the runtime
 * can't write them, of more than 53, and for typed arrays that binary Jet does
 * not know.
 */
export function jsonValue(value: unknown): unknown {
  if (typeof value === "bigint") {
    checkValue(value);
    return jsonInteger(value);
  }
  if (typeof value !== "object" || !ArrayBuffer.isView(value)) return value;
  if (value instanceof Uint8Array) {
    return dataUrl("application/octet-stream", value);
  }
  if (isNumberArray(value)) return Array.from(value);
  throw new TypeError(
    `there is no way to write a ${value.constructor.name}`,
  );
}

function named(path: unknown): string {
  return path === undefined
    ? "the value"
    : `the value of ${JSON.stringify(path)}`;
}

function isWritable(value: object): boolean {
  return value instanceof Uint8Array || value instanceof Typed ||
    isNumberArray(value);
}
