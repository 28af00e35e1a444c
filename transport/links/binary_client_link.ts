/**
 * Binary Jet over a WebSocket.
 *
 * @module
 */
import { FrameReader } from "../../protocol/frame.ts";
import { asError } from "../../base/narrowing.ts";
import { Delivery } from "./delivery.ts";
import type { BinaryLink } from "./client_link.ts";

/** The parts of a `WebSocket` that this link needs once it is open. */
export interface OpenSocket {
  readonly readyState: number;
  readonly bufferedAmount: number;
  readonly bytesReceived?: number;
  send(bytes: Uint8Array<ArrayBuffer>): void;
  close(code: number, reason?: string): void;
  abort?(): void;
}

/** Each message of the WebSocket holds one or more whole frames. */
export class BinaryClientLink implements BinaryLink {
  readonly binary = true;
  readonly #socket: OpenSocket;
  readonly #reader: FrameReader;
  readonly #delivery = new Delivery();

  /** @param maxMessage Largest message accepted, in bytes. */
  constructor(socket: OpenSocket, maxMessage: number) {
    this.#socket = socket;
    this.#reader = new FrameReader(maxMessage, true);
  }

  get onmessage(): BinaryLink["onmessage"] {
    return this.#delivery.onmessage;
  }

  set onmessage(handler: BinaryLink["onmessage"]) {
    this.#delivery.onmessage = handler;
  }

  get onclose(): BinaryLink["onclose"] {
    return this.#delivery.onclose;
  }

  set onclose(handler: BinaryLink["onclose"]) {
    this.#delivery.onclose = handler;
  }

  get bytesReceived(): number {
    return this.#socket.bytesReceived ?? 0;
  }

  get backlog(): number {
    return this.#socket.bufferedAmount;
  }

  abort(): void {
    if (this.#socket.abort === undefined) this.#socket.close(1000);
    else this.#socket.abort();
  }

  send(frames: Uint8Array): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    // Not every runtime has taken the bytes when it returns.
    this.#socket.send(new Uint8Array(frames));
  }

  close(): void {
    this.#socket.close(1000);
  }

  /** To be called with every message of the WebSocket. */
  received(data: unknown): void {
    try {
      if (!(data instanceof ArrayBuffer)) {
        throw new Error("the daemon sent a text");
      }
      const bytes = new Uint8Array(data);
      this.#reader.push(bytes, bytes.length, (all, start, end) => {
        this.#delivery.message(all, start, end);
      });
      if (this.#reader.inside) throw new Error("the daemon sent half a frame");
    } catch (error) {
      this.ended(asError(error));
      // 1002 is not a program's to send.
      this.#socket.close(4002);
    }
  }

  /** To be called when the WebSocket is over; the first call counts. */
  ended(reason: Error | undefined): void {
    this.#delivery.closed(reason);
  }
}
