import { assertEquals } from "@std/assert";
import { Audience } from "./audience.ts";

function of(audience: Audience<string>, path: string): string[] {
  return [...audience.of(path)].sort();
}

Deno.test("an audience has each member once that is subscribed to a path", () => {
  const audience = new Audience<string>();
  audience.add("a", "=x/y");
  audience.add("a", "^x/");
  audience.add("b", "^");
  audience.add("c", "^y");
  assertEquals(of(audience, "x/y"), ["a", "b"]);
  assertEquals(of(audience, "x/z"), ["a", "b"]);
  assertEquals(of(audience, "y"), ["b", "c"]);
  assertEquals(audience.includes("a", "x/y"), true);
  assertEquals(audience.includes("c", "x/y"), false);
});

Deno.test("an interest that has ended, or whose member has, counts no more", () => {
  const audience = new Audience<string>();
  for (const source of ["a", "b"]) {
    audience.add(source, "^");
    audience.add(source, "^x");
    audience.add(source, "=x");
  }
  audience.delete("a", "=x");
  audience.delete("a", "^x");
  assertEquals(audience.includes("a", "x"), true);
  audience.delete("a", "^");
  assertEquals(of(audience, "x"), ["b"]);
  audience.clear("b");
  assertEquals(of(audience, "x"), []);
  // One that was not there changes nothing.
  audience.delete("a", "=x");
  assertEquals(of(audience, "x"), []);
});
