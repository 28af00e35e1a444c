import { assertEquals } from "@std/assert";
import { longestFunction } from "./text.ts";

Deno.test("the longest function of a file is found", () => {
  const text = `/** A class. */
class A {
  short(): void {
    if (this) {
      return;
    }
  }

  async long(
    first: number,
  ): Promise<void> {
    for (;;) {
      break;
    }
  }
}
`;
  assertEquals(longestFunction("a.ts", text), { name: "long", lines: 7 });
});
