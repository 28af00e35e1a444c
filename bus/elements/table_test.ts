import { assert, assertEquals } from "@std/assert";
import { PathMatcher } from "../../protocol/rules/rules.ts";
import { plainState } from "../../tests/support/plain_state.ts";
import { seededRandom } from "../../tests/support/seeded_random.ts";
import { Element } from "./element.ts";
import { Hierarchy } from "./hierarchy.ts";
import { ElementTable } from "./table.ts";

const OWNER = { requestSet() {}, requestCall() {} };

Deno.test("elements are found by the beginnings of their paths, in the order of their adding", () => {
  const random = seededRandom(5);
  for (const open of [false, true]) {
    const hierarchy = new Hierarchy({ separator: "/", open });
    const table = new ElementTable(hierarchy);
    // Many nodes and many leaves side by side, so both have an index.
    const name = () =>
      `${"ab"[Math.floor(random() * 2)]}${Math.floor(random() * 400)}`;
    const paths = Array.from({ length: 3_000 }, () => {
      const segments = Array.from({ length: 1 + random() * 4 }, name);
      return segments.join("/");
    });
    const expected = new Map<string, Element>();
    for (let step = 1; step <= 12_000; step++) {
      const path = paths[Math.floor(random() * paths.length)];
      const known = expected.get(path);
      if (known === undefined) {
        const element = plainState(OWNER, path, step);
        const nodes = hierarchy.add(element, (path) => expected.has(path));
        if (!Array.isArray(nodes)) continue;
        table.add(element);
        expected.set(path, element);
      } else if (step % 3 === 0) {
        hierarchy.remove(known);
        table.delete(known);
        expected.delete(path);
      }
      if (step % 100 !== 0) continue;
      const prefix = path.slice(0, 1 + Math.floor(random() * path.length));
      assertEquals(
        table.matching(new PathMatcher({ startsWith: prefix })).map(pathOf),
        [...expected.keys()].filter((path) => path.startsWith(prefix)),
      );
    }
    assert(expected.size > 1_000);
  }
});

function pathOf({ path }: Element): string {
  return path;
}

Deno.test("beyond a number of nodes a path that needs many more is refused, others are not", () => {
  const hierarchy = new Hierarchy({
    ...{ separator: "/", open: false, maxNodes: 100 },
  });
  let serial = 0;
  const add = (path: string) => {
    const element = plainState(OWNER, path, ++serial);
    const nodes = hierarchy.add(element, () => false);
    return Array.isArray(nodes) ? element : nodes.kind;
  };
  const deep = (name: string, depth: number) => name + "/a".repeat(depth);
  const first = add(deep("x", 80));
  assert(first instanceof Element);
  assertEquals(hierarchy.size, 80);
  assertEquals(add(deep("y", 21)), "tooDeep");
  assertEquals(hierarchy.size, 80);
  for (let n = 0; n < 30; n++) {
    assert(add(deep(`z${n}`, 16)) instanceof Element);
  }
  assertEquals(add(deep("y", 17)), "tooDeep");
  assert(add(deep("x", 79) + "/b/c") instanceof Element);
});
