/**
 * CPU that a notification costs from frame to frame in one process: links of
 * byte streams, and WebSockets, whose system takes everything at once. Prints
 * nanoseconds by case as one line of JSON.
 *
 *     deno run -A bench/micro/streams.ts --help
 */
import process from "node:process";
import type { ByteStream } from "../../transport/links/byte_stream.ts";
import { checkoutFor } from "../program.ts";

const checkout = checkoutFor(
  `Measures the CPU that a notification costs from frame to frame, in one process.

deno run -A bench/micro/streams.ts CHECKOUT   (or bun)

  CHECKOUT   the folder of a checkout

Prints nanoseconds by case as a line of JSON. bench/micro/run.ts runs it in two checkouts.`,
);
const { StreamLink }: typeof import("../../transport/links/stream_link.ts") =
  await import(`${checkout}/transport/links/stream_link.ts`);
const { Dialects }: typeof import("../../protocol/dialects/detect.ts") =
  await import(`${checkout}/protocol/dialects/detect.ts`);
const { plainBus }: typeof import("../plain_bus.ts") = await import(
  `${checkout}/bench/plain_bus.ts`
);
const { VirtualClock }: typeof import("../../testing/clock.ts") = await import(
  `${checkout}/testing/clock.ts`
);
const { WebSocketLink }:
  typeof import("../../transport/links/websocket_link.ts") = await import(
    `${checkout}/transport/links/websocket_link.ts`
  );
const { encodeWebSocketFrame }:
  typeof import("../../protocol/websocket/writer.ts") = await import(
    `${checkout}/protocol/websocket/writer.ts`
  );
type StreamLink = InstanceType<typeof StreamLink>;
type WebSocketLink = InstanceType<typeof WebSocketLink>;
type Transport = "streams" | "WebSockets";

/** Changes that arrive in one read. */
const READ_CHANGES = 64;
const NOTIFICATIONS = 200_000;
const BATCHES = 6;
const TEXT = 1;
const MASKING_KEY = Uint8Array.of(1, 2, 3, 4);
const encoder = new TextEncoder();

/** A stream whose writes are taken in the next microtask. */
class Sink implements ByteStream {
  readonly remote = "bench";
  bytes = 0;
  link: StreamLink | WebSocketLink | undefined;

  write(bytes: Uint8Array): void {
    this.bytes += bytes.length;
    queueMicrotask(() => this.link?.wrote(bytes.length));
  }

  endWriting(): void {}
  close(): void {}
  destroy(): void {}
  pause(): void {}
  resume(): void {}
}

function frames(
  transport: Transport,
  messages: readonly unknown[],
): Uint8Array {
  const parts = messages.flatMap((message) => {
    const text = encoder.encode(JSON.stringify(message));
    if (transport === "WebSockets") {
      return [...encodeWebSocketFrame(TEXT, text, MASKING_KEY)];
    }
    return [0, 0, text.length >> 8, text.length & 0xff, ...text];
  });
  return new Uint8Array(parts);
}

function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

async function measure(
  transport: Transport,
  fetchers: number,
): Promise<number> {
  const clock = new VirtualClock(1000);
  const bus = plainBus(clock);
  const { classic } = new Dialects();
  const connect = () => {
    const sink = new Sink();
    const format = { binary: false, maxMessage: 1 << 20 };
    const link = transport === "WebSockets"
      ? new WebSocketLink(sink, format, () => {})
      : new StreamLink(sink, "tcp", format, () => {});
    sink.link = link;
    bus.connect(link, classic);
    return { sink, link };
  };
  const say = (to: StreamLink | WebSocketLink, ...messages: unknown[]) => {
    const bytes = frames(transport, messages);
    to.received(bytes, bytes.length);
    clock.settle();
  };
  const owner = connect().link;
  const path = "bench/fan/state";
  say(owner, { id: 1, method: "add", params: { path, value: 0 } });
  const sinks = Array.from({ length: fetchers }, () => {
    const { link, sink } = connect();
    const params = { id: "f", path: { equals: path } };
    say(link, { id: 1, method: "fetch", params });
    return sink;
  });
  const input = frames(
    transport,
    Array.from({ length: READ_CHANGES }, (_, n) => ({
      method: "change",
      params: { path, value: 100_000 + n },
    })),
  );
  const reads = Math.ceil(NOTIFICATIONS / READ_CHANGES / fetchers);
  const chunk = input.slice();
  let least = Infinity;
  for (let batch = 0; batch < BATCHES; batch++) {
    const before = sinks[0].bytes;
    const begun = cpu();
    for (let n = 0; n < reads; n++) {
      // A reader of WebSockets unmasks in place.
      chunk.set(input);
      owner.received(chunk, chunk.length);
      clock.settle();
      await undefined;
      await undefined;
      await undefined;
    }
    const ns = (cpu() - begun) / (reads * READ_CHANGES * fetchers);
    if (sinks[0].bytes - before < reads * READ_CHANGES * 60) {
      throw new Error("notifications are missing");
    }
    if (batch > 0) least = Math.min(least, ns);
  }
  return least;
}

const results: Record<string, number> = {};
for (const transport of ["streams", "WebSockets"] as const) {
  for (const fetchers of [1, 10, 100]) {
    results[`${transport}, ${fetchers} fetchers`] = await measure(
      transport,
      fetchers,
    );
  }
}
console.log(JSON.stringify(results));
process.exit(0);
