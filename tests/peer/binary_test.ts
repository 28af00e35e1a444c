/**
 * The peer over binary Jet, against a daemon that speaks the bytes which each
 * test tells it to.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertNotStrictEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import {
  type Change,
  ConnectionClosed,
  fromDataUrl,
  InvalidArgument,
  JetError,
  Method,
  NotFound,
  Peer,
  PeerTimeout,
  type Row,
  State,
  typed,
  TypedBytes,
  Unauthorized,
} from "../../peer.ts";
import { FakeStream } from "../support/fake_stream.ts";
import { BinaryStreamLink } from "../../transport/links/binary_stream_link.ts";
import { BinaryClientLink } from "../../transport/links/binary_client_link.ts";
import { parseTarget } from "../../transport/links/address.ts";
import {
  binaryFrame,
  f64,
  hex,
  join,
  json,
  type Part,
  u16,
  u32,
  value,
} from "../support/binary_client.ts";
import {
  connectedBinary,
  INFO,
  option,
  plain,
  ScriptedBinaryLink,
} from "../support/scripted_binary.ts";
import {
  added,
  AT_ONCE,
  begin,
  connected,
  event,
  turn,
} from "../support/scripted_daemon.ts";

// Functions
const [ADD_STATE, REMOVE_STATE, SET_STATE, ADD_METHOD, REMOVE_METHOD] = [
  1,
  2,
  3,
  4,
  5,
];
const [CALL_METHOD, NOTIFY_STATE, FETCH_STATES, UNFETCH, FETCH] = [
  6,
  7,
  8,
  9,
  10,
];
const [CONFIG, AUTHENTICATE, LIST, QUERY] = [11, 13, 14, 18];
const [REMOVE_BELOW, NOTIFY_BELOW, INFO_FN] = [19, 20, 21];

/** The option of fetches by prefix that says states and methods. */
const KINDS = option(5, 3);

/** Adds a state; the daemon takes it. */
async function owned<T>(
  peer: Peer,
  link: ScriptedBinaryLink,
  state: State<T>,
): Promise<State<T>> {
  const adding = peer.add(state);
  link.answer(requestId(await link.next()));
  return await adding;
}

function requestId(message: Uint8Array): number {
  assertEquals(message[0], 2, "a request");
  return new DataView(message.buffer).getUint32(1, true);
}

/** An event of a fetch about one element. */
function eventFrame(
  type: 1 | 2 | 3,
  id: number,
  kind: number,
  path: string,
  content: Uint8Array = value(0),
): Uint8Array {
  return join(4, type, u32(id), kind, path, content);
}

function ready(id: number): Uint8Array {
  return join(4, 5, u32(id));
}

// Addresses

Deno.test("jetb is an address; binary Jet over WebSocket is an option", () => {
  assertEquals(parseTarget("jetb://localhost"), {
    kind: "tcp",
    hostname: "localhost",
    port: 11124,
    binary: true,
    tls: false,
  });
  assertEquals(parseTarget("jetb://[::1]:7"), {
    kind: "tcp",
    hostname: "::1",
    port: 7,
    binary: true,
    tls: false,
  });
  assertThrows(() => parseTarget("jetb://"), TypeError);
  assertThrows(
    () => new Peer("tcp://localhost", { binary: true }),
    TypeError,
    "jetb://",
  );
});

// Greeting

Deno.test("the info of the daemon comes first, and is not asked for", async () => {
  const { peer, link } = await connectedBinary();
  assertEquals(peer.daemon, {
    name: "scripted",
    version: "0.0.1",
    protocolVersion: "1.0.0",
    features: {
      fetch: "full",
      hierarchy: true,
      authentication: false,
      ping: false,
      deadline: false,
      caller: false,
      cancel: false,
      displaced: false,
      time: false,
      replace: [],
      meta: false,
      times: false,
      expires: false,
      signal: false,
      keep: false,
      maxMessage: 2000,
      separator: "/",
    },
  });
  const asked = peer.info();
  // With the detail `revision`.
  link.answer(
    await link.request(INFO_FN, 13, 1, 0, 4),
    json({ name: "renamed", epoch: "e" }),
  );
  assertEquals((await asked).name, "renamed");
  assertEquals((await asked).epoch, "e");
  assertEquals((await asked).protocolVersion, "1.0.0");
  await peer.close();
  assert(link.closed);
});

Deno.test("an info may say less, or more than is known", async () => {
  const link = new ScriptedBinaryLink(
    join(1, u32(1), u32(7), u32(3), option(99, [1, 2, 3]), [4, 200]),
  );
  const peer = await Peer.connect(() => link);
  assertEquals(peer.daemon?.protocolVersion, "1.7.3");
  assertEquals(peer.daemon?.name, "");
  assertEquals(peer.daemon?.features.fetch, "startsWith");
  await assertRejects(() => peer.list(), JetError, "can't do this list");
  await assertRejects(() => peer.get(), JetError, "can't do this get");
  assertEquals(link.unread, 0);
  const fetcher = peer.fetch({ path: { contains: "a" } });
  await assertRejects(() => fetcher.ready, JetError, "can't do this fetch");
  begin(peer.fetch({ path: { startsWith: "a" } }).ready);
  await link.request(FETCH_STATES, "a", KINDS);
  await peer.close();
});

