/**
 * Text frames of a WebSocket client.
 *
 * @module
 */

import { Opcode } from "../../protocol/websocket/format.ts";
import { mask } from "../../protocol/websocket/mask.ts";
import { WebSocketReader } from "../../protocol/websocket/reader.ts";
import { writeHeader } from "../../protocol/websocket/writer.ts";
import type { Input, Take, Wire } from "./wire.ts";

/** Not zero: some servers skip the unmasking then. */
const MASKING_KEY = new Uint8Array([0x37, 0xfa, 0x21, 0x3d]);
const MAX_MESSAGE_BYTES = 1 << 24;
const MAX_HEAD_BYTES = 4096;

/** What a client asks for. */
export const UPGRADE_REQUEST: string = [
  "GET / HTTP/1.1",
  "Host: 127.0.0.1",
  "Upgrade: websocket",
  "Connection: Upgrade",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Protocol: jet",
  "\r\n",
].join("\r\n");

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** WebSocket as browsers speak it, without extensions. */
export const websocketWire: Wire = {
  async open(connection) {
    await connection.write(encoder.encode(UPGRADE_REQUEST));
    const head = new Uint8Array(MAX_HEAD_BYTES);
    let length = 0;
    for (;;) {
      const read = await connection.read(head.subarray(length));
      length += read ?? 0;
      const text = decoder.decode(head.subarray(0, length));
      if (text.startsWith("HTTP/1.1 101") && text.endsWith("\r\n\r\n")) return;
      if (!read || length === MAX_HEAD_BYTES) {
        throw new Error(`no upgrade: ${text}`);
      }
    }
  },
  begin: (bytes, at, payload) =>
    writeHeader(bytes, at, Opcode.text, payload, MASKING_KEY),
  finish(bytes, start, end) {
    mask(bytes, start, end, MASKING_KEY);
  },
  input: (bufferSize, take) => new WebSocketInput(bufferSize, take),
};

class WebSocketInput implements Input {
  readonly room: Uint8Array;
  readonly #reader = new WebSocketReader("client", MAX_MESSAGE_BYTES);
  readonly #events;

  constructor(bufferSize: number, take: Take) {
    this.room = new Uint8Array(bufferSize);
    this.#reader.checksText = false;
    const unexpected = () => {
      throw new Error("an unexpected frame");
    };
    this.#events = {
      text: take,
      binary: unexpected,
      tooLong: unexpected,
      // No daemon here insists on a pong.
      ping() {},
      pong() {},
      closeFrame(code: number, reason: string) {
        throw new Error(`the daemon closes: ${code} ${reason}`);
      },
    };
  }

  took(length: number): void {
    this.#reader.push(this.room, length, this.#events);
  }
}
