import { encode } from "npm:@msgpack/msgpack@3.1.3";
import { assertEquals } from "@std/assert";
import { ByteWriter } from "../base/byte_writer.ts";
import { MsgpackEncoding } from "./msgpack.ts";

const FETCHES = 100;

function counting() {
  let count = 0;
  const encoding = new MsgpackEncoding((value) => {
    count++;
    return encode(value, { useBigInt64: true });
  });
  return { encoding, taken: () => count };
}

Deno.test("the parameters of a notification are encoded once for all fetches", () => {
  const { encoding, taken } = counting();
  const heads = Array.from(
    { length: FETCHES },
    (_, i) => ByteWriter.of(`{"method":${i % 2 ? i : `"f${i}"`},"params":`),
  );
  const body = new ByteWriter();
  for (const value of ["1", "[9007199254740993,-0.5]", '{"é":null}']) {
    body.clear().write(`{"path":"a","value":${value}}}`);
    const before = taken();
    const messages = heads.map((head) => encoding.notification(head, body));
    // The heads are encoded with the first event only.
    assertEquals(taken() - before, value === "1" ? FETCHES + 1 : 1);
    messages.forEach((bytes, i) => {
      const whole = encoding.encode(heads[i].string + body.string);
      assertEquals(bytes, whole);
    });
  }
});
