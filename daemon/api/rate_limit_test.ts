import { assertEquals } from "@std/assert";
import { RateLimit } from "./rate_limit.ts";

Deno.test("each name has the rate of a second at once, then as time passes", () => {
  const limit = new RateLimit(2);
  assertEquals([limit.take("a", 0), limit.take("a", 0)], [0, 0]);
  assertEquals(limit.take("a", 0), 0.5);
  assertEquals(limit.take("b", 0), 0);
  assertEquals(limit.take("a", 250), 0.25);
  assertEquals(limit.take("a", 500), 0);
  assertEquals(limit.take("a", 60_000), 0);
  assertEquals(limit.take("a", 60_000), 0);
  assertEquals(limit.take("a", 60_000), 0.5);
});
