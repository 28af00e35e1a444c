import { assertEquals } from "@std/assert";
import { DEFAULT_BUDGET, readGet } from "./lex.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { Bench, node } from "../../tests/gun/bench.ts";

const read = (get: unknown) => readGet(get, DEFAULT_LIMITS);

Deno.test("a soul alone, or with an empty key, is the whole node", () => {
  for (const has of [{}, { ".": "" }, { ".": null }]) {
    assertEquals(read({ "#": "s", ...has }), {
      soul: "s",
      key: null,
      budget: DEFAULT_BUDGET,
    });
  }
});

Deno.test("names and ranges of names", () => {
  const range = (lex: unknown) => {
    const query = read({ "#": "s", ".": lex });
    if (typeof query === "string") throw new Error(query);
    return query.key;
  };
  assertEquals(range("k"), "k");
  assertEquals(range({ "=": "k", "*": "x" }), "k");
  assertEquals(range({ "*": "k" }), { range: { prefix: "k" }, reverse: false });
  assertEquals(range({ ">": "a", "<": "b", "-": 1 }), {
    range: { from: "a", to: "b" },
    reverse: true,
  });
});

Deno.test("what names nothing, or everything, is refused", () => {
  const gets = [
    null,
    5,
    "s",
    [],
    {},
    { ".": "k" },
    { "#": "" },
    { "#": null },
    { "#": 5 },
    { "#": {} },
    { "#": [] },
    { "#": { "*": "" } },
    { "#": { ">": "a" } },
    { "#": { "<": "b" } },
    { "#": { "*": 5 } },
    { "#": { "=": "" } },
    { "#": "\ud800" },
    { "#": "x".repeat(DEFAULT_LIMITS.name + 1) },
    { "#": "s", ".": 5 },
    { "#": "s", ".": {} },
    { "#": "s", ".": { "*": null } },
  ];
  for (const get of gets) {
    assertEquals(typeof read(get), "string", JSON.stringify(get));
  }
});

Deno.test("ranges of keys and of souls find what lies in them", () => {
  const { peer } = filled();
  const keys = (lex: unknown, more = {}) =>
    Object.keys(Object(peer.read({ "#": "n", ".": lex, ...more }).n))
      .filter((key) => key !== "_").join(" ");
  assertEquals(keys({ "*": "a" }), "a1 a2");
  assertEquals(keys({ ">": "a2" }), "a2 b1 b2 c1");
  assertEquals(keys({ "<": "b1" }), "a1 a2 b1");
  assertEquals(keys({ ">": "a2", "<": "b9" }), "a2 b1 b2");
  assertEquals(keys({ "=": "b1" }), "b1");
  assertEquals(keys({ "*": "b", ">": "b2" }), "b2");
  assertEquals(keys({ "*": "zz" }), "");
  assertEquals(keys({ "*": "" }, { "%": 18 }), "a1 a2");
  assertEquals(keys({ "*": "", "-": 1 }, { "%": 18 }), "b2 c1");
  assertEquals(keys({ "*": "", "-": 1 }, { "%": 19 }), "b1 b2 c1");

  const souls = (lex: unknown, more = {}) =>
    Object.keys(peer.read({ "#": lex, ...more })).join(" ");
  assertEquals(souls({ "*": "log/2020" }), "log/2020-01 log/2020-02");
  assertEquals(
    souls({ ">": "log/2020-02", "<": "log/2021-09" }),
    "log/2020-02 log/2021-01",
  );
  assertEquals(souls({ "*": "log/" }, { "%": 10 }), "log/2020-01 log/2020-02");
  assertEquals(souls({ "*": "log/", "-": 1 }, { "%": 9 }), "log/2021-01");
  assertEquals(souls({ "*": "log/" }, { ".": "x" }), "log/2020-02");
});

function filled() {
  const bench = new Bench();
  const peer = bench.peer();
  peer.put(node("n", { b1: 3, a1: 1, c1: 5, a2: 2, b2: 4 }));
  for (const name of ["2021-01", "2020-02", "2020-01"]) {
    peer.put(node(`log/${name}`, { m: 1 }));
  }
  peer.put(node("log/2020-02", { x: 1 }));
  return { peer };
}
