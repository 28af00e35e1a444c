import { assertEquals } from "@std/assert";
import { invalidParams } from "../support/errors.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { onOneRuntime } from "../support/runtimes.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";

const test = sharedDaemon().onOneRuntime;

test("fetch is answered first, then everything that matches is added", async (bus) => {
  const peer = await bus.tcp();
  const [a, b, m] = [bus.path("b"), bus.path("a"), bus.path("m")];
  await peer.do("add", { path: a, value: 1 });
  await peer.do("add", { path: b, value: 2, fetchOnly: true });
  await peer.do("add", { path: m });
  await peer.send({
    id: 1,
    method: "fetch",
    params: { id: "f", path: bus.here() },
  });
  await peer.expect(
    { id: 1, result: true },
    { method: "f", params: { path: a, event: "add", value: 1 } },
    {
      method: "f",
      params: { path: b, event: "add", value: 2, fetchOnly: true },
    },
    { method: "f", params: { path: m, event: "add" } },
  );
  await peer.quiet();
});

test("fetch as a notification works without an answer", async (bus) => {
  const peer = await bus.tcp();
  const path = bus.path("a");
  await peer.do("add", { path, value: 1 });
  await peer.send({ method: "fetch", params: { id: "f", path: bus.here() } });
  await peer.expect({ method: "f", params: { path, event: "add", value: 1 } });
});

test('a fetch id keeps its JSON type, and 1 and "1" are two ids', async (bus) => {
  const peer = await bus.tcp();
  const path = bus.path("a");
  for (const id of [1, "1", -2.5, "", "Grün"]) {
    await peer.do("fetch", { id, path: bus.here() });
  }
  await peer.do("fetch", { id: "last", path: bus.here() });
  await peer.send({ method: "add", params: { path, value: 1 } });
  const params = { path, event: "add", value: 1 };
  await peer.expect(
    ...[1, "1", -2.5, "", "Grün", "last"].map((method) => ({ method, params })),
  );
  await peer.do("unfetch", { id: 1 });
  await peer.send({ method: "change", params: { path, value: 2 } });
  const changed = { path, event: "change", value: 2 };
  await peer.expect(
    ...["1", -2.5, "", "Grün", "last"].map((method) => ({
      method,
      params: changed,
    })),
  );
});

test("a peer can't use one fetch id twice at a time", async (bus) => {
  const peer = await bus.tcp();
  const params = { id: "f", path: bus.here() };
  await peer.do("fetch", params);
  assertEquals(
    await peer.ask("fetch", params),
    invalidParams({ fetchIdInUse: "f" }),
  );
  // The first one goes on.
  const path = bus.path("a");
  await peer.send({ method: "add", params: { path, value: 1 } });
  await peer.expect({ method: "f", params: { path, event: "add", value: 1 } });
  await peer.do("unfetch", { id: "f" });
  await peer.do("fetch", params);
});

test("fetch ids belong to their peer", async (bus) => {
  const [one, two] = [await bus.tcp(), await bus.tcp()];
  const path = bus.path("a");
  await one.do("fetch", { id: "f", path: bus.here() });
  await two.do("fetch", { id: "f", path: bus.here() });
  // Neither unknown nor foreign ids are an error.
  await two.do("unfetch", { id: "g" });
  await two.do("unfetch", { id: "f" });
  await two.do("unfetch", { id: "f" });
  await two.do("add", { path, value: 1 });
  await one.expect({ method: "f", params: { path, event: "add", value: 1 } });
});

test("after the answer to unfetch nothing more comes", async (bus) => {
  const [owner, fetcher] = [await bus.tcp(), await bus.tcp()];
  const path = bus.path("a");
  await owner.do("add", { path, value: 1 });
  await fetcher.do("fetch", { id: "f", path: bus.here() });
  await fetcher.next();
  await fetcher.do("unfetch", { id: "f" });
  await owner.do("change", { path, value: 2 });
  await owner.do("remove", { path });
  await fetcher.quiet();
});

test("changes arrive all and in order, for several fetches at once", async (bus) => {
  const [owner, fetcher] = [await bus.tcp(), await bus.tcp()];
  const path = bus.path("a");
  await owner.do("add", { path, value: 0 });
  const ids = ["all", "exact"];
  await fetcher.do("fetch", { id: "all", path: bus.here() });
  await fetcher.next();
  await fetcher.do("fetch", { id: "exact", path: { equals: path } });
  await fetcher.next();
  const count = 500;
  await owner.send(
    Array.from({ length: count }, (_, i) => ({
      method: "change",
      params: { path, value: i + 1 },
    })),
  );
  for (let value = 1; value <= count; value++) {
    const params = { path, event: "change", value };
    await fetcher.expect(...ids.map((method) => ({ method, params })));
  }
});

test("get gives what matches now, and an empty list if nothing does", async (bus) => {
  const peer = await bus.tcp();
  const [s, m] = [bus.path("s"), bus.path("m")];
  await peer.do("add", { path: s, value: { a: 1 }, fetchOnly: true });
  await peer.do("add", { path: m });
  assertEquals(await peer.ask("get", { path: bus.here() }), {
    result: [
      { path: s, event: "add", value: { a: 1 }, fetchOnly: true },
      { path: m, event: "add" },
    ],
  });
  assertEquals(await peer.ask("get", { path: { equals: bus.path("no") } }), {
    result: [],
  });
  assertEquals(
    await peer.ask("get", { path: bus.here(), value: { isType: "object" } }),
    { result: [{ path: s, event: "add", value: { a: 1 }, fetchOnly: true }] },
  );
});

test("unknown rules are refused with their names", async (bus) => {
  const peer = await bus.tcp();
  const refused: [Record<string, unknown>, string][] = [
    [{ path: { bogus: "a" } }, "unknown rule bogus"],
    [{ value: { foo: 1 } }, "unknown rule foo"],
    [{ valueField: { a: { foo: 1 } } }, "unknown rule foo"],
  ];
  for (const [rules, reason] of refused) {
    const params = { id: "f", ...rules };
    assertEquals(await peer.ask("fetch", params), invalidParams(reason));
    assertEquals(await peer.ask("get", rules), invalidParams(reason));
  }
  // A refused fetch leaves its id free.
  await peer.do("fetch", { id: "f", path: bus.here() });
});

onOneRuntime(
  "fetch and get without rules find everything",
  async (runtime) => {
    // Only where the hierarchy is open, a path may be empty.
    const args = ["--hierarchy", "open"];
    await using daemon = await HostedDaemon.start(runtime, {
      args,
    });
    await using peer = await daemon.connect("tcp");
    const elements = [{ path: "a", value: 1 }, { path: "" }, { path: "b/c" }];
    for (const element of elements) await peer.do("add", element);
    const events = elements.map((element) => ({ ...element, event: "add" }));
    for (const params of [{}, { path: {} }, { path: null }, undefined]) {
      assertEquals(await peer.ask("get", params), { result: events });
    }
    await peer.do("fetch", { id: "f" });
    await peer.expect(...events.map((params) => ({ method: "f", params })));
    await peer.send({ method: "add", params: { path: "d", value: 4 } });
    await peer.expect({
      method: "f",
      params: { path: "d", event: "add", value: 4 },
    });
    await peer.do("unfetch", { id: "f" });
    await peer.do("change", { path: "d", value: 5 });
    await peer.quiet();
  },
);
