import { assert, assertEquals } from "@std/assert";
import { plainBus } from "../../bench/plain_bus.ts";
import { concat } from "../../base/concat.ts";
import { ignore } from "../../base/narrowing.ts";
import { Dialects } from "../../protocol/dialects/detect.ts";
import { FrameReader } from "../../protocol/frame.ts";
import { frame } from "../../tests/support/stream_client.ts";
import { TurnClock } from "../../tests/support/turn_clock.ts";
import type { ByteStream } from "../../transport/links/byte_stream.ts";
import { StreamLink } from "../../transport/links/stream_link.ts";

const REQUESTS = 200;
const MAX_MESSAGE = 1 << 20;

/** A clock on which time passes with each look at it. */
class PassingClock extends TurnClock {
  readonly #stepMs: number;
  #passed = 0;

  constructor(stepMs: number) {
    super();
    this.#stepMs = stepMs;
  }

  override monotonic(): number {
    return this.#passed += this.#stepMs;
  }
}

/** A connection that notes the messages of each write. */
class Connection implements ByteStream {
  readonly remote = "test";
  readonly writes: string[][] = [];

  write(bytes: Uint8Array): void {
    const texts: string[] = [];
    new FrameReader(MAX_MESSAGE).push(
      bytes,
      bytes.length,
      (all, start, end) => {
        texts.push(new TextDecoder().decode(all.subarray(start, end)));
      },
    );
    this.writes.push(texts);
    queueMicrotask(() => this.link.wrote(bytes.length));
  }

  readonly link = new StreamLink(
    this,
    "tcp",
    { binary: false, maxMessage: MAX_MESSAGE },
    ignore,
  );

  endWriting(): void {}
  close(): void {}
  destroy(): void {}
  pause(): void {}
  resume(): void {}
}

/** Adds many states by one read; what was written before and after its turn. */
async function addMany(stepMs: number) {
  const clock = new PassingClock(stepMs);
  const connection = new Connection();
  const { link, writes } = connection;
  plainBus(clock).connect(link, new Dialects().classic);
  const requests = Array.from({ length: REQUESTS }, (_, id) =>
    frame(
      JSON.stringify({
        id,
        method: "add",
        params: { path: `a/${id}`, value: id },
      }),
    ));
  const bytes = concat(requests);
  link.received(bytes, bytes.length);
  const early = writes.length;
  await Promise.resolve();
  clock.finish();
  await Promise.resolve();
  return { early, writes };
}

Deno.test("the first answers to many requests are written while others are carried out", async () => {
  const { early, writes } = await addMany(0.1);
  assert(early > 0, "all waited for the end of the turn");
  // A write costs as much as some requests.
  assert(writes.length <= 8, `${writes.length} writes`);
  const answers = writes.flat().map((text) => JSON.parse(text));
  assertEquals(
    answers,
    Array.from({ length: REQUESTS }, (_, id) => ({ id, result: true })),
  );
});

Deno.test("answers leave in one write where their requests take no time", async () => {
  const { early, writes } = await addMany(0);
  assertEquals([early, writes.length], [0, 1]);
});
