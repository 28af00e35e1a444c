import { assertEquals } from "@std/assert";
import { invalidParams } from "../support/errors.ts";
import type { StreamClient } from "../support/stream_client.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";

const test = sharedDaemon().onOneRuntime;

/** A sorted fetch on paths of one test. */
class SortedFetch {
  readonly #bus: TestBus;
  readonly #peer: StreamClient;

  private constructor(bus: TestBus, peer: StreamClient) {
    this.#bus = bus;
    this.#peer = peer;
  }

  static async begin(
    bus: TestBus,
    sort: Record<string, unknown>,
    rules: Record<string, unknown> = {},
  ): Promise<SortedFetch> {
    const peer = await bus.tcp();
    await peer.do("fetch", { id: "f", path: bus.here(), sort, ...rules });
    return new SortedFetch(bus, peer);
  }

  /** Expects rows as [index, name, value?] and the number of rows. */
  async tells(rows: [number, string, unknown?][], n: number): Promise<void> {
    const changes = rows.map(([index, name, value]) => ({
      path: this.#bus.path(name),
      index,
      ...(value === undefined ? {} : { value }),
    }));
    await this.#peer.expect({ method: "f", params: { changes, n } });
  }

  quiet(): Promise<void> {
    return this.#peer.quiet();
  }
}

/** An owner with states of these names and values. */
async function owner(
  bus: TestBus,
  states: Record<string, unknown>,
): Promise<{
  add(name: string, value?: unknown): Promise<void>;
  change(name: string, value: unknown): Promise<void>;
  remove(name: string): Promise<void>;
}> {
  const peer = await bus.tcp();
  const self = {
    add: (name: string, value?: unknown) =>
      peer.do("add", { path: bus.path(name), value }),
    change: (name: string, value: unknown) =>
      peer.do("change", { path: bus.path(name), value }),
    remove: (name: string) => peer.do("remove", { path: bus.path(name) }),
  };
  for (const [name, value] of Object.entries(states)) {
    await self.add(name, value);
  }
  return self;
}

test("a sorted fetch begins with its rows, also if there are none", async (bus) => {
  const empty = await SortedFetch.begin(bus, { byPath: true });
  await empty.tells([], 0);
  await owner(bus, { b: 1, a: 2 });
  await empty.tells([[1, "b", 1]], 1);
  await empty.tells([[1, "a", 2], [2, "b", 1]], 2);
  const full = await SortedFetch.begin(bus, { byPath: true });
  await full.tells([[1, "a", 2], [2, "b", 1]], 2);
});

test("methods and read-only states are rows of a fetch sorted by path", async (bus) => {
  const peer = await bus.tcp();
  await peer.do("add", { path: bus.path("m") });
  await peer.do("add", { path: bus.path("ro"), value: 1, fetchOnly: true });
  const params = { path: bus.here(), sort: { byPath: true } };
  const rows = [
    { path: bus.path("m"), index: 1 },
    { path: bus.path("ro"), value: 1, fetchOnly: true, index: 2 },
  ];
  assertEquals(await peer.ask("get", params), { result: rows });
  await peer.do("fetch", { id: "f", ...params });
  await peer.expect({ method: "f", params: { changes: rows, n: 2 } });
});

test("only the rows that changed are sent, with the number of all in the window", async (bus) => {
  const states = await owner(bus, { b: 1, d: 2, f: 3, h: 4 });
  const rows = await SortedFetch.begin(bus, { byPath: true, from: 1, to: 3 });
  await rows.tells([[1, "b", 1], [2, "d", 2], [3, "f", 3]], 3);
  // In the window: the rows from there on.
  await states.add("c", 9);
  await rows.tells([[2, "c", 9], [3, "d", 2]], 3);
  // In place.
  await states.change("c", 10);
  await rows.tells([[2, "c", 10]], 3);
  // Behind the window.
  await states.change("h", 5);
  await states.add("z", 1);
  await states.remove("z");
  await rows.quiet();
  // The hole is filled from behind.
  await states.remove("c");
  await rows.tells([[2, "d", 2], [3, "f", 3]], 3);
  await states.remove("b");
  await rows.tells([[1, "d", 2], [2, "f", 3], [3, "h", 5]], 3);
  // Nothing left to fill it: fewer rows.
  await states.remove("h");
  await rows.tells([], 2);
  await states.remove("d");
  await rows.tells([[1, "f", 3]], 1);
  await states.remove("f");
  await rows.tells([], 0);
});

test("a window that does not begin at the first row", async (bus) => {
  const states = await owner(bus, { a: 1, b: 2, c: 3, d: 4 });
  const rows = await SortedFetch.begin(bus, { byPath: true, from: 2, to: 3 });
  await rows.tells([[2, "b", 2], [3, "c", 3]], 2);
  // Before the window: everything moves.
  await states.add("0", 0);
  await rows.tells([[2, "a", 1], [3, "b", 2]], 2);
  await states.remove("a");
  await rows.tells([[2, "b", 2], [3, "c", 3]], 2);
  await states.change("0", 1);
  await rows.quiet();
});

