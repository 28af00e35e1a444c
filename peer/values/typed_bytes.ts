/**
 * Bytes with a MIME type, as values of states and in calls.
 *
 * @module
 */
import {
  isStructured,
  mimeOf,
  ValueType,
} from "../../protocol/values/types.ts";
import { dataUrl, parseDataUrl } from "../../protocol/values/data_url.ts";
import { Typed } from "./typed.ts";

// What can stand in a `data:` URL as it is.
const TOKEN = "[A-Za-z0-9!#$&^_.+-]+";
const MIME = new RegExp(`^${TOKEN}/${TOKEN}(?: ?; ?${TOKEN}=${TOKEN})*$`);
/** Longest name of a type that binary Jet has room for. */
const MAX_TYPE_CHARACTERS = 255;

/**
 * A value that is bytes with a MIME type. Over binary Jet it is sent as it is;
 * over JSON it is a `data:` URL string, see {@linkcode fromDataUrl}.
 *
 * @example
 * ```ts
 * import { TypedBytes } from "./typed_bytes.ts";
 *
 * const picture = new TypedBytes("image/gif", new Uint8Array([0x47, 0x49]));
 * console.log(picture.type, picture.dataUrl); // data:image/gif;base64,R0k=
 * ```
 */
export class TypedBytes extends Typed {
  /** The MIME type. */
  readonly type: string;
  /** The bytes; not copied. */
  readonly bytes: Uint8Array;

  /**
   * Bytes with a type.
   *
   * @param type The MIME type, or the number of a type of binary Jet that is
   * nothing but bytes: 2, 4 to 10, and those that are not assigned.
   * @param bytes The bytes; they are not copied.
   * @throws {TypeError} if the text is no MIME type.
   * @throws {RangeError} if no such number can have any bytes.
   */
  constructor(type: string | number, bytes: Uint8Array) {
    super();
    this.type = typeof type === "number" ? nameOf(type) : checked(type);
    this.bytes = bytes;
  }

  /** The value as a `data:` URL: what JSON peers see of it. */
  get dataUrl(): string {
    return dataUrl(this.type, this.bytes);
  }

  /** The same, for `JSON.stringify`. */
  override toJSON(): string {
    return this.dataUrl;
  }

  /** Whether the other are the same bytes of the same type. */
  override sameAs(other: unknown): boolean {
    return other instanceof TypedBytes && other.type === this.type &&
      other.bytes.length === this.bytes.length &&
      other.bytes.every((byte, at) => byte === this.bytes[at]);
  }
}

/**
 * Reads a `data:` URL, such as a JSON peer gets for bytes.
 *
 * @returns nothing if it is no `data:` URL, or its type is no MIME type.
 *
 * @example
 * ```ts
 * import { fromDataUrl } from "./typed_bytes.ts";
 *
 * console.log(fromDataUrl("data:image/gif;base64,R0k=")?.bytes.length); // 2
 * console.log(fromDataUrl("hello")); // undefined
 * ```
 */
export function fromDataUrl(url: string): TypedBytes | undefined {
  const parsed = parseDataUrl(url);
  if (parsed === undefined || !isMime(parsed.type)) return undefined;
  return new TypedBytes(parsed.type, parsed.bytes);
}

function isMime(type: string): boolean {
  return type.length <= MAX_TYPE_CHARACTERS && MIME.test(type);
}

function checked(type: string): string {
  if (isMime(type)) return type;
  throw new TypeError(`${JSON.stringify(type)} is no MIME type`);
}

function nameOf(type: number): string {
  const inRange = Number.isInteger(type) && type > ValueType.none &&
    type < ValueType.named;
  if (inRange && !isStructured(type)) return mimeOf(type);
  throw new RangeError(`a type of bytes has no number ${type}`);
}
