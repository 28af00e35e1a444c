import { assert, assertEquals } from "@std/assert";
import { Seen } from "./dedup.ts";
import { Ids } from "./ids.ts";
import { seededRandom } from "../../tests/support/seeded_random.ts";

Deno.test("an id is known for nine seconds at least, with its sender", () => {
  const seen = new Seen<string>(1000);
  for (let start = 0; start < 30_000; start += 1300) {
    const id = `id${start}`;
    assert(seen.note(id, "A", start));
    for (const later of [0, 1, 5000, 9000]) {
      assertEquals(seen.note(id, "B", start + later), false);
      assertEquals(seen.sender(id), "A");
    }
  }
});

const IDS = Deno.env.get("JET_TEST_ALL") ? 1_000_000 : 100_000;

Deno.test("ids are forgotten, by time and by number", () => {
  const seen = new Seen<null>(1000);
  seen.note("a", null, 0);
  seen.note("b", null, 20_000);
  assert(seen.note("a", null, 40_000));
  for (let i = 0; i < IDS; i++) {
    seen.note(`x${i}`, null, 40_000);
    if (i % 10_000 === 0) assert(seen.size <= 1000);
  }
  assertEquals(seen.note(`x${IDS - 1}`, null, 40_000), false);
  // A clock that is set back does no harm.
  assert(seen.note("y", null, 0));
});

Deno.test("ids are dropped by time although no message comes", () => {
  const seen = new Seen<null>(1000);
  seen.note("a", null, 0);
  seen.expire(9000);
  assertEquals(seen.size, 1);
  seen.expire(20_000);
  seen.expire(40_000);
  assertEquals(seen.size, 0);
});

Deno.test("the relay's own ids have no digits and are not made twice", () => {
  const ids = new Ids(seededRandom(3));
  const made = new Set<string>();
  for (let i = 0; i < 20_000; i++) made.add(ids.next());
  assertEquals(made.size, 20_000);
  for (const id of made) assert(/^[A-Za-z]+$/.test(id));
});
