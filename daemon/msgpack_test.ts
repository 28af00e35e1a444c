import { encode } from "npm:@msgpack/msgpack@3.1.3";
import { assertEquals } from "@std/assert";
import { ByteWriter } from "../base/byte_writer.ts";
import { joined, PieceWriter } from "../base/piece_writer.ts";
import { isSame } from "../tests/support/binary_client.ts";
import { concat } from "../tests/support/stream_client.ts";
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

/** An answer with these items, in pieces. */
function answerWith(id: unknown, items: readonly unknown[]) {
  const text = new PieceWriter((room) => new ByteWriter(room));
  text.last.write(`{"id":${JSON.stringify(id)},"result":[`);
  items.forEach((item, index) => {
    text.last.write(index === 0 ? "" : ",").json(item);
    text.divide();
  });
  text.last.write("]}");
  return text;
}

Deno.test("a long answer that is encoded in pieces has the bytes of the whole", () => {
  const { encoding } = counting();
  const item = { path: "a/é", value: [1, -0.5, "],[", null] };
  const long = "x".repeat(63_000);
  for (
    const [id, items] of [
      [1, Array(15).fill(long)],
      ["[", Array(16).fill(long)],
      [1, Array(70_000).fill(4_294_967_296)],
      [2, Array(20_000).fill(item)],
      [3, Array(2600).fill(item)],
      [long, [1, long, "]}"]],
      [long, []],
    ] as const
  ) {
    const text = answerWith(id, items);
    const { string } = joined(text);
    const steps = encoding.encodeLong(text);
    let step = steps.next();
    let count = 0;
    for (; !step.done; step = steps.next()) count++;
    assertEquals(count >= text.pieces.length, true);
    assertEquals(isSame(concat(...step.value), encoding.encode(string)), true);
  }
});
