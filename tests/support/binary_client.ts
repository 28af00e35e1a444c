/**
 * A client of binary Jet, byte by byte: what the daemon's own code has wrong
 * must not be right for its tests.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { within } from "./within.ts";
import { writeAll } from "./write_all.ts";
import { ReadBuffer } from "./read_buffer.ts";
import { concat } from "./stream_client.ts";

/** Parts of a message: numbers are bytes, texts come with their length. */
export type Part = number | string | Uint8Array | readonly number[];

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A number in two bytes. */
export function u16(value: number): number[] {
  return [value & 0xff, value >> 8 & 0xff];
}

/** A number in four bytes. */
export function u32(value: number): number[] {
  return [...u16(value & 0xffff), ...u16(value >>> 16)];
}

/** A number in eight bytes. */
export function f64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return bytes;
}

/** A value with its type and length. */
export function value(type: number, bytes: Part = []): Uint8Array {
  const body = typeof bytes === "string" ? encoder.encode(bytes) : join(bytes);
  return concat(new Uint8Array([type, ...u32(body.length)]), body);
}

/** A value of JSON. */
export function json(content: unknown): Uint8Array {
  return value(1, encoder.encode(JSON.stringify(content)));
}

/** All parts, one after the other. */
export function join(...parts: Part[]): Uint8Array {
  return concat(...parts.map((part) => {
    if (typeof part === "number") return new Uint8Array([part]);
    if (typeof part !== "string") return new Uint8Array(part);
    const text = encoder.encode(part);
    return concat(new Uint8Array(u16(text.length)), text);
  }));
}

/** A message behind its length. */
export function binaryFrame(message: Uint8Array): Uint8Array {
  return join(u32(message.length), message);
}

/** Bytes written as hexadecimal digits. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"))
    .join(" ");
}

/** Whether byte strings are equal. */
export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length &&
    one.every((byte, index) => byte === other[index]);
}

/** Bytes that were written as hexadecimal digits. */
export function fromHex(text: string): Uint8Array {
  const digits = text.replace(/\s/g, "");
  return Uint8Array.from(
    digits.match(/../g) ?? [],
    (byte) => parseInt(byte, 16),
  );
}

/** An error as the daemon answers it. */
export interface BinaryError {
  code: number;
  text: string;
  /** Parsed JSON. */
  data: unknown;
}

/** A connection whose messages are looked at as bytes. */
export class BinaryClient implements AsyncDisposable {
  readonly #conn: Deno.Conn;
  readonly #messages: Uint8Array[] = [];
  #news = Promise.withResolvers<void>();
  #ended = false;
  #id = 0;

  private constructor(conn: Deno.Conn) {
    this.#conn = conn;
    this.#read();
  }

  /** Connects and reads the info. */
  static async connect(port: number): Promise<BinaryClient> {
    const client = await BinaryClient.connectRaw(port);
    assertEquals((await client.message())[0], 1, "the info comes first");
    return client;
  }

  /** Connects, and leaves the info to be read. */
  static async connectRaw(port: number): Promise<BinaryClient> {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    conn.setNoDelay();
    return new BinaryClient(conn);
  }

  /** Sends a message. */
  send(...parts: Part[]): Promise<void> {
    return this.write(binaryFrame(join(...parts)));
  }

  /** Sends bytes as they are. */
  write(bytes: Uint8Array): Promise<void> {
    return writeAll(this.#conn, bytes);
  }

  /** The next message; fails if the connection has ended. */
  async message(): Promise<Uint8Array> {
    const message = await this.#next();
    if (message === undefined) throw new Error("the connection has ended");
    return message;
  }

  async #next(): Promise<Uint8Array | undefined> {
    for (;;) {
      const message = this.#messages.shift();
      if (message !== undefined) return message;
      if (this.#ended) return undefined;
      this.#news = Promise.withResolvers();
      await within(this.#news.promise, "a message of the daemon");
    }
  }

  /** Expects one message. */
  async expect(...parts: Part[]): Promise<void> {
    const message = await this.message();
    const expected = join(...parts);
    // Digits are for the report of a difference: they take their time.
    if (!isSame(message, expected)) assertEquals(hex(message), hex(expected));
  }

  /** Sends a request; returns its id. */
  async request(fn: number, ...payload: Part[]): Promise<number> {
    const id = ++this.#id;
    await this.send(2, u32(id), fn, ...payload);
    return id;
  }

  /** Sends a request; returns the value of the answer, type and bytes. */
  async ask(fn: number, ...payload: Part[]): Promise<Uint8Array> {
    const id = await this.request(fn, ...payload);
    const answer = await this.message();
    assertEquals(hex(answer.slice(0, 6)), hex(join(3, u32(id), 0)));
    return answer.slice(6);
  }

  /** Sends a request that has nothing to answer. */
  async do(fn: number, ...payload: Part[]): Promise<void> {
    assertEquals(hex(await this.ask(fn, ...payload)), hex(value(0)));
  }

  /** Sends a request that is refused. */
  async refused(fn: number, ...payload: Part[]): Promise<BinaryError> {
    return readError(
      await this.request(fn, ...payload),
      await this.message(),
    );
  }

  /** Expects that the daemon ends the connection, and says nothing more. */
  async ending(): Promise<void> {
    assertEquals(await this.#next(), undefined, "a message and not the end");
  }

  [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#conn.close();
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
    return Promise.resolve();
  }

  async #read(): Promise<void> {
    const chunk = new Uint8Array(1 << 16);
    const rest = new ReadBuffer();
    try {
      for (;;) {
        const length = await this.#conn.read(chunk);
        if (length === null) break;
        rest.add(chunk.subarray(0, length));
        for (;;) {
          const { bytes } = rest;
          if (bytes.length < 4) break;
          const view = new DataView(bytes.buffer, bytes.byteOffset);
          const size = view.getUint32(0, true);
          if (bytes.length < 4 + size) break;
          rest.drop(4);
          this.#messages.push(rest.take(size));
        }
        this.#news.resolve();
      }
    } catch {
      // The end is noticed below.
    }
    this.#ended = true;
    this.#news.resolve();
    // As programs do: the daemon waits for that before it ends.
    await this[Symbol.asyncDispose]();
  }
}

/** Takes a response with an error apart. */
export function readError(id: number, message: Uint8Array): BinaryError {
  assertEquals(hex(message.slice(0, 6)), hex(join(3, u32(id), 1)), "an error");
  const view = new DataView(message.buffer, message.byteOffset);
  const length = view.getUint16(10, true);
  const data = message.slice(12 + length + 5);
  return {
    code: view.getInt32(6, true),
    text: decoder.decode(message.slice(12, 12 + length)),
    data: message[12 + length] === 1
      ? JSON.parse(decoder.decode(data))
      : undefined,
  };
}
