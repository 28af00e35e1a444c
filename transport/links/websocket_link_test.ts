import { assertEquals } from "@std/assert";
import { FakeStream } from "../../tests/support/fake_stream.ts";
import { beforeOutput } from "../../base/batch.ts";
import { ByteWriter } from "../../base/byte_writer.ts";
import { Opcode } from "../../protocol/websocket/format.ts";
import { WebSocketReader } from "../../protocol/websocket/reader.ts";
import {
  closePayload,
  encodeWebSocketFrame,
} from "../../protocol/websocket/writer.ts";
import { WebSocketLink } from "./websocket_link.ts";

const KEY = Uint8Array.of(1, 2, 3, 4);
const PING = [0x89, 0];

function opened(endsWhenDead = false, isForwarded = false) {
  const stream = new FakeStream();
  stream.endsWhenDead = endsWhenDead;
  const log: string[] = [];
  const link = new WebSocketLink(
    stream,
    { maxMessage: 1000 },
    () => log.push("ended"),
    "test",
    isForwarded,
  );
  stream.handler = link;
  link.start({
    message: (bytes, start, end) =>
      log.push(new TextDecoder().decode(bytes.subarray(start, end))),
    overlong: (reason) => log.push(reason),
    skipped: (_head, reason) => log.push(reason),
    arrived() {},
    drained() {},
    closed: (reason) => log.push(`closed: ${reason}`),
  });
  const receive = (opcode: Opcode, payload: string | Uint8Array) => {
    const bytes = typeof payload === "string"
      ? new TextEncoder().encode(payload)
      : payload;
    const frame = encodeWebSocketFrame(opcode, bytes, KEY);
    link.received(frame, frame.length);
  };
  return { stream, log, link, receive };
}

const written = ({ writes }: FakeStream) => writes.map((bytes) => [...bytes]);
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("a link that has ponged before is lost when it no longer does", async () => {
  const { stream, log, link, receive } = opened();
  receive(Opcode.pong, "");
  link.beat();
  await turn();
  assertEquals(written(stream), [], "no ping within the interval of a message");
  link.beat();
  await turn();
  assertEquals(written(stream), [PING]);
  link.beat();
  assertEquals(log, ["closed: connection lost: no answer to pings", "ended"]);
  assertEquals(stream.calls, ["destroy"]);
});

for (const isForwarded of [false, true]) {
  const name = isForwarded
    ? "is lost when it no longer does, behind a proxy"
    : "is kept, where the system ends what does not acknowledge";
  Deno.test(`a link that has ponged before ${name}`, async () => {
    const { stream, log, link, receive } = opened(true, isForwarded);
    receive(Opcode.pong, "");
    for (let n = 0; n < 5; n++) {
      link.beat();
      await turn();
    }
    assertEquals(
      log,
      isForwarded
        ? ["closed: connection lost: no answer to pings", "ended"]
        : [],
    );
    if (!isForwarded) assertEquals(written(stream), Array(4).fill(PING));
    link.lost();
  });
}

Deno.test("a link that never pongs is pinged and kept", async () => {
  const { stream, log, link } = opened();
  for (let n = 0; n < 5; n++) {
    link.beat();
    await turn();
  }
  assertEquals(written(stream), [PING, PING, PING, PING, PING]);
  assertEquals(log, []);
  link.lost();
});

Deno.test("a link that pongs is kept", async () => {
  const { stream, log, link, receive } = opened();
  receive(Opcode.pong, "");
  for (let n = 0; n < 6; n++) {
    link.beat();
    await turn();
    if (n % 2 === 1) receive(Opcode.pong, "");
  }
  assertEquals(written(stream), [PING, PING, PING]);
  assertEquals(log, []);
  link.lost();
});

Deno.test("a link that is not read from is not lost for its silence", () => {
  const { log, link, receive } = opened();
  receive(Opcode.pong, "");
  link.pause();
  for (let n = 0; n < 5; n++) link.beat();
  assertEquals(log, []);
  link.lost();
});

Deno.test("the closing handshake follows what was sent, and waits for its answer", async () => {
  const { stream, log, link, receive } = opened();
  link.sendText("last");
  link.close(1001, "going");
  link.sendText("too late");
  await turn();
  assertEquals(written(stream).flat(), [
    ...[0x81, 4, 0x6c, 0x61, 0x73, 0x74],
    ...[0x88, 7, 0x03, 0xe9, 0x67, 0x6f, 0x69, 0x6e, 0x67],
  ]);
  assertEquals(log, ["closed: going"]);
  assertEquals(stream.calls, ["resume"]);
  receive(Opcode.close, closePayload(1001, ""));
  assertEquals(stream.calls, ["resume", "endWriting"]);
  link.ended();
  assertEquals(stream.calls, ["resume", "endWriting", "close"]);
  assertEquals(log, ["closed: going", "ended"]);
});

Deno.test("a close frame is answered with its code, and a message behind it ignored", async () => {
  const { stream, log, link, receive } = opened();
  receive(Opcode.text, "1");
  receive(Opcode.close, closePayload(3000, "done"));
  receive(Opcode.text, "2");
  await turn();
  assertEquals(log, ["1", "closed: done"]);
  assertEquals(written(stream), [[0x88, 2, 0x0b, 0xb8]]);
  assertEquals(stream.calls, ["endWriting"]);
  link.ended();
  assertEquals(log, ["1", "closed: done", "ended"]);
});

