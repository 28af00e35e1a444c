import { assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";
import { Notifications } from "./notifications.ts";

const test = sharedDaemon().onOneRuntime;
const notified = new Notifications("f");

const NAMES = [
  "building/1/temperature",
  "building/2/temperature",
  "building/2/humidity",
  "building/2/room/temperature",
  "building/sum",
  "Building/3/Temperature",
  "buildings/1/temperature",
  "other/+/x",
];

/** Patterns below the test's own node, and what they find. */
const PATTERNS: [
  pattern: string,
  names: string[],
  more?: Record<string, unknown>,
][] = [
  ["building/+/temperature", NAMES.slice(0, 2)],
  ["building/#", NAMES.slice(0, 5)],
  ["building/sum/#", ["building/sum"]],
  ["building/sum", ["building/sum"]],
  ["building", []],
  ["building/+", ["building/sum"]],
  ["building/+/#", NAMES.slice(0, 5)],
  ["+/+/temperature", [NAMES[0], NAMES[1], NAMES[6]]],
  ["+/2/+", [NAMES[1], NAMES[2]]],
  ["+/+/+/+", [NAMES[3]]],
  ["other/+/x", ["other/+/x"]],
  ["building/", []],
  ["building//#", []],
  ["building/2", []],
  ["build+/#", []],
  [
    "BUILDING/+/temperature",
    [NAMES[0], NAMES[1], NAMES[5]],
    { caseInsensitive: true },
  ],
  ["building/#", [NAMES[2]], { endsWith: "ity" }],
  ["building/+/+", [NAMES[0]], { containsNot: "/2/" }],
];

for (const [pattern, names, more] of PATTERNS) {
  const rest = more === undefined ? "" : ` with ${JSON.stringify(more)}`;
  test(`matches ${pattern}${rest} finds ${names.join() || "nothing"}, by get, fetch and live`, async (bus) => {
    const [owner, peer] = [await bus.tcp(), await bus.tcp()];
    const path = { matches: bus.path(pattern), ...more };
    const add = async () => {
      for (const name of NAMES) {
        await owner.do("add", { path: bus.path(name), value: name });
      }
    };
    await add();
    const get = asRecord(await peer.ask("get", { path })).result;
    const events = names.map((name) => {
      return notified.state("add", bus.path(name), name);
    });
    assertEquals(get, events.map(({ params }) => params));
    await peer.do("fetch", { id: notified.id, path });
    await peer.expect(...events);
    await owner.do("remove", { below: bus.prefix.slice(0, -1) });
    await peer.expect(
      ...names.map((name) => notified.state("remove", bus.path(name), name)),
    );
    await add();
    await peer.expect(...events);
    await peer.quiet();
  });
}

test("patterns choose among nodes too, and # takes the node above with it", async (bus) => {
  const [owner, peer] = [await bus.tcp(), await bus.tcp()];
  const [b, b1] = [bus.path("building"), bus.path("building/1")];
  const one = new Notifications("one");
  await peer.do("fetch", {
    id: notified.id,
    path: { matches: `${b}/#` },
    nodes: true,
  });
  await peer.do("fetch", {
    id: one.id,
    path: { matches: `${b}/+` },
    type: ["node"],
  });
  await owner.do("add", { path: `${b1}/x`, value: 1 });
  await peer.expect(
    notified.node("add", b),
    notified.node("add", b1),
    one.node("add", b1),
    notified.state("add", `${b1}/x`, 1),
  );
  await owner.do("remove", { path: `${b1}/x` });
  await peer.expect(
    notified.state("remove", `${b1}/x`, 1),
    notified.node("remove", b1),
    one.node("remove", b1),
    notified.node("remove", b),
  );
});

test("a separator at the beginning of a pattern is part of it", async (bus) => {
  const peer = await bus.tcp();
  const top = bus.prefix.slice(0, -1);
  await peer.do("add", { path: `/${top}/a`, value: 1 });
  await peer.do("add", { path: `${top}/a`, value: 2 });
  const values = async (matches: string) => {
    const { result } = asRecord(await peer.ask("get", { path: { matches } }));
    if (!Array.isArray(result)) throw new TypeError("no result");
    return result.map((one) => asRecord(one).value);
  };
  assertEquals(await values(`/${top}/+`), [1]);
  assertEquals(await values(`/${top}/#`), [1]);
  assertEquals(await values(`${top}/+`), [2]);
  assertEquals(await values(`+/${top}/a`), [1]);
  assertEquals(await values(`+/${top}/#`), [1]);
});

test("# alone is everything", async (bus) => {
  const peer = await bus.tcp();
  const path = bus.path("a/b");
  await peer.do("add", { path, value: 1 });
  assertEquals(
    await peer.ask("get", { path: { matches: "#", startsWith: bus.prefix } }),
    { result: [{ path, event: "add", value: 1 }] },
  );
});

test("# anywhere but at the end, and what is no text is refused", async (bus) => {
  const peer = await bus.tcp();
  for (const matches of ["#/a", "a/#/b", "a/#/", 1, ["a"]]) {
    for (const method of ["fetch", "get"]) {
      const params = { id: notified.id, path: { matches } };
      const { error } = asRecord(await peer.ask(method, params));
      assertEquals(asRecord(error).code, -32602);
      assertEquals(String(asRecord(error).data).startsWith("matches"), true);
    }
  }
});
