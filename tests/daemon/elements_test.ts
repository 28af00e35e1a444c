import { assertEquals } from "@std/assert";
import { asRecord, type Client } from "../support/client.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { invalidParams } from "../support/errors.ts";
import { onOneRuntime } from "../support/runtimes.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";

const test = sharedDaemon().onOneRuntime;

test("fetchers hear of add, change and remove before the requester is answered", async (bus) => {
  const peer = await bus.tcp();
  await peer.do("fetch", { id: "f", path: bus.here() });
  const path = bus.path("a");
  const tell = (params: unknown) => ({ method: "f", params });

  await peer.send({ id: "add", method: "add", params: { path, value: 1 } });
  await peer.expect(
    tell({ path, event: "add", value: 1 }),
    { id: "add", result: true },
  );
  await peer.send({ id: "ch", method: "change", params: { path, value: 2 } });
  await peer.expect(
    tell({ path, event: "change", value: 2 }),
    { id: "ch", result: true },
  );
  await peer.send({ id: "rm", method: "remove", params: { path } });
  await peer.expect(
    tell({ path, event: "remove", value: 2 }),
    { id: "rm", result: true },
  );
});

test("events of a method have no value", async (bus) => {
  const peer = await bus.tcp();
  await peer.do("fetch", { id: "f", path: bus.here() });
  const path = bus.path("m");
  await peer.send({ method: "add", params: { path } });
  await peer.send({ method: "remove", params: { path } });
  await peer.expect(
    { method: "f", params: { path, event: "add" } },
    { method: "f", params: { path, event: "remove" } },
  );
});

test("null is a value", async (bus) => {
  const peer = await bus.tcp();
  const path = bus.path("null");
  await peer.do("add", { path, value: null });
  assertEquals(await peer.ask("get", { path: bus.here() }), {
    result: [{ path, event: "add", value: null }],
  });
});

test("fetchOnly is in add, and in no other event", async (bus) => {
  const owner = await bus.tcp();
  await owner.do("fetch", { id: "f", path: bus.here() });
  const path = bus.path("ro");
  await owner.send({
    method: "add",
    params: { path, value: 1, fetchOnly: true },
  });
  await owner.send({ method: "change", params: { path, value: 2 } });
  await owner.send({ method: "remove", params: { path } });
  await owner.expect(
    { method: "f", params: { path, event: "add", value: 1, fetchOnly: true } },
    { method: "f", params: { path, event: "change", value: 2 } },
    { method: "f", params: { path, event: "remove", value: 2 } },
  );
  const open = bus.path("open");
  await owner.send({
    method: "add",
    params: { path: open, value: 1, fetchOnly: false },
  });
  await owner.expect({
    method: "f",
    params: { path: open, event: "add", value: 1 },
  });
});

test("access and timeout of an element leave its value alone", async (bus) => {
  const peer = await bus.tcp();
  const path = bus.path("a");
  const access = { fetchGroups: ["public"], setGroups: ["admin"] };
  await peer.do("add", { access, path, value: 1, timeout: 2, fetchOnly: true });
  assertEquals(await peer.ask("get", { path: { equals: path } }), {
    result: [{ path, event: "add", value: 1, fetchOnly: true }],
  });
});

test("a value equal to the old one is published", async (bus) => {
  const peer = await bus.tcp();
  const path = bus.path("same");
  await peer.do("add", { path, value: 1 });
  await peer.do("fetch", { id: "f", path: bus.here() });
  await peer.expect({ method: "f", params: { path, event: "add", value: 1 } });
  await peer.send({ method: "change", params: { path, value: 1 } });
  await peer.expect({
    method: "f",
    params: { path, event: "change", value: 1 },
  });
});

test("a taken path is refused to everybody, for states and methods", async (bus) => {
  const [owner, other] = [await bus.tcp(), await bus.tcp()];
  const path = bus.path("taken");
  await owner.do("add", { path, value: 1 });
  const refused = invalidParams({ pathAlreadyExists: path });
  assertEquals(await owner.ask("add", { path, value: 2 }), refused);
  assertEquals(await other.ask("add", { path, value: 2 }), refused);
  assertEquals(await other.ask("add", { path }), refused);
});

test("a removed path can be added again, by another peer and as something else", async (bus) => {
  const [owner, other] = [await bus.tcp(), await bus.tcp()];
  const path = bus.path("again");
  await owner.do("add", { path, value: 1 });
  await owner.do("remove", { path });
  await other.do("add", { path });
  assertEquals(await other.ask("get", { path: bus.here() }), {
    result: [{ path, event: "add" }],
  });
});

test("paths differ by case and may hold any character", async (bus) => {
  const peer = await bus.tcp();
  await mayAllBeAdded(
    peer,
    ["a", "A", "Grün/日本/😀", 'q"\\\n', "\u0000"].map(bus.path, bus),
  );
});