Deno.test("another major version is reported clearly", async () => {
  const link = new ScriptedBinaryLink(join(1, u32(2), u32(1), u32(0)));
  await assertRejects(
    () => Peer.connect(() => link),
    ConnectionClosed,
    "the daemon speaks version 2.1.0 of binary Jet, this peer 1.0.0",
  );
  assert(link.closed);
});

Deno.test("who does not begin with an info does not speak binary Jet", async () => {
  const link = new ScriptedBinaryLink(plain("{}"));
  await assertRejects(
    () => Peer.connect(() => link),
    ConnectionClosed,
    "does not speak binary Jet",
  );
});

Deno.test("a daemon without an info fails the connect in time", async () => {
  const link = new ScriptedBinaryLink(new Uint8Array(0));
  link.onmessage = () => {};
  await assertRejects(
    () => Peer.connect(() => link, { connectTimeout: 0.01 }),
    ConnectionClosed,
  );
});

Deno.test("name, user and password are sent first", async () => {
  const link = new ScriptedBinaryLink();
  const connecting = Peer.connect(() => link, {
    name: "püm",
    user: "joe",
    password: "pw",
  });
  await link.take(CONFIG, "püm");
  link.answer(await link.request(AUTHENTICATE, "joe", "pw"), json({}));
  const peer = await connecting;
  await peer.close();
});

Deno.test("a refused user ends the peer", async () => {
  const link = new ScriptedBinaryLink();
  const connecting = Peer.connect(() => link, { user: "joe", password: "?" });
  const id = await link.request(AUTHENTICATE, "joe", "?");
  link.refuse(id, -32602, json({ invalidPassword: "joe" }));
  await assertRejects(() => connecting, Unauthorized, "wrong password");
});

Deno.test("what the daemon says against the whole link is why it ended", async () => {
  const lines: string[] = [];
  const { peer, link } = await connectedBinary({
    reconnect: false,
    log: (line) => lines.push(line),
  });
  const closed = event(peer, "close");
  link.refuse(0, -32600);
  link.drop();
  await closed;
  assert(lines.some((line) => line.endsWith("the daemon says: Refused")));
});

// Owners

Deno.test("states and methods are added, changed and removed", async () => {
  const { peer, link } = await connectedBinary();
  const adding = peer.add(new State("a/ü", 1));
  await link.take(ADD_STATE, "a/ü", value(19, f64(1)), option(3));
  const state = await adding;
  assert(state.added);

  const method = new Method("a/m", () => {}, {
    timeout: 0.25,
    access: { callGroups: ["x"] },
  });
  const also = peer.add(method);
  await link.take(
    ADD_METHOD,
    "a/m",
    option(1, u32(250)),
    option(4, plain('{"callGroups":["x"]}')),
  );
  await also;

  state.value = 2;
  await link.expect(4, NOTIFY_STATE, "a/ü", value(19, f64(2)));
  const confirmed = state.change(3);
  await link.take(NOTIFY_STATE, "a/ü", value(19, f64(3)));
  await confirmed;

  const gone = method.remove();
  await link.take(REMOVE_METHOD, "a/m");
  await gone;
  const below = peer.changeBelow("a", { "ü": 4 });
  await link.take(NOTIFY_BELOW, "a", u32(1), "ü", value(19, f64(4)));
  await below;
  assertEquals(state.value, 4);
  const all = peer.removeBelow("a");
  await link.take(REMOVE_BELOW, "a");
  await all;
  await peer.close();
});

Deno.test("a state goes as a state", async () => {
  const { peer, link } = await connectedBinary();
  const state = await owned(peer, link, new State("s", 1));
  const gone = state.remove();
  await link.take(REMOVE_STATE, "s");
  await gone;
  await peer.close();
});

Deno.test("what one turn says leaves in one write, and in order", async () => {
  const { peer, link } = await connectedBinary();
  const state = await owned(peer, link, new State<unknown>("s", 0));
  const before = link.writes;
  for (let i = 0; i < 500; i++) state.value = i;
  await turn();
  assertEquals(link.writes, before + 1);
  for (let i = 0; i < 500; i++) {
    await link.expect(4, NOTIFY_STATE, "s", value(19, f64(i)));
  }
  await peer.close();
});

const long = "a long text, longer than what is copied by hand: ".repeat(3);