test("sorted by a number, ascending and descending", async (bus) => {
  const states = await owner(bus, { a: 3, b: 1, c: 2, text: "no", none: null });
  const up = await SortedFetch.begin(bus, { byValue: "number" });
  const down = await SortedFetch.begin(bus, {
    byValue: "number",
    descending: true,
    from: 1,
    to: 2,
    asArray: false,
  });
  await up.tells([[1, "b", 1], [2, "c", 2], [3, "a", 3]], 3);
  await down.tells([[1, "a", 3], [2, "c", 2]], 2);
  await states.change("b", 10);
  await up.tells([[1, "c", 2], [2, "a", 3], [3, "b", 10]], 3);
  await down.tells([[1, "b", 10], [2, "a", 3]], 2);
  // What becomes another type takes no part any more.
  await states.change("b", "ten");
  await up.tells([], 2);
  await down.tells([[1, "a", 3], [2, "c", 2]], 2);
  await states.change("text", 0);
  await up.tells([[1, "text", 0], [2, "c", 2], [3, "a", 3]], 3);
  await down.quiet();
});

test("sorted by a text", async (bus) => {
  await owner(bus, { a: "c", b: "a", c: "b", d: 1 });
  const rows = await SortedFetch.begin(bus, { byValue: "string" });
  await rows.tells([[1, "b", "a"], [2, "c", "b"], [3, "a", "c"]], 3);
});

test("sorted by a field of the value", async (bus) => {
  const person = (age: unknown) => ({ n: { age } });
  const states = await owner(bus, {
    a: person(30),
    b: person(20),
    c: person("old"),
    d: 7,
  });
  const rows = await SortedFetch.begin(bus, {
    byValueField: { "n.age": "number" },
  });
  await rows.tells([[1, "b", person(20)], [2, "a", person(30)]], 2);
  await states.change("c", person(25));
  await rows.tells([[2, "c", person(25)], [3, "a", person(30)]], 3);
});

test("a sorted fetch obeys value rules as well", async (bus) => {
  const states = await owner(bus, { a: 1, b: 50, c: 3 });
  const rows = await SortedFetch.begin(bus, { byPath: true }, {
    value: { lessThan: 10 },
  });
  await rows.tells([[1, "a", 1], [2, "c", 3]], 2);
  await states.change("b", 2);
  await rows.tells([[2, "b", 2], [3, "c", 3]], 3);
  await states.change("a", 100);
  await rows.tells([[1, "b", 2], [2, "c", 3]], 2);
});

test("a sort without limits shows the first ten", async (bus) => {
  const names = Array.from({ length: 12 }, (_, i) => `s${10 + i}`);
  await owner(bus, Object.fromEntries(names.map((name) => [name, 0])));
  const rows = await SortedFetch.begin(bus, { byPath: true });
  await rows.tells(
    names.slice(0, 10).map((name, i): [number, string, number] => [
      i + 1,
      name,
      0,
    ]),
    10,
  );
});

test("the owner's leaving empties the rows", async (bus) => {
  const peer = await bus.tcp();
  const rows = await SortedFetch.begin(bus, { byPath: true });
  await rows.tells([], 0);
  await peer.do("add", { path: bus.path("a"), value: 1 });
  await rows.tells([[1, "a", 1]], 1);
  peer.close();
  await rows.tells([], 0);
});

test("a sorted get gives the rows of the window", async (bus) => {
  const peer = await bus.tcp();
  for (const [name, value] of [["a", 3], ["b", 1], ["c", 2]]) {
    await peer.do("add", { path: bus.path(`${name}`), value });
  }
  const sort = { byValue: "number", descending: true, from: 2, to: 3 };
  assertEquals(await peer.ask("get", { path: bus.here(), sort }), {
    result: [
      { path: bus.path("c"), value: 2, index: 2 },
      { path: bus.path("b"), value: 1, index: 3 },
    ],
  });
});

test("a sort that makes no sense is refused", async (bus) => {
  const peer = await bus.tcp();
  const refused: [unknown, string][] = [
    [7, "sort must be an object"],
    [{ byPath: true, from: 0 }, "from must be a whole number from 1"],
    [{ byPath: true, to: "x" }, "to must be a whole number from 1"],
    [{ byValue: 1 }, "byValue must be the name of a type"],
    [{ byValueField: { a: 1 } }, "byValueField must be the name of a type"],
    [{ byValueField: {} }, "byValueField names no field"],
  ];
  for (const [sort, reason] of refused) {
    const params = { id: "f", path: bus.here(), sort };
    assertEquals(await peer.ask("fetch", params), invalidParams(reason));
    assertEquals(await peer.ask("get", params), invalidParams(reason));
  }
  // An empty window is one in which nothing is.
  const sort = { byPath: true, from: 5, to: 4 };
  assertEquals(await peer.ask("get", { path: bus.here(), sort }), {
    result: [],
  });
});
