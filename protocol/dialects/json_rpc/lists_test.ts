import { assertEquals } from "@std/assert";
import { ByteWriter } from "../../../base/byte_writer.ts";
import type { Pieces } from "../../../base/piece_writer.ts";
import { ValueType } from "../../values/types.ts";
import { ElementsText } from "./lists.ts";

function begin(id: string): ElementsText {
  return new ElementsText(id, (out, { path }, _readOnly, isFirst) => {
    if (!isFirst) out.ascii(",");
    out.quoted(path);
    return false;
  });
}

function add(text: ElementsText, path: string): void {
  text.add({
    ...{ path, type: ValueType.none, bytes: new Uint8Array(0) },
    ...{ start: 0, end: 0, method: true, node: false, signal: false },
    ...{ time: 0, revision: 0, extras: null },
  }, false);
}

/** The text as a link takes it, which is at once. */
function sent({ last }: Pieces): string {
  return ByteWriter.of("").slice(last.bytes, 0, last.length).string;
}

Deno.test("answers to get that are written in turn do not mix", () => {
  const former = begin("0");
  add(former, "z");
  sent(former.end());
  const one = begin("1");
  add(one, "a");
  const other = begin("2");
  add(other, "b");
  add(one, "c");
  assertEquals(sent(one.end()), '{"id":1,"result":["a","c"]}');
  const third = begin("3");
  add(third, "d");
  add(other, "e");
  assertEquals(sent(other.end()), '{"id":2,"result":["b","e"]}');
  assertEquals(sent(third.end()), '{"id":3,"result":["d"]}');
});
