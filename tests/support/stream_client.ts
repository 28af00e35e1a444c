/**
 * A client over TCP or a unix socket. The framing is written once more here:
 * what the daemon's own code has wrong must not be right for its tests.
 *
 * @module
 */
import { concat as joined } from "../../base/concat.ts";
import { Client } from "./client.ts";
import { Gate } from "./gate.ts";
import { ReadBuffer } from "./read_buffer.ts";
import { writeAll } from "./write_all.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A message behind its length, big endian in four bytes. */
export function frame(message: string | Uint8Array): Uint8Array {
  const body = typeof message === "string" ? encoder.encode(message) : message;
  const bytes = new Uint8Array(4 + body.length);
  new DataView(bytes.buffer).setUint32(0, body.length);
  bytes.set(body, 4);
  return bytes;
}

/** The four bytes that announce a message of some length. */
export function header(length: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, length);
  return bytes;
}

/** Byte strings one after the other. */
export function concat(...parts: Uint8Array[]): Uint8Array {
  return joined(parts);
}

/** How messages are written as bytes. */
interface TextEncoding {
  encode(text: string): Uint8Array;
  decode(bytes: Uint8Array): string;
}

const UTF8: TextEncoding = {
  encode: (text) => encoder.encode(text),
  decode: (bytes) => decoder.decode(bytes),
};

/** A connection with frames. */
export class StreamClient extends Client {
  /** Of the messages that are sent and come from now on. */
  encoding: TextEncoding = UTF8;
  readonly #conn: Deno.Conn;
  /** Shut to stop reading from the socket, after at most one more piece. */
  readonly reading: Gate = new Gate();

  private constructor(conn: Deno.Conn) {
    super();
    this.#conn = conn;
    this.#read();
  }

  /** Connects by TCP to this machine. */
  static async tcp(
    port: number,
    hostname = "127.0.0.1",
  ): Promise<StreamClient> {
    const conn = await Deno.connect({ hostname, port });
    conn.setNoDelay();
    return new StreamClient(conn);
  }

  /** Connects to a unix socket; `@` stands before an abstract name. */
  static async unix(name: string): Promise<StreamClient> {
    const path = name.replace(/^@/, "\0");
    return new StreamClient(await Deno.connect({ transport: "unix", path }));
  }

  override send(message: unknown): Promise<void> {
    const text = typeof message === "string"
      ? message
      : JSON.stringify(message);
    return this.write(frame(this.encoding.encode(text)));
  }

  /** Sends bytes as they are, whatever they mean. */
  write(bytes: Uint8Array): Promise<void> {
    return writeAll(this.#conn, bytes);
  }

  /** Says that nothing more will be sent, and still listens. */
  async endWriting(): Promise<void> {
    await this.#conn.closeWrite();
  }

  override close(): void {
    this.reading.open();
    try {
      this.#conn.close();
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }

  async #read(): Promise<void> {
    const chunk = new Uint8Array(1 << 16);
    const rest = new ReadBuffer();
    try {
      for (;;) {
        await this.reading.pass();
        const length = await this.#conn.read(chunk);
        if (length === null) break;
        rest.add(chunk.subarray(0, length));
        this.#messages(rest);
      }
      const inside = rest.bytes.length > 0 ? "in the middle of a message" : "";
      this.ended({ reason: inside });
      // As programs do: the daemon waits for that before it ends.
      this.close();
    } catch (error) {
      this.ended({ reason: error instanceof Error ? error.name : "broken" });
    }
  }

  #messages(rest: ReadBuffer): void {
    for (;;) {
      const { bytes } = rest;
      if (bytes.length < 4) return;
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      const length = 4 + view.getUint32(0);
      if (bytes.length < length) return;
      this.received(this.encoding.decode(bytes.subarray(4, length)));
      rest.drop(length);
    }
  }
}
