/**
 * Our peers over binary Jet with the real daemon, and with peers over JSON.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertObjectMatch,
  assertRejects,
} from "@std/assert";
import {
  type Change,
  ConnectionClosed,
  FetchOnly,
  fromDataUrl,
  InvalidArgument,
  JetError,
  Method,
  NotFound,
  Occupied,
  Peer,
  PeerError,
  type PeerOptions,
  PeerTimeout,
  type Row,
  State,
  typed,
  TypedBytes,
  Unauthorized,
} from "../../peer.ts";
import { Cuttable } from "../support/cuttable.ts";
import { startNode } from "../support/node.ts";
import { Program } from "../support/process.ts";
import { ROOT, RUNTIMES } from "../support/runtimes.ts";
import { AT_ONCE, event } from "../support/scripted_daemon.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";
import { daemonWithUsers, PASSWORD } from "../support/users.ts";
import { within } from "../support/within.ts";

const test = sharedDaemon();
const testUsers = await daemonWithUsers();

/** Ways to a daemon; a peer over each of them. */
const WAYS = ["jetb", "ws", "json"] as const;
type Way = typeof WAYS[number];

function connect(
  bus: TestBus,
  way: Way,
  options: PeerOptions = {},
): Promise<Peer> {
  const { daemon } = bus;
  switch (way) {
    case "jetb":
      return Peer.connect(`jetb://127.0.0.1:${daemon.binaryPort}`, options);
    case "ws":
      return Peer.connect(daemon.url("websocket"), {
        ...options,
        binary: true,
      });
    case "json":
      return Peer.connect(daemon.url("tcp"), options);
  }
}

const bytes = new Uint8Array([0, 1, 254, 255]);
const url = (type: string) => new TypedBytes(type, bytes).dataUrl;

/** Values, and what they are after a way that has words for JSON only. */
const VALUES: readonly [value: unknown, json?: unknown][] = [
  [0],
  [-1.5],
  [1e300],
  ["héllo 🎈"],
  ["x".repeat(5000)],
  [""],
  [true],
  [false],
  [null],
  [{ a: [1, { b: "ü" }] }],
  [[]],
  [bytes, url("application/octet-stream")],
  [new Uint8Array(0), "data:application/octet-stream;base64,"],
  [-5n, -5],
  [2n ** 63n],
  [new Float64Array([0.5, -1]), [0.5, -1]],
  [new Float32Array([1.5]), [1.5]],
  [new Int32Array([-1]), [-1]],
  [new Uint32Array([2 ** 32 - 1]), [2 ** 32 - 1]],
  [new Int16Array([-2]), [-2]],
  [new Uint16Array([65535]), [65535]],
  [new Int8Array([-3]), [-3]],
  [new Uint8ClampedArray([200]), [200]],
  [new TypedBytes("image/png", bytes), url("image/png")],
  [new TypedBytes("application/msgpack", bytes), url("application/msgpack")],
  [new TypedBytes("image/bmp", bytes), url("image/bmp")],
  [new TypedBytes(200, bytes), url("application/vnd.jet.type-200")],
];

// Encodings are the same on both runtimes of the daemon.
for (const [i, ownerWay] of WAYS.entries()) {
  for (const [j, clientWay] of WAYS.entries()) {
    if (ownerWay === "json" && clientWay === "json") continue;
    const isBinary = ownerWay !== "json" && clientWay !== "json";
    test.onOneRuntime(
      `${ownerWay} owner, ${clientWay} client: values of every type, both ways`,
      async (bus) => {
        await using owner = await connect(bus, ownerWay);
        await using client = await connect(bus, clientWay);
        const path = bus.path("s");
        const sets: unknown[] = [];
        const state = await owner.add(
          new State<unknown>(path, "first", {
            set: (value) => void sets.push(value),
          }),
        );
        await owner.add(
          new Method(bus.path("echo"), ([one]: unknown[]) => one),
        );
        const seen: unknown[] = [];
        const fetcher = client.fetch({ path }, ({ value }) => seen.push(value));
        await fetcher.ready;
        seen.length = 0;
        for (const [value, json = value] of VALUES) {
          const received = isBinary ? value : json;
          await state.change(value);
          const [entry] = await client.get({ path });
          assertEquals(entry.value, received);
          assertEquals(seen.pop(), received);
          // A JSON string is taken by the type that the state has.
          await state.change({ type: "json" });
          await client.set(path, value);
          assertEquals(sets.pop(), received);
          const [back] = await client.get({ path });
          assertEquals(back.value, received);
          assertEquals(await client.call(bus.path("echo"), [value]), received);
          const taken = await client.set(path, value, { valueAsResult: true });
          if (isBinary) assertEquals(taken, { value });
        }
      },
      { index: i + j },
    );
  }
}

