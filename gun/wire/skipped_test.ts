import { assertEquals } from "@std/assert";
import { idOfSkipped } from "./skipped.ts";

Deno.test("the id of a message that is too long is found at either end", () => {
  const soul = '{"put":{"s":{"_":{"#":"s",">":{"k":1}},"k":"';
  for (
    const [head, tail, id] of [
      [soul, 'zz"}},"ok":{"@":9,"/":1},"#":"abc"}', "abc"],
      [soul, 'zz"}},"#":"abc","opt":{"cert":{"m":"x,\\"y"}}}', "abc"],
      [`[${soul}`, 'zz"}},"#":"abc"}] ', "abc"],
      [soul, 'z,"#":"no"}","l":{"#":"soul"}}},"#":"abc"}', "abc"],
      ['{"#":"a\\"c","put":{"s":', 'zz","l":{"#":"soul"}}}}', 'a"c'],
      [soul, 'zz","l":{"#":"soul"}}}}', null],
      [soul, 'zz","l":1}},"#":5}', null],
      [soul, "zz", null],
      [soul, "", null],
    ] as const
  ) assertEquals(idOfSkipped(head, tail), id, tail);
});