/** Values as programs write them, and as they are sent. */
const WRITTEN: readonly [written: unknown, sent: Uint8Array][] = [
  [1.5, value(19, f64(1.5))],
  [5, value(19, f64(5))],
  [NaN, value(19, f64(NaN))],
  ["hé", value(3, plain("hé"))],
  [long, value(3, plain(long))],
  ["", value(3)],
  [true, value(18)],
  [false, value(17)],
  [null, value(16)],
  [{ a: [1, "ü"] }, json({ a: [1, "ü"] })],
  [[], json([])],
  [new Date(0), json("1970-01-01T00:00:00.000Z")],
  [new Uint8Array([1, 255]), value(2, [1, 255])],
  [new Uint8Array([0, 1, 2, 3]).subarray(1, 3), value(2, [1, 2])],
  [-1n, value(22, Array(8).fill(255))],
  [2n ** 64n - 1n, value(23, Array(8).fill(255))],
  [new Float64Array([1, 2]), value(32, join(f64(1), f64(2)))],
  [new Float32Array([1.5]), value(33, [0, 0, 192, 63])],
  [new Int32Array([-1]), value(34, u32(-1))],
  [new Uint32Array([1]), value(35, u32(1))],
  [new Int16Array([-2]), value(36, u16(-2))],
  [new Uint16Array([258]), value(37, [2, 1])],
  [new Int8Array([-1]), value(38, [255])],
  [new Uint8ClampedArray([7]), value(39, [7])],
  [typed("i32", -5), value(20, u32(-5))],
  [typed("u32", 0xffffffff), value(21, u32(0xffffffff))],
  [typed("f64", 5), value(19, f64(5))],
  [typed("i64", -1), value(22, Array(8).fill(255))],
  [typed("u64", 1), value(23, [1, 0, 0, 0, 0, 0, 0, 0])],
  [new TypedBytes("image/png", new Uint8Array([9])), value(6, [9])],
  [new TypedBytes("IMAGE/PNG", new Uint8Array([9])), value(6, [9])],
  [new TypedBytes(130, new Uint8Array([9])), value(130, [9])],
  [
    new TypedBytes("application/vnd.jet.type-130", new Uint8Array([9])),
    value(130, [9]),
  ],
  [
    new TypedBytes("image/bmp", new Uint8Array([66])),
    value(255, join(9, plain("image/bmp"), 66)),
  ],
  [new TypedBytes("application/json", plain("[1]")), json([1])],
];

Deno.test("values are sent with their types", async () => {
  const { peer, link } = await connectedBinary();
  const state = await owned(peer, link, new State<unknown>("s", 0));
  for (const [written, sent] of WRITTEN) {
    state.value = written;
    await link.expect(4, NOTIFY_STATE, "s", sent);
    begin(peer.set("t", written));
    await link.request(SET_STATE, "t", sent);
  }
  await peer.close();
});

Deno.test("a state's numbers have the type that it says, if they can", async () => {
  const { peer, link } = await connectedBinary();
  const state = new State<number | null>("s", 1, {
    type: "u32",
    set: () => {},
  });
  const adding = peer.add(state);
  await link.take(ADD_STATE, "s", value(21, u32(1)));
  await adding;
  for (
    const [written, sent] of [
      [2, value(21, u32(2))],
      [-1, value(19, f64(-1))],
      [0.5, value(19, f64(0.5))],
      [null, value(16)],
    ] as const
  ) {
    state.value = written;
    await link.expect(4, NOTIFY_STATE, "s", sent);
  }
  begin(state.change(4));
  await link.take(NOTIFY_STATE, "s", value(21, u32(4)));
  begin(peer.changeBelow("", { s: 5 }));
  await link.take(NOTIFY_BELOW, "", u32(1), "s", value(21, u32(5)));
  link.push(2, u32(7), SET_STATE, "s", value(19, f64(6)), option(2));
  await link.expect(4, NOTIFY_STATE, "s", value(21, u32(6)));
  await link.expect(3, u32(7), 0, value(21, u32(6)));
  assertEquals(state.value, 6);
  await peer.close();
});

Deno.test("what can't be sent is refused and changes nothing", async () => {
  const { peer, link } = await connectedBinary();
  const state = await owned(peer, link, new State<unknown>("s", 0));
  const cycle: unknown[] = [];
  cycle.push(cycle);
  for (
    const bad of [
      undefined,
      () => {},
      Symbol(),
      2n ** 64n,
      -(2n ** 63n) - 1n,
      [NaN],
      new Map(),
      new Set(),
      new ArrayBuffer(1),
      cycle,
      new DataView(new ArrayBuffer(1)),
      new BigInt64Array(1),
    ]
  ) {
    assertThrows(() => state.value = bad, TypeError);
    assertThrows(() => new State("t", bad), TypeError);
    await assertRejects(() => peer.set("t", bad), TypeError);
    await assertRejects(() => state.change(bad), TypeError);
  }
  await assertRejects(() => peer.call("t", [2n ** 64n]), TypeError);
  await assertRejects(() => peer.call("t", cycle), TypeError);
  assertThrows(() => state.value = "x".repeat(2000), InvalidArgument, "2000");
  await assertRejects(() => peer.set("t", "x".repeat(2000)), InvalidArgument);
  await assertRejects(() => peer.set("p".repeat(70000), 1), InvalidArgument);
  assertEquals(state.value, 0);
  await turn();
  assertEquals(link.unread, 0);
  await peer.close();
});

// Requests that arrive

Deno.test("a set is carried out and answered with nothing but that", async () => {
  const { peer, link } = await connectedBinary();
  const seen: unknown[] = [];
  await owned(
    peer,
    link,
    new State<unknown>("s", 0, {
      set(wanted) {
        seen.push(wanted);
        if (wanted === "bad") throw new InvalidArgument("not this");
        if (wanted === "odd") throw new JetError("odd", { code: 2 ** 40 });
        if (wanted === "more") return { value: "most" };
        if (wanted === "later") return { dontNotify: true };
      },
    }),
  );
  link.push(2, u32(1), SET_STATE, "s", value(2, [1, 2]));
  await link.expect(4, NOTIFY_STATE, "s", value(2, [1, 2]));
  await link.expect(3, u32(1), 0, value(0));
  link.push(2, u32(2), SET_STATE, "s", value(3, plain("more")), option(2));
  await link.expect(4, NOTIFY_STATE, "s", value(3, plain("most")));
  await link.expect(3, u32(2), 0, value(3, plain("most")));
  link.push(2, u32(3), SET_STATE, "s", value(3, plain("later")));
  await link.expect(3, u32(3), 0, value(0));
  link.push(2, u32(4), SET_STATE, "s", value(3, plain("bad")));
  const refused = await link.next();
  assertEquals(
    hex(refused.subarray(0, 10)),
    hex(join(3, u32(4), 1, u32(-32602))),
  );
  link.push(2, u32(5), SET_STATE, "s", value(3, plain("odd")));
  const odd = await link.next();
  assertEquals(hex(odd.subarray(0, 10)), hex(join(3, u32(5), 1, u32(-32603))));
  link.push(2, u32(6), SET_STATE, "s", value(0));
  assertEquals((await link.next())[5], 1);
  link.push(2, u32(7), SET_STATE, "missing", value(18));
  await link.expect(
    3,
    u32(7),
    1,
    u32(-32602),
    "Invalid params",
    json({ pathNotExists: "missing" }),
  );
  assertEquals(seen, [new Uint8Array([1, 2]), "more", "later", "bad", "odd"]);
  await peer.close();
});

