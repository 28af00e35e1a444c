/**
 * MessagePack as an encoding of Jet messages, which lua-jet's peers ask for.
 *
 * @module
 */
import { decode, Encoder } from "npm:@msgpack/msgpack@3.1.3";
import type { Encoding } from "../protocol/encoding.ts";
import type { ByteWriter } from "../base/byte_writer.ts";
import type { Pieces } from "../base/piece_writer.ts";
import type { Steps } from "../base/turns.ts";
import { decoder, readText } from "../base/utf8.ts";
import { msgpackToJson } from "./msgpack_reader.ts";
import { jsonToMsgpack } from "./msgpack_writer.ts";
import { scanMsgpack } from "./msgpack_scan.ts";
import { JsonScanner } from "../protocol/json/scanner.ts";
import { MAX_DEPTH } from "../protocol/json/errors.ts";

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

/** What a text with an integer of more than 32 bits contains. */
const LONG_INTEGER = /\d{10}|\d[eE]/;

/** Parses JSON; integers of more than 32 bits become `bigint`. */
function parse(text: string): unknown {
  // A reviver takes several times as long as the parsing.
  return LONG_INTEGER.test(text)
    ? JSON.parse(text, fromJson)
    : JSON.parse(text);
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

/** Decodes an item by way of its value. */
function valueToJson(bytes: Uint8Array): string {
  const text = JSON.stringify(decode(bytes, OPTIONS), toJson);
  if (text === undefined) throw new TypeError("no message");
  return text;
}

/** Above this length of a message the buffer of the encoder is released. */
const MAX_KEPT_BUFFER_BYTES = 1 << 16;

let encoder = new Encoder(OPTIONS);

/** Encodes a value; an encoder of its own would begin with 2 KiB of zeros. */
function encodeValue(value: unknown): Uint8Array {
  const bytes = encoder.encode(value);
  if (bytes.length > MAX_KEPT_BUFFER_BYTES) encoder = new Encoder(OPTIONS);
  return bytes;
}

/**
 * Length of a text or message above which no value is made of it: lists of numbers
 * are faster by way of values, which the runtime makes.
 */
const LONG_TEXT = 1 << 16;

/** Bytes made of a text, valid as long as the text is the same. */
interface Encoded {
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** JSON that is encoded in one step, in bytes, if an item is not longer. */
const STEP_BYTES = 1 << 13;
/** Cost of a byte of JSON that is encoded. */
const BYTE_COST = 50;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;

/** The header of an array. */
function arrayHeader(count: number): Uint8Array {
  if (count < 16) return Uint8Array.of(0x90 | count);
  if (count < 1 << 16) return Uint8Array.of(0xdc, count >> 8, count);
  return Uint8Array.of(0xdd, count >>> 24, count >> 16, count >> 8, count);
}

/** Where the items begin of the first array that is a member of an object. */
function arrayStart(scanner: JsonScanner, bytes: Uint8Array): number {
  let at = scanner.begin(bytes, 0, bytes.length);
  do {
    // A name and a colon, then a value and a comma.
    at = scanner.value(at + 1) + 1;
    if (bytes[at] === OPEN_ARRAY) return at + 1;
    at = scanner.value(at);
  } while (at < bytes.length);
  throw new TypeError("no array");
}

/** MessagePack; binary data becomes a `data:` URL. */
export class MsgpackEncoding implements Encoding {
  readonly #encode: (value: unknown) => Uint8Array;
  readonly #heads = new WeakMap<ByteWriter, Encoded>();
  readonly #params = new WeakMap<ByteWriter, Encoded>();

  /** @param encode Encodes one value; replaceable for tests. */
  constructor(encode: (value: unknown) => Uint8Array = encodeValue) {
    this.#encode = encode;
  }

  encode(json: string): Uint8Array {
    if (json.length > LONG_TEXT) return jsonToMsgpack(json);
    return this.#encode(parse(json));
  }

  *encodeLong({ pieces, last }: Pieces): Steps<Uint8Array[]> {
    const rest = [...pieces, last.view];
    const scanner = new JsonScanner("");
    let at = arrayStart(scanner, rest[0]);
    const head = this.#head(readText(rest[0], 0, at - 1));
    const encoded: Uint8Array[] = [];
    let count = 0;
    while (rest.length > 0) {
      // What is encoded is not needed any more.
      const [bytes] = rest.splice(0, 1);
      const end = bytes.length - (rest.length === 0 ? "]}".length : 0);
      if (at < end) scanner.begin(bytes, at, end);
      while (at < end) {
        const from = bytes[at] === COMMA ? at + 1 : at;
        let items = 1;
        at = scanner.value(from);
        for (; at < end && at - from < STEP_BYTES; items++) {
          at = scanner.value(at + 1);
        }
        const { length } = arrayHeader(items);
        const array = this.encode(`[${readText(bytes, from, at)}]`);
        encoded.push(array.subarray(length));
        count += items;
        yield (at - from) * BYTE_COST;
      }
      at = 0;
    }
    return [head, arrayHeader(count), ...encoded];
  }

  notification(head: ByteWriter, body: ByteWriter): Uint8Array {
    const start = this.#once(this.#heads, head, this.#head);
    const params = this.#once(this.#params, body, this.#body);
    const message = new Uint8Array(start.length + params.length);
    message.set(start);
    message.set(params, start.length);
    return message;
  }

  decode(bytes: Uint8Array): string {
    scanMsgpack(bytes);
    return bytes.length > LONG_TEXT
      ? decoder.decode(msgpackToJson(bytes, valueToJson))
      : valueToJson(bytes);
  }

  /** The map's header and its members up to the last value. */
  readonly #head = (text: string): Uint8Array =>
    // `null` takes one byte.
    this.encode(`${text}null}`).slice(0, -1);

  readonly #body = (text: string): Uint8Array => this.encode(text.slice(0, -1));

  #once(
    cache: WeakMap<ByteWriter, Encoded>,
    from: ByteWriter,
    make: (text: string) => Uint8Array,
  ): Uint8Array {
    const text = from.string;
    const last = cache.get(from);
    if (last?.text === text) return last.bytes;
    const bytes = make(text);
    cache.set(from, { text, bytes });
    return bytes;
  }
}

/** The encoding that peers ask for as `msgpack`. */
export const msgpack: Encoding = new MsgpackEncoding();
