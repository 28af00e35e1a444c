import { assertEquals } from "@std/assert";
import { ByteWriter } from "../../base/byte_writer.ts";
import { BinaryWriter } from "../../protocol/binary/writer.ts";
import { FrameReader } from "../../protocol/frame.ts";
import { WebSocketReader } from "../../protocol/websocket/reader.ts";
import { ignore } from "../../base/narrowing.ts";
import type { ByteStream } from "./byte_stream.ts";
import { StreamLink } from "./stream_link.ts";
import { WebSocketLink } from "./websocket_link.ts";

/** Takes everything, some of it late, and reads it as frames. */
class Peer implements ByteStream {
  readonly remote = "test";
  readonly link: StreamLink | WebSocketLink;
  readonly isBinary: boolean;
  readonly messages: string[] = [];
  readonly due: string[] = [];
  /** Whether writes wait for {@linkcode take}. */
  isSlow = false;
  #isDestroyed = false;
  readonly #read: (bytes: Uint8Array) => void;
  #written: Uint8Array = new Uint8Array(0);

  constructor(transport: "tcp" | "binary" | "websocket") {
    this.isBinary = transport === "binary";
    const format = { binary: this.isBinary, maxMessage: 1 << 20 };
    const take = (all: Uint8Array, start: number, end: number) => {
      this.messages.push(new TextDecoder().decode(all.subarray(start, end)));
    };
    if (transport === "websocket") {
      this.link = new WebSocketLink(this, format, ignore);
      const reader = new WebSocketReader("client", format.maxMessage);
      const events = {
        ...{ text: take, binary: ignore, tooLong: ignore, ping: ignore },
        ...{ pong: ignore, closeFrame: ignore },
      };
      this.#read = (bytes) => reader.push(bytes, bytes.length, events);
    } else {
      this.link = new StreamLink(this, "tcp", format, ignore);
      const reader = new FrameReader(format.maxMessage, format.binary);
      this.#read = (bytes) => reader.push(bytes, bytes.length, take);
    }
  }

  write(bytes: Uint8Array): void {
    this.#written = bytes;
    if (!this.isSlow) queueMicrotask(() => this.take());
  }

  /** Takes what is written, if that has not been taken: it may not change till then. */
  take(): void {
    const bytes = this.#written;
    const half = bytes.length >> 1;
    for (const part of [bytes.slice(0, half), bytes.slice(half)]) {
      this.#written = this.#written.subarray(part.length);
      this.#read(part);
      if (part.length > 0 && !this.#isDestroyed) this.link.wrote(part.length);
    }
  }

  endWriting(): void {}
  close(): void {}
  destroy(): void {
    this.#isDestroyed = true;
  }

  pause(): void {}
  resume(): void {}
}

Deno.test("a flush writes what was sent so far in the turn", () => {
  for (const transport of ["tcp", "binary", "websocket"] as const) {
    const peer = new Peer(transport);
    peer.isSlow = true;
    peer.link.send(null, new ByteWriter().ascii("[1]"));
    peer.link.flush();
    peer.take();
    assertEquals(peer.messages, ["[1]"]);
  }
});

/** Peers, one of each text transport, that take nothing until the end. */
const SLOW = 2;

/** Numbers of a seed, below a limit. */
function randomOf(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = Math.imul(state, 1664525) + 1013904223 >>> 0;
    return Math.floor(state / 2 ** 32 * limit);
  };
}

Deno.test("peers are sent what was written, however often and in which order it is shared", async () => {
  for (let seed = 1; seed <= 2; seed++) {
    const random = randomOf(seed);
    const peers = Array.from(
      { length: 14 },
      (_, n) => new Peer(n > 8 ? "binary" : n % 2 ? "tcp" : "websocket"),
    );
    const heads = ["x", '{"method":"f","params":', "ü".repeat(30)]
      .map((text) => ByteWriter.of(text));
    // Each fetch of a binary peer has one of its own.
    const fetchHeads = Array.from(
      { length: peers.length * 2 },
      (_, id) => new BinaryWriter(6).u8(4).u8(0).u32(0x01020300 + id),
    );
    const bodies = [new ByteWriter(), new ByteWriter(0)];
    // What they write keeps the memory of all from being used again.
    for (const peer of peers.slice(0, SLOW)) {
      peer.isSlow = true;
      peer.due.push("xfirst");
      peer.link.send(heads[0], bodies[0].clear().write("first"));
      await undefined;
    }
    for (let n = 0; n < 700; n++) {
      const body = bodies[random(bodies.length)];
      if (random(4) === 0) {
        if (random(3) > 0) body.clear();
        const long = random(10) === 0 ? 3000 : 150;
        body.write(`${n}`.padEnd(random(long), random(9) === 0 ? "é" : "."));
      }
      const head = heads[random(heads.length)];
      const last = random(3) === 0 ? peers.length : peers.length - 1;
      const fetch = random(10) === 0 ? 1 : 0;
      for (let p = random(3); p < last; p++) {
        const kind = bodies.indexOf(body);
        const own = peers[p].isBinary ? fetchHeads[p * 2 + fetch] : head;
        if (peers[p].isBinary) own.bytes[1] = kind;
        const text = new TextDecoder().decode(
          own.bytes.subarray(0, own.length),
        );
        peers[p].due.push(text + body.string);
        peers[p].link.send(own, body);
      }
      if (random(20) === 0) await new Promise((done) => setTimeout(done, 0));
      const peer = peers[SLOW + random(peers.length - SLOW)];
      peer.isSlow = random(3) === 0;
      if (!peer.isSlow) peer.take();
    }
    for (const peer of peers) {
      peer.isSlow = false;
      peer.take();
    }
    await new Promise((done) => setTimeout(done, 0));
    for (const { messages, due } of peers) {
      assertEquals(messages, due, `seed ${seed}`);
    }
  }
});

Deno.test("what is being written to a link that is lost does not change", async () => {
  const lost = new Peer("tcp");
  const other = new Peer("tcp");
  const head = ByteWriter.of("x");
  const body = new ByteWriter();
  const send = async (to: readonly Peer[], text: string) => {
    body.clear().write(text);
    for (const { link } of to) link.send(head, body);
    await undefined;
    await undefined;
  };
  lost.isSlow = true;
  await send([lost, other], "first");
  lost.link.lost(new Error("lost"));
  await send([other], "other");
  lost.take();
  assertEquals(lost.messages, ["xfirst"]);
  assertEquals(other.messages, ["xfirst", "xother"]);
});
