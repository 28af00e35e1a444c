/**
 * TCP and unix connections of Bun.
 *
 * @module
 */
import { inTimeOfPoll, mayGoOn, turnToRead } from "../../base/polls.ts";
import type { ByteStream, StreamHandler } from "../links/byte_stream.ts";

// Above this length of a read, which has at most 512 KiB, the time of all reads
// of a turn is looked at.
const LARGE_READ_BYTES = 1 << 15;
/** What streams share that have read nothing early: nothing is put into it. */
const NO_CHUNKS: Uint8Array[] = [];

/** The part of Bun's socket that is used here. */
export interface BunSocket {
  /** Its stream; none before the connection is open. */
  data: BunStream | undefined;
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Takes what fits and returns how much that was; -1 once it is closed. */
  write(bytes: Uint8Array): number;
  end(): void;
  shutdown(halfClose: boolean): void;
  terminate(): void;
  pause(): void;
  resume(): void;
  setNoDelay(on: boolean): void;
  setKeepAlive(on: boolean, idleMs: number): void;
}

/** Callbacks that Bun calls for each of the sockets they were given for. */
export interface BunSocketHandlers {
  open(socket: BunSocket): void;
  data(socket: BunSocket, chunk: Uint8Array): void;
  drain(socket: BunSocket): void;
  end(socket: BunSocket): void;
  close(socket: BunSocket, error?: Error): void;
  error(socket: BunSocket, error: Error): void;
}

/** A connection of Bun. */
export class BunStream implements ByteStream {
  remote: string;
  endsWhenDead = false;
  readonly #socket: BunSocket;
  #handler: StreamHandler | undefined;
  // What came before it had a handler.
  #early = NO_CHUNKS;
  #isEarly = true;
  #endsEarly = false;
  /** Whether the connection is gone. */
  lost = false;
  #unwritten: Uint8Array | null = null;
  #closed = false;
  #paused = false;
  // Whether it waits for its turn to read.
  #waits = false;

  constructor(socket: BunSocket, remote: string) {
    this.#socket = socket;
    this.remote = remote;
  }

  /** Begins to hand over its events, those from its connection on. */
  start(handler: StreamHandler): void {
    this.#handler = handler;
    this.#isEarly = false;
    if (this.#early.length > 0) {
      for (const chunk of this.#early.splice(0)) {
        this.#handler?.received(chunk, chunk.length);
      }
      this.#resume();
    }
    if (this.#endsEarly) this.#handler?.ended();
  }

  write(bytes: Uint8Array): void {
    this.#unwritten = bytes;
    this.drain();
  }

  /** Goes on writing. */
  drain(): void {
    const bytes = this.#unwritten;
    if (bytes === null || this.#closed) return;
    const length = this.#socket.write(bytes);
    if (length < 0) return this.#fail();
    this.#unwritten = length < bytes.length ? bytes.subarray(length) : null;
    if (length > 0) this.#handler?.wrote(length);
  }

  // Bun does not report the end of a paused socket if a write has failed first.
  #fail(): void {
    this.#unwritten = null;
    queueMicrotask(() => this.lose(undefined));
  }

  endWriting(): void {
    this.#socket.shutdown(true);
  }

  close(): void {
    if (this.#closed) return;
    this.#forget();
    this.#socket.end();
  }

  destroy(): void {
    if (this.#closed) return;
    this.#forget();
    this.#socket.terminate();
  }

  /** To be called when the other end has ended its side. */
  end(): void {
    inTimeOfPoll(() => {
      if (this.#isEarly) this.#endsEarly = true;
      else this.#handler?.ended();
    });
  }

  /** To be called when the connection is gone. */
  lose(error: Error | undefined): void {
    this.lost = true;
    if (this.#handler === undefined) return;
    inTimeOfPoll(() => this.#handler?.lost(error));
  }

  #forget(): void {
    this.#closed = true;
    this.#unwritten = null;
    this.#handler = undefined;
  }

  /** Takes what was read. */
  read(chunk: Uint8Array): void {
    if (this.#isEarly) {
      if (this.#early === NO_CHUNKS) this.#early = [];
      this.#early.push(chunk);
      return this.#socket.pause();
    }
    this.#handler?.received(chunk, chunk.length);
    if (chunk.length < LARGE_READ_BYTES || this.#waits || mayGoOn()) return;
    this.#waits = true;
    this.#pause();
    void turnToRead().then(() => {
      this.#waits = false;
      this.#resume();
    });
  }

  pause(): void {
    this.#paused = true;
    this.#pause();
  }

  resume(): void {
    this.#paused = false;
    this.#resume();
  }

  #pause(): void {
    if (!this.#closed) this.#socket.pause();
  }

  #resume(): void {
    if (!this.#closed && !this.#paused && !this.#waits) this.#socket.resume();
  }

  /** Handlers of Bun for sockets whose `data` is a stream. */
  static handlers(
    open: (socket: BunSocket) => void,
  ): BunSocketHandlers {
    return {
      open,
      data: ({ data }, chunk) => data?.read(chunk),
      drain: ({ data }) => data?.drain(),
      end: ({ data }) => data?.end(),
      close: ({ data }, error) => data?.lose(error),
      error: ({ data }, error) => data?.lose(error),
    };
  }
}