Deno.test("a call has its arguments in an array or an object", async () => {
  const { peer, link } = await connectedBinary();
  const seen: unknown[] = [];
  const results: unknown[] = [
    6,
    undefined,
    new Uint8Array([3]),
    [1],
    Promise.resolve("late"),
    () => {},
  ];
  const method = new Method("m", (args) => {
    seen.push(args);
    return results[seen.length - 1];
  });
  const adding = peer.add(method);
  await link.take(ADD_METHOD, "m");
  await adding;
  const sent: [Uint8Array, unknown][] = [
    [value(0), []],
    [json([1, "a"]), [1, "a"]],
    [json({ a: 1 }), { a: 1 }],
    [value(3, plain("me")), ["me"]],
    [value(2, [1]), [new Uint8Array([1])]],
    [value(19, f64(2)), [2]],
  ];
  sent.forEach(([args], i) => link.push(2, u32(i + 1), CALL_METHOD, "m", args));
  assertEquals(seen, sent.map(([, args]) => args));
  await link.expect(3, u32(1), 0, value(19, f64(6)));
  await link.expect(3, u32(2), 0, json({}));
  await link.expect(3, u32(3), 0, value(2, [3]));
  await link.expect(3, u32(4), 0, json([1]));
  const failed = await link.next();
  assertEquals(hex(failed.slice(0, 10)), hex(join(3, u32(6), 1, u32(-32603))));
  await link.expect(3, u32(5), 0, value(3, plain("late")));
  await peer.close();
});

Deno.test("requests that are not known or can't be read are answered so", async () => {
  const { peer, link } = await connectedBinary();
  link.push(2, u32(1), 99, "x");
  await link.expect(3, u32(1), 1, u32(-32601), "Method not found", json("99"));
  for (
    const bad of [
      [SET_STATE, u16(9), 65],
      [SET_STATE, "s", 3, u32(9), 65],
      [SET_STATE, "s", value(1, plain("{"))],
      [SET_STATE, "s", value(19, [1])],
      [SET_STATE, "s", value(255)],
      [CALL_METHOD, "s", value(255, [9, 65])],
      [SET_STATE],
    ] satisfies Part[][]
  ) {
    link.push(2, u32(2), ...bad);
    const answer = await link.next();
    assertEquals(
      hex(answer.slice(0, 10)),
      hex(join(3, u32(2), 1, u32(-32700))),
    );
  }
  link.push(2, 1);
  link.push(77, u32(1));
  link.push(3, u32(12345), 0, value(18));
  link.push(4, 99, u32(1));
  await turn();
  assertEquals(link.unread, 0);
  await peer.close();
});

// Requests that are made

Deno.test("sets and calls have their options, and their results", async () => {
  const { peer, link } = await connectedBinary();
  const set = peer.set("s", 1, { timeout: 0.0001 });
  link.answer(
    await link.request(SET_STATE, "s", value(19, f64(1)), option(1, u32(1))),
  );
  assertEquals(await set, {});
  const answers = [[value(0), 2], [value(20, u32(3)), 3]] as const;
  for (const [taken, expected] of answers) {
    const asked = peer.set("s", 2, { valueAsResult: true });
    const args = [value(19, f64(2)), option(2)];
    link.answer(await link.request(SET_STATE, "s", ...args), taken);
    assertEquals(await asked, { value: expected });
  }
  const bytes = new Uint8Array([1]);
  const url = "data:application/octet-stream;base64,AQ==";
  const calls: [object, Uint8Array][] = [
    [[], value(0)],
    [[1, "a"], json([1, "a"])],
    [{ a: 1 }, json({ a: 1 })],
    [[5], json([5])],
    [[bytes], value(2, bytes)],
    [bytes, value(2, bytes)],
    [[typed("i32", 5)], value(20, u32(5))],
    [[new Float64Array([1])], value(32, f64(1))],
    [["a", bytes, 5n], json(["a", url, 5])],
    [
      ["a", new TypedBytes("image/png", bytes)],
      json([
        "a",
        "data:image/png;base64,AQ==",
      ]),
    ],
  ];
  for (const [args, sent] of calls) {
    const calling = peer.call("m", args);
    link.answer(await link.request(CALL_METHOD, "m", sent), value(17));
    assertEquals(await calling, false);
  }
  const none = peer.call("m");
  link.answer(await link.request(CALL_METHOD, "m", value(0)));
  assertEquals(await none, undefined);
  await peer.close();
});

