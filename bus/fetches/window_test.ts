import { assert, assertEquals, assertFalse } from "@std/assert";
import { Sorter, type SortWindow, type WindowReport } from "./window.ts";
import type { JsonValue } from "../../protocol/rules/rules.ts";
import { seededRandom } from "../../tests/support/seeded_random.ts";

class Thing {
  readonly path: string;
  value: number;

  constructor(path: string, value = 0) {
    this.path = path;
    this.value = value;
  }
}

function things(paths: string): Thing[] {
  return [...paths].map((path) => new Thing(path));
}

/** A report as text: `a1 c2 | 2`. */
function show(report: WindowReport<Thing> | null): string | null {
  if (report === null) return null;
  const rows = report.changes.map((row) => `${row.element.path}${row.index}`);
  return [...rows, "|", report.n].join(" ");
}

function sorterOf(
  window: Partial<SortWindow>,
  elements: { element: Thing; key: JsonValue }[],
): Sorter<Thing> {
  const sorter = new Sorter<Thing>({
    descending: false,
    from: 1,
    to: 10,
    ...window,
  });
  sorter.reset(elements.map(({ element, key }) => [element, key]));
  return sorter;
}

/** A sorter by path whose window has been sent. */
function byPath(window: Partial<SortWindow>, paths: string) {
  const elements = things(paths);
  const sorter = sorterOf(
    window,
    elements.map((element) => ({ element, key: element.path })),
  );
  sorter.allRows();
  return { sorter, elements };
}

Deno.test("Sorter: the first report has all rows, also when empty", () => {
  const [a, b, c] = things("abc");
  const sorter = sorterOf({ to: 2 }, [
    { element: c, key: "c" },
    { element: a, key: "a" },
    { element: b, key: "b" },
  ]);
  assertEquals(show(sorter.allRows()), "a1 b2 | 2");
  assertEquals(show(sorter.allRows()), "a1 b2 | 2");
  assertEquals(show(sorterOf({}, []).allRows()), "| 0");
  assertEquals(
    show(new Sorter<Thing>({ descending: false, from: 1, to: 3 }).allRows()),
    "| 0",
  );
});

// What the captures in the facts show, with the same names.
Deno.test("Sorter: the captured reports of lua-jet", () => {
  const [a, b, c, d] = things("abcd");
  const sorter = sorterOf({ to: 3 }, [
    { element: a, key: 1 },
    { element: b, key: 2 },
    { element: c, key: 3 },
    { element: d, key: 4 },
  ]);
  assertEquals(show(sorter.allRows()), "a1 b2 c3 | 3");
  assertEquals(show(sorter.update(b, 2.5)), "b2 | 3");
  assertEquals(show(sorter.update(a, 2.7)), "b1 a2 | 3");
  assertEquals(show(sorter.update(a, 100)), "c2 d3 | 3");
  assertEquals(show(sorter.update(a, 101)), null);
  assertEquals(show(sorter.update(b, undefined)), "c1 d2 a3 | 3");
  assertEquals(show(sorter.update(c, undefined)), "d1 a2 | 2");
  assertEquals(show(sorter.update(a, undefined)), "| 1");
  assertEquals(show(sorter.update(d, undefined)), "| 0");
  assertEquals(show(sorter.update(d, undefined)), null);
});

Deno.test("Sorter: the captured reports of node-jet", () => {
  const { sorter } = byPath({ to: 3 }, "");
  const [me, nul, empty, aa] = ["me", "nul", "", "aa"]
    .map((path) => new Thing(path));
  sorter.reset([me, nul, empty].map((e) => [e, e.path]));
  assertEquals(show(sorter.allRows()), "1 me2 nul3 | 3");
  assertEquals(show(sorter.update(aa, "aa")), "aa2 me3 | 3");
  assertEquals(show(sorter.update(aa, "aa")), "aa2 | 3");
  assertEquals(show(sorter.update(aa, undefined)), "me2 nul3 | 3");
});

Deno.test("Sorter: what happens above the window shifts it", () => {
  const { sorter, elements } = byPath({ from: 3, to: 4 }, "bdfh");
  const [b, , , h] = elements;
  const [a, c, z] = things("acz");
  assertEquals(show(sorter.update(a, "a")), "d3 f4 | 2");
  assertEquals(show(sorter.update(c, "c")), "c3 d4 | 2");
  assertEquals(show(sorter.update(a, undefined)), "d3 f4 | 2");
  assertEquals(show(sorter.update(z, "z")), null);
  // Over the window, from one side to the other.
  assertEquals(show(sorter.update(b, "y")), "f3 h4 | 2");
  assertEquals(show(sorter.update(b, "b")), "d3 f4 | 2");
  assertEquals(show(sorter.update(h, "hh")), null);
  // Within what is above.
  assertEquals(show(sorter.update(b, "cc")), null);
});

