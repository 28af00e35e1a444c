/**
 * The form of a peer's messages: its dialect and their encoding.
 *
 * @module
 */
import type { ByteWriter } from "../../base/byte_writer.ts";
import { concat } from "../../base/concat.ts";
import { joined, type Pieces } from "../../base/piece_writer.ts";
import type { Slice } from "../../base/slice.ts";
import type { Dialect } from "../../protocol/dialect.ts";
import type { Inbox } from "../../protocol/inbox.ts";
import type { UnreadFault } from "../../protocol/errors/fault.ts";
import type { Encoding } from "../../protocol/encoding.ts";
import type { Link } from "../../protocol/link.ts";

// After so many messages without certainty the dialect is what it is by then.
const MAX_DETECTIONS = 16;

const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;
const NO_BYTES = new Uint8Array(0);
const encoder = new TextEncoder();

/**
 * Detects a peer's dialect by one of its first messages.
 *
 * @param isFirst Whether the peer has sent nothing before.
 */
export type Detect = (
  bytes: Uint8Array,
  start: number,
  end: number,
  isFirst: boolean,
) => { readonly dialect: Dialect; readonly certain: boolean };

/** The form of the messages of one connection. */
export class MessageForm {
  dialect: Dialect;
  /**
   * Whether messages need no {@linkcode prepared}: the dialect is certain, and
   * they are in its own form.
   */
  plain: boolean;
  /** Encoding of the messages; `undefined`: they are in the dialect's form. */
  encoding: Encoding | undefined;
  // Called with each message until the dialect is certain.
  #detect: Detect | undefined;
  #detections = 0;

  constructor(dialect: Dialect, detect: Detect | undefined) {
    this.dialect = dialect;
    this.#detect = detect;
    this.plain = detect === undefined;
  }

  /** Has messages encoded from now on. */
  encode(encoding: Encoding): void {
    this.encoding = encoding;
    this.plain = false;
  }

  /**
   * Decodes a message that has arrived, and detects its dialect.
   *
   * @returns The message as the dialect reads it; empty if it can't be decoded.
   */
  prepared(
    bytes: Uint8Array,
    start: number,
    end: number,
    inbox: Inbox,
  ): Slice {
    if (this.encoding !== undefined && !isJson(bytes[start])) {
      bytes = decode(this.encoding, bytes.subarray(start, end), inbox);
      start = 0;
      end = bytes.length;
    }
    if (start < end) this.#recognize(bytes, start, end);
    return { bytes, start, end };
  }

  /** Reads the first bytes of a message that can't be carried out. */
  readHead(head: Uint8Array, fault: UnreadFault, inbox: Inbox): void {
    if (this.encoding === undefined || isJson(head[0])) {
      this.dialect.readHead(head, fault, inbox);
    } else inbox.refuse(undefined, fault);
  }

  #recognize(bytes: Uint8Array, start: number, end: number): void {
    const detection = this.#detect?.(
      bytes,
      start,
      end,
      this.#detections === 0,
    );
    if (detection === undefined) return;
    this.dialect = detection.dialect;
    if (detection.certain || ++this.#detections === MAX_DETECTIONS) {
      this.#detect = undefined;
      this.plain = this.encoding === undefined;
    }
  }
}

/** Sends a message in an encoding. */
export function sendEncoded(
  link: Link,
  encoding: Encoding,
  head: ByteWriter | null,
  body: ByteWriter,
): void {
  link.sendBytes(
    head === null
      ? encoding.encode(body.string)
      : encoding.notification(head, body),
  );
}

/** Sends a long text, without a copy where the link can do that. */
export function sendPieces(link: Link, text: Pieces): void {
  if (link.sendPieces === undefined) return link.send(null, joined(text));
  const { pieces, last, length } = text;
  link.sendPieces([...pieces, last.view], length, true);
}

/** The same with a message in an encoding. */
export function sendEncodedPieces(
  link: Link,
  pieces: readonly Uint8Array[],
): void {
  if (link.sendPieces === undefined) return link.sendBytes(concat(pieces));
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  link.sendPieces(pieces, length, false);
}

/**
 * Whether a message is JSON although another encoding was asked for: sent
 * before the answer to `config` came. In MessagePack it would be a number.
 */
function isJson(first: number): boolean {
  return first === OPEN_OBJECT || first === OPEN_ARRAY;
}

/** The message as JSON; empty if it can't be decoded. */
function decode(
  encoding: Encoding,
  message: Uint8Array,
  inbox: Inbox,
): Uint8Array {
  try {
    return encoder.encode(encoding.decode(message));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    inbox.refuse(undefined, { kind: "parse", reason });
    return NO_BYTES;
  }
}