Deno.test("every error has its class, code and data", async () => {
  const { peer, link } = await connectedBinary();
  const ask = (code: number, data?: Uint8Array) =>
    assertRejects(async () => {
      const asked = peer.set("s", 1);
      link.refuse(requestId(await link.next()), code, data);
      await asked;
    }, JetError);
  const missing = await ask(-32602, json({ pathNotExists: "s" }));
  assertInstanceOf(missing, NotFound);
  assertEquals(missing.data, { pathNotExists: "s" });
  assertInstanceOf(await ask(-32001), PeerTimeout);
  const own = await ask(17, json({ door: 3 }));
  assertEquals([own.code, own.message, own.data], [17, "Refused", { door: 3 }]);
  // A status that is not known is an error too.
  const odd = peer.set("s", 1);
  link.push(3, u32(requestId(await link.next())), 9, u32(5), "Odd", value(0));
  assertEquals((await assertRejects(() => odd, JetError)).code, 5);
  await peer.close();
});

Deno.test("get and list read rows", async () => {
  const { peer, link } = await connectedBinary();
  const rows = (n: number, ...rows: Part[][]) =>
    value(64, join(u32(n), u32(rows.length), ...rows.map((r) => join(...r))));
  const get = peer.get({ path: "a" });
  link.answer(
    await link.request(QUERY, json({ path: { equals: "a" } })),
    rows(3, [u32(1), 1, "a", value(18)], [u32(2), 129, "b", json([1])], [
      u32(3),
      2,
      "m",
      value(0),
    ]),
  );
  assertEquals(await get, [
    { path: "a", type: "state", value: true },
    { path: "b", type: "state", value: [1], fetchOnly: true },
    { path: "m", type: "method" },
  ]);
  const sorted = peer.get({ sort: { byPath: true, from: 3 } });
  link.answer(
    await link.request(QUERY, json({ sort: { byPath: true, from: 3 } })),
    rows(1, [u32(3), 3, "n", value(0)]),
  );
  assertEquals(await sorted, [{ path: "n", type: "node", index: 3 }]);

  const list = peer.list("a/b", { from: 2, limit: 3, values: true });
  link.answer(
    await link.request(
      LIST,
      "a/b",
      option(6, u32(2)),
      option(7, u32(3)),
      option(8),
    ),
    rows(9, [u32(2), 3, "a/b/c", value(0)], [u32(0), 1, "a/b/d", value(3)], [
      u32(0),
      2,
      "a/b/e",
      value(0),
    ]),
  );
  assertEquals(await list, {
    path: "a/b",
    n: 9,
    children: [
      { name: "c", path: "a/b/c", type: "node", children: 2 },
      { name: "d", path: "a/b/d", type: "state", value: "" },
      { name: "e", path: "a/b/e", type: "method" },
    ],
  });
  const root = peer.list();
  link.answer(
    await link.request(LIST, ""),
    rows(1, [u32(1), 3, "a", value(0)]),
  );
  assertEquals((await root).children[0].name, "a");
  await assertRejects(() => peer.list("", { from: 0 }), InvalidArgument);
  await assertRejects(() => peer.list("", { limit: 0.5 }), InvalidArgument);
  await peer.close();
});

// Fetches

Deno.test("a fetch by prefix has a short form, all others are JSON", async () => {
  const { peer, link } = await connectedBinary();
  const short: [Parameters<Peer["fetch"]>[0], string, number][] = [
    [{}, "", 3],
    [{ path: { startsWith: "a/" } }, "a/", 3],
    [{ path: { startsWith: "a", caseInsensitive: false } }, "a", 3],
    [{ nodes: true }, "", 7],
    [{ type: ["state"] }, "", 1],
    [{ type: ["method"], nodes: true }, "", 6],
    [{ type: ["node", "state"] }, "", 5],
  ];
  for (const [rules, prefix, kinds] of short) {
    begin(peer.fetch(rules).ready);
    await link.request(FETCH_STATES, prefix, option(5, kinds));
  }
  for (
    const rules of [
      { path: { startsWith: "a", caseInsensitive: true } },
      { path: { startsWith: "a", contains: "b" } },
      { path: { startsWith: "a" }, value: { lessThan: 3 } },
      { below: "a", depth: 1 },
      { type: [] },
    ]
  ) {
    begin(peer.fetch(rules).ready);
    await link.request(FETCH, json(rules));
  }
  begin(peer.fetch({ path: "a" }).ready);
  await link.request(FETCH, json({ path: { equals: "a" } }));
  begin(peer.fetch({ sort: { byPath: true } }).ready);
  await link.request(FETCH, json({ sort: { byPath: true } }));
  await peer.close();
});

