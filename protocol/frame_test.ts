import { assertEquals, assertThrows } from "@std/assert";
import { FrameReader, MessageTooLarge, writeLength } from "./frame.ts";

/** A frame of so many bytes that counts up from a number. */
function frame(length: number, first: number): Uint8Array {
  const bytes = new Uint8Array(4 + length).map((_, at) => first + at - 4);
  writeLength(bytes, 0, length);
  return bytes;
}

function join(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

Deno.test("a frame that is too long is skipped, in whatever pieces it comes", () => {
  const stream = join(
    frame(3, 1),
    frame(101, 2),
    frame(100, 3),
    frame(1600, 4),
    frame(0, 0),
    frame(5, 5),
  );
  for (const size of [stream.length, 1, 3, 7, 99, 1700]) {
    const seen: unknown[] = [];
    const reader = new FrameReader(100, false, 1600, (head, length) => {
      seen.push(`skipped ${length}`, head.length, head[0], head.at(-1));
    });
    for (let at = 0; at < stream.length; at += size) {
      const chunk = stream.slice(at, at + size);
      reader.push(chunk, chunk.length, (bytes, start, end) => {
        seen.push(`message ${end - start}`, bytes[start]);
      });
      if (at + size < stream.length) {
        assertEquals(typeof reader.inside, "boolean");
      }
    }
    assertEquals(seen, [
      "message 3",
      1,
      "skipped 101",
      101,
      2,
      102,
      "message 100",
      3,
      "skipped 1600",
      1600,
      4,
      67,
      "message 5",
      5,
    ]);
    assertEquals(reader.inside, false);
  }
});

Deno.test("only a message that came in pieces has bytes of its own", () => {
  const reader = new FrameReader();
  const stream = join(frame(300, 1), frame(300, 2));
  const seen: boolean[] = [];
  for (const [from, to] of [[0, 400], [400, stream.length]]) {
    const chunk = stream.slice(from, to);
    reader.push(chunk, chunk.length, (bytes, start, _end, own) => {
      seen.push(own);
      assertEquals(bytes === chunk, !own);
      assertEquals(bytes[start], seen.length);
    });
  }
  assertEquals(seen, [false, true]);
});

Deno.test("the reader stands inside of a frame while it skips it", () => {
  const reader = new FrameReader(100, false, 1600);
  const bytes = frame(200, 0);
  reader.push(bytes, 10, () => {});
  assertEquals(reader.inside, true);
  reader.push(bytes.slice(10), 194, () => {});
  assertEquals(reader.inside, false);
});

Deno.test("a frame longer than what is skipped can't be read past", () => {
  for (const pieces of [1, 4]) {
    const reader = new FrameReader(100, true, 1600);
    const bytes = new Uint8Array(4);
    writeLength(bytes, 0, 1601, true);
    const error = assertThrows(() => {
      for (let at = 0; at < 4; at += pieces) {
        reader.push(bytes.slice(at), pieces, () => {});
      }
    }, MessageTooLarge);
    assertEquals([error.length, error.limit], [1601, 100]);
  }
});