Deno.test("Sorter: a window that begins behind the end", () => {
  const { sorter, elements } = byPath({ from: 3, to: 4 }, "ab");
  const [c, d] = things("cd");
  assertEquals(show(sorter.allRows()), "| 0");
  assertEquals(show(sorter.update(elements[0], "a")), null);
  assertEquals(show(sorter.update(c, "c")), "c3 | 1");
  assertEquals(show(sorter.update(d, "0")), "b3 c4 | 2");
  assertEquals(show(sorter.update(c, undefined)), "| 1");
  assertEquals(show(sorter.update(d, undefined)), "| 0");
  assertEquals(show(sorter.update(elements[0], undefined)), null);
});

Deno.test("Sorter: from behind to is an empty window", () => {
  const { sorter, elements } = byPath({ from: 4, to: 2 }, "abcdef");
  assertEquals(show(sorter.allRows()), "| 0");
  assertEquals(show(sorter.update(elements[2], "c")), null);
  assertEquals(show(sorter.update(elements[2], "zz")), null);
  sorter.defer(elements[2], undefined);
  assertEquals(show(sorter.flush()), null);
});

Deno.test("Sorter: descending, equal keys by path ascending all the same", () => {
  const [a, b, c, d] = things("abcd");
  const sorter = sorterOf({ descending: true }, [
    { element: d, key: 5 },
    { element: b, key: 7 },
    { element: c, key: 5 },
    { element: a, key: 5 },
  ]);
  assertEquals(show(sorter.allRows()), "b1 a2 c3 d4 | 4");
  assertEquals(show(sorter.update(c, 7)), "c2 a3 | 4");
});

Deno.test("Sorter: keys of all types have one order", () => {
  const keys: JsonValue[] = [false, true, -1, 0, 1e9, "", "10", "9", "Z", "a"];
  const unordered: JsonValue[] = [null, {}, [1], NaN];
  const elements = [...keys, ...unordered].map((key, i) => ({
    element: new Thing(String.fromCharCode(97 + i)),
    key,
  }));
  for (const wanted of [false, true]) {
    const sorter = sorterOf({ descending: wanted, to: 100 }, []);
    sorter.allRows();
    for (const { element, key } of elements.slice().reverse()) {
      assert(sorter.update(element, key) !== null);
    }
    const order = sorter.allRows().changes.map((row) => row.element.path).join(
      "",
    );
    // Those without an order stay last and by path.
    assertEquals(order, wanted ? "jihgfedcbaklmn" : "abcdefghijklmn");
  }
});

Deno.test("Sorter: an object as key may change and be removed", () => {
  const [a, b] = things("ab");
  const sorter = sorterOf({}, [{ element: a, key: {} }, {
    element: b,
    key: [],
  }]);
  sorter.allRows();
  assertEquals(show(sorter.update(a, [1])), "a1 | 2");
  assertEquals(show(sorter.update(a, NaN)), "a1 | 2");
  assertEquals(show(sorter.update(b, 1)), "b1 a2 | 2");
  assertEquals(show(sorter.update(a, undefined)), "| 1");
});

Deno.test("Sorter: quiet changes are sent together, later", () => {
  const { sorter, elements } = byPath({ to: 3 }, "bdfh");
  const [b, d, f, h] = elements;
  assertFalse(sorter.pending);
  assertEquals(show(sorter.flush()), null);
  // In place only.
  sorter.defer(f, "f");
  sorter.defer(b, "b");
  sorter.defer(h, "h");
  assert(sorter.pending);
  assertEquals(show(sorter.flush()), "b1 f3 | 3");
  assertEquals(show(sorter.flush()), null);
  // Came and went: nothing to tell.
  const [a] = things("a");
  sorter.defer(a, "a");
  sorter.defer(a, undefined);
  assertEquals(show(sorter.flush()), null);
  assertFalse(sorter.pending);
  // Moved away and back: its value may have changed.
  sorter.defer(b, "z");
  sorter.defer(b, "b");
  assertEquals(show(sorter.flush()), "b1 | 3");
  // Changed in place, then shifted away and back.
  sorter.defer(d, "d");
  sorter.defer(a, "a");
  sorter.defer(a, undefined);
  assertEquals(show(sorter.flush()), "d2 | 3");
  // Below the window.
  sorter.defer(h, undefined);
  assertFalse(sorter.pending);
  sorter.defer(h, "h");
  sorter.defer(f, undefined);
  sorter.defer(h, undefined);
  assertEquals(show(sorter.flush()), "| 2");
});

