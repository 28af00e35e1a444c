import { assertEquals, assertThrows } from "@std/assert";
import { outputTo } from "./deno.ts";

/** A pipe with room for so many bytes; what was written to it. */
function pipe(room: number, full: Error) {
  const bytes: number[] = [];
  const output = outputTo({
    writeSync(more) {
      const free = room - bytes.length;
      if (free === 0) throw full;
      bytes.push(...more.subarray(0, free));
      return Math.min(more.length, free);
    },
  });
  return { output, bytes };
}

Deno.test("a log that is not read drops what its pipe does not take", () => {
  const full = new Deno.errors.WouldBlock("Resource temporarily unavailable");
  const { output, bytes } = pipe(5, full);
  output.write("one\n");
  output.write("two\n");
  output.write("three\n");
  assertEquals(new TextDecoder().decode(new Uint8Array(bytes)), "one\nt");
});

Deno.test("other errors of the log are thrown", () => {
  const { output } = pipe(0, new Error("no space left"));
  assertThrows(() => output.write("one\n"), Error, "no space left");
});