Deno.test("events say what happens, and ready that all have come", async () => {
  const { peer, link } = await connectedBinary();
  const seen: Change[] = [];
  const fetcher = peer.fetch({ nodes: true }, (change) => seen.push(change));
  let isReady = false;
  fetcher.ready.then(() => isReady = true, () => {});
  const id = await link.request(FETCH_STATES, "", option(5, 7));
  link.answer(id, value(21, u32(77)));
  link.push(eventFrame(1, 77, 3, "a"));
  link.push(eventFrame(1, 77, 1, "a/s", value(19, f64(1))));
  link.push(eventFrame(1, 77, 129, "a/ro", value(16)));
  link.push(eventFrame(1, 77, 130, "a/m"));
  await turn();
  assert(!isReady);
  link.push(ready(77));
  await fetcher.ready;
  link.push(eventFrame(2, 77, 1, "a/s", value(3, plain("x"))));
  link.push(eventFrame(2, 77, 1, "a/ro", value(17)));
  link.push(eventFrame(3, 77, 1, "a/s"));
  link.push(eventFrame(3, 77, 2, "a/m"));
  // An unknown fetch, an unknown event, one that can't be read.
  link.push(eventFrame(1, 78, 1, "b", value(16)));
  link.push(4, 6, u32(77), 1);
  link.push(4, 1, u32(77), 1, [200, 0]);
  assertEquals(seen, [
    { event: "add", path: "a", type: "node" },
    { event: "add", path: "a/s", type: "state", value: 1 },
    {
      event: "add",
      path: "a/ro",
      type: "state",
      value: null,
      fetchOnly: true,
    },
    { event: "add", path: "a/m", type: "method", fetchOnly: true },
    { event: "change", path: "a/s", type: "state", value: "x" },
    {
      event: "change",
      path: "a/ro",
      type: "state",
      value: false,
      fetchOnly: true,
    },
    { event: "remove", path: "a/s", type: "state", value: "x" },
    { event: "remove", path: "a/m", type: "method", fetchOnly: true },
  ]);
  const closing = fetcher.close();
  await link.take(UNFETCH, u32(77));
  link.push(eventFrame(1, 77, 1, "late", value(16)));
  await closing;
  assertEquals(seen.length, 8);
  await peer.close();
});

/** Values that arrive, beside those of {@linkcode WRITTEN}. */
const READ: readonly [sent: Uint8Array, read: unknown][] = [
  [value(3, plain("hé")), "hé"],
  [value(3, plain(long)), long],
  [value(20, u32(-7)), -7],
  [value(21, u32(0xffffffff)), 0xffffffff],
  [value(22, [1, 0, 0, 0, 0, 0, 0, 128]), -(2n ** 63n) + 1n],
  [value(23, Array(8).fill(255)), 2n ** 64n - 1n],
  [value(2), new Uint8Array(0)],
  [value(4, [0x80]), new TypedBytes("application/msgpack", join(0x80))],
  [
    value(10, plain("<svg/>")),
    new TypedBytes("image/svg+xml", plain("<svg/>")),
  ],
  [value(39, [7]), new Uint8ClampedArray([7])],
  [
    value(99, [7]),
    new TypedBytes("application/vnd.jet.type-99", new Uint8Array([7])),
  ],
  [value(254), new TypedBytes(254, new Uint8Array(0))],
  [
    value(255, join(9, plain("image/bmp"), 66)),
    new TypedBytes("image/bmp", new Uint8Array([66])),
  ],
];

Deno.test("values arrive as what they are, in memory of their own", async () => {
  const { peer, link } = await connectedBinary();
  const seen: unknown[] = [];
  const fetcher = peer.fetch({}, ({ value }) => seen.push(value));
  link.answer(
    await link.request(FETCH_STATES, "", KINDS),
    value(21, u32(1)),
  );
  link.push(ready(1));
  await fetcher.ready;
  const written = WRITTEN.slice(0, 11).concat(WRITTEN.slice(12, 22))
    .map(([one, sent]) =>
      [sent, one instanceof Date ? one.toJSON() : one] as const
    );
  const all = [...written, ...READ];
  // The link overwrites what it has delivered.
  for (const [sent] of all) link.push(eventFrame(1, 1, 1, "s", sent));
  assertEquals(seen, all.map(([, read]) => read));
  const arrays = seen.filter((one) => one instanceof Uint8Array);
  assertNotStrictEquals(arrays[0].buffer, arrays[1].buffer);
  await peer.close();
});

Deno.test("a sorted fetch tells its rows", async () => {
  const { peer, link } = await connectedBinary();
  const seen: Row[][] = [];
  const fetcher = peer.fetch(
    { sort: { byValue: "number" } },
    (rows) => seen.push(rows),
  );
  const id = await link.request(FETCH, json({ sort: { byValue: "number" } }));
  link.answer(id, value(21, u32(5)));
  const row = (index: number, path: string, number: number) =>
    join(u32(index), 1, path, value(19, f64(number)));
  link.push(4, 4, u32(5), u32(2), u32(2), row(1, "a", 1), row(2, "b", 2));
  link.push(ready(5));
  await fetcher.ready;
  link.push(4, 4, u32(5), u32(1), u32(1), row(1, "b", 0));
  const a = { path: "a", type: "state", value: 1, index: 1 } as const;
  const b = { path: "b", type: "state", value: 2, index: 2 } as const;
  assertEquals(seen, [[a, b], [{ ...b, value: 0, index: 1 }]]);
  await peer.close();
});

