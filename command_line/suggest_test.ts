import { assertEquals } from "@std/assert";
import { closest, didYouMean } from "./suggest.ts";

Deno.test("a misspelt word has the one that differs least", () => {
  const commands = ["get", "set", "rm", "watch", "tree", "completions"];
  assertEquals(closest("gte", commands), undefined);
  assertEquals(closest("gett", commands), "get");
  assertEquals(closest("wtach", commands), undefined);
  assertEquals(closest("watsch", commands), "watch");
  assertEquals(closest("completoins", commands), "completions");
  assertEquals(closest("frobnicate", commands), undefined);
  assertEquals(didYouMean("tre", commands), "; did you mean tree?");
  assertEquals(didYouMean("x".repeat(100), ["x".repeat(99)]), "");
});
