/**
 * The hierarchy as the peer library gives it to programs: against a daemon that
 * says what each test tells it to, and against the real one.
 *
 * @module
 */
import {
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { Daemon, type DaemonOptions } from "../../daemon.ts";
import {
  type Change,
  type Child,
  ConnectionClosed,
  type Entry,
  InvalidArgument,
  JetError,
  Method,
  NotFound,
  Occupied,
  Peer,
  type PeerOptions,
  type Row,
  State,
  type StateEntry,
} from "../../peer.ts";
import { ChangeBacklog } from "../../peer/fetch/backlog.ts";
import { conflate } from "../../peer/fetch/conflate.ts";
import { fetchLater } from "../../peer/fetch/load_later.ts";
import { ChangeTracker } from "../../peer/fetch/tracker.ts";
import { errorFromWire, errorToWire } from "../../protocol/errors/wire.ts";
import {
  added,
  begin,
  connected,
  event,
  turn,
} from "../support/scripted_daemon.ts";

/** Changes in one line each: `add node a`. */
function lines(changes: readonly Change[]): string[] {
  return changes.map((change) =>
    `${change.event} ${change.type} ${change.path}` +
    (change.type === "state" ? ` ${change.value}` : "")
  );
}

const node = (path: string, event = "add") => ({ path, event, type: "node" });
const leaf = (path: string, value: unknown, event = "add") => ({
  path,
  event,
  value,
});

// Fetching

Deno.test("rules of the hierarchy reach the daemon", async () => {
  const { peer, link } = await connected();
  peer.fetch({
    path: { matches: "building/+/temperature" },
    below: "building",
    depth: 2,
    nodes: true,
    type: ["node", "state"],
  });
  const { id: _id, addsFirst: _first, ...rules } =
    (await link.next("fetch")).params ?? {};
  assertEquals(rules, {
    path: { matches: "building/+/temperature" },
    below: "building",
    depth: 2,
    nodes: true,
    type: ["node", "state"],
  });
  await peer.close();
});

Deno.test("nodes come with their type and without a value", async () => {
  const { peer, link } = await connected();
  const seen: Change<number>[] = [];
  const fetcher = peer.fetch<number>({ nodes: true }, (one) => seen.push(one));
  const fetch = await link.next("fetch");
  link.answer(fetch, true);
  link.notify(fetch, node("a"));
  link.notify(fetch, { path: "a/m", event: "add" });
  link.notify(fetch, leaf("a/s", 1));
  // There is nothing new in these.
  link.notify(fetch, node("a"));
  link.notify(fetch, node("a", "change"));
  link.notify(fetch, node("never", "remove"));
  await fetcher.ready;
  assertEquals(fetcher.entries, [
    { path: "a", type: "node" },
    { path: "a/m", type: "method" },
    { path: "a/s", type: "state", value: 1 },
  ]);
  link.notify(fetch, leaf("a/s", 1, "remove"));
  link.notify(fetch, { path: "a/m", event: "remove" });
  link.notify(fetch, node("a", "remove"));
  assertEquals(lines(seen), [
    "add node a",
    "add method a/m",
    "add state a/s 1",
    "remove state a/s 1",
    "remove method a/m",
    "remove node a",
  ]);
  assertEquals(seen.at(-1), { event: "remove", path: "a", type: "node" });
  // The type tells whether there is a value.
  const values: number[] = seen.flatMap((change) =>
    change.type === "state" ? [change.value] : []
  );
  assertEquals(values, [1, 1]);
  await peer.close();
});

Deno.test("rows of a sorted fetch may be nodes", async () => {
  const { peer, link } = await connected();
  const seen: Row[][] = [];
  const fetcher = peer.fetch(
    { nodes: true, sort: {} },
    (rows) => seen.push(rows),
  );
  const fetch = await link.next("fetch");
  link.answer(fetch, true);
  link.notify(fetch, {
    changes: [
      { path: "a", type: "node", index: 1 },
      { path: "a/b", value: 1, index: 2 },
    ],
    n: 2,
  });
  await fetcher.ready;
  assertEquals(seen, [[
    { path: "a", type: "node", index: 1 },
    { path: "a/b", type: "state", value: 1, index: 2 },
  ]]);
  await peer.close();
});

Deno.test("after a reconnect nodes come parents first and go children first", async () => {
  const { peer, link, daemon } = await connected({ grace: 0 });
  const seen: Change[] = [];
  const fetcher = peer.fetch({ nodes: true }, (change) => seen.push(change));
  const fetch = await link.next("fetch");
  link.answer(fetch, true);
  for (const path of ["stays", "gone", "gone/x", "gone/x/y"]) {
    link.notify(fetch, node(path));
  }
  link.notify(fetch, leaf("stays/s", 1));
  link.notify(fetch, leaf("gone/x/y/s", 1));
  link.notify(fetch, leaf("gone/s", 1));
  await fetcher.ready;
  // The second connection is lost in the middle of the report.
  link.drop();
  const second = await daemon.link();
  const cut = await second.next("fetch");
  second.notify(cut, node("gone"));
  seen.length = 0;
  second.drop();
  const third = await daemon.link();
  const again = await third.next("fetch");
  for (const path of ["stays", "new", "new/x"]) {
    third.notify(again, node(path));
  }
  third.notify(again, leaf("stays/s", 1));
  third.notify(again, leaf("new/x/s", 2));
  third.answer(again, true);
  await turn();
  assertEquals(lines(seen), [
    "add node new",
    "add node new/x",
    "add state new/x/s 2",
    "remove state gone/x/y/s 1",
    "remove state gone/s 1",
    "remove node gone/x/y",
    "remove node gone/x",
    "remove node gone",
  ]);
  assertEquals(fetcher.entries.map(({ path }) => path), [
    "stays",
    "new",
    "new/x",
    "stays/s",
    "new/x/s",
  ]);
  await peer.close();
});

Deno.test("an element in the place of another is notified after its removal", async () => {
  await fetchLater.get();
  const tracker = new ChangeTracker<number>("/");
  const eventsAfter = (...params: Record<string, unknown>[]) =>
    lines(params.flatMap((one) => tracker.receive(one)));
  eventsAfter(
    node("b"),
    node("b/c"),
    leaf("a", 1),
    leaf("b/c/d", 2),
    leaf("bb", 3),
  );
  tracker.begin();
  assertEquals(eventsAfter(node("a"), leaf("a/x", 4)), [
    "remove state a 1",
    "add node a",
    "add state a/x 4",
  ]);
  assertEquals(eventsAfter(leaf("b", 5)), [
    "remove state b/c/d 2",
    "remove node b/c",
    "remove node b",
    "add state b 5",
  ]);
  assertEquals(lines(tracker.settled()), ["remove state bb 3"]);
});

Deno.test("a path that is leaf and node is both, in an open hierarchy", async () => {
  await fetchLater.get();
  const tracker = new ChangeTracker<number>();
  const report = [node("a"), leaf("a", 1), leaf("a/b", 2)];
  for (const params of report) tracker.receive(params);
  assertEquals(tracker.entries().map(({ path, type }) => `${type} ${path}`), [
    "node a",
    "state a",
    "state a/b",
  ]);
  tracker.begin();
  assertEquals(report.flatMap((params) => tracker.receive(params)), []);
  assertEquals(tracker.settled(), []);
  assertEquals(lines(tracker.receive(node("a", "remove"))), ["remove node a"]);
  assertEquals(tracker.entries().length, 2);
});

Deno.test("conflated changes of nodes keep parents around their children", () => {
  const backlog = new ChangeBacklog<number>(0, conflate);
  const push = (event: "add" | "remove", ...entries: Entry<number>[]) => {
    for (const entry of entries) backlog.push({ ...entry, event });
  };
  const a: Entry<number> = { path: "a", type: "node" };
  const leafA: Entry<number> = { path: "a", type: "state", value: 1 };
  const b: Entry<number> = { path: "a/b", type: "state", value: 1 };
  const c: StateEntry<number> = { path: "a/c", type: "state", value: 1 };
  // The reader knows a and a/b.
  push("remove", b, a);
  push("add", leafA);
  push("remove", leafA);
  push("add", a, c);
  backlog.push({ ...c, event: "change" });
  const taken: Change<number>[] = [];
  for (let one = backlog.take(); one; one = backlog.take()) taken.push(one);
  assertEquals(lines(taken), ["remove state a/b 1", "add state a/c 1"]);
});

// Listing

Deno.test("list asks for what is wanted and reads the children", async () => {
  const { peer, link } = await connected();
  const plain = peer.list();
  const asked = await link.next("list");
  assertEquals(asked.params, { path: "" });
  link.answer(asked, {
    path: "",
    n: 3,
    children: [
      { name: "a", path: "a", type: "node", children: 7 },
      { name: "s", path: "s", type: "state" },
      { name: "m", path: "m", type: "method" },
      { name: "?", path: "?", type: "planet" },
      5,
    ],
  });
  assertEquals(await plain, {
    path: "",
    n: 3,
    children: [
      { name: "a", path: "a", type: "node", children: 7 },
      { name: "s", path: "s", type: "state" },
      { name: "m", path: "m", type: "method" },
    ],
  });
  const page = peer.list("a", { from: 3, limit: 1, values: true });
  const next = await link.next("list");
  assertEquals(next.params, { path: "a", from: 3, limit: 1, values: true });
  link.answer(next, {
    path: "a",
    n: 3,
    children: [{ name: "s", path: "a/s", type: "state", value: null }],
  });
  assertEquals((await page).children, [
    { name: "s", path: "a/s", type: "state", value: null },
  ]);
  const strange = peer.list();
  link.answer(await link.next("list"), true);
  await assertRejects(() => strange, JetError, "no list of children");
  const stop = new AbortController();
  const given = peer.list("", { signal: stop.signal });
  stop.abort(new Error("enough"));
  await assertRejects(() => given, Error, "enough");
  await peer.close();
});

Deno.test("children are asked for as the loop goes on", async () => {
  const { peer, link } = await connected();
  const child = (name: string) => ({ name, path: name, type: "method" });
  const children = peer.children("", { page: 2, values: true });
  await turn();
  assertEquals(link.sent.length, 0);
  const first = children.next();
  const asked = await link.next("list");
  assertEquals(asked.params, { path: "", from: 1, limit: 2, values: true });
  link.answer(asked, { path: "", n: 5, children: [child("a"), child("b")] });
  assertEquals((await first).value?.name, "a");
  assertEquals((await children.next()).value?.name, "b");
  assertEquals(link.sent.length, 1);
  const third = children.next();
  const next = await link.next("list");
  assertEquals(next.params?.from, 3);
  // Two have gone meanwhile.
  link.answer(next, { path: "", n: 3, children: [child("c")] });
  assertEquals((await third).value?.name, "c");
  assertEquals((await children.next()).done, true);
  assertEquals(link.sent.length, 2);
  await assertRejects(() => peer.children("", { page: 0 }).next(), RangeError);
  await peer.close();
});

Deno.test("a node that goes between two pages ends the loop", async () => {
  const { peer, link } = await connected();
  const loop = Array.fromAsync(peer.children("a", { page: 1 }));
  const child = { name: "b", path: "a/b", type: "method" };
  link.answer(await link.next(), { path: "a", n: 2, children: [child] });
  link.refuse(await link.next(), -32602, { pathNotExists: "a" });
  assertEquals((await loop).length, 1);
  const none = Array.fromAsync(peer.children("a"));
  link.refuse(await link.next(), -32602, { pathNotExists: "a" });
  await assertRejects(() => none, NotFound);
  await peer.close();
});

// Subtrees

Deno.test("removeBelow is one request, and the peer forgets what was there", async () => {
  const { peer, link, daemon } = await connected();
  const inside = await added(peer, link, new State("a/b", 1));
  const itself = await added(peer, link, new State("a", 1));
  const beside = await added(peer, link, new State("ab", 1));
  // Its `add` is on its way.
  const late = peer.add(new State("a/c", 1));
  await link.next("add");
  const removing = peer.removeBelow("a");
  const asked = await link.next("remove");
  assertEquals(asked.params, { below: "a" });
  assertEquals([inside.added, itself.added, beside.added], [
    false,
    false,
    true,
  ]);
  await late;
  link.answer(asked, true);
  await removing;
  // Nothing is there: nothing is asked for.
  await peer.removeBelow("a");
  link.drop();
  const next = await daemon.link();
  assertEquals((await next.next("add")).params?.path, "ab");
  await turn();
  assertEquals(next.sent.length, 1);
  // The root is above everything.
  const all = peer.removeBelow("");
  assertEquals((await next.next("remove")).params, { below: "" });
  next.drop();
  await all;
  await event(peer, "reconnect");
  await turn();
  assertEquals((await daemon.link()).sent, []);
  await peer.close();
});

Deno.test("below follows the separator of the daemon", async () => {
  const { peer, link } = await connected({ separator: "." });
  const inside = await added(peer, link, new State("a.b", 1));
  const beside = await added(peer, link, new State("a/b", 1));
  begin(peer.changeBelow("a", { b: 2 }));
  assertEquals((await link.next("change")).params, {
    below: "a",
    values: { b: 2 },
  });
  begin(peer.removeBelow("a"));
  await link.next("remove");
  assertEquals([inside.value, inside.added, beside.added], [2, false, true]);
  await peer.close();
  assertThrows(
    () => new Peer("tcp://localhost", { separator: "" }),
    RangeError,
  );
});

Deno.test("changeBelow is one request, and the states follow", async () => {
  const { peer, link } = await connected();
  const b = await added(peer, link, new State("a/b", 1));
  const deep = await added(peer, link, new State("a/c/d", 1));
  const odd = await added(peer, link, new State("__proto__", 1));
  const changing = peer.changeBelow("a", { "b": 2, "c/d": 3 });
  assertEquals([b.value, deep.value], [2, 3]);
  const asked = await link.next("change");
  assertEquals(asked.params, { below: "a", values: { "b": 2, "c/d": 3 } });
  link.answer(asked, true);
  await changing;
  begin(peer.changeBelow("", new Map([["__proto__", 4]])));
  assertEquals(
    JSON.stringify((await link.next("change")).params),
    '{"below":"","values":{"__proto__":4}}',
  );
  assertEquals(odd.value, 4);
  await peer.changeBelow("a", {});
  assertEquals(link.sent.length, 5);
  await peer.close();
  await assertRejects(() => peer.changeBelow("a", { b: 1 }), ConnectionClosed);
});

Deno.test("a changeBelow that can't be is refused as a whole", async () => {
  const { peer, link } = await connected();
  const b = await added(peer, link, new State<unknown>("a/b", 1));
  const c = await added(peer, link, new State<unknown>("a/c", 1));
  await added(peer, link, new Method("a/m", () => {}));
  const cases: [
    Record<string, unknown>,
    abstract new (...args: never[]) => Error,
  ][] = [
    [{ b: 2, x: 2 }, NotFound],
    [{ b: 2, m: 2 }, InvalidArgument],
    [{ b: 2, c: undefined }, TypeError],
    [{ b: 2, c: [() => {}] }, TypeError],
  ];
  for (const [values, type] of cases) {
    const error = await peer.changeBelow("a", values).catch((thrown: unknown) =>
      thrown
    );
    assertInstanceOf(error, type);
    assertEquals(b.value, 1);
  }
  assertEquals(link.sent.length, 3);
  // Refused by the daemon: the values are the old ones, but for one that has
  // got another meanwhile.
  const refused = peer.changeBelow("a", { b: 2, c: 2 });
  c.value = 3;
  link.refuse(await link.next("change"), -32602, { pathNotExists: "a/b" });
  await assertRejects(() => refused, NotFound);
  assertEquals([b.value, c.value], [1, 3]);
  await peer.close();
});

Deno.test("values changed together without a connection go with the next adds", async () => {
  const { peer, link, daemon } = await connected();
  await added(peer, link, new State("a/b", 1));
  await added(peer, link, new State("a/c", 1));
  const cut = peer.changeBelow("a", { b: 2 });
  await link.next("change");
  link.drop();
  const late = peer.changeBelow("a", { c: 3 });
  const next = await daemon.link();
  const [one, other] = [await next.next("add"), await next.next("add")];
  assertEquals([one.params?.value, other.params?.value], [2, 3]);
  let done = false;
  const both = Promise.all([cut, late]).then(() => done = true);
  await turn();
  assertEquals(done, false);
  next.answer(one, true);
  next.answer(other, true);
  await both;
  await peer.close();
});

// Errors

Deno.test("errors of a position tell what is in the way", () => {
  const cases: [string, unknown, string][] = [
    ["a", { pathAlreadyExists: "a" }, 'the path "a" is taken already'],
    ["a", { pathIsNode: "a" }, 'the path "a" is a node: something is below it'],
    [
      "a",
      { parentIsLeaf: "a" },
      'nothing can be below "a", a state or method',
    ],
  ];
  for (const [path, data, message] of cases) {
    const error = errorFromWire({ code: -32602, message: "Invalid", data });
    if (!(error instanceof Occupied)) throw error;
    assertEquals([error.path, error.message], [path, message]);
    assertEquals(error.data, data);
    assertEquals(errorToWire(error).data, data);
  }
  const data = { emptySegment: "a//b" };
  const error = errorFromWire({ code: -32602, message: "Invalid", data });
  assertInstanceOf(error, InvalidArgument);
  assertEquals(error.message, 'the path "a//b" has an empty segment');
  assertEquals(error.data, data);
});

// With the daemon of this project

async function withDaemon(
  test: (owner: Peer, client: Peer, daemon: Daemon) => Promise<void>,
  options: DaemonOptions = {},
  peerOptions: PeerOptions = {},
): Promise<void> {
  const daemon = new Daemon(options);
  const owner = daemon.peer(peerOptions);
  const client = daemon.peer(peerOptions);
  try {
    await test(owner, client, daemon);
  } finally {
    await owner.close();
    await client.close();
    await daemon.close();
  }
}

Deno.test("daemon: nodes come and go with what is below", () =>
  withDaemon(async (owner, client) => {
    const seen: Change[] = [];
    const plain: Change[] = [];
    await owner.add(new State("a/b/s", 1));
    const fetcher = client.fetch({ nodes: true }, (one) => seen.push(one));
    await client.fetch({}, (one) => plain.push(one)).ready;
    await fetcher.ready;
    const method = await owner.add(new Method("a/m", () => {}));
    await owner.removeBelow("a/b");
    await method.remove();
    await client.info();
    assertEquals(lines(seen), [
      "add node a",
      "add node a/b",
      "add state a/b/s 1",
      "add method a/m",
      "remove state a/b/s 1",
      "remove node a/b",
      "remove method a/m",
      "remove node a",
    ]);
    assertEquals(plain.map(({ type }) => type), [
      "state",
      "method",
      "state",
      "method",
    ]);
    assertEquals(fetcher.entries, []);
  }));

Deno.test("daemon: kinds, depth and patterns limit a fetch", () =>
  withDaemon(async (owner, client) => {
    for (const room of ["hall", "attic"]) {
      await owner.add(new State(`house/${room}/temperature`, 20));
      await owner.add(new State(`house/${room}/lamp/on`, true));
    }
    await owner.add(new Method("house/lock", () => {}));
    const paths = async (rules: Parameters<Peer["fetch"]>[0]) => {
      await using fetcher = client.fetch(rules);
      await fetcher.ready;
      return fetcher.entries.map(({ path }) => path);
    };
    assertEquals(await paths({ below: "house", depth: 1, nodes: true }), [
      "house/hall",
      "house/attic",
      "house/lock",
    ]);
    assertEquals(await paths({ type: ["node"], depth: 1 }), ["house"]);
    assertEquals(await paths({ type: ["method"] }), ["house/lock"]);
    assertEquals(await paths({ path: { matches: "house/+/temperature" } }), [
      "house/hall/temperature",
      "house/attic/temperature",
    ]);
    await assertRejects(() => paths({ depth: 0 }), InvalidArgument);
  }));

Deno.test("daemon: list and children", () =>
  withDaemon(async (owner, client) => {
    await owner.add(new State("a/x/y", 1));
    await owner.add(new State("a/s", 0));
    await owner.add(new Method("a/m", () => {}));
    assertEquals((await client.list()).children, [
      { name: "a", path: "a", type: "node", children: 3 },
    ]);
    const children: Child<number>[] = [
      { name: "x", path: "a/x", type: "node", children: 1 },
      { name: "s", path: "a/s", type: "state", value: 0 },
      { name: "m", path: "a/m", type: "method" },
    ];
    assertEquals(await client.list<number>("a", { values: true }), {
      path: "a",
      n: 3,
      children,
    });
    const { n, children: second } = await client.list("a", {
      from: 2,
      limit: 1,
    });
    assertEquals([n, second.map(({ name }) => name)], [3, ["s"]]);
    assertEquals(
      await Array.fromAsync(client.children("a", { values: true, page: 2 })),
      children,
    );
    await assertRejects(() => client.list("a/s"), NotFound);
    await assertRejects(() => client.list("a", { from: 0 }), InvalidArgument);
  }));

Deno.test("daemon: a subtree changes and goes as a whole", () =>
  withDaemon(
    async (owner, client) => {
      const b = await owner.add(new State("a.b", 1));
      const d = await owner.add(new State("a.c.d", 1));
      const foreign = await client.add(new State("a.f", 1));
      const seen: Change[] = [];
      const fetcher = client.fetch({ nodes: true }, (one) => seen.push(one));
      await fetcher.ready;
      seen.length = 0;
      await owner.changeBelow("a", { "b": 2, "c.d": 3 });
      await assertRejects(() => owner.changeBelow("a", { f: 9 }), NotFound);
      await owner.removeBelow("a");
      await owner.removeBelow("a");
      await client.info();
      assertEquals([b.value, d.value, b.added, foreign.added], [
        2,
        3,
        false,
        true,
      ]);
      assertEquals(lines(seen), [
        "change state a.b 2",
        "change state a.c.d 3",
        "remove state a.b 2",
        "remove state a.c.d 3",
        "remove node a.c",
      ]);
      await b.add();
      assertEquals(b.added, true);
    },
    { separator: "." },
    { separator: "." },
  ));

Deno.test("daemon: the error of a taken position says why", () =>
  withDaemon(async (owner, client) => {
    await owner.add(new State("a/b", 1));
    const refusal = async (path: string) => {
      const error = await client.add(new State(path, 1)).catch((
        thrown: unknown,
      ) => thrown);
      if (!(error instanceof JetError)) throw error;
      return [error.name, error.data];
    };
    assertEquals(await refusal("a/b"), [
      "Occupied",
      { pathAlreadyExists: "a/b" },
    ]);
    assertEquals(await refusal("a"), ["Occupied", { pathIsNode: "a" }]);
    assertEquals(await refusal("a/b/c"), ["Occupied", { parentIsLeaf: "a/b" }]);
    assertEquals(await refusal("a//c"), [
      "InvalidArgument",
      { emptySegment: "a//c" },
    ]);
  }));
