import { assertEquals } from "@std/assert";
import { asRecord, type Client } from "../support/client.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { invalidParams } from "../support/errors.ts";
import { everyKind } from "../support/population.ts";
import { onOneRuntime } from "../support/runtimes.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";

const test = sharedDaemon().onOneRuntime;

/** What a list of a path tells. */
async function list(
  peer: Client,
  params?: unknown,
): Promise<Record<string, unknown>> {
  return asRecord(asRecord(await peer.ask("list", params)).result);
}

/** The names of the children that a list tells. */
async function names(peer: Client, params: unknown): Promise<unknown[]> {
  const { children } = await list(peer, params);
  if (!Array.isArray(children)) throw new TypeError("no children");
  return children.map((child) => asRecord(child).name);
}

test("list tells the children of a node: nodes with the number of theirs, states and methods", async (bus) => {
  const [a, b, peer] = [await bus.tcp(), await bus.tcp(), await bus.tcp()];
  const foo = bus.path("foo");
  const names = ["status", "fly", "bar/x", "bar/y/z", "bar/y/u"];
  for (const [at, name] of names.entries()) {
    const value = name === "fly" ? undefined : at;
    await (at % 2 === 0 ? a : b).do("add", { path: `${foo}/${name}`, value });
  }
  const node = {
    name: "bar",
    path: `${foo}/bar`,
    type: "node",
    children: 2,
  };
  const status = { name: "status", path: `${foo}/status`, type: "state" };
  const fly = { name: "fly", path: `${foo}/fly`, type: "method" };
  assertEquals(await list(peer, { path: foo }), {
    path: foo,
    n: 3,
    children: [node, status, fly],
  });
  assertEquals(await list(peer, { path: foo, values: true }), {
    path: foo,
    n: 3,
    children: [node, { ...status, value: 0 }, fly],
  });
});

test("every dialect's list is the same", async (bus) => {
  const owner = await bus.tcp();
  const path = bus.path("foo/ä");
  await owner.do("add", { path, value: { x: [1.50] } });
  for (const peer of await everyKind(bus)) {
    const params = { path: bus.path("foo"), values: true };
    const child = { name: "ä", path, type: "state", value: { x: [1.5] } };
    assertEquals(await peer.ask("list", params), {
      result: { path: bus.path("foo"), n: 1, children: [child] },
    });
  }
});

onOneRuntime(
  "the root is listed by an empty path, none, or no parameters at all",
  async (runtime) => {
    await using daemon = await HostedDaemon.start(runtime);
    await using peer = await daemon.connect("tcp");
    const nothing = { path: "", n: 0, children: [] };
    assertEquals(await list(peer, { path: "" }), nothing);
    await peer.do("add", { path: "a", value: 1 });
    await peer.do("add", { path: "/a/b", value: 2 });
    await peer.do("add", { path: "c/d" });
    const root = {
      path: "",
      n: 3,
      children: [
        { name: "/a", path: "/a", type: "node", children: 1 },
        { name: "c", path: "c", type: "node", children: 1 },
        { name: "a", path: "a", type: "state" },
      ],
    };
    for (const params of [{ path: "" }, { path: null }, {}, undefined]) {
      assertEquals(await list(peer, params), root);
    }
    await peer.do("remove", { below: "" });
    assertEquals(await list(peer), nothing);
  },
);

test("what is not there, and what is a leaf, has no list", async (bus) => {
  const peer = await bus.tcp();
  const leaf = bus.path("foo/leaf");
  await peer.do("add", { path: leaf, value: 1 });
  const paths = [leaf, `${leaf}/x`, bus.path("fo"), bus.path("foo/")];
  for (const path of paths) {
    assertEquals(
      await peer.ask("list", { path }),
      invalidParams({ pathNotExists: path }),
    );
  }
  await peer.do("remove", { path: leaf });
  const path = bus.path("foo");
  assertEquals(
    await peer.ask("list", { path }),
    invalidParams({ pathNotExists: path }),
  );
});

test("a wide node is listed in pages, with the number of all", async (bus) => {
  const peer = await bus.tcp();
  const path = bus.path("wide");
  const count = 2345;
  const all = Array.from({ length: count }, (_, at) => `s${at}`);
  await peer.send(all.map((name, value) => ({
    method: "add",
    params: { path: `${path}/${name}`, value },
  })));
  assertEquals(await names(peer, { path }), all.slice(0, 1000));
  const pages: [from: number | undefined, limit: number | undefined][] = [
    [1, 10],
    [11, 10],
    [undefined, 3],
    [2340, undefined],
    [2345, 1],
    [2346, 10],
    [1_000_000, 10],
    [1, 0],
    [1, 5000],
  ];
  for (const [from, limit] of pages) {
    const found = await list(peer, { path, from, limit });
    const first = (from ?? 1) - 1;
    assertEquals(found.n, count, `n from ${from}, ${limit} at most`);
    assertEquals(
      await names(peer, { path, from, limit }),
      all.slice(first, first + (limit ?? 1000)),
    );
  }
});

test("pages go over the border between nodes and leaves", async (bus) => {
  const peer = await bus.tcp();
  const path = bus.path("p");
  for (const name of ["l1", "n1/x", "l2", "n2/x", "l3"]) {
    await peer.do("add", { path: `${path}/${name}`, value: 1 });
  }
  const all = ["n1", "n2", "l1", "l2", "l3"];
  for (let from = 1; from <= 6; from++) {
    for (let limit = 0; limit <= 6; limit++) {
      assertEquals(
        await names(peer, { path, from, limit }),
        all.slice(from - 1, from - 1 + limit),
      );
    }
  }
});

test("a list follows what comes and goes", async (bus) => {
  const peer = await bus.tcp();
  const path = bus.path("p");
  await peer.do("add", { path: `${path}/a`, value: 1 });
  await peer.do("add", { path: `${path}/b/c`, value: 1 });
  await peer.do("remove", { path: `${path}/a` });
  assertEquals(await names(peer, { path }), ["b"]);
  // A position may become another kind of thing.
  await peer.do("remove", { path: `${path}/b/c` });
  await peer.do("add", { path: `${path}/b`, value: 1 });
  assertEquals(await list(peer, { path }), {
    path,
    n: 1,
    children: [{ name: "b", path: `${path}/b`, type: "state" }],
  });
});

test("wrong parameters of list are refused", async (bus) => {
  const peer = await bus.tcp();
  await peer.do("add", { path: bus.path("a/b"), value: 1 });
  const wrong = [
    { path: 1 },
    { from: 0 },
    { from: 1.5 },
    { from: "1" },
    { limit: -1 },
    { limit: [] },
    { values: 1 },
  ];
  for (const one of wrong) {
    const params = { path: bus.path("a"), ...one };
    const [param] = Object.keys(one);
    const answer = await peer.ask("list", params);
    assertEquals(answer, invalidParams({ wrongType: param, got: params }));
  }
  await peer.send({ method: "list", params: { path: bus.path("a") } });
  await peer.quiet();
});
