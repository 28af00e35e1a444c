import { assert, assertEquals } from "@std/assert";
import { Dialects } from "../../protocol/dialects/detect.ts";
import { ProgramLink } from "../../tests/property/link.ts";
import { TurnClock } from "../../tests/support/turn_clock.ts";
import { plainBus } from "../../bench/plain_bus.ts";

const STATES = 20;
const FETCHES = 4000;

const encoder = new TextEncoder();

Deno.test("fetches that end are removed from the many watchers of their states in slices", () => {
  const clock = new TurnClock();
  const bus = plainBus(clock);
  const dialects = new Dialects();
  const connect = (method: string, all: readonly unknown[]) => {
    const link = new ProgramLink("here", false, () => {});
    bus.connect(link, dialects.classic);
    const messages = all.map((params, id) => ({ id, method, params }));
    link.say(encoder.encode(JSON.stringify(messages)));
    clock.finish();
    return link;
  };
  const states = Array.from({ length: STATES }, (_, value) => ({
    path: `a/${value}`,
    value,
  }));
  connect("add", states);
  const rules = { path: { startsWith: "a/" } };
  const one = connect("fetch", [{ id: "one", ...rules }]);
  connect(
    "fetch",
    Array.from({ length: FETCHES }, (_, n) => ({ id: `f${n}`, ...rules })),
  );
  const watchers = () =>
    states.map(({ path }) =>
      bus.space.elements.byPath.get(path)?.watchers.length
    );
  assertEquals(watchers(), states.map(() => FETCHES + 1));
  one.lose();
  const left = new Set(watchers());
  assert(left.has(FETCHES + 1), "all in one piece");
  clock.finish();
  assertEquals(watchers(), states.map(() => FETCHES));
});