Deno.test("a close frame waits for the messages before it while the link is paused", async () => {
  const { stream, log, link, receive } = opened();
  receive(Opcode.text, "1");
  link.pause();
  receive(Opcode.close, closePayload(3000, "done"));
  link.sendText("a");
  await turn();
  link.resume();
  await turn();
  assertEquals(log, ["1", "closed: done"]);
  assertEquals(written(stream), [
    [0x81, 1, 0x61],
    [0x88, 2, 0x0b, 0xb8],
  ]);
  assertEquals(stream.calls, ["pause", "resume", "endWriting"]);
  link.ended();
});

Deno.test("a violation of the protocol waits for the messages before it while the link is paused", async () => {
  const { stream, log, link, receive } = opened();
  receive(Opcode.text, "1");
  link.pause();
  receive(Opcode.continuation, "of nothing");
  link.sendText("a");
  await turn();
  link.resume();
  await turn();
  assertEquals(log, ["1", "closed: a continuation of nothing"]);
  const [answer, close] = written(stream);
  assertEquals(answer, [0x81, 1, 0x61]);
  assertEquals([close[0], close[2], close[3]], [0x88, 0x03, 0xea]);
  assertEquals(stream.calls, ["pause", "resume", "resume", "endWriting"]);
});

Deno.test("a paused link that is closed needs no other close frame than the one that waits", async () => {
  const { stream, log, link, receive } = opened();
  link.pause();
  receive(Opcode.close, closePayload(3000, "done"));
  link.close(1008, "slow");
  await turn();
  assertEquals(log, ["closed: slow"]);
  assertEquals(stream.calls, ["pause", "resume", "endWriting"]);
  link.resume();
  link.ended();
  assertEquals(log, ["closed: slow", "ended"]);
});

/** The frames that were written, as a client reads them. */
function framesOf({ writes }: FakeStream): string[] {
  const frames: string[] = [];
  const reader = new WebSocketReader("client", 1 << 20, 0);
  const text = (bytes: Uint8Array, start: number, end: number) => {
    frames.push(new TextDecoder().decode(bytes.subarray(start, end)));
  };
  for (const bytes of writes) {
    reader.push(bytes, bytes.length, {
      text,
      binary: text,
      tooLong: () => frames.push("too long"),
      ping: () => frames.push("ping"),
      pong() {},
      closeFrame() {},
    });
  }
  return frames;
}

Deno.test("texts of one turn are one array for a peer that takes arrays", async () => {
  const { stream, link } = opened();
  const send = (text: string) => link.send(null, ByteWriter.of(text));
  send("0");
  link.joinIntoArrays();
  await turn();
  send("1");
  await turn();
  for (const text of ["2", "3"]) send(text);
  link.send(ByteWriter.of('{"a":'), ByteWriter.of("4}"));
  await turn();
  const long = JSON.stringify("a".repeat(200));
  send(long);
  send("5");
  link.ping(Uint8Array.of(0x37), 0, 1);
  send("6");
  link.sendBytes(Uint8Array.of(0x38));
  await turn();
  assertEquals(framesOf(stream), [
    "0",
    "1",
    '[2,3,{"a":4}]',
    `[${long},5]`,
    "6",
    "8",
  ]);
  link.lost();
});

Deno.test("texts that are joined while a write is under way are complete and in order", async () => {
  const { stream, link } = opened();
  link.joinIntoArrays();
  stream.takesAtOnce = false;
  const sent: string[] = [];
  for (let turns = 0; turns < 3; turns++) {
    for (let n = 0; n < 700; n++) {
      // Short ones, and at times one that is not joined.
      const length = n % 300 === 299 ? 40_000 : (n * 37 + turns) % 400;
      const text = JSON.stringify(`${turns} ${n} ${"b".repeat(length)}`);
      sent.push(text);
      link.send(null, ByteWriter.of(text));
    }
    await turn();
  }
  while (link.backlog > 0) {
    stream.take();
    await turn();
  }
  const frames = framesOf(stream);
  const read = frames.map((frame): unknown => JSON.parse(frame)).flat();
  assertEquals(read, sent.map((text): unknown => JSON.parse(text)));
  assertEquals(frames.every(({ length }) => length < 1 << 16), true);
  assertEquals(frames.length < sent.length / 50, true, `${frames.length}`);
  link.lost();
});

Deno.test("what a turn has sent is dropped where it is too late before it is written", async () => {
  const { stream, link } = opened();
  const send = (text: string) => link.send(null, new ByteWriter(0).write(text));
  send("in time");
  await turn();
  const before = stream.writes.length;
  assertEquals(before, 1);
  using stack = new DisposableStack();
  let isLate = true;
  stack.defer(beforeOutput(() => {
    if (isLate) {
      link.forget();
      link.close(1001, "late");
    }
    isLate = false;
  }));
  send("late");
  await turn();
  const [first, ...others] = written(stream).slice(before);
  // Nothing but the close frame.
  assertEquals([first?.[0], others.length], [0x88, 0]);
});
