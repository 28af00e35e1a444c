/**
 * A daemon in memory that speaks binary Jet, byte by byte as a test tells it
 * to. It is written from the document, and knows nothing of the peer's code.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { type BinaryLink, Peer, type PeerOptions } from "../../peer.ts";
import { hex, join, type Part, u32, value } from "./binary_client.ts";
import { AT_ONCE } from "./scripted_daemon.ts";
import { within } from "./within.ts";

/** An option of a function or an info. */
export function option(tag: number, ...parts: Part[]): Uint8Array {
  const bytes = join(...parts);
  return join(tag, [bytes.length & 0xff, bytes.length >> 8], bytes);
}

/** A text without its length. */
export function plain(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** An info of version 1.0.0. */
export function info(...options: Part[]): Uint8Array {
  return join(1, u32(1), u32(0), u32(0), ...options);
}

/** What the daemon of these tests can do, takes, and is called. */
export const INFO: Uint8Array = info(
  option(1, u32(3)),
  option(2, u32(2000)),
  option(3, plain("/")),
  option(4, plain("scripted")),
  option(5, plain("0.0.1")),
);

/** The daemon's end of one link. */
export class ScriptedBinaryLink implements BinaryLink {
  readonly binary = true;
  onclose: (reason?: Error) => void = () => {};
  closed = false;
  /** How often the peer has sent something. */
  writes = 0;
  readonly #sent: Uint8Array[] = [];
  readonly #readers: (() => void)[] = [];
  #handler: BinaryLink["onmessage"] | undefined;
  #early: Uint8Array[] = [];

  /** @param first The first message of the daemon. */
  constructor(first: Uint8Array | undefined = INFO) {
    if (first !== undefined) this.#early.push(first);
  }

  get onmessage(): BinaryLink["onmessage"] {
    return this.#handler ?? (() => {});
  }

  set onmessage(handler: BinaryLink["onmessage"]) {
    this.#handler = handler;
    for (const message of this.#early.splice(0)) this.push(message);
  }

  send(frames: Uint8Array): void {
    this.writes++;
    const view = new DataView(frames.buffer, frames.byteOffset);
    let at = 0;
    while (at < frames.length) {
      const end = at + 4 + view.getUint32(at, true);
      this.#sent.push(frames.slice(at + 4, end));
      at = end;
    }
    assertEquals(at, frames.length, "whole frames");
    for (const reader of this.#readers.splice(0)) reader();
  }

  close(): void {
    this.drop();
  }

  drop(reason?: Error): void {
    if (this.closed) return;
    this.closed = true;
    this.onclose(reason);
  }

  /** How many messages the peer has sent that were not expected yet. */
  get unread(): number {
    return this.#sent.length;
  }

  /** The next message of the peer. */
  async next(): Promise<Uint8Array> {
    while (this.#sent.length === 0) {
      const more = new Promise<void>((resolve) => this.#readers.push(resolve));
      await within(more, "a message of the peer");
    }
    return this.#sent.shift() ?? new Uint8Array(0);
  }

  /** Expects a message. */
  async expect(...parts: Part[]): Promise<void> {
    assertEquals(hex(await this.next()), hex(join(...parts)));
  }

  /** Expects a request; returns its id. */
  async request(fn: number, ...payload: Part[]): Promise<number> {
    const message = await this.next();
    const id = new DataView(message.buffer).getUint32(1, true);
    assertEquals(hex(message), hex(join(2, u32(id), fn, ...payload)));
    return id;
  }

  /** Expects a request that has nothing to answer, and answers it. */
  async take(fn: number, ...payload: Part[]): Promise<void> {
    this.answer(await this.request(fn, ...payload));
  }

  /** Answers a request, with no value if there is none. */
  answer(id: number, result: Uint8Array = value(0)): void {
    this.push(3, u32(id), 0, result);
  }

  /** Refuses a request. */
  refuse(id: number, code: number, data: Uint8Array = value(0)): void {
    this.push(3, u32(id), 1, u32(code), "Refused", data);
  }

  /** Delivers a message, in the middle of a chunk. */
  push(...parts: Part[]): void {
    const message = join(...parts);
    const chunk = join([9, 9, 9], message, [8, 8, 8, 8, 8, 8, 8, 8]);
    this.#handler?.(chunk, 3, 3 + message.length);
    // It is not the peer's any more.
    chunk.fill(0xee);
  }
}

/** A peer with its link to a scripted daemon. */
export async function connectedBinary(
  options: PeerOptions = {},
  first: Uint8Array = INFO,
): Promise<{ peer: Peer; link: ScriptedBinaryLink }> {
  const link = new ScriptedBinaryLink(first);
  const peer = await Peer.connect(() => link, {
    reconnect: AT_ONCE,
    ...options,
  });
  return { peer, link };
}
