import { assertEquals } from "@std/assert";
import { FakeStream } from "../../tests/support/fake_stream.ts";
import { Opcode } from "../../protocol/websocket/format.ts";
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