test("what a JSON client sets is taken by the type of the state", async (bus) => {
  await using owner = await connect(bus, "jetb");
  await using client = await connect(bus, "json");
  const cases: [unknown, unknown, unknown][] = [
    [typed("i32", 1), 5, 5],
    [typed("u64", 1), 5, 5n],
    [typed("i32", 1), 0.5, 0.5],
    ["text", "more", "more"],
    [bytes, url("image/bmp"), new TypedBytes("image/bmp", bytes)],
    [bytes, url("application/octet-stream"), bytes],
    [new Int16Array(1), [1, -2], new Int16Array([1, -2])],
    [new Int16Array(1), [70000], [70000]],
    [true, null, null],
    [{}, url("image/png"), url("image/png")],
  ];
  for (const [i, [first, set, taken]] of cases.entries()) {
    const path = bus.path(`s${i}`);
    const got: unknown[] = [];
    await owner.add(
      new State<unknown>(path, first, { set: (value) => void got.push(value) }),
    );
    await client.set(path, set);
    assertEquals(got, [taken], `${i}`);
  }
});

test("a state keeps the type of its numbers", async (bus) => {
  await using owner = await connect(bus, "jetb");
  await using client = await connect(bus, "ws");
  const path = bus.path("count");
  const count = await owner.add(
    new State<number | bigint>(path, 1, { type: "u64", set() {} }),
  );
  const seen: unknown[] = [];
  await client.fetch({ path }, ({ value }) => seen.push(value)).ready;
  await count.change(2);
  await client.set(path, 3);
  await client.info();
  assertEquals(seen, [1n, 2n, 3n]);
});

test("a picture of 1 MiB goes by every way", async (bus) => {
  const picture = new Uint8Array(1 << 20);
  for (let at = 0; at < picture.length; at++) picture[at] = at * 31 >> 3;
  await using owner = await connect(bus, "jetb");
  const path = bus.path("picture");
  const state = await owner.add(
    new State<TypedBytes>(path, new TypedBytes("image/png", picture), {
      set() {},
    }),
  );
  for (const way of WAYS) {
    await using client = await connect(bus, way);
    const got = Promise.withResolvers<unknown>();
    client.fetch({ path }, ({ event, value }) => {
      if (event === "change") got.resolve(value);
    });
    const [{ value }] = await client.get({ path });
    await state.change(new TypedBytes("image/webp", picture.toReversed()));
    for (
      const [raw, type, expected] of [
        [value, "image/png", picture],
        [await got.promise, "image/webp", picture.toReversed()],
      ] as const
    ) {
      const read = typeof raw === "string" ? fromDataUrl(raw) : raw;
      if (!(read instanceof TypedBytes)) throw new Error(`${way}: no bytes`);
      assertEquals(read.type, type);
      assertEquals(read.bytes.length, expected.length);
      assert(read.bytes.every((byte, at) => byte === expected[at]));
    }
    await state.change(new TypedBytes("image/png", picture));
    if (way === "json") continue;
    await client.set(path, new TypedBytes("image/gif", picture));
    assertEquals(state.value.type, "image/gif");
    await state.change(new TypedBytes("image/png", picture));
  }
  const larger = new Uint8Array(2 << 20);
  await assertRejects(
    () => owner.set(path, larger),
    InvalidArgument,
    "takes at most",
  );
});

