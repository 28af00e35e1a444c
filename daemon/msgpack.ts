/**
 * MessagePack as an encoding of Jet messages, which lua-jet's peers ask for.
 *
 * @module
 */
import { decode, encode } from "npm:@msgpack/msgpack@3.1.3";
import type { Encoding } from "../protocol/encoding.ts";
import type { ByteWriter } from "../base/byte_writer.ts";
import { scanMsgpack } from "./msgpack_scan.ts";
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

/** Bytes made of a text, valid as long as the text is the same. */
interface Encoded {
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** MessagePack; binary data becomes a `data:` URL. */
export class MsgpackEncoding implements Encoding {
  readonly #encode: (value: unknown) => Uint8Array;
  readonly #heads = new WeakMap<ByteWriter, Encoded>();
  readonly #params = new WeakMap<ByteWriter, Encoded>();

  /** @param encodeValue Encodes one value; replaceable for tests. */
  constructor(
    encodeValue = (value: unknown): Uint8Array => encode(value, OPTIONS),
  ) {
    this.#encode = encodeValue;
  }

  encode(json: string): Uint8Array {
    return this.#encode(JSON.parse(json, fromJson));
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
    const text = JSON.stringify(decode(bytes, OPTIONS), toJson);
    if (text === undefined) throw new TypeError("no message");
    return text;
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
