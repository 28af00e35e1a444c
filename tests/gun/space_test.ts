import { assert, assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { BinaryClient, f64, hex, value } from "../support/binary_client.ts";
import { GunClient } from "../support/gun_client.ts";
import { speaker } from "../support/population.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";
import { KINDS } from "../support/speaker.ts";

const test = sharedDaemon("--gun-store", ":memory:").onOneRuntime;

function app(bus: TestBus): Promise<GunClient> {
  return GunClient.connect(bus.daemon.wsPort);
}

/** A soul of this test. */
function soulOf(bus: TestBus, name = ""): string {
  return bus.prefix.slice(0, -1) + name;
}

test("a pattern finds all that is below gun", async (bus) => {
  await using gun = await app(bus);
  const soul = soulOf(bus);
  await gun.put({ [soul]: { name: ["Ann", 1] } });
  const peer = await speaker(bus, KINDS[0]);
  for (const matches of ["gun/#", `gun/${soul}/#`]) {
    const { result } = await peer.ask("get", { path: { matches } });
    assert(Array.isArray(result));
    const paths = result.map(({ path }) => path);
    assert(paths.includes(`gun/${soul}/name`), matches);
  }
});

for (const kind of KINDS) {
  test(`a ${kind} peer fetches what apps have put and put now`, async (bus) => {
    await using gun = await app(bus);
    const soul = soulOf(bus);
    await gun.put({ [soul]: { name: ["Ann", 1], age: [30, 1] } });
    const peer = await speaker(bus, kind);
    const age = peer.event("add", `gun/${soul}/age`, 30);
    const name = peer.event("add", `gun/${soul}/name`, "Ann");
    await peer.fetch({ path: { startsWith: `gun/${soul}/` } }, age, name);
    await gun.put({ [soul]: { age: [31, 2], boss: [{ "#": "x" }, 2] } });
    await peer.client.expect(
      peer.event("change", `gun/${soul}/age`, 31),
      peer.event("add", `gun/${soul}/boss`, { "#": "x" }),
    );
    await gun.put({ [soul]: { age: [null, 3] } });
    await peer.client.expect(peer.event("change", `gun/${soul}/age`, null));
  });

  test(`a ${kind} peer sets what apps see, and is answered when it is stored`, async (bus) => {
    await using gun = await app(bus);
    const soul = soulOf(bus);
    await gun.put({ [soul]: { age: [30, 1] } });
    await gun.ask({ get: { "#": soul } });
    const peer = await speaker(bus, kind);
    const path = `gun/${soul}/age`;
    assertEquals(await peer.ask("set", { path, value: 31 }), {
      result: peer.setAnswer(peer, path, 31),
    });
    await gun.received(soul, "age", 31);
    const [now] = await gun.property(soul, "age") ?? [];
    assertEquals(now, 31);
    // Also what is not written yet.
    await peer.ask("set", { path: `gun/${soul}/new`, value: "x" });
    assertEquals((await gun.property(soul, "new"))?.[0], "x");
    for (const wrong of [[1], { a: 1 }, { "#": "" }]) {
      const { error } = await peer.ask("set", { path, value: wrong });
      assertEquals(asRecord(error).code, peer.isV3 ? -32602 : -32602);
    }
  });
}

test("souls and keys of any characters have a path, both ways", async (bus) => {
  await using gun = await app(bus);
  const peer = await bus.tcp();
  const names = [
    "a/b//c",
    "100%",
    "%2F",
    "#",
    "+",
    "~k.x/y<?1000000000",
    "__proto__",
    "constructor",
    "é😀\u0000\n",
    " ",
  ];
  for (const [i, name] of names.entries()) {
    const soul = soulOf(bus, name);
    if (!soul.includes("~") && !soul.includes("#")) {
      await gun.put({
        [soul]: { [name === "__proto__" ? "p" : name]: [i, 1] },
      });
    } else if (name === "+") {
      await gun.put({ [soul]: { [name]: [i, 1] } });
    }
  }
  const received: Record<string, unknown> = {};
  const answer = asRecord(
    await peer.ask("get", { path: { startsWith: `gun/${soulOf(bus)}` } }),
  );
  for (const found of Array.isArray(answer.result) ? answer.result : []) {
    received[found.path] = found.value;
  }
  const escaped = (text: string) =>
    text.replace(/[%/#+]/g, (c) => encodeURIComponent(c));
  for (const [i, name] of names.entries()) {
    if (name === "#" || name.startsWith("~")) continue;
    const key = name === "__proto__" ? "p" : name;
    const path = `gun/${escaped(soulOf(bus, name))}/${escaped(key)}`;
    assertEquals(received[path], i, path);
    await peer.do("set", { path, value: `set ${i}` });
    assertEquals(
      (await gun.property(soulOf(bus, name), key))?.[0],
      `set ${i}`,
    );
  }
  // A path that is not the one of a property stands for nothing.
  for (
    const path of [
      "gun",
      "gun/",
      "gun/a",
      "gun//a",
      "gun/a/",
      "gun/a/b/c",
      "gun/%41/b",
      "gun/%/b",
    ]
  ) {
    const { error } = asRecord(await peer.ask("set", { path, value: 1 }));
    assertEquals(asRecord(error).code, -32602, path);
  }
});

test("rules, sorting, nodes, lists and gets work on the graph", async (bus) => {
  await using gun = await app(bus);
  const peer = await bus.tcp();
  const soul = soulOf(bus);
  await gun.put({
    [`${soul}a`]: { n: [3, 1], t: ["x", 1] },
    [`${soul}b`]: { n: [1, 1] },
  });
  const startsWith = `gun/${soul}`;
  assertEquals(
    await peer.ask("get", {
      path: { startsWith },
      sort: { byValue: "number", from: 1, to: 5 },
    }),
    {
      result: [
        { path: `gun/${soul}b/n`, value: 1, index: 1 },
        { path: `gun/${soul}a/n`, value: 3, index: 2 },
      ],
    },
  );
  assertEquals(
    await peer.ask("get", {
      path: { matches: `gun/${soul}a/+` },
      value: { isType: "string" },
    }),
    { result: [{ path: `gun/${soul}a/t`, event: "add", value: "x" }] },
  );
  assertEquals(
    await peer.ask("get", { below: `gun/${soul}a`, depth: 1 }),
    {
      result: [
        { path: `gun/${soul}a/n`, event: "add", value: 3 },
        { path: `gun/${soul}a/t`, event: "add", value: "x" },
      ],
    },
  );
  assertEquals(await peer.ask("list", { path: `gun/${soul}a`, values: true }), {
    result: {
      path: `gun/${soul}a`,
      n: 2,
      children: [
        { name: "n", path: `gun/${soul}a/n`, type: "state", value: 3 },
        { name: "t", path: `gun/${soul}a/t`, type: "state", value: "x" },
      ],
    },
  });
  const { result } = asRecord(await peer.ask("list", { path: "gun" }));
  const children: unknown = asRecord(result).children;
  const names = Array.isArray(children)
    ? children.map(({ name, children }) => `${name} ${children}`)
    : [];
  assertEquals(names.filter((name) => name.startsWith(soul)), [
    `${soul}a 2`,
    `${soul}b 1`,
  ]);
  await peer.send({
    id: 1,
    method: "fetch",
    params: {
      id: "f",
      path: { startsWith },
      sort: { byValue: "number", from: 1, to: 1 },
    },
  });
  await peer.expect({ id: 1, result: true }, {
    method: "f",
    params: { changes: [{ path: `gun/${soul}b/n`, value: 1, index: 1 }], n: 1 },
  });
  await gun.put({ [`${soul}c`]: { n: [0, 1] } });
  await peer.expect({
    method: "f",
    params: { changes: [{ path: `gun/${soul}c/n`, value: 0, index: 1 }], n: 1 },
  });
});

test("the space sends no events that no fetch asked for, and has no owner", async (bus) => {
  const everything = await bus.tcp();
  await everything.ask("fetch", { id: "all", path: { contains: soulOf(bus) } });
  const peer = await bus.tcp();
  const soul = soulOf(bus);
  await peer.do("fetch", { id: "f", path: { startsWith: `gun/${soul}/` } });
  await using gun = await app(bus);
  await gun.put({ [soul]: { a: [1, 1] } });
  const path = `gun/${soul}/a`;
  await peer.expect({ method: "f", params: { path, event: "add", value: 1 } });
  await everything.quiet();
  for (
    const [method, more] of [
      ["add", { value: 1 }],
      ["add", {}],
      ["change", { value: 1 }],
      ["remove", {}],
      ["call", {}],
    ] as const
  ) {
    const { error } = asRecord(await peer.ask(method, { path, ...more }));
    assertEquals(asRecord(error).code, -32602, method);
  }
  await peer.do("unfetch", { id: "f" });
  await gun.put({ [soul]: { a: [2, 2] } });
  await peer.quiet();
  // A later fetch reads it anew.
  await peer.send({
    id: 9,
    method: "fetch",
    params: { id: "f", path: { equals: path } },
  });
  await peer.expect({ id: 9, result: true }, {
    method: "f",
    params: { path, event: "add", value: 2 },
  });
});

test("what must be signed is refused to Jet peers as to apps", async (bus) => {
  const peer = await bus.tcp();
  const pub = "0Cu3ibLlY8jhQBRlleCC_YDpeFGKJ-GfqTs9mjB3wgQ." +
    "-pl2rZzpornJDO1nFWSY0AQ9Sth7GNWCT0yIDgVkxQc";
  const { error } = asRecord(
    await peer.ask("set", { path: `gun/~${pub}/name`, value: "Eve" }),
  );
  assertEquals(asRecord(error).data, "Unverified data.");
});

test("binary peers see and set the graph too", async (bus) => {
  await using gun = await app(bus);
  await using peer = await BinaryClient.connect(bus.daemon.binaryPort);
  const soul = soulOf(bus);
  await gun.put({ [soul]: { a: [1.5, 1] } });
  const path = `gun/${soul}/a`;
  assertEquals(
    hex(await peer.ask(15, path)),
    hex(value(1, [...new TextEncoder().encode("1.5")])),
  );
  await peer.do(3, path, value(19, f64(2.5)));
  assertEquals((await gun.property(soul, "a"))?.[0], 2.5);
});
