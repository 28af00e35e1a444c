import { assertEquals } from "@std/assert";
import { invalidParams } from "../support/errors.ts";
import { everyKind, speaker } from "../support/population.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";
import { KINDS } from "../support/speaker.ts";
import { Notifications } from "./notifications.ts";

const test = sharedDaemon().onOneRuntime;
const NODE = { type: "node" };

for (const kind of KINDS) {
  test(`${kind}: a fetch that asks for nodes is notified when they come and go`, async (bus) => {
    const [owner, late] = [await speaker(bus, "2.x"), await speaker(bus, kind)];
    const peer = await speaker(bus, kind);
    const [foo, bar] = [bus.path("foo"), bus.path("foo/bar")];
    const [state, method] = [bus.path("foo/bar/s"), bus.path("foo/bar/m")];
    const rules = { path: bus.here(), nodes: true };
    const nodes = (event: "add" | "remove", ...paths: string[]) =>
      paths.map((path) => {
        const { method, params } = peer.event(event, path);
        return { method, params: { ...Object(params), ...NODE } };
      });
    const now = [
      ...nodes("add", foo, bar),
      peer.event("add", state, 1),
      peer.event("add", method),
    ];
    await peer.fetch(rules);
    await owner.do("add", { path: state, value: 1 });
    await owner.do("add", { path: method });
    await peer.client.expect(...now);
    await late.fetch(rules, ...now);
    await owner.change(state, 2);
    await owner.do("remove", { path: state });
    await owner.do("remove", { path: method });
    for (const one of [peer, late]) {
      await one.client.expect(
        one.event("change", state, 2),
        one.event("remove", state, 2),
        one.event("remove", method),
        ...nodes("remove", bar, foo),
      );
      await one.quiet();
    }
  });
}

test("a fetch that does not ask for nodes gets the events of before, in every dialect", async (bus) => {
  const owner = await speaker(bus, "lua");
  const peers = await everyKind(bus);
  const [state, method] = [bus.path("foo/bar/s"), bus.path("foo/m")];
  for (const peer of peers) await peer.fetch({ path: bus.here() });
  await owner.do("add", { path: state, value: 1 });
  await owner.do("add", { path: method });
  await owner.do("remove", { path: state });
  await owner.do("remove", { path: method });
  for (const peer of peers) {
    const ofMethod = (event: "add" | "remove") =>
      peer.isV3 ? [] : [peer.event(event, method)];
    await peer.client.expect(
      peer.event("add", state, 1),
      ...ofMethod("add"),
      peer.event("remove", state, 1),
      ...ofMethod("remove"),
    );
    await peer.quiet();
  }
  await owner.do("add", { path: state, value: 1 });
  const late = await everyKind(bus);
  for (const peer of late) {
    await peer.fetch({ path: bus.here() }, peer.event("add", state, 1));
    await peer.quiet();
  }
});

test("nodes: false is the same as not to ask", async (bus) => {
  const [owner, peer] = [await bus.tcp(), await bus.tcp()];
  const notified = new Notifications("f");
  for (const nodes of [false, null]) {
    await peer.do("fetch", { id: notified.id, path: bus.here(), nodes });
    await owner.do("add", { path: bus.path("a/b"), value: 1 });
    await owner.do("remove", { path: bus.path("a/b") });
    await peer.expect(
      notified.state("add", bus.path("a/b"), 1),
      notified.state("remove", bus.path("a/b"), 1),
    );
    await peer.do("unfetch", { id: notified.id });
  }
});

/** Types to ask for, and which of the paths below are notified. */
const TYPES: [string[], string[]][] = [
  [["node"], ["n"]],
  [["state"], ["n/s"]],
  [["method"], ["n/m"]],
  [["node", "state"], ["n", "n/s"]],
  [["node", "method"], ["n", "n/m"]],
  [["state", "method"], ["n/s", "n/m"]],
  [["node", "state", "method"], ["n", "n/s", "n/m"]],
  [[], []],
];

for (const [type, names] of TYPES) {
  test(`type ${JSON.stringify(type)} tells of ${names.join() || "nothing"}, before and after it came`, async (bus) => {
    const [owner, peer] = [await bus.tcp(), await bus.tcp()];
    const [early, late] = [
      new Notifications("early"),
      new Notifications("late"),
    ];
    const tell = (notified: Notifications, event: "add" | "remove") => {
      const events = {
        "n": notified.node(event, bus.path("n")),
        "n/s": notified.state(event, bus.path("n/s"), 1),
        "n/m": notified.method(event, bus.path("n/m")),
      };
      return Object.entries(events).flatMap(([name, message]) =>
        names.includes(name) ? [message] : []
      );
    };
    await peer.do("fetch", { id: early.id, path: bus.here(), type });
    await owner.do("add", { path: bus.path("n/s"), value: 1 });
    await owner.do("add", { path: bus.path("n/m") });
    await peer.expect(...tell(early, "add"));
    await peer.do("fetch", { id: late.id, path: bus.here(), type });
    await peer.expect(...tell(late, "add"));
    await peer.do("unfetch", { id: early.id });
    await owner.do("change", { path: bus.path("n/s"), value: 1 });
    if (type.includes("state")) {
      await peer.expect(late.state("change", bus.path("n/s"), 1));
    }
    await owner.do("remove", { path: bus.path("n/s") });
    await owner.do("remove", { path: bus.path("n/m") });
    const gone = tell(late, "remove");
    // The node is the first to come and the last to go.
    if (names.includes("n")) gone.push(...gone.splice(0, 1));
    await peer.expect(...gone);
    await peer.quiet();
  });
}

