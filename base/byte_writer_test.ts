import { assertEquals } from "@std/assert";
import { seededRandom } from "../tests/support/seeded_random.ts";
import { ByteWriter } from "./byte_writer.ts";

const MAX_LENGTH = 700;

Deno.test("a writer's view and copies are the text of now, whatever its lengths were before", () => {
  const random = seededRandom(3);
  const below = (limit: number) => Math.floor(random() * limit);
  const writer = new ByteWriter(16);
  const decoder = new TextDecoder();
  let model = "";
  for (let step = 0; step < 5000; step++) {
    const text = String.fromCharCode(0x61 + below(26)).repeat(below(90));
    if (model.length + text.length > MAX_LENGTH || below(3) === 0) {
      model = model.slice(0, below(2) * below(model.length + 1));
      writer.truncate(model.length);
    }
    model += text;
    writer.ascii(text);
    // It is replaced from outside where it has grown large.
    if (below(500) === 0) writer.bytes = writer.bytes.slice();
    if (below(2) === 0) assertEquals(decoder.decode(writer.view), model);
    const copy = new Uint8Array(model.length + 2);
    writer.copyTo(copy, 1);
    assertEquals(decoder.decode(copy), `\0${model}\0`);
  }
});
