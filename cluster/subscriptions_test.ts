import { assertEquals } from "@std/assert";
import { PathMatcher } from "../protocol/rules/rules.ts";
import { VirtualClock } from "../testing/clock.ts";
import { Subscriptions } from "./subscriptions.ts";

Deno.test("a member that has not applied what is shown here is asked again for its values", () => {
  const asked: string[] = [];
  let sequence = 7;
  const subscriptions = new Subscriptions<string>({
    clock: new VirtualClock(),
    get sequence() {
      return sequence;
    },
    begin: () => ["d1", "d2"],
    renew: () => [],
    ask: (source, interest) => asked.push(`${source} ${interest}`),
    end() {},
  });
  let done = 0;
  subscriptions.acquire(new PathMatcher({ startsWith: "a/" }), () => done++);
  // What is applied here afterwards waits for its value anyway.
  sequence = 9;
  subscriptions.arrived("^a/", "d1", 6);
  subscriptions.arrived("^a/", "d2", 7);
  assertEquals([done, asked], [0, ["d1 ^a/"]]);
  subscriptions.arrived("^a/", "d1", 7);
  assertEquals([done, asked], [1, ["d1 ^a/"]]);
});