test("an unknown type, and nodes or type of a wrong kind are refused", async (bus) => {
  const peer = await bus.tcp();
  const wrong = [{ type: ["leaf"] }, { type: "node" }, { nodes: "yes" }];
  for (const rules of wrong) {
    const answer = await peer.ask("fetch", { id: "f", ...rules });
    assertEquals(Object.keys(Object(answer)), ["error"]);
  }
  // The id has not been used up.
  await peer.do("fetch", { id: "f", path: bus.here(), nodes: true });
});

test("nodes never match rules about the value", async (bus) => {
  const [owner, peer] = [await bus.tcp(), await bus.tcp()];
  const path = bus.path("n/s");
  const rules: Record<string, unknown>[] = [
    { value: { equalsNot: 7 } },
    { value: { lessThan: 10 } },
    { valueField: { "": { equalsNot: 7 } } },
  ];
  const notified = new Notifications("f");
  for (const rule of rules) {
    const fetch = { id: notified.id, path: bus.here(), nodes: true, ...rule };
    await peer.do("fetch", fetch);
    await owner.do("add", { path, value: 8 });
    await peer.expect(notified.state("add", path, 8));
    await peer.do("unfetch", { id: notified.id });
    await peer.do("fetch", fetch);
    await peer.expect(notified.state("add", path, 8));
    await owner.do("change", { path, value: 7 });
    const stays = "lessThan" in Object(rule.value);
    await peer.expect(notified.state(stays ? "change" : "remove", path, 7));
    await owner.do("remove", { path });
    if (stays) await peer.expect(notified.state("remove", path, 7));
    await peer.quiet();
    await peer.do("unfetch", { id: notified.id });
  }
});

test("sorted by path, nodes have rows of their own", async (bus) => {
  const [owner, peer] = [await bus.tcp(), await bus.tcp()];
  const { id } = new Notifications("f");
  const [a, ab, ax] = ["a", "a/b", "a/x"].map(bus.path, bus);
  const abc = bus.path("a/b/c");
  await owner.do("add", { path: abc, value: 1 });
  await peer.do("fetch", {
    id,
    path: bus.here(),
    nodes: true,
    sort: { byPath: true, from: 1, to: 3 },
  });
  const node = (path: string, index: number) => ({ path, ...NODE, index });
  const state = (path: string, value: unknown, index: number) => (
    { path, value, index }
  );
  const changes = (n: number, ...changes: unknown[]) => ({
    method: id,
    params: { changes, n },
  });
  await peer.expect(
    changes(3, node(a, 1), node(ab, 2), state(abc, 1, 3)),
  );
  await owner.do("add", { path: ax, value: 2 });
  await peer.quiet();
  await owner.do("remove", { path: abc });
  // The leaf goes before its node, each with what moves up.
  await peer.expect(
    changes(3, state(ax, 2, 3)),
    changes(2, state(ax, 2, 2)),
  );
  await owner.do("remove", { path: ax });
  await peer.expect(changes(1), changes(0));
  await peer.quiet();
});

test("sorted by value, nodes take no part", async (bus) => {
  const [owner, peer] = [await bus.tcp(), await bus.tcp()];
  const sorts = [{ byValue: "number" }, { byValueField: { x: "number" } }];
  await owner.do("add", { path: bus.path("n/a"), value: 5 });
  await owner.do("add", { path: bus.path("n/b"), value: { x: 6 } });
  for (const [at, sort] of sorts.entries()) {
    await peer.do("fetch", {
      id: "f",
      path: bus.here(),
      nodes: true,
      sort: { ...sort, from: 1, to: 10 },
    });
    const path = bus.path(at === 0 ? "n/a" : "n/b");
    const value = at === 0 ? 5 : { x: 6 };
    await peer.expect({
      method: "f",
      params: { changes: [{ path, value, index: 1 }], n: 1 },
    });
    await peer.do("unfetch", { id: "f" });
  }
  await peer.quiet();
});

test("after unfetch no event of a node comes", async (bus) => {
  const [owner, peer] = [await bus.tcp(), await bus.tcp()];
  const notified = new Notifications("f");
  const fetch = { id: notified.id, path: bus.here(), type: ["node"] };
  await peer.do("fetch", fetch);
  await owner.do("add", { path: bus.path("a/b"), value: 1 });
  await peer.expect(notified.node("add", bus.path("a")));
  await peer.do("unfetch", { id: notified.id });
  await owner.do("remove", { path: bus.path("a/b") });
  await owner.do("add", { path: bus.path("c/d"), value: 1 });
  await peer.quiet();
  await peer.do("fetch", fetch);
  await peer.expect(notified.node("add", bus.path("c")));
});

test("get finds nodes for who asks for them, before what is below", async (bus) => {
  const [owner, peer] = [await bus.tcp(), await bus.tcp()];
  const [foo, state] = [bus.path("foo"), bus.path("foo/s")];
  await owner.do("add", { path: state, value: 1 });
  const below = bus.prefix.slice(0, -1);
  const leaf = { path: state, event: "add", value: 1 };
  assertEquals(await peer.ask("get", { below }), { result: [leaf] });
  assertEquals(await peer.ask("get", { below, nodes: true }), {
    result: [{ path: foo, event: "add", type: "node" }, leaf],
  });
});

test("a node is neither found by who does not ask nor set by anybody", async (bus) => {
  const peer = await bus.tcp();
  await peer.do("add", { path: bus.path("a/b"), value: 1 });
  const node = bus.path("a");
  assertEquals(
    await peer.ask("get", { path: { equals: node } }),
    { result: [] },
  );
  assertEquals(
    await peer.ask("set", { path: node, value: 1 }),
    invalidParams({ pathNotExists: node }),
  );
});
