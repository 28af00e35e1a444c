import { assert } from "@std/assert";
import { cutAgainAndAgain } from "./resume.ts";

Deno.test("a stream that is cut at random loses nothing and doubles nothing", async () => {
  assert(await cutAgainAndAgain(60, 17) > 20, "streams are resumed");
});
