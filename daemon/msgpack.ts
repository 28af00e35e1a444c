/**
 * MessagePack as an encoding of Jet messages, which lua-jet's peers ask for.
 *
 * @module
 */
import { decode, encode } from "npm:@msgpack/msgpack@3.1.3";
import type { Encoding } from "../protocol/encoding.ts";
import { MAX_DEPTH } from "../protocol/json/scanner.ts";

// Depth: what is valid as JSON must be valid in MessagePack, inside its message. Integers beyond what a double holds go as they are, both ways.
const OPTIONS = { useBigInt64: true, maxDepth: MAX_DEPTH + 8 };

// Not in TypeScript's library yet; both runtimes have them.
declare global {
  interface JSON {
    /** Makes a value that `stringify` writes as this very text. */
    rawJSON(text: string): unknown;
    /** Parses; the reviver is also given the text of each primitive. */
    parse(
      text: string,
      reviver: (
        name: string,
        value: unknown,
        context: { readonly source?: string },
      ) => unknown,
    ): unknown;
  }
}

const INTEGER = /^-?[0-9]+$/;
const UINT32_MAX = 0xffffffff;
const INT32_MIN = -0x80000000;
const INT64_MIN = -(2n ** 63n);
const UINT64_MAX = 2n ** 64n - 1n;

/** A number with its text, as MessagePack can hold it best. */
function fromJson(
  _name: string,
  value: unknown,
  { source }: { readonly source?: string },
): unknown {
  if (typeof value !== "number") return value;
  if (Number.isSafeInteger(value)) {
    // What has more than 32 bits would be written as a double.
    return value > UINT32_MAX || value < INT32_MIN ? BigInt(value) : value;
  }
  if (source === undefined || !INTEGER.test(source)) return value;
  const integer = BigInt(source);
  return integer >= INT64_MIN && integer <= UINT64_MAX ? integer : value;
}

/** What JSON has no word for, in the words that it has. */
function toJson(
  this: Readonly<Record<string, unknown>>,
  name: string,
  value: unknown,
): unknown {
  if (typeof value === "bigint") return JSON.rawJSON(value.toString());
  // Bun's bytes have made something else of themselves before they come here.
  const bytes = this[name];
  if (bytes instanceof Uint8Array) {
    let binary = "";
    for (const byte of bytes) binary += String.fromCharCode(byte);
    return `data:application/octet-stream;base64,${btoa(binary)}`;
  }
  return value;
}

/** MessagePack; binary data becomes a `data:` URL. */
export const msgpack: Encoding = {
  encode: (json) => encode(JSON.parse(json, fromJson), OPTIONS),
  decode(bytes) {
    const text = JSON.stringify(decode(bytes, OPTIONS), toJson);
    if (text === undefined) throw new TypeError("no message");
    return text;
  },
};