Deno.test("a fetch may be over before the daemon has answered", async () => {
  const { peer, link } = await connectedBinary();
  const early = peer.fetch({});
  const id = await link.request(FETCH_STATES, "", KINDS);
  const closing = early.close();
  await assertRejects(() => early.ready, ConnectionClosed);
  await turn();
  assertEquals(link.unread, 0);
  link.answer(id, value(21, u32(3)));
  link.push(eventFrame(1, 3, 1, "s", value(16)));
  await link.take(UNFETCH, u32(3));
  await closing;

  const refused = peer.fetch({ path: { matches: "#/a" } });
  const bad = await link.request(FETCH, json({ path: { matches: "#/a" } }));
  const ending = refused.close();
  link.refuse(bad, -32602, json("no"));
  await ending;

  const also = peer.fetch({ depth: 0 });
  link.refuse(await link.request(FETCH, json({ depth: 0 })), -32602, json("0"));
  await assertRejects(() => also.ready, InvalidArgument);

  const between = peer.fetch({});
  link.answer(
    await link.request(FETCH_STATES, "", KINDS),
    value(21, u32(4)),
  );
  const last = between.close();
  await link.take(UNFETCH, u32(4));
  await last;
  await peer.close();
});

// Links come and go

Deno.test("what is asked before there is a link goes as it was then", async () => {
  const link = new ScriptedBinaryLink();
  const { promise, resolve } = Promise.withResolvers<ScriptedBinaryLink>();
  const peer = new Peer(() => promise);
  const args = [{ a: [1] }];
  const bytes = new Uint8Array([1]);
  begin(peer.call("m", args));
  begin(peer.set("s", bytes));
  const cycle: unknown[] = [];
  cycle.push(cycle);
  await assertRejects(() => peer.set("s", cycle), TypeError);
  const bad = peer.set("s", new DataView(new ArrayBuffer(1)));
  args[0].a.push(2);
  bytes[0] = 2;
  resolve(link);
  await assertRejects(() => bad, TypeError);
  await link.request(CALL_METHOD, "m", json([{ a: [1] }]));
  await link.request(SET_STATE, "s", value(2, [1]));
  await peer.close();
});

Deno.test("after a reconnect everything is made again, with new ids", async () => {
  const links: ScriptedBinaryLink[] = [];
  const peer = await Peer.connect(() => {
    links.push(new ScriptedBinaryLink());
    return links[links.length - 1];
  }, { reconnect: AT_ONCE, grace: 0 });
  const seen: string[] = [];
  const state = await owned(peer, links[0], new State("mine", 1));
  const fetcher = peer.fetch({}, (c) => seen.push(`${c.event} ${c.path}`));
  links[0].answer(
    await links[0].request(FETCH_STATES, "", KINDS),
    value(21, u32(5)),
  );
  links[0].push(eventFrame(1, 5, 1, "a", value(16)));
  links[0].push(eventFrame(1, 5, 1, "b", value(2, [1])));
  links[0].push(eventFrame(1, 5, 1, "c", value(2, [1])));
  links[0].push(ready(5));
  await fetcher.ready;

  const lost = peer.call("m");
  const reconnected = event(peer, "reconnect");
  links[0].drop(new Error("gone"));
  await assertRejects(() => lost, ConnectionClosed);
  state.value = 2;
  await reconnected;
  await links[1].take(ADD_STATE, "mine", value(19, f64(2)), option(3));
  links[1].answer(
    await links[1].request(FETCH_STATES, "", KINDS),
    value(21, u32(6)),
  );
  links[1].push(eventFrame(1, 6, 1, "b", value(2, [1])));
  links[1].push(eventFrame(1, 6, 1, "c", value(2, [2])));
  links[0].push(eventFrame(1, 5, 1, "old", value(16)));
  links[1].push(eventFrame(1, 5, 1, "old", value(16)));
  links[1].push(ready(6));
  await turn();
  assertEquals(seen, ["add a", "add b", "add c", "change c", "remove a"]);
  state.value = 3;
  await links[1].expect(4, NOTIFY_STATE, "mine", value(19, f64(3)));
  await peer.close();
});

Deno.test("a stream is frames cut anywhere, and a busy socket gets the rest at once", async () => {
  const stream = new FakeStream();
  stream.takesAtOnce = false;
  const link = new BinaryStreamLink(stream, 100);
  stream.handler = link;
  const early = binaryFrame(INFO);
  // Before anybody listens, and byte by byte.
  for (const byte of early) link.received(new Uint8Array([byte]), 1);
  const seen: string[] = [];
  let reason: Error | undefined;
  link.onclose = (error) => reason = error;
  link.onmessage = (bytes, start, end) =>
    seen.push(hex(bytes.subarray(start, end)));
  const two = join([0, 0, 0, 0], binaryFrame(plain("a")), [1, 0]);
  link.received(two, two.length);
  assertEquals(seen, [hex(INFO), "61"]);

  const shared = binaryFrame(plain("1"));
  link.send(shared);
  shared.fill(0);
  await turn();
  link.send(binaryFrame(plain("2")));
  link.send(binaryFrame(plain("3")));
  link.close();
  link.send(binaryFrame(plain("late")));
  stream.take();
  stream.take();
  assertEquals(stream.writes.map(hex), [
    hex(binaryFrame(plain("1"))),
    hex(join(binaryFrame(plain("2")), binaryFrame(plain("3")))),
  ]);
  assertEquals(stream.calls, ["endWriting"]);
  const large = join([0, 0], 98, u32(200), [0, 0]);
  link.received(large, large.length);
  assertEquals(seen.at(-1), "62");
  assert(reason?.message.includes("at most 100"));
});

Deno.test("a link that ended before anybody listened says so then", () => {
  const link = new BinaryStreamLink(new FakeStream(), 100);
  link.lost(new Error("early"));
  let reason: Error | undefined;
  link.onclose = (error) => reason = error;
  link.onmessage = () => {};
  assertEquals(reason?.message, "early");
});

