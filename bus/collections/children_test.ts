import { assert, assertEquals } from "@std/assert";
import { Children } from "./children.ts";
import { seededRandom } from "../../tests/support/seeded_random.ts";

interface Item {
  readonly path: string;
  removed: boolean;
}

function under(children: Children<Item>, prefix: string): string[] {
  const found: string[] = [];
  children.visitUnder(prefix, ({ path }) => found.push(path));
  return found.sort();
}

function remove(children: Children<Item>, item: Item): void {
  item.removed = true;
  children.delete(item);
}

Deno.test("Children holds what a set holds, in the same order, and finds it by prefixes", () => {
  const random = seededRandom(21);
  // Single members, short lists and indexes; from few letters, so paths are long.
  const letter = () => "aaab😀"[Math.floor(random() * 6)];
  for (const most of [3, 60, 3000]) {
    const children = new Children<Item>(2);
    const expected = new Map<string, Item>();
    const paths = Array.from(
      { length: most * 2 },
      () => "n/" + Array.from({ length: random() * 12 }, letter).join(""),
    );
    for (let step = 0; step < most * 12; step++) {
      const path = paths[Math.floor(random() * paths.length)];
      const known = expected.get(path);
      const grows = Math.floor(step / most) % 4 < 2;
      if (known === undefined) {
        if (!grows && random() < 0.8) continue;
        const item = { path, removed: false };
        children.add(item);
        expected.set(path, item);
      } else if (!grows || random() < 0.2) {
        remove(children, known);
        expected.delete(path);
      }
      assertEquals(children.size, expected.size);
      if (step % most > 5) continue;
      assertEquals([...children.items()], [...expected.values()]);
      const prefix = path.slice(0, 2 + Math.floor(random() * 5));
      const all = [...expected.keys()].filter((one) => one.startsWith(prefix));
      assertEquals(under(children, prefix), all.sort());
    }
    for (const item of expected.values()) remove(children, item);
    assertEquals([...children.items()], []);
    assertEquals(under(children, "n/"), []);
  }
});

Deno.test("Children may lose members during a walk", () => {
  for (const count of [1, 2, 3, 300]) {
    const children = new Children<Item>(0);
    for (let n = 0; n < count; n++) {
      children.add({ path: `${n}`, removed: false });
    }
    for (const item of children.items()) remove(children, item);
    assertEquals(children.size, 0);
  }
});

Deno.test("Children finds few among many without visiting the others", () => {
  const children = new Children<Item>(0);
  let reads = 0;
  for (let n = 0; n < 20_000; n++) {
    children.add({
      get path() {
        reads++;
        return `channel/${String(n).padStart(5, "0")}`;
      },
      removed: false,
    });
  }
  reads = 0;
  assertEquals(under(children, "channel/1234").length, 10);
  assert(reads < 300, `${reads} paths read`);
});

Deno.test("Children ends a visit by prefix when `visit` returns false", () => {
  for (const count of [1, 100, 1000]) {
    const children = new Children<Item>(0);
    for (let n = 0; n < count; n++) {
      children.add({ path: `a${n}`, removed: false });
    }
    for (const prefix of ["", "a", "a1"]) {
      let visits = 0;
      children.visitUnder(prefix, () => ++visits < 2);
      assertEquals(visits, under(children, prefix).slice(0, 2).length);
    }
  }
});