for (const way of ["jetb", "ws"] as const) {
  test(`every refusal over ${way} is an error of its class`, async (bus) => {
    await using owner = await connect(bus, way);
    await using client = await connect(bus, way);
    const [ro, picky, broken, silent] = ["ro", "picky", "broken", "silent"]
      .map((name) => bus.path(name));
    await owner.add(new State(ro, 1));
    await owner.add(
      new State(picky, 1, {
        set() {
          throw new InvalidArgument("never", { why: ["no"] });
        },
      }),
    );
    await owner.add(
      new Method(broken, ([code]: number[]) => {
        if (code === 0) throw new Error("oops");
        throw new JetError("own", { code, data: [1] });
      }),
    );
    await owner.add(new Method(silent, () => new Promise(() => {})));
    await assertRejects(() => client.set(bus.path("no"), 1), NotFound);
    await assertRejects(() => client.set(ro, 1), FetchOnly);
    const refused = await assertRejects(
      () => client.set(picky, 1),
      InvalidArgument,
    );
    assertEquals(refused.message, "never");
    assertObjectMatch({ data: refused.data }, { data: { why: ["no"] } });
    await assertRejects(() => client.call(broken, [0]), PeerError, "oops");
    const own = await assertRejects(() => client.call(broken, [17]), JetError);
    assertEquals([own.code, own.message, own.data], [17, "own", [1]]);
    await assertRejects(
      () => client.call(silent, [], { timeout: 0.01 }),
      PeerTimeout,
    );
    await assertRejects(() => client.add(new State(ro, 1)), Occupied);
    await assertRejects(() => client.add(new State(`${ro}/x`, 1)), Occupied);
    await assertRejects(() => client.set(broken, 1), InvalidArgument);
    await assertRejects(
      () => client.add(new State("a//b", 1)),
      InvalidArgument,
    );
    await assertRejects(() => client.list(ro), NotFound);
    await assertRejects(
      () => client.fetch({ path: { matches: "#/a" } }).ready,
      InvalidArgument,
    );
    const waiting = client.call(silent);
    const failed = assertRejects(() => waiting, JetError);
    await owner.close();
    await failed;
  });

  test(`the hierarchy over ${way}`, async (bus) => {
    await using owner = await connect(bus, way);
    await using client = await connect(bus, way);
    const below = bus.path("house");
    const seen: string[] = [];
    const fetcher = client.fetch(
      { below, nodes: true },
      ({ event, type, path, value }) =>
        seen.push(`${event} ${type} ${path.slice(below.length + 1)} ${value}`),
    );
    await fetcher.ready;
    const light = await owner.add(new State(`${below}/hall/light`, true));
    await owner.add(new State(`${below}/hall/n`, 1, { type: "i32" }));
    await owner.add(new Method(`${below}/bell`, () => {}));
    const { n, children } = await client.list(below, { values: true });
    assertEquals(n, 2);
    assertEquals(children, [
      { name: "hall", path: `${below}/hall`, type: "node", children: 2 },
      { name: "bell", path: `${below}/bell`, type: "method" },
    ]);
    const names: unknown[] = [];
    const hall = client.children(`${below}/hall`, { page: 1, values: true });
    for await (const { name, value } of hall) names.push([name, value]);
    assertEquals(names, [["light", true], ["n", 1]]);
    await owner.changeBelow(below, { "hall/light": false, "hall/n": 2 });
    assertEquals(light.value, false);
    const bad = { "hall/light": 3, "bell": 1 };
    await assertRejects(() => owner.changeBelow(below, bad), InvalidArgument);
    await owner.removeBelow(below);
    await client.info();
    assertEquals(seen, [
      "add node hall undefined",
      "add state hall/light true",
      "add state hall/n 1",
      "add method bell undefined",
      "change state hall/light false",
      "change state hall/n 2",
      "remove state hall/light false",
      "remove state hall/n 2",
      "remove node hall undefined",
      "remove method bell undefined",
    ]);
  });

  test(`a sorted fetch over ${way}`, async (bus) => {
    await using owner = await connect(bus, "json");
    await using client = await connect(bus, way);
    const states: State<number>[] = [];
    for (const i of [3, 1, 2]) {
      states.push(await owner.add(new State(bus.path(`s${i}`), i)));
    }
    let rows: Row<number>[] = [];
    const fetcher = client.fetch<number>({
      path: { startsWith: bus.prefix },
      sort: { byValue: "number", descending: true, to: 2 },
    }, (now) => rows = now);
    await fetcher.ready;
    const values = () => rows.map(({ index, value }) => [index, value]);
    assertEquals(values(), [[1, 3], [2, 2]]);
    await states[1].change(9);
    await client.info();
    assertEquals(values(), [[1, 9], [2, 3]]);
    await states[0].remove();
    await states[1].remove();
    await client.info();
    assertEquals(values(), [[1, 2]]);
    await fetcher.close();
    await states[2].remove();
    await client.info();
    assertEquals(values(), [[1, 2]]);
  });
}

test("a fetch by prefix tells methods and what can only be fetched", async (bus) => {
  await using owner = await connect(bus, "json");
  await using client = await connect(bus, "jetb");
  await owner.add(new State(bus.path("ro"), 1));
  await owner.add(new State(bus.path("rw"), 1, { set() {} }));
  await owner.add(new Method(bus.path("m"), () => {}));
  for (
    const rules of [
      { path: { startsWith: bus.prefix } },
      { path: { startsWith: bus.prefix, contains: "" } },
    ]
  ) {
    const fetcher = client.fetch(rules);
    await fetcher.ready;
    assertEquals(fetcher.entries, [
      { path: bus.path("ro"), type: "state", value: 1, fetchOnly: true },
      { path: bus.path("rw"), type: "state", value: 1 },
      { path: bus.path("m"), type: "method" },
    ]);
    await fetcher.close();
  }
});

