import { assertEquals } from "@std/assert";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";

const test = sharedDaemon().onOneRuntime;

const NAMES = ["apple", "Apple pie", "banana", "b", "pineapple", "Ärger"];

/** Rules, and which of the names they leave. */
interface Case {
  rules: (path: (name: string) => string) => Record<string, unknown>;
  names: string[];
}

const CASES: Record<string, Case> = {
  equals: { rules: (p) => ({ equals: p("b") }), names: ["b"] },
  equalsNot: {
    rules: (p) => ({ equalsNot: p("b") }),
    names: NAMES.filter((name) => name !== "b"),
  },
  contains: {
    rules: () => ({ contains: "apple" }),
    names: ["apple", "pineapple"],
  },
  containsNot: {
    rules: () => ({ containsNot: "a" }),
    names: ["Apple pie", "b", "Ärger"],
  },
  containsAllOf: {
    rules: () => ({ containsAllOf: ["p", "l", "in"] }),
    names: ["pineapple"],
  },
  "containsAllOf with an empty text": {
    rules: () => ({ containsAllOf: [""] }),
    names: NAMES,
  },
  containsOneOf: {
    rules: () => ({ containsOneOf: ["pie", "nana"] }),
    names: ["Apple pie", "banana"],
  },
  startsWith: {
    rules: (p) => ({ startsWith: p("b") }),
    names: ["banana", "b"],
  },
  startsNotWith: {
    rules: (p) => ({ startsNotWith: p("b") }),
    names: ["apple", "Apple pie", "pineapple", "Ärger"],
  },
  endsWith: {
    rules: () => ({ endsWith: "apple" }),
    names: ["apple", "pineapple"],
  },
  "endsWith what is longer than the path": {
    rules: (p) => ({ endsWith: "x" + p("pineapple") }),
    names: [],
  },
  endsNotWith: {
    rules: () => ({ endsNotWith: "e" }),
    names: ["banana", "b", "Ärger"],
  },
  equalsOneOf: {
    rules: (p) => ({ equalsOneOf: [p("b"), p("apple"), p("none")] }),
    names: ["apple", "b"],
  },
  "equalsOneOf nothing": { rules: () => ({ equalsOneOf: [] }), names: [] },
  equalsNotOneOf: {
    rules: (p) => ({ equalsNotOneOf: [p("b"), p("apple")] }),
    names: ["Apple pie", "banana", "pineapple", "Ärger"],
  },
  "all rules together": {
    rules: (p) => ({
      equalsNot: p("b"),
      contains: "a",
      containsNot: "Apple",
      containsAllOf: ["n", "e"],
      containsOneOf: ["pp", "x"],
      endsWith: "apple",
      endsNotWith: "y",
      startsNotWith: p("q"),
      equalsOneOf: [p("pineapple"), p("apple")],
      equalsNotOneOf: [p("apple")],
    }),
    names: ["pineapple"],
  },
  "caseInsensitive equals": {
    rules: (p) => ({ equals: p("B"), caseInsensitive: true }),
    names: ["b"],
  },
  "caseInsensitive startsWith": {
    rules: (p) => ({
      startsWith: p("APPLE").toUpperCase(),
      caseInsensitive: true,
    }),
    names: ["apple", "Apple pie"],
  },
  "caseInsensitive contains": {
    rules: () => ({ contains: "APPLE", caseInsensitive: true }),
    names: ["apple", "Apple pie", "pineapple"],
  },
  "caseInsensitive containsAllOf": {
    rules: () => ({ containsAllOf: ["A", "PIE"], caseInsensitive: true }),
    names: ["Apple pie"],
  },
  "caseInsensitive endsWith beyond ASCII": {
    rules: () => ({ endsWith: "äRGER", caseInsensitive: true }),
    names: ["Ärger"],
  },
  "caseInsensitive equalsNotOneOf": {
    rules: (p) => ({
      equalsNotOneOf: [p("APPLE"), p("B")],
      caseInsensitive: true,
    }),
    names: ["Apple pie", "banana", "pineapple", "Ärger"],
  },
  "caseInsensitive false": {
    rules: (p) => ({ equals: p("B"), caseInsensitive: false }),
    names: [],
  },
};

/** What a fetch tells of these elements. */
function events(bus: TestBus, event: string, names: readonly string[]) {
  return names.map((name) => ({
    method: "f",
    params: { path: bus.path(name), event, value: 0 },
  }));
}

for (const [title, { rules, names }] of Object.entries(CASES)) {
  test(`path rule ${title}`, async (bus) => {
    const owner = await bus.tcp();
    // Kept to this test's paths, whatever the rule in question leaves.
    const path = bus.here(rules((name) => bus.path(name)));

    // One fetch before and one after the elements: both find the same.
    const [early, late] = [await bus.tcp(), await bus.tcp()];
    await early.do("fetch", { id: "f", path });
    for (const name of NAMES) {
      await owner.do("add", { path: bus.path(name), value: 0 });
    }
    await late.do("fetch", { id: "f", path });
    for (const fetcher of [early, late]) {
      await fetcher.expect(...events(bus, "add", names));
      await fetcher.quiet();
    }

    assertEquals(await owner.ask("get", { path }), {
      result: events(bus, "add", names).map(({ params }) => params),
    });

    owner.close();
    for (const fetcher of [early, late]) {
      await fetcher.expect(...events(bus, "remove", names));
      await fetcher.quiet();
    }
  });
}
