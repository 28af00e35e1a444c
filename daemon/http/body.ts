/**
 * Bodies of HTTP/1.1 requests (RFC 9112, sections 6 and 7).
 *
 * @module
 */
import { ByteWriter } from "../../base/byte_writer.ts";

/** How the end of a body is found: its length in bytes, or in chunks. */
export type Framing = number | "chunked";

/** Why a request is refused. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
}

/** Longest line with the size of a chunk, with its extensions. */
const MAX_SIZE_LINE_BYTES = 256;
/** Most bytes of lines with extensions of chunks: they are read slowly. */
const MAX_EXTENDED_BYTES = 1 << 14;
/** Digits of a size that is read quickly. */
const MAX_QUICK_DIGITS = 7;
const CR = 13;
const LF = 10;
/** Most bytes of the fields behind the last chunk; they are dropped. */
const MAX_TRAILER_BYTES = 1 << 13;
const SIZE_LINE = /^([0-9a-f]{1,8})[ \t]*(?:;.*)?$/i;
const TRAILER_LINE = /^[!#$%&'*+.^_`|~\w-]+:/;

/**
 * How the body of a request is framed. What programs could read differently is
 * refused, so that none of it is taken for another request.
 *
 * @param headers Names and values, as they were received.
 * @param minor Minor version of HTTP.
 */
export function framingOf(
  headers: readonly (readonly [name: string, value: string])[],
  minor: string,
): Framing | Refusal {
  const lengths = valuesOf(headers, "content-length");
  const codings = valuesOf(headers, "transfer-encoding");
  if (codings.length > 0) {
    if (codings.length > 1 || lengths.length > 0 || minor === "0") {
      return { status: 400, reason: "Bad request: framing of the body" };
    }
    return codings[0].toLowerCase() === "chunked"
      ? "chunked"
      : { status: 501, reason: "The transfer coding is not known" };
  }
  if (lengths.length === 0) return 0;
  return lengths.length === 1 && /^\d{1,15}$/.test(lengths[0])
    ? Number(lengths[0])
    : { status: 400, reason: "Bad request: length of the body" };
}

function valuesOf(
  headers: readonly (readonly [name: string, value: string])[],
  name: string,
): string[] {
  return headers.filter((header) => header[0].toLowerCase() === name)
    .map(([, value]) => value.replace(/^[ \t]+|[ \t]+$/g, ""));
}

/** What is read next of a body in chunks. */
type State = "size" | "data" | "dataEnd" | "trailer" | "done";

/** Takes a body apart as it arrives. */
export class BodyReader {
  readonly #content = new ByteWriter(0);
  readonly #maxBytes: number;
  readonly #chunked: boolean;
  #state: State;
  // Bytes that are left of the body, or of the chunk.
  #left: number;
  // A line that is incomplete.
  #line = "";
  #trailerBytes = 0;
  #extendedBytes = 0;
  #received = 0;

  /** @param maxBytes Most bytes of the content. */
  constructor(framing: Framing, maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#chunked = framing === "chunked";
    this.#left = framing === "chunked" ? 0 : framing;
    this.#state = framing === "chunked"
      ? "size"
      : framing === 0
      ? "done"
      : "data";
  }

  /** Whether the body is complete. */
  get done(): boolean {
    return this.#state === "done";
  }

  /** Bytes that were read. */
  get received(): number {
    return this.#received;
  }

  /** The content so far, a copy. */
  get content(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#content.view);
  }

  /**
   * Reads what has arrived, up to the end of the body.
   *
   * @returns Where it stopped, or why the request is refused.
   */
  read(bytes: Uint8Array, start: number, end: number): number | Refusal {
    let at = start;
    while (at < end && this.#state !== "done") {
      if (this.#state === "data") {
        const count = Math.min(this.#left, end - at);
        this.#content.slice(bytes, at, at + count);
        at += count;
        this.#left -= count;
        if (this.#left === 0) this.#state = this.#chunked ? "dataEnd" : "done";
        continue;
      }
      const next = this.#takeQuickly(bytes, at, end);
      if (typeof next === "object") return next;
      if (next > at) {
        at = next;
        continue;
      }
      const line = this.#lineUntil(bytes[at++]);
      if (line === null) {
        if (this.#line.length > MAX_SIZE_LINE_BYTES) return BAD_CHUNK;
        continue;
      }
      const refusal = this.#take(line);
      if (refusal !== null) return refusal;
    }
    this.#received += at - start;
    return at;
  }

  /**
   * Takes a line that consists of a size or of nothing, if all of it is there.
   *
   * @returns Where it ends; `at` if it is another one.
   */
  #takeQuickly(bytes: Uint8Array, at: number, end: number): number | Refusal {
    if (this.#line !== "" || this.#state === "trailer") return at;
    let size = 0;
    let to = at;
    if (this.#state === "size") {
      for (; to < end && to - at < MAX_QUICK_DIGITS; to++) {
        const digit = digitOf(bytes[to]);
        if (digit < 0) break;
        size = size * 16 + digit;
      }
      if (to === at) return at;
    }
    if (to + 2 > end || bytes[to] !== CR || bytes[to + 1] !== LF) return at;
    if (this.#state === "dataEnd") this.#state = "size";
    else {
      const refusal = this.#beginChunk(size);
      if (refusal !== null) return refusal;
    }
    return to + 2;
  }

  #beginChunk(size: number): Refusal | null {
    this.#left = size;
    if (this.#content.length + size > this.#maxBytes) {
      return tooLarge(this.#maxBytes);
    }
    this.#state = size === 0 ? "trailer" : "data";
    return null;
  }

  /** Adds a byte to the line; the line without its end if that is it. */
  #lineUntil(byte: number): string | null {
    this.#line += String.fromCharCode(byte);
    if (byte !== 10) return null;
    const line = this.#line;
    this.#line = "";
    return line;
  }

  #take(text: string): Refusal | null {
    // A line feed alone ends a line for some programs only.
    if (!text.endsWith("\r\n")) return BAD_CHUNK;
    const line = text.slice(0, -2);
    if (/[\0\r\n]/.test(line)) return BAD_CHUNK;
    switch (this.#state) {
      case "size": {
        const size = SIZE_LINE.exec(line)?.[1];
        if (size === undefined) return BAD_CHUNK;
        this.#extendedBytes += text.length;
        if (this.#extendedBytes > MAX_EXTENDED_BYTES) return BAD_CHUNK;
        return this.#beginChunk(Number.parseInt(size, 16));
      }
      case "dataEnd":
        if (line !== "") return BAD_CHUNK;
        this.#state = "size";
        return null;
      default:
        if (line === "") this.#state = "done";
        else if (!TRAILER_LINE.test(line)) return BAD_CHUNK;
        this.#trailerBytes += text.length;
        return this.#trailerBytes > MAX_TRAILER_BYTES ? BAD_CHUNK : null;
    }
  }
}

/** Value of a hexadecimal digit; -1 if it is none. */
function digitOf(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

const BAD_CHUNK: Refusal = {
  status: 400,
  reason: "Bad request: chunks of the body",
};

/** Refuses a body that is too large. */
export function tooLarge(maxBytes: number): Refusal {
  return {
    status: 413,
    reason: `The body has more than ${maxBytes} bytes (maxMessage)`,
  };
}
