import { assertEquals, assertThrows } from "@std/assert";
import { BinaryReader, Unreadable } from "./reader.ts";
import { BinaryWriter, MAX_TEXT_BYTES } from "./writer.ts";

function readerOf({ view }: BinaryWriter): BinaryReader {
  const reader = new BinaryReader();
  reader.begin(view, 0, view.length);
  return reader;
}

Deno.test("a reader reads what a writer writes", () => {
  const long = "ö".repeat(40_000);
  const written = new BinaryWriter(0)
    .u8(255).u16(65_535).u32(2 ** 32 - 1).u32(-2).u64(2n ** 64n - 1n)
    .u64(BigInt.asUintN(64, -3n)).f64(-0.1).text("a").text("kéy").longText(long)
    .value({ type: 3, bytes: new Uint8Array([1, 2, 3]), start: 1, end: 3 });
  const reader = readerOf(written);
  assertEquals(reader.u8(), 255);
  assertEquals(reader.u16(), 65_535);
  assertEquals(reader.u32(), 2 ** 32 - 1);
  assertEquals(reader.i32(), -2);
  assertEquals(reader.u64(), 2n ** 64n - 1n);
  assertEquals(reader.i64(), -3n);
  assertEquals(reader.f64(), -0.1);
  assertEquals(reader.text(), "a");
  assertEquals(reader.key(), "kéy");
  assertEquals(reader.text(reader.u32()), long);
  assertEquals([reader.u8(), reader.u32()], [3, 2]);
  assertEquals(reader.copy(2), new Uint8Array([2, 3]));
  assertEquals(reader.more, false);
  assertThrows(() => reader.u8(), Unreadable, "ends too early");
});

Deno.test("texts keep a byte order mark and a replacement character", () => {
  for (const text of ["\ufeffabc", "a\ufffdb", "\ufeff".repeat(30)]) {
    assertEquals(readerOf(new BinaryWriter().text(text)).text(), text);
    assertEquals(readerOf(new BinaryWriter().text(text)).key(), text);
  }
});

Deno.test("a text that is not UTF-8 is unreadable", () => {
  for (const bytes of [[0xff], [0x61, 0xc3], new Array(30).fill(0x80)]) {
    const message = Uint8Array.from(bytes);
    const out = new BinaryWriter().u16(message.length)
      .slice(message, 0, message.length);
    assertThrows(() => readerOf(out).text(), Unreadable, "not UTF-8");
    assertThrows(() => readerOf(out).key(), Unreadable, "not UTF-8");
  }
});

Deno.test("a text that is too long is cut between two characters", () => {
  const out = new BinaryWriter().text("a" + "ö".repeat(40_000)).u8(7);
  const reader = readerOf(out);
  assertEquals(reader.text(), "a" + "ö".repeat((MAX_TEXT_BYTES - 1) / 2));
  assertEquals(reader.u8(), 7);
  const even = readerOf(new BinaryWriter().text("ö".repeat(40_000)));
  assertEquals(even.text(), "ö".repeat((MAX_TEXT_BYTES - 1) / 2));
});

Deno.test("options are read within their bounds", () => {
  const out = new BinaryWriter().u8(1).u16(2).u16(5).u8(9).u16(0).u8(2).u16(1)
    .u8(6).u8(3);
  const reader = readerOf(out);
  const found: number[][] = [];
  reader.options((tag, length) => {
    // What is left unread is passed over.
    found.push(tag === 1 ? [tag, length, reader.u8()] : [tag, length]);
    if (tag === 2) {
      assertThrows(() => reader.u16(), Unreadable, "ends too early");
    }
  });
  assertEquals(found, [[1, 2, 5], [9, 0], [2, 1]]);
});
