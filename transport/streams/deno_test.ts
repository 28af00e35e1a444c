import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../base/system_clock.ts";
import { VirtualClock } from "../../testing/clock.ts";
import { StreamOutput } from "../links/stream_output.ts";
import { DenoStream } from "./deno.ts";

/** Connections that are flooded. */
const HOGS = 4;
const MILLISECONDS_OF_WORK = 150;
/** Turns that may come before a socket that has something. */
const MAX_TURNS = 30;
/** Length of the largest read. */
const MAX_READ_BYTES = 1 << 16;
/** Reads of other sockets that may come before it. */
const MAX_READS = 500;

function spin(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

/** Both ends of a connection. */
async function pair() {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepted = listener.accept();
  const client = await Deno.connect({ port: listener.addr.port });
  return { client, server: await accepted };
}

/** Reads from a connection, and counts. */
function reading(conn: Deno.Conn, received: (length: number) => void) {
  const stream = new DenoStream(conn, "");
  void stream.run({
    received: (_chunk, length) => received(length),
    wrote() {},
    ended: () => stream.close(),
    lost: () => stream.close(),
  }, true);
  return stream;
}

/** Floods connections from a thread of its own. */
const FLOODING = `self.onmessage = ({ data: port }) => {
  for (let i = 0; i < ${HOGS}; i++) {
    Deno.connect({ port }).then(async (conn) => {
      const block = new Uint8Array(1 << 18);
      try {
        for (;;) await conn.write(block);
      } catch {
        // The other end was closed.
      }
    });
  }
};`;

Deno.test("a socket is read soon, however fast others send, beside work", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const blob = new Blob([FLOODING], { type: "text/javascript" });
  const url = URL.createObjectURL(blob);
  const thread = new Worker(url, { type: "module" });
  thread.postMessage(listener.addr.port);
  const quiet = await pair();
  let isOver = false;
  const work = (): void => {
    spin(3);
    if (!isOver) systemClock.nextTurn(work);
  };
  work();
  let reads = 0;
  let sentAt = 0;
  const read = Promise.withResolvers<number>();
  const streams = [reading(quiet.server, () => read.resolve(reads))];
  const flooded = (): void => {
    if (++reads !== 1000) return;
    sentAt = reads;
    void quiet.client.write(new Uint8Array(1));
  };
  for (let i = 0; i < HOGS; i++) {
    streams.push(reading(await listener.accept(), flooded));
  }
  const between = await read.promise - sentAt;
  isOver = true;
  thread.terminate();
  URL.revokeObjectURL(url);
  quiet.client.close();
  for (const stream of streams) stream.close();
  assert(between <= MAX_READS, `${between} reads came before`);
});

