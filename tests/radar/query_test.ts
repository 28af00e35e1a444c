import { assertEquals } from "@std/assert";
import { readRoute, writeRoute } from "../../radar/page/route.ts";
import { exactJson } from "../../radar/values/exact.ts";
import { readQuery, withoutPart } from "../../radar/tree/query.ts";

Deno.test("words of a search are fragments, patterns and comparisons", () => {
  assertEquals(readQuery("  "), undefined);
  assertEquals(readQuery("chamber Temp")?.rules, {
    path: { containsAllOf: ["chamber", "Temp"], caseInsensitive: true },
  });
  assertEquals(readQuery("psu/+/voltage > 30")?.rules, {
    path: { matches: "psu/+/voltage" },
    value: { greaterThan: 30 },
  });
  assertEquals(readQuery("=ramp !=null")?.rules, {
    value: { equals: "ramp", equalsNot: null },
  });
});

Deno.test("of two patterns or comparisons of a kind the last holds, and is shown", () => {
  const query = readQuery("a/+ b/# >3 <9 >5");
  assertEquals(query?.rules, {
    path: { matches: "b/#" },
    value: { greaterThan: 5, lessThan: 9 },
  });
  assertEquals(query?.parts.map(({ text }) => text), ["b/#", "<9", ">5"]);
});

Deno.test("a search compares with all digits", () => {
  const rules = readQuery("=12345678901234567890")?.rules;
  assertEquals(exactJson(rules), '{"value":{"equals":12345678901234567890}}');
});

Deno.test("a chip takes its word out of the search", () => {
  const query = readQuery("psu > 30");
  const [, part] = query?.parts ?? [];
  assertEquals(withoutPart("psu > 30", part), "psu");
});

Deno.test("every path has an address that leads back to it", () => {
  for (
    const path of ["", "a", "a//b", "/a", "a/", "ü/ %/?#", "../..", "a/./b"]
  ) {
    const route = { view: "tree", path, query: { q: "x y" } } as const;
    const url = new URL(writeRoute(route), "http://h/");
    assertEquals(readRoute(url.pathname, url.search), route);
  }
});
