import { assertEquals } from "@std/assert";
import { plainBus } from "../../bench/plain_bus.ts";
import { ignore } from "../../base/narrowing.ts";
import { Dialects } from "../../protocol/dialects/detect.ts";
import { FrameReader } from "../../protocol/frame.ts";
import { VirtualClock } from "../../testing/clock.ts";
import { frame } from "../../tests/support/stream_client.ts";
import type { ByteStream } from "../../transport/links/byte_stream.ts";
import { StreamLink } from "../../transport/links/stream_link.ts";

const MAX_MESSAGE = 1 << 20;

/** A connection that notes what is written. */
class Connection implements ByteStream {
  readonly remote = "test";
  readonly written: string[] = [];
  readonly link = new StreamLink(
    this,
    "tcp",
    { binary: false, maxMessage: MAX_MESSAGE },
    ignore,
  );

  write(bytes: Uint8Array): void {
    const { length } = bytes;
    new FrameReader(MAX_MESSAGE).push(bytes, length, (all, start, end) => {
      this.written.push(new TextDecoder().decode(all.subarray(start, end)));
    });
    queueMicrotask(() => this.link.wrote(length));
  }

  ask(id: number, method: string, params: object): void {
    const bytes = frame(JSON.stringify({ id, method, params }));
    this.link.received(bytes, bytes.length);
  }

  endWriting(): void {}
  close(): void {}
  destroy(): void {}
  pause(): void {}
  resume(): void {}
}

Deno.test("what a peer has sent that takes nothing any more is carried out, but for its fetches", async () => {
  const clock = new VirtualClock();
  const bus = plainBus(clock);
  const { classic } = new Dialects();
  const connection = new Connection();
  const session = bus.connect(connection.link, classic);
  connection.ask(1, "fetch", { id: "all", path: { startsWith: "" } });
  await Promise.resolve();
  clock.settle();
  assertEquals(session.fetchCount, 1);
  connection.link.outputLost();
  assertEquals(session.fetchCount, 0);
  connection.ask(2, "add", { path: "a", value: 1 });
  connection.ask(3, "fetch", { id: "again", path: { startsWith: "" } });
  await Promise.resolve();
  clock.settle();
  assertEquals(session.fetchCount, 0);
  assertEquals(bus.space.find("a") !== undefined, true);
  const events = connection.written.filter((text) => text.includes("event"));
  assertEquals(events, []);
  connection.link.lost();
  clock.settle();
  assertEquals(bus.space.find("a"), undefined);
  assertEquals(bus.sessions.size, 0);
});
