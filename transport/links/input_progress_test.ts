import { assertEquals } from "@std/assert";
import { Opcode } from "../../protocol/websocket/format.ts";
import { encodeWebSocketFrame } from "../../protocol/websocket/writer.ts";
import { encodeFrame } from "../../protocol/frame.ts";
import { VirtualClock } from "../../testing/clock.ts";
import { FakeStream } from "../../tests/support/fake_stream.ts";
import { LinkTiming } from "./input_progress.ts";
import { StreamLink } from "./stream_link.ts";
import { WebSocketLink } from "./websocket_link.ts";

const SECOND = 1000;
const SILENT = "no message within 30 s";
const SLOW = "a message that takes more than 60 s";
const MAX_MESSAGE = 1 << 23;
const KEY = Uint8Array.of(1, 2, 3, 4);

/** A link whose peer sends what a test says. */
class TimedStream {
  readonly clock = new VirtualClock();
  readonly link: StreamLink | WebSocketLink;
  readonly #kind: Kind;
  /** Why it has been closed. */
  reason: string | undefined;

  constructor(kind: Kind, silentTimeoutMs = 30 * SECOND) {
    this.#kind = kind;
    const stream = new FakeStream();
    const limits = {
      maxMessage: MAX_MESSAGE,
      timing: new LinkTiming(silentTimeoutMs, 0, this.clock),
    };
    this.link = kind === "stream"
      ? new StreamLink(stream, "tcp", { ...limits, binary: false }, () => {})
      : new WebSocketLink(stream, limits, () => {});
    stream.handler = this.link;
    this.link.start({
      message() {},
      overlong() {},
      skipped() {},
      arrived() {},
      drained() {},
      closed: (reason) => this.reason = reason,
    });
  }

  message(payload: Uint8Array = Uint8Array.of(0x31)): Uint8Array {
    return this.#kind === "stream"
      ? encodeFrame(payload)
      : encodeWebSocketFrame(Opcode.text, payload, KEY);
  }

  receive(bytes: Uint8Array): void {
    this.link.received(bytes.slice(), bytes.length);
  }

  async pass(seconds: number): Promise<void> {
    this.clock.pass(seconds * SECOND);
    // A link tells its handler of its end after the current task.
    await Promise.resolve();
  }

  /** Seconds until it is closed, if each second so many bytes arrive. */
  async closedAfter(
    message: Uint8Array,
    bytesPerSecond: number,
    maxSeconds: number,
  ): Promise<number | undefined> {
    for (let second = 0; second < maxSeconds; second++) {
      if (this.reason !== undefined) return second;
      const at = second * bytesPerSecond;
      this.receive(message.subarray(at, at + bytesPerSecond));
      await this.pass(1);
    }
    return undefined;
  }

  [Symbol.dispose](): void {
    this.link.lost();
  }
}

type Kind = "stream" | "websocket";

function test(name: string, body: (kind: Kind) => Promise<void>): void {
  for (const kind of ["stream", "websocket"] as const) {
    Deno.test(`${kind}: ${name}`, () => body(kind));
  }
}

test("a link that never sends a message is closed", async (kind) => {
  using stream = new TimedStream(kind);
  await stream.pass(29);
  assertEquals(stream.reason, undefined);
  await stream.pass(6);
  assertEquals(stream.reason, SILENT);
});

test("after one message a link may be silent for ever", async (kind) => {
  using stream = new TimedStream(kind);
  await stream.pass(29);
  stream.receive(stream.message());
  await stream.pass(100_000);
  assertEquals(stream.reason, undefined);
});

test("without a limit a link may be silent from the beginning", async (kind) => {
  using stream = new TimedStream(kind, 0);
  await stream.pass(100_000);
  assertEquals(stream.reason, undefined);
  // Its first message has the same time as all.
  stream.receive(stream.message().subarray(0, 1));
  await stream.pass(50);
  assertEquals(stream.reason, undefined);
  await stream.pass(20);
  assertEquals(stream.reason, SLOW);
});

test("a message at a byte a second is cut off", async (kind) => {
  using stream = new TimedStream(kind);
  stream.receive(stream.message());
  const message = stream.message(new Uint8Array(1 << 20));
  const seconds = await stream.closedAfter(message, 1, 1000) ?? 0;
  assertEquals(stream.reason, SLOW);
  assertEquals(seconds > 60 && seconds <= 70, true, `${seconds} s`);
});

test("a first message may be slow as well", async (kind) => {
  using stream = new TimedStream(kind);
  const message = stream.message(new Uint8Array(1000));
  const seconds = await stream.closedAfter(message, 20, 52);
  assertEquals([seconds, stream.reason], [undefined, undefined]);
  await stream.pass(1000);
  assertEquals(stream.reason, undefined);
});

test("a long message that comes at 20 kB a second is taken", async (kind) => {
  using stream = new TimedStream(kind);
  const message = stream.message(new Uint8Array(1 << 22));
  const seconds = await stream.closedAfter(message, 20_000, 220);
  assertEquals([seconds, stream.reason], [undefined, undefined]);
  await stream.pass(1000);
  assertEquals(stream.reason, undefined);
});

test("a link that is not read from has all the time", async (kind) => {
  using stream = new TimedStream(kind);
  stream.receive(stream.message());
  stream.receive(stream.message().subarray(0, 1));
  stream.link.pause();
  await stream.pass(1000);
  stream.link.resume();
  await stream.pass(50);
  assertEquals(stream.reason, undefined);
  await stream.pass(20);
  assertEquals(stream.reason, SLOW);
});

Deno.test("pings alone are no message", async () => {
  using stream = new TimedStream("websocket");
  const ping = encodeWebSocketFrame(Opcode.ping, new Uint8Array(0), KEY);
  for (let second = 0; second < 35; second++) {
    stream.receive(ping);
    await stream.pass(1);
  }
  assertEquals(stream.reason, SILENT);
});