Deno.test("what has piled up on a socket with little to read waits for no others", async () => {
  const streams: DenoStream[] = [];
  const begin = (
    read: (into: Uint8Array) => Promise<number>,
    received: () => void,
  ) => {
    const connection = {
      read,
      write: () => Promise.reject(new Error("nothing is written")),
      closeWrite: () => Promise.resolve(),
      close() {},
    };
    const stream = new DenoStream(connection, "");
    streams.push(stream);
    void stream.run({
      received,
      wrote() {},
      ended() {},
      lost() {},
    }, true);
  };
  let reads = 0;
  // Each fills every buffer, and takes longer than the loop may go on for.
  for (let i = 0; i < 40; i++) {
    begin((into) => Promise.resolve(into.length), () => {
      if (++reads > 40) spin(1);
    });
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  const sizes: number[] = [];
  const rest = Promise.withResolvers<number>();
  let before = 0;
  begin((into) => {
    sizes.push(into.length);
    if (sizes.length === 3) rest.resolve(reads - before);
    return sizes.length < 3
      ? Promise.resolve(into.length)
      : new Promise(() => {});
  }, () => {
    if (sizes.length === 1) before = reads;
  });
  const between = await rest.promise;
  for (const stream of streams) stream.close();
  assert(between < 8, `${between} reads came before`);
});

Deno.test("a socket that each poll finds readable again waits for no timer", async () => {
  // However long the system takes.
  let time = performance.now();
  const { now } = performance;
  performance.now = () => time;
  let isFull = true;
  let isLate = false;
  let reads = 0;
  let late = 0;
  const done = Promise.withResolvers<void>();
  const stream = new DenoStream({
    read(into) {
      if (isLate) late++;
      // Each poll finds as much as fills the buffer, and half as much.
      return new Promise((resolve) => {
        const { length } = into;
        if (length === MAX_READ_BYTES) isFull = !isFull;
        if (isFull) setImmediate(() => resolve(length));
        else resolve(length >> 1);
      });
    },
    write: () => Promise.reject(new Error("nothing is written")),
    closeWrite: () => Promise.resolve(),
    close() {},
  }, "");
  void stream.run({
    received(chunk) {
      isLate = false;
      if (chunk.length < MAX_READ_BYTES) return;
      setImmediate(() => isLate = true);
      time += 0.25;
      if (++reads === 100) done.resolve();
    },
    wrote() {},
    ended() {},
    lost: done.reject,
  }, true);
  await done.promise;
  performance.now = now;
  stream.close();
  assertEquals(late, 0);
});

Deno.test("sockets are read between turns of work", async () => {
  const { client, server } = await pair();
  let turns = 0;
  let sentAt = 0;
  const read = Promise.withResolvers<number>();
  const stream = reading(server, () => read.resolve(turns));
  const over = Promise.withResolvers<void>();
  function work(): void {
    spin(1);
    if (++turns === 20) {
      sentAt = turns;
      void client.write(new Uint8Array(1));
    }
    if (turns === MILLISECONDS_OF_WORK) over.resolve();
    else systemClock.nextTurn(work);
  }
  work();
  const between = await read.promise - sentAt;
  await over.promise;
  client.close();
  stream.close();
  assert(between <= MAX_TURNS, `${between} turns came before`);
});

Deno.test("what a direct write does not take is written behind it", async () => {
  const { client, server } = await pair();
  const limits = [3, -1, 0, 100];
  const released: number[] = [];
  const direct = {
    send(bytes: Uint8Array) {
      const limit = limits.shift() ?? -1;
      if (limit <= 0) return limit;
      // What the system takes is sent at once.
      const taken = bytes.subarray(0, limit);
      sent.push(server.write(taken));
      return taken.length;
    },
    release: () => released.push(limits.length),
  };
  const sent: Promise<number>[] = [];
  const text = "0123456789";
  const due = text.length * 4;
  let left = due;
  const done = Promise.withResolvers<void>();
  const stream = new DenoStream(server, "", false, direct);
  let begun = 0;
  const write = () => {
    begun += text.length;
    stream.write(new TextEncoder().encode(text));
  };
  void stream.run({
    received() {},
    wrote(length) {
      left -= length;
      if (left === 0) done.resolve();
      else if (due - left === begun) queueMicrotask(write);
    },
    ended() {},
    lost: done.reject,
  });
  write();
  await done.promise;
  await Promise.all(sent);
  stream.close();
  assertEquals(released, [0]);
  assertEquals(await new Response(client.readable).text(), text.repeat(4));
});

/** What a connection reports until its first output, of two bytes, is dropped. */
const UNTIL_DROPPED = ["first", "output lost", "2 bytes are gone"];

/** A connection on which each write fails, and what it reports. */
class FailingConnection {
  readonly events: string[] = [];
  readonly clock = new VirtualClock();
  readonly failed = Promise.withResolvers<void>();
  readonly over = Promise.withResolvers<void>();
  readonly stream: DenoStream;
  readonly #inputs = ["first", "second"];

  constructor(received: (text: string, stream: DenoStream) => void) {
    const connection = {
      read: async (into: Uint8Array) => {
        if (this.#inputs.length < 2) await this.failed.promise;
        const text = this.#inputs.shift();
        if (text === undefined) return null;
        return new TextEncoder().encodeInto(text, into).written;
      },
      write: () => Promise.reject(new Error("reset")),
      closeWrite: () => Promise.resolve(),
      close() {},
    };
    const { clock } = this;
    this.stream = new DenoStream(connection, "", false, undefined, clock);
    void this.stream.run({
      received: (chunk, length) => {
        const text = new TextDecoder().decode(chunk.subarray(0, length));
        this.events.push(text);
        received(text, this.stream);
      },
      wrote: (length) => {
        this.events.push(`${length} bytes are gone`);
        this.failed.resolve();
      },
      outputLost: () => this.events.push("output lost"),
      ended: () => this.#end("ended"),
      lost: (error) => this.#end(`lost: ${error?.message}`),
    });
  }

  #end(event: string): void {
    this.events.push(event);
    this.stream.close();
    this.over.resolve();
  }
}

Deno.test("what a peer sent before it closed without reading is still read, and its output dropped", async () => {
  const { over, events } = new FailingConnection((text, stream) =>
    stream.write(new Uint8Array(text === "first" ? 2 : 3))
  );
  await over.promise;
  assertEquals(events, [
    ...UNTIL_DROPPED,
    "second",
    "3 bytes are gone",
    "lost: reset",
  ]);
});

Deno.test("it is read too where the connection is paused meanwhile", async () => {
  const { over, events, failed, stream } = new FailingConnection(
    (text, stream) => {
      if (text !== "first") return;
      stream.write(new Uint8Array(2));
      stream.pause();
    },
  );
  await failed.promise;
  stream.resume();
  await over.promise;
  assertEquals(events, [
    ...UNTIL_DROPPED,
    "second",
    "lost: reset",
  ]);
});

Deno.test("a connection that can't be written to is lost in time, though its input does not end", async () => {
  const { over, events, failed, clock } = new FailingConnection(
    (_text, stream) => {
      stream.write(new Uint8Array(2));
      stream.pause();
    },
  );
  await failed.promise;
  clock.pass(1900);
  assertEquals(events, UNTIL_DROPPED);
  clock.pass(200);
  await over.promise;
  assertEquals(events, [
    ...UNTIL_DROPPED,
    "lost: reset",
  ]);
});

Deno.test("any amount of output is dropped where a write fails", async () => {
  const dropped = Promise.withResolvers<void>();
  const stream = new DenoStream({
    read: () => new Promise(() => {}),
    write: () => Promise.reject(new Error("reset")),
    closeWrite: () => Promise.resolve(),
    close() {},
  }, "");
  const output = new StreamOutput(stream, {
    drained() {
      if (output.backlog === 0) dropped.resolve();
    },
    closed() {},
  });
  void stream.run({
    received() {},
    wrote: (length) => output.wrote(length),
    ended() {},
    lost: dropped.reject,
  });
  output.append(Array.from({ length: 10_000 }, () => new Uint8Array(10)));
  assertEquals(output.backlog, 100_000);
  await dropped.promise;
  stream.close();
});