test("many fetches begin and end while everything changes", async (bus) => {
  await using owner = await connect(bus, "jetb");
  await using client = await connect(bus, "jetb");
  const path = bus.path("s");
  const state = await owner.add(new State(path, 0));
  for (let i = 1; i <= 50; i++) {
    state.value = i;
    const seen: unknown[] = [];
    const fetcher = client.fetch(
      { path: { startsWith: bus.prefix } },
      ({ value }) => seen.push(value),
    );
    if (i % 3 === 0) {
      await fetcher.close();
      continue;
    }
    await fetcher.ready;
    if (i % 3 === 1) void fetcher.close();
    else {
      await state.change(-i);
      await client.info();
      assertEquals(seen.at(-1), -i);
      await fetcher.close();
    }
  }
});

test("a peer over jetb comes back with everything", async (bus) => {
  await using line = new Cuttable(bus.daemon.binaryPort);
  await using owner = await Peer.connect(`jetb://127.0.0.1:${line.port}`, {
    reconnect: AT_ONCE,
    grace: 0,
  });
  await using other = await connect(bus, "jetb");
  const path = bus.path("mine");
  const mine = await owner.add(
    new State<unknown>(path, bytes, { set() {} }),
  );
  await other.add(new State(bus.path("gone"), new Float64Array([1])));
  const kept = await other.add(new State<unknown>(bus.path("kept"), bytes));
  const seen: string[] = [];
  const fetcher = owner.fetch(
    { path: { startsWith: bus.prefix } },
    ({ event, path }) => seen.push(`${event} ${path.slice(bus.prefix.length)}`),
  );
  await fetcher.ready;
  const news = new Promise<Change>((resolve) =>
    other.fetch({ path }, (change) => {
      if (change.value === "new") resolve(change);
    })
  );
  const lost = event(owner, "disconnect");
  const back = event(owner, "reconnect");
  const waiting = owner.call(bus.path("missing"), [], { timeout: 60 })
    .catch((error) => error);
  line.cut();
  await lost;
  await waiting;
  await other.removeBelow(bus.path("gone"));
  await kept.change(new Uint8Array(bytes));
  mine.value = "new";
  await back;
  await within(news, "the state is there again");
  await other.set(path, "set");
  await owner.info();
  await kept.change("changed");
  await owner.info();
  assertEquals(mine.value, "set");
  assertEquals(seen.filter((line) => !line.includes("mine")), [
    "add gone",
    "add kept",
    "remove gone",
    "change kept",
  ]);
});

test("a client that does not speak binary Jet is recognized", async (bus) => {
  const json = `jetb://127.0.0.1:${bus.daemon.port}`;
  await assertRejects(
    () => Peer.connect(json, { connectTimeout: 0.3 }),
    ConnectionClosed,
  );
  const route = `ws://127.0.0.1:${bus.daemon.wsPort}/none`;
  await assertRejects(
    () => Peer.connect(route, { binary: true, connectTimeout: 5 }),
    ConnectionClosed,
  );
});

testUsers(
  "a user logs in over jetb, and may what others may not",
  async (bus) => {
    await using owner = await connect(bus, "jetb");
    const secret = await owner.add(
      new State(bus.path("secret"), 1, {
        set() {},
        access: { fetchGroups: ["public"], setGroups: ["operators"] },
      }),
    );
    await assertRejects(
      () => connect(bus, "jetb", { user: "joe", password: "no" }),
      Unauthorized,
    );
    await using joe = await connect(bus, "jetb", {
      user: "joe",
      password: PASSWORD,
    });
    await using eve = await connect(bus, "ws", {
      user: "eve",
      password: PASSWORD,
    });
    assertEquals(joe.daemon?.features.authentication, true);
    await joe.set(secret.path, 2);
    assertEquals(secret.value, 2);
    await assertRejects(() => eve.set(secret.path, 3), JetError);
    const [entry] = await eve.get({ path: secret.path });
    assertEquals<unknown>(entry, { ...entry, value: 2, fetchOnly: true });
  },
);

test.onOneRuntime("the peer speaks binary Jet on Deno, Bun and Node", async (bus) => {
  const program = `${ROOT}tests/support/binary_round.ts`;
  const urls = [
    `jetb://127.0.0.1:${bus.daemon.binaryPort}`,
    bus.daemon.url("websocket"),
  ];
  for (const runtime of [...RUNTIMES, "node"] as const) {
    const args = [bus.path(runtime), ...urls];
    await using child = runtime === "node"
      ? await startNode(program, args)
      : await Program.start(runtime, program, { args });
    const { code } = await child.ended();
    assertEquals(child.stderr.all, [], runtime);
    assertEquals(child.stdout.all, ["done"]);
    assertEquals(code, 0);
  }
});