onOneRuntime(
  "paths in an open hierarchy may be empty, and have empty segments",
  async (runtime) => {
    const args = ["--hierarchy", "open"];
    await using daemon = await HostedDaemon.start(runtime, {
      args,
    });
    await using peer = await daemon.connect("tcp");
    await mayAllBeAdded(
      peer,
      ["a", "A", "", "/", "//", "a/", "a//b", 'q"\\\n', "\u0000"],
    );
  },
);

/** Asserts that each of these paths is one of its own. */
async function mayAllBeAdded(peer: Client, paths: string[]): Promise<void> {
  for (const path of paths) await peer.do("add", { path, value: path });
  assertEquals(await peer.ask("get", { path: { equalsOneOf: paths } }), {
    result: paths.map((path) => ({ path, event: "add", value: path })),
  });
}

test("a path is the same however its characters are written", async (bus) => {
  const peer = await bus.tcp();
  const written = (path: string) =>
    `{"id":1,"method":"add","params":{"path":"${bus.path(path)}","value":1}}`;
  const pairs = [["é", "\\u00e9"], ["😀", "\\ud83d\\ude00"], [
    "a/b",
    "\\u0061\\/b",
  ]];
  for (const [plain, escaped] of pairs) {
    await peer.send(written(plain));
    await peer.expect({ id: 1, result: true });
    await peer.send(written(escaped));
    const path = bus.path(plain);
    await peer.expect({ id: 1, ...invalidParams({ pathAlreadyExists: path }) });
    await peer.do("remove", { path });
  }
});

test("the names of object members are ordinary paths", async (bus) => {
  const [owner, other] = [await bus.tcp(), await bus.tcp()];
  const names = ["__proto__", "toString", "constructor", "hasOwnProperty"];
  for (const path of names) {
    assertEquals(
      await other.ask("set", { path, value: 1 }),
      invalidParams({ pathNotExists: path }),
    );
    await owner.do("add", { path, value: path });
    await owner.do("change", { path, value: 2 });
    await other.send({ id: "set", method: "set", params: { path, value: 3 } });
    const { id, ...forwarded } = asRecord(await owner.next());
    assertEquals(forwarded, { method: path, params: { value: 3 } });
    await owner.send({ id, result: true });
    await other.expect({ id: "set", result: true });
    assertEquals(await other.ask("get", { path: { equals: path } }), {
      result: [{ path, event: "add", value: 2 }],
    });
    await owner.do("remove", { path });
  }
});

test("change of what is not there, not one's own or no state is refused", async (bus) => {
  const [owner, other] = [await bus.tcp(), await bus.tcp()];
  const [state, method] = [bus.path("s"), bus.path("m")];
  await owner.do("add", { path: state, value: 1 });
  await owner.do("add", { path: method });
  const none = bus.path("none");
  assertEquals(
    await owner.ask("change", { path: none, value: 2 }),
    invalidParams({ pathNotExists: none }),
  );
  assertEquals(
    await other.ask("change", { path: state, value: 2 }),
    invalidParams({ foreignPath: state }),
  );
  assertEquals(
    await owner.ask("change", { path: method, value: 2 }),
    invalidParams({ pathIsNotState: method }),
  );
  assertEquals(await other.ask("get", { path: { equals: state } }), {
    result: [{ path: state, event: "add", value: 1 }],
  });
});

test("remove of what is not there or not one's own is refused", async (bus) => {
  const [owner, other] = [await bus.tcp(), await bus.tcp()];
  const path = bus.path("s");
  await owner.do("add", { path, value: 1 });
  const none = bus.path("none");
  assertEquals(
    await owner.ask("remove", { path: none }),
    invalidParams({ pathNotExists: none }),
  );
  assertEquals(
    await other.ask("remove", { path }),
    invalidParams({ foreignPath: path }),
  );
  await owner.do("change", { path, value: 2 });
});

test("what a peer owned goes with it, and its fetchers hear so", async (bus) => {
  const [owner, fetcher] = [await bus.tcp(), await bus.tcp()];
  const [a, b, c] = [bus.path("a"), bus.path("b"), bus.path("c")];
  await owner.do("add", { path: a, value: 1 });
  await owner.do("add", { path: b });
  await fetcher.do("add", { path: c, value: 3 });
  await fetcher.do("fetch", { id: "f", path: bus.here() });
  await fetcher.take(3);
  owner.close();
  await fetcher.expect(
    { method: "f", params: { path: a, event: "remove", value: 1 } },
    { method: "f", params: { path: b, event: "remove" } },
  );
  await fetcher.quiet();
});

test("no peer adds an element at a path of the daemon's own methods", async (bus) => {
  const peer = await bus.tcp();
  for (const path of ["$jet/peers", "$jet/tokens/create"]) {
    const refused = invalidParams({ pathAlreadyExists: path });
    assertEquals(await peer.ask("add", { path }), refused);
  }
  await peer.do("add", { path: bus.path("$jet/peers") });
});