Deno.test("Sorter: update tells what was still waiting", () => {
  const { sorter, elements } = byPath({ to: 3 }, "bdf");
  sorter.defer(elements[0], "b");
  assertEquals(show(sorter.update(elements[2], "f")), "b1 f3 | 3");
  sorter.defer(elements[0], undefined);
  assertEquals(show(sorter.update(elements[2], "f")), "d1 f2 | 2");
});

Deno.test("Sorter: the first report, too, may come late", () => {
  const [a, b] = things("ab");
  const sorter = sorterOf({}, [{ element: b, key: "b" }]);
  sorter.defer(a, "a");
  assert(sorter.pending);
  assertEquals(show(sorter.flush()), "a1 b2 | 2");
  const empty = sorterOf({}, []);
  assertEquals(show(empty.flush()), "| 0");
  assertEquals(show(empty.flush()), null);
});

Deno.test("Sorter: an element that is replaced by another of the same path", () => {
  const { sorter, elements } = byPath({}, "ab");
  const [again] = things("a");
  sorter.defer(elements[0], undefined);
  sorter.defer(again, "a");
  const report = sorter.flush();
  assertEquals(show(report), "a1 | 2");
  assert(report?.changes[0].element === again);
});

/** Keeps rows as a peer of node-jet does. */
class Reader {
  readonly from: number;
  slots: ({ thing: Thing; value: number } | undefined)[] = [];

  constructor(from: number) {
    this.from = from;
  }

  take(report: WindowReport<Thing>, updated: Thing | null): void {
    let last = 0;
    for (const { element, index } of report.changes) {
      assert(index > last, "rows come in their order");
      assert(index < this.from + report.n && index >= this.from);
      last = index;
      const slot = this.slots[index];
      assert(
        slot === undefined || slot.thing !== element ||
          slot.value !== element.value || element === updated,
        "an unchanged row is not sent",
      );
      this.slots[index] = { thing: element, value: element.value };
    }
    this.slots.length = Math.min(this.slots.length, this.from + report.n);
  }

  rows(): string[] {
    return this.slots.slice(this.from)
      .map((slot) => `${slot?.thing.path}=${slot?.value}`);
  }
}

for (
  const [from, to, descending, population] of [
    [1, 10, false, 30],
    [1, 1e9, true, 60],
    [5, 9, true, 14],
    [20, 40, false, 200],
    [3, 3, false, 5],
    [7, 2, false, 12],
  ] as const
) {
  Deno.test(`Sorter: a reader of ${from} to ${to} sees what a full sort gives`, () => {
    const random = seededRandom(from * 1000 + population);
    const sorter = sorterOf({ descending, from, to }, []);
    const reader = new Reader(from);
    const members = new Map<Thing, number>();
    let pool = Array.from(
      { length: population },
      (_, i) => new Thing(`path${i}`),
    );
    let version = 0;
    const naive = () =>
      [...members].sort(([a, left], [b, right]) =>
        (descending ? right - left : left - right) || (a.path < b.path ? -1 : 1)
      ).slice(from - 1, Math.max(to, 0)).map(([thing]) =>
        `${thing.path}=${thing.value}`
      ).slice(0, Math.max(0, to - from + 1));
    reader.take(sorter.allRows(), null);
    let reports = 0;
    for (let round = 0; round < 8000; round++) {
      const thing = pool[Math.floor(random() * pool.length)];
      const growing = Math.floor(round / 1000) % 2 === 0;
      const old = members.get(thing);
      let key: number | undefined;
      if (old !== undefined && random() < 0.4) key = old;
      else if (random() < (growing ? 0.9 : 0.3)) {
        key = Math.floor(random() * 20);
      }
      thing.value = ++version;
      if (key === undefined) members.delete(thing);
      else members.set(thing, key);
      if (Math.floor(round / 50) % 2 === 0) {
        const late = sorter.pending;
        const report = sorter.update(thing, key);
        if (report !== null) reader.take(report, late ? null : thing);
        if (report !== null) reports++;
        assertEquals(reader.rows(), naive());
      } else {
        sorter.defer(thing, key);
        if (random() < 0.1) {
          const report = sorter.flush();
          if (report !== null) reader.take(report, null);
          assertEquals(reader.rows(), naive());
          assertFalse(sorter.pending);
        }
      }
      assertEquals(sorter.size, members.size);
      if (random() < 0.01 && key === undefined) {
        // Gone for good; another one takes its path.
        pool = pool.map((one) => one === thing ? new Thing(one.path) : one);
      }
    }
    assert(to < from || reports > 500);
  });
}
