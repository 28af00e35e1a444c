/**
 * Connections of `node:net`, which Node, Deno and Bun have.
 *
 * @module
 */
import { asError } from "../../base/narrowing.ts";
import type {
  ByteStream,
  SecureEnd,
  StreamHandler,
} from "../links/byte_stream.ts";

/** Largest piece of output that is written at once. */
const MAX_WRITE_BYTES = 1 << 16;

/** The part of a `net.Socket` that is used here. */
export interface NodeSocket {
  /** Adds a listener. */
  on(event: string, listener: (argument: unknown) => void): void;
  /** Adds a listener for one event. */
  once(event: string, listener: (argument: unknown) => void): void;
  /** Writes bytes; calls back when the system has taken them. */
  write(bytes: Uint8Array, written: (error?: unknown) => void): boolean;
  /** Ends the writing side. */
  end(): void;
  /** Closes it after its output. */
  destroySoon?(): void;
  /** Closes it at once. */
  destroy(): void;
  /** Stops reading. */
  pause(): void;
  /** Goes on reading. */
  resume(): void;
  /** Whether small writes are sent at once. */
  setNoDelay(on: boolean): void;
  /** Whether the system sends keep-alive probes, and after how many ms. */
  setKeepAlive(on: boolean, idleMs?: number): void;
}

/** A connection of `node:net`. */
export class NodeStream implements ByteStream {
  readonly remote: string;
  readonly endsWhenDead: boolean;
  readonly secure: SecureEnd | undefined;
  readonly #socket: NodeSocket;
  #handler: StreamHandler | undefined;
  #closed = false;

  constructor(
    socket: NodeSocket,
    remote: string,
    secure?: SecureEnd,
    endsWhenDead = false,
  ) {
    this.#socket = socket;
    this.remote = remote;
    this.secure = secure;
    this.endsWhenDead = endsWhenDead;
  }

  /** Begins to read. */
  start(handler: StreamHandler): void {
    this.#handler = handler;
    let reason: Error | undefined;
    this.#socket.on("data", (chunk) => {
      if (!(chunk instanceof Uint8Array)) return;
      // A Buffer's `slice` is a view: links expect that of a Uint8Array.
      const { buffer, byteOffset, length } = chunk;
      this.#handler?.received(
        new Uint8Array(buffer, byteOffset, length),
        length,
      );
    });
    this.#socket.on("end", () => this.#handler?.ended());
    this.#socket.on("error", (error) => {
      reason = asError(error);
    });
    this.#socket.on("close", () => {
      const handler = this.#handler;
      this.#handler = undefined;
      handler?.lost(reason);
    });
  }

  // In pieces: a slow network shows progress.
  write(bytes: Uint8Array): void {
    const piece = bytes.subarray(0, MAX_WRITE_BYTES);
    this.#socket.write(piece, (error) => {
      if (error !== undefined && error !== null || this.#closed) return;
      if (piece.length < bytes.length) {
        this.write(bytes.subarray(piece.length));
      }
      this.#handler?.wrote(piece.length);
    });
  }

  endWriting(): void {
    this.#socket.end();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#handler = undefined;
    if (this.#socket.destroySoon === undefined) this.#socket.end();
    else this.#socket.destroySoon();
  }

  destroy(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#handler = undefined;
    this.#socket.destroy();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    if (!this.#closed) this.#socket.resume();
  }
}
