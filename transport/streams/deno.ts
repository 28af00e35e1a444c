/**
 * TCP and unix connections of Deno.
 *
 * @module
 */
import {
  lastPoll,
  mayGoOn,
  mayReadOn,
  noticePoll,
  turnToRead,
} from "../../base/polls.ts";
import { type PeerClock, timers } from "../../base/clock.ts";
import { asError } from "../../base/narrowing.ts";
import type { ByteStream, StreamHandler } from "../links/byte_stream.ts";

// Read buffer of an idle connection; a read that fills it makes it larger.
const MIN_READ_BYTES = 1 << 8;
const MAX_READ_BYTES = 1 << 16;
// Larger reads wait in turn with each other, smaller ones do not: a buffer of at
// most this size grows by the read that fills it.
const LARGE_READ_BYTES = 1 << 13;
// This many small reads in a row shrink a large read buffer.
const SMALL_READS_TO_SHRINK = 32;
// Time for what has arrived on a connection on which a write has failed.
const READ_ON_MS = 2000;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;

/** The part of `Deno.Conn` that is used here. */
export interface DenoConnection {
  read(into: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
  closeWrite(): Promise<void>;
  close(): void;
}

/** A shorter way to write to a connection. */
export interface DirectOutput {
  /** Takes what fits, and returns how much that was; -1 if it can't. */
  send(bytes: Uint8Array): number;
  /** To be called before the connection is closed. */
  release(): void;
}

/** The calls of the C library that write. */
export interface SocketCalls {
  send(
    fd: number,
    bytes: Uint8Array,
    length: number,
    flags: number,
  ): number;
}

/** What knows the descriptors of connections. */
export interface DescriptorTable {
  readonly library: SocketCalls;
  /** Called before the connection of a descriptor is closed. */
  released(fd: number): void;
}

/**
 * The descriptor of a connection, as long as that is open. A write of `Deno.Conn`
 * is an asynchronous operation, whose promise alone costs 1 µs: with `send` of the
 * C library a write of 100 bytes takes 0.88 of the time on the main thread, one of
 * 2 kB 0.9. That counts where each change is a write for each peer.
 */
export class SocketDescriptor implements DirectOutput {
  readonly #table: DescriptorTable;
  readonly #fd: number;

  constructor(table: DescriptorTable, fd: number) {
    this.#table = table;
    this.#fd = fd;
  }

  send(bytes: Uint8Array): number {
    const flags = MSG_DONTWAIT | MSG_NOSIGNAL;
    return this.#table.library.send(this.#fd, bytes, bytes.length, flags);
  }

  release(): void {
    this.#table.released(this.#fd);
  }
}

/** A connection of Deno. */
export class DenoStream implements ByteStream {
  readonly remote: string;
  readonly endsWhenDead: boolean;
  readonly #connection: DenoConnection;
  readonly #direct: DirectOutput | undefined;
  #handler: StreamHandler | undefined;
  #closed = false;
  readonly #clock: PeerClock;
  // Why nothing can be written any more, while what has arrived is still read.
  #failure: Error | undefined;
  // Cancels the end of that.
  #cancelEnd: (() => void) | undefined;
  // Resolves the pause of the read loop.
  #resume: (() => void) | undefined;
  #paused: Promise<void> | undefined;

  constructor(
    connection: DenoConnection,
    remote: string,
    endsWhenDead = false,
    direct?: DirectOutput,
    clock: PeerClock = timers,
  ) {
    this.#connection = connection;
    this.#clock = clock;
    this.#direct = direct;
    this.remote = remote;
    this.endsWhenDead = endsWhenDead;
  }

  /**
   * Reads until the connection ends.
   *
   * @param inTurn Whether it is one of many that are read in turn.
   */
  async run(handler: StreamHandler, inTurn = false): Promise<void> {
    this.#handler = handler;
    let buffer = new Uint8Array(MIN_READ_BYTES);
    let small = 0;
    // A record of TLS may be held back, and Windows has no such readiness.
    const endsReadable = inTurn && Deno.build.os !== "windows";
    // The last poll, if the next read has nothing to take before another one: a
    // read that does not fill its buffer ends what the system says is readable.
    let poll: number | undefined;
    try {
      for (;;) {
        const length = await this.#connection.read(buffer);
        if (this.#closed) return;
        if (length === null) break;
        if (poll !== undefined) noticePoll(poll);
        handler.received(buffer, length);
        // There is more to read: the next read would have its bytes at once.
        const isFull = length === buffer.length;
        poll = isFull || !endsReadable ? undefined : lastPoll();
        if (isFull && length < MAX_READ_BYTES) {
          buffer = new Uint8Array(buffer.length * 4);
          small = 0;
        } else if (length > buffer.length >> 3) {
          small = 0;
        } else if (
          ++small > SMALL_READS_TO_SHRINK && buffer.length > MIN_READ_BYTES
        ) {
          buffer = new Uint8Array(buffer.length / 4);
          small = 0;
        }
        if (this.#paused !== undefined) {
          poll = undefined;
          await this.#paused;
        } else if (
          inTurn && length > LARGE_READ_BYTES &&
          (isFull ? !mayGoOn() : !mayReadOn())
        ) {
          poll = undefined;
          await turnToRead();
        }
      }
      if (this.#failure === undefined) handler.ended();
      else handler.lost(this.#failure);
    } catch (error) {
      if (!this.#closed) handler.lost(this.#failure ?? asError(error));
    }
  }

  write(bytes: Uint8Array): void {
    if (this.#failure !== undefined) return this.#drop(bytes.length);
    const handler = this.#handler;
    const sent = handler === undefined || this.#closed
      ? -1
      : this.#direct?.send(bytes) ?? -1;
    if (sent <= 0) return void this.#write(bytes);
    // The rest waits until the system has room for it.
    if (sent < bytes.length) void this.#write(bytes.subarray(sent));
    handler?.wrote(sent);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    let at = 0;
    try {
      while (at < bytes.length) {
        const length = await this.#connection.write(
          at === 0 ? bytes : bytes.subarray(at),
        );
        if (this.#closed) return;
        at += length;
        this.#handler?.wrote(length);
      }
    } catch (error) {
      if (this.#closed) return;
      // A peer that closes without having read resets the connection, behind what
      // it has sent: the end of that is the end of the connection.
      this.#failure = asError(error);
      this.#cancelEnd = this.#clock.after(READ_ON_MS, () => {
        if (!this.#closed) this.#handler?.lost(this.#failure);
      });
      this.#handler?.outputLost?.();
      this.#drop(bytes.length - at);
    }
  }

  /**
   * Drops output of which nothing is taken any more: it would grow with the input
   * that is still read. In a microtask, as the output writes on at once.
   */
  #drop(length: number): void {
    queueMicrotask(() => {
      if (!this.#closed) this.#handler?.wrote(length);
    });
  }

  endWriting(): void {
    this.#endWriting().catch((error: unknown) => {
      if (!this.#closed) this.#handler?.lost(asError(error));
    });
  }

  // Turns what `closeWrite` throws at once into a rejection.
  async #endWriting(): Promise<void> {
    await this.#connection.closeWrite();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelEnd?.();
    this.#direct?.release();
    this.resume();
    try {
      this.#connection.close();
    } catch {
      // The runtime has closed it already.
    }
  }

  destroy(): void {
    this.close();
  }

  pause(): void {
    if (this.#closed) return;
    this.#paused ??= new Promise((resolve) => this.#resume = resolve);
  }

  resume(): void {
    this.#paused = undefined;
    this.#resume?.();
    this.#resume = undefined;
  }
}
