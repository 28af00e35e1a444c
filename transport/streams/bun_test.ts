import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../base/system_clock.ts";
import type { StreamHandler } from "../links/byte_stream.ts";
import { type BunSocket, BunStream } from "./bun.ts";

/** A socket that records its calls. */
class FakeSocket implements BunSocket {
  data: BunStream | undefined;
  readonly remoteAddress = "127.0.0.1";
  readonly remotePort = 1;
  readonly calls: string[] = [];
  isGone = false;

  write(bytes: Uint8Array): number {
    return this.isGone ? -1 : bytes.length;
  }
  end(): void {
    this.calls.push("end");
  }
  shutdown(): void {}
  terminate(): void {}
  pause(): void {
    this.calls.push("pause");
  }
  resume(): void {
    this.calls.push("resume");
  }
  setNoDelay(): void {}
  setKeepAlive(): void {}
}

function connection() {
  const socket = new FakeSocket();
  const stream = new BunStream(socket, "");
  socket.data = stream;
  const events: string[] = [];
  const handler: StreamHandler = {
    received: (chunk, length) =>
      events.push(new TextDecoder().decode(chunk.subarray(0, length))),
    wrote() {},
    ended: () => events.push("ended"),
    lost: () => events.push("lost"),
  };
  return { socket, stream, events, handler };
}

const handlers = BunStream.handlers(() => {});

Deno.test("what comes before a connection has its turn is received then", () => {
  const { socket, stream, events, handler } = connection();
  handlers.data(socket, new TextEncoder().encode("early"));
  assertEquals(socket.calls, ["pause"]);
  stream.start(handler);
  assertEquals(events, ["early"]);
  assertEquals(socket.calls, ["pause", "resume"]);
});

Deno.test("a connection that its handler pauses at once stays paused", () => {
  const { socket, stream, events, handler } = connection();
  handlers.data(socket, new TextEncoder().encode("early"));
  stream.start({
    ...handler,
    received(chunk, length) {
      handler.received(chunk, length);
      stream.pause();
    },
  });
  assertEquals(events, ["early"]);
  assertEquals(socket.calls, ["pause", "pause"]);
});

Deno.test("an end before a connection has its turn follows its beginning", () => {
  const { socket, stream, events, handler } = connection();
  handlers.end(socket);
  stream.start(handler);
  assertEquals(events, ["ended"]);
});

Deno.test("a connection whose write fails is lost without an event of the socket", async () => {
  const { socket, stream, handler } = connection();
  const { promise, resolve } = Promise.withResolvers<void>();
  stream.start({ ...handler, lost: () => resolve() });
  stream.pause();
  socket.isGone = true;
  stream.write(new Uint8Array(1));
  await promise;
});

Deno.test("thousands of connections that end in one poll let others come between", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let lost = 0;
  let atPoll = Infinity;
  const all = Array.from({ length: 2000 }, () => {
    const one = connection();
    one.stream.start({
      ...one.handler,
      lost() {
        const end = performance.now() + 0.01;
        while (performance.now() < end);
        if (++lost === all.length) resolve();
      },
    });
    return one.socket;
  });
  systemClock.nextTurn(() => atPoll = lost);
  for (const socket of all) handlers.close(socket);
  await promise;
  assert(atPoll < all.length);
});