Deno.test("a message of a WebSocket is whole frames", () => {
  const sent: string[] = [];
  const codes: number[] = [];
  const make = () =>
    new BinaryClientLink({
      bufferedAmount: 0,
      readyState: WebSocket.OPEN,
      send: (bytes) => sent.push(hex(bytes)),
      close: (code) => codes.push(code),
    }, 100);
  const listen = (link: BinaryClientLink) => {
    const seen: string[] = [];
    link.onclose = (reason) => seen.push(`${reason?.message}`);
    link.onmessage = (bytes, start, end) =>
      seen.push(hex(bytes.subarray(start, end)));
    return seen;
  };
  const link = make();
  const seen = listen(link);
  const two = join(binaryFrame(plain("a")), binaryFrame(plain("b")));
  link.received(new Uint8Array(two).buffer);
  link.send(two);
  link.close();
  link.ended(undefined);
  assertEquals(seen, ["61", "62", "undefined"]);
  assertEquals(sent, [hex(two)]);
  const half = make();
  const events = listen(half);
  half.received(new Uint8Array(two).slice(0, 7).buffer);
  const text = make();
  events.push(...listen(text));
  text.received("{}");
  assertEquals(events, ["61", "the daemon sent half a frame"]);
  assertEquals(codes, [1000, 4002, 4002]);
});

// The same program over JSON

Deno.test("over JSON values are what JSON peers see of them", async () => {
  const { peer, link } = await connected();
  const state = await added(peer, link, new State<unknown>("s", 0));
  const bytes = new Uint8Array([1]);
  const png = new TypedBytes("image/png", bytes);
  const cases: [unknown, unknown][] = [
    [bytes, "data:application/octet-stream;base64,AQ=="],
    [png, "data:image/png;base64,AQ=="],
    [{ icon: png }, { icon: "data:image/png;base64,AQ==" }],
    [5n, 5],
    [new Float64Array([0.5]), [0.5]],
    [new Uint8ClampedArray([1]), [1]],
    [typed("u32", 5), 5],
    [typed("i64", 5), 5],
  ];
  for (const [written, sent] of cases) {
    state.value = written;
    assertEquals((await link.next("change")).params?.value, sent);
    begin(peer.set("t", written));
    assertEquals((await link.next("set")).params?.value, sent);
    begin(peer.call("t", [written, 1]));
    assertEquals((await link.next("call")).params?.args, [sent, 1]);
    begin(state.change(written));
    assertEquals((await link.next("change")).params?.value, sent);
  }
  begin(peer.call("t", bytes));
  assertEquals((await link.next("call")).params?.args, [cases[0][1]]);
  begin(peer.changeBelow("", { s: bytes }));
  assertEquals((await link.next("change")).params?.values, { s: cases[0][1] });
  assertThrows(() => state.value = new BigInt64Array(1), TypeError);
  assertThrows(() => state.value = 2n ** 64n, TypeError);
  const other = await added(peer, link, new State("u", 1, { type: "i64" }));
  other.value = 2;
  assertEquals((await link.next("change")).params?.value, 2);
  await peer.close();
});

Deno.test("over JSON a big integer keeps its digits", () => {
  const text = JSON.stringify(typed("u64", 2n ** 64n - 1n));
  assertEquals(text, "18446744073709551615");
});

// Values

Deno.test("data URLs are read and written", () => {
  const all = Uint8Array.from({ length: 256 }, (_, i) => i);
  const bytes = new TypedBytes("image/bmp", all);
  assertEquals(fromDataUrl(bytes.dataUrl), bytes);
  assertEquals(JSON.stringify([bytes]), JSON.stringify([bytes.dataUrl]));
  assertEquals(
    fromDataUrl("data:text/html;charset=utf-8,%3Cb%3e%C3%A4ü%"),
    new TypedBytes(
      "text/html;charset=utf-8",
      plain("<b>äü%"),
    ),
  );
  assertEquals(fromDataUrl("data:,a")?.type, "text/plain;charset=US-ASCII");
  assertEquals(
    fromDataUrl("data:;charset=x;base64,YQ%3D%3D"),
    new TypedBytes("text/plain;charset=x", plain("a")),
  );
  for (const none of ["", "hello", "data:image/png", "data:x,y"]) {
    assertEquals(fromDataUrl(none), undefined);
  }
  assertEquals(fromDataUrl("data:image/png;base64,%"), undefined);
});

Deno.test("types that are none are refused", () => {
  const none = new Uint8Array(0);
  for (const type of ["", "png", "a/b c", 'a/"', `a/${"b".repeat(300)}`]) {
    assertThrows(() => new TypedBytes(type, none), TypeError);
  }
  for (const type of [0, 16, 19, 32, 64, 255, 256, -1, 1.5, NaN, 1, 3]) {
    assertThrows(() => new TypedBytes(type, none), RangeError);
  }
  assertEquals(new TypedBytes(6, none).type, "image/png");
  assertThrows(() => typed("i32", 2 ** 31), RangeError);
  assertThrows(() => typed("u32", -1), RangeError);
  assertThrows(() => typed("u32", 0.5), RangeError);
  assertThrows(() => typed("u64", 2n ** 64n), RangeError);
  assertEquals(typed("i64", 3).value, 3n);
  assertEquals(typed("f64", 3n).value, 3);
});
