/**
 * A WebSocket that costs the load generator next to nothing: frames are written
 * as they were prepared, with a mask of zeros, and taken apart by their
 * headers.
 *
 * @module
 */

import { writeAll, WriteQueue } from "../../generator/write_queue.ts";

const TEXT = 0x81;
const CLOSE = 0x88;
const PING = 0x89;
const MASKED = 0x80;
/** Enough for one read of a busy connection. */
const READ_BUFFER_BYTES = 1 << 18;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Receives a message, a view that is valid until the call returns. */
export type OnMessage = (message: Uint8Array) => void;

/** Bytes that a frame has in front of a payload of this length. */
export function headLength(payload: number): number {
  return payload < 126 ? 6 : payload < 1 << 16 ? 8 : 14;
}

/** Writes the head of a text frame of a client; returns where it ends. */
export function writeHead(
  out: Uint8Array,
  at: number,
  payload: number,
): number {
  out[at] = TEXT;
  if (payload < 126) {
    out[at + 1] = MASKED | payload;
  } else if (payload < 1 << 16) {
    out[at + 1] = MASKED | 126;
    out[at + 2] = payload >> 8;
    out[at + 3] = payload;
  } else {
    out[at + 1] = MASKED | 127;
    out.fill(0, at + 2, at + 6);
    new DataView(out.buffer, out.byteOffset).setUint32(at + 6, payload);
  }
  const end = at + headLength(payload);
  return out.fill(0, end - 4, end) && end;
}

/** A frame with a text. */
export function frame(text: string): Uint8Array {
  const payload = encoder.encode(text);
  const out = new Uint8Array(headLength(payload.length) + payload.length);
  out.set(payload, writeHead(out, 0, payload.length));
  return out;
}

/** A connection to a relay. */
export class Socket {
  /** Called with each text message. */
  onMessage: OnMessage = () => {};
  /** Called after each read that completed messages. */
  onRead: () => void = () => {};

  readonly #connection: Deno.TcpConn;
  readonly #fail: (reason: Error) => void;
  readonly #output: WriteQueue;
  #buffer: Uint8Array<ArrayBuffer>;
  #closed = false;

  private constructor(
    connection: Deno.TcpConn,
    buffer: number,
    fail: (reason: Error) => void,
  ) {
    this.#connection = connection;
    this.#buffer = new Uint8Array(buffer);
    this.#fail = fail;
    // Nothing may overtake the request for the upgrade.
    this.#output = new WriteQueue(
      connection,
      (error) => this.#broken(error),
      true,
    );
  }

  /**
   * Connects and introduces itself, as an app does.
   *
   * @param pid Its name.
   * @param fail Called if the connection breaks.
   */
  static async connect(
    port: number,
    pid: string,
    fail: (reason: Error) => void,
    buffer: number = READ_BUFFER_BYTES,
  ): Promise<Socket> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    connection.setNoDelay(true);
    const socket = new Socket(connection, buffer, fail);
    const greeted = new Promise<string>((resolve) => {
      socket.onMessage = (message) => resolve(decoder.decode(message));
    });
    socket.#read(port).catch((error) => socket.#broken(error));
    socket.send(frame(`{"dam":"hi","#":"${pid}hi"}`));
    const { "#": id } = JSON.parse(await greeted);
    socket.onMessage = () => {};
    socket.send(
      frame(`{"dam":"?","pid":"${pid}","@":"${id}","#":"${pid}pid"}`),
    );
    return socket;
  }

  /** Sends frames, which must not be altered afterwards. */
  send(bytes: Uint8Array): void {
    this.#output.send(bytes);
  }

  /** Ends the connection. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#connection.close();
  }

  #broken(error: unknown): void {
    if (this.#closed) return;
    this.#fail(error instanceof Error ? error : new Error(String(error)));
  }

  async #upgrade(port: number): Promise<number> {
    const request = `GET /gun HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n` +
      "Upgrade: websocket\r\nConnection: Upgrade\r\n" +
      "Sec-WebSocket-Version: 13\r\n" +
      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
    await writeAll(this.#connection, encoder.encode(request));
    let have = 0;
    for (;;) {
      const read = await this.#connection.read(this.#buffer.subarray(have));
      if (read === null) throw new Error("the relay refuses the upgrade");
      have += read;
      const text = decoder.decode(this.#buffer.subarray(0, have));
      const end = text.indexOf("\r\n\r\n") + 4;
      if (end < 4) continue;
      if (!text.startsWith("HTTP/1.1 101")) throw new Error(text);
      // The answer is ASCII: so many characters, so many bytes.
      this.#buffer.copyWithin(0, end, have);
      return have - end;
    }
  }

  async #read(port: number): Promise<void> {
    let have = await this.#upgrade(port);
    this.#output.release();
    have = this.#take(have);
    for (;;) {
      const read = await this.#connection.read(
        have === 0 ? this.#buffer : this.#buffer.subarray(have),
      );
      if (read === null) throw new Error("the relay ended the connection");
      have = this.#take(have + read);
    }
  }

  /** Takes the whole frames, moves the rest to the front; its length. */
  #take(end: number): number {
    const bytes = this.#buffer;
    let at = 0;
    let needed = 2;
    while (at + 2 <= end) {
      let length = bytes[at + 1];
      let start = at + 2;
      if (length === 126) {
        start = at + 4;
        length = bytes[at + 2] << 8 | bytes[at + 3];
      } else if (length === 127) {
        start = at + 10;
        length = start > end
          ? 0
          : new DataView(bytes.buffer, bytes.byteOffset).getUint32(at + 6);
      }
      needed = start + length - at;
      if (at + needed > end) break;
      this.#frame(bytes[at], bytes.subarray(start, start + length));
      at += needed;
      needed = 2;
    }
    if (needed > bytes.length) {
      this.#buffer = new Uint8Array(2 * needed);
      this.#buffer.set(bytes.subarray(at, end));
    } else if (at > 0 && at < end) {
      bytes.copyWithin(0, at, end);
    }
    if (at > 0) this.onRead();
    return end - at;
  }

  #frame(kind: number, payload: Uint8Array): void {
    if (kind === TEXT) this.onMessage(payload);
    else if (kind === CLOSE) throw new Error("the relay closes the connection");
    else if (kind !== PING) throw new Error(`a frame of the kind ${kind}`);
  }
}
