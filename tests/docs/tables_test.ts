import { assertEquals } from "@std/assert";
import { documents } from "./tables.ts";

Deno.test("the docs have the tables of the programs (deno task docs)", async () => {
  for (const { file, written, made } of await documents()) {
    assertEquals(written, made, file);
  }
});
