import { assertEquals } from "@std/assert";
import { flushNow } from "../../base/batch.ts";
import type { ByteStream } from "./byte_stream.ts";
import { StreamOutput } from "./stream_output.ts";

/** A stream whose writes end when the test says so. */
class SlowStream implements ByteStream {
  readonly remote = "test";
  readonly written: Uint8Array[] = [];
  readonly output: StreamOutput = new StreamOutput(this, {
    drained() {},
    closed() {},
  });
  /** The bytes of the last write, as they are now. */
  get text(): string {
    return new TextDecoder().decode(this.written.at(-1));
  }
  write(bytes: Uint8Array): void {
    this.written.push(bytes);
  }
  endWriting(): void {}
  close(): void {}
  destroy(): void {}
  pause(): void {}
  resume(): void {}
  send(text: string): void {
    const bytes = new TextEncoder().encode(text);
    const at = this.output.reserve(bytes.length);
    this.output.bytes.set(bytes, at);
    flushNow(this.output);
  }
  taken(): void {
    this.output.wrote(this.written.at(-1)?.length ?? 0);
  }
}

Deno.test("outputs share a buffer only once its write has ended", () => {
  const first = new SlowStream();
  const second = new SlowStream();
  first.send("first");
  second.send("second");
  assertEquals(first.text, "first", "while both are under way");
  first.taken();
  second.taken();
  const third = new SlowStream();
  third.send("third");
  const buffers = [first, second].map(({ written }) => written[0].buffer);
  assertEquals(buffers.includes(third.written[0].buffer), true, "used again");
  first.send("again");
  assertEquals(third.text, "third");
  assertEquals(first.text, "again");
});

Deno.test("the buffer of a write that never ends is not used again", () => {
  const gone = new SlowStream();
  gone.send("under way");
  gone.output.abort();
  const other = new SlowStream();
  other.send("other");
  assertEquals(gone.text, "under way");
  assertEquals(other.text, "other");
});
