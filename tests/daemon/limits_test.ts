import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { Daemon } from "../../daemon.ts";
import { JetError, Peer, State } from "../../peer.ts";
import { asRecord, type Client } from "../support/client.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";
import { StreamClient } from "../support/stream_client.ts";
import { WebSocketClient } from "../support/websocket_client.ts";
import { within } from "../support/within.ts";

const test = sharedDaemon(
  "--max-elements",
  "3",
  "--max-fetches",
  "3",
  "--max-operands",
  "3",
);

/** How often a limit was reached. */
async function reached(peer: Client, name: string): Promise<number> {
  const { result } = asRecord(await peer.ask("info", { limits: true }));
  return Number(asRecord(asRecord(asRecord(result).limits)[name]).reached);
}

/** Asks for one thing too many; the reason has to name the limit. */
async function mustReach(
  peer: Client,
  name: string,
  method: string,
  params: unknown,
): Promise<void> {
  const before = await reached(peer, name);
  const { error } = asRecord(await peer.ask(method, params));
  const { code, message, data } = asRecord(error);
  assertEquals([code, message], [-32005, "Limit exceeded"]);
  const { limit, maximum, reason } = asRecord(data);
  assertEquals([limit, typeof maximum], [name, "number"]);
  assertStringIncludes(String(reason), `at most ${maximum} `);
  assertStringIncludes(String(reason), `(${name})`);
  assertEquals(await reached(peer, name), before + 1);
}

test("a peer adds no more elements than the limit, until it has removed one", async (bus) => {
  const peer = await bus.tcp();
  for (let i = 0; i < 3; i++) await peer.do("add", { path: bus.path(`e${i}`) });
  await mustReach(peer, "maxElements", "add", { path: bus.path("e3") });
  await peer.do("remove", { path: bus.path("e0") });
  await peer.do("add", { path: bus.path("e3") });
});

test("a peer has no more fetches than the limit, until it has ended one", async (bus) => {
  const peer = await bus.tcp();
  const path = { equals: bus.path("nothing") };
  for (let id = 0; id < 3; id++) await peer.do("fetch", { id, path });
  await mustReach(peer, "maxFetches", "fetch", { id: 3, path });
  await peer.do("unfetch", { id: 0 });
  await peer.do("fetch", { id: 3, path });
});

test("the texts of all fetches of a peer are limited together, those of a get alone", async (bus) => {
  const peer = await bus.tcp();
  await peer.do("fetch", { id: 1, path: { containsOneOf: ["a", "b"] } });
  const path = { containsAllOf: ["x", "y", "z", "zz"] };
  await mustReach(peer, "maxOperands", "get", { path });
  const two = { containsAllOf: ["x", "y"] };
  await mustReach(peer, "maxOperands", "fetch", { id: 2, path: two });
  await peer.do("unfetch", { id: 1 });
  await peer.do("fetch", { id: 2, path: two });
});

test("info tells of the limits only who asks for them", async (bus) => {
  const peer = await bus.tcp();
  const { result } = asRecord(await peer.ask("info", {}));
  assert(!("limits" in asRecord(result)));
});

/** Everything that comes until the daemon ends its side. */
async function allOf(conn: Deno.Conn): Promise<string> {
  const chunk = new Uint8Array(1 << 12);
  let text = "";
  for (;;) {
    const length = await within(conn.read(chunk), "the end of the connection");
    if (length === null) return text;
    text += new TextDecoder().decode(chunk.subarray(0, length));
  }
}

/** Sends bytes over a connection of HTTP, and gives what is answered. */
async function askHttp(port: number, text: string): Promise<string> {
  using conn = await Deno.connect({ hostname: "127.0.0.1", port });
  await conn.write(new TextEncoder().encode(text));
  return await allOf(conn);
}

test("a request of HTTP/1.1 without one Host is answered 400, upgrades too", async (bus) => {
  const upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\n" +
    "Sec-WebSocket-Version: 13\r\n" +
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  const end = "Connection: close\r\n\r\n";
  const port = bus.daemon.wsPort;
  for (
    const [request, status] of [
      [`GET / HTTP/1.1\r\n${end}`, 400],
      [`GET / HTTP/1.1\r\n${upgrade}\r\n`, 400],
      [`GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n${upgrade}\r\n`, 400],
      [`GET / HTTP/1.1\r\nHost: a\r\n${end}`, 426],
      [`GET / HTTP/1.0\r\n${end}`, 426],
    ] as const
  ) {
    const answer = await askHttp(port, request);
    assertEquals(answer.split(" ")[1], String(status), request);
  }
});

for (const name of ["maxConnections", "maxConnectionsPerAddress"] as const) {
  Deno.test(`${name}: connections of HTTP count from the accept on, an upgraded one once`, async () => {
    await using daemon = new Daemon({ limits: { [name]: 3 } });
    const [tcp, http] = await daemon.listen({ port: 0, wsPort: 0 });
    await using webSocket = await WebSocketClient.connect(http.port);
    await webSocket.do("add", { path: "a" });
    const silent = await Deno.connect({ port: http.port });
    await using peer = await StreamClient.tcp(tcp.port);
    await peer.do("add", { path: "b" });
    const refusal = await askHttp(http.port, "");
    assertEquals(refusal.split(" ")[1], "503");
    assertStringIncludes(refusal, `at most 3 connections`);
    assertStringIncludes(refusal, name);
    assertEquals(await reached(peer, name), 1);
    using fourth = await Deno.connect({ port: tcp.port });
    assertEquals(await allOf(fourth), "");
    assertEquals(daemon.limits[name], { limit: 3, reached: 2 });
    // A connection that ends makes room.
    await silent.write(
      new TextEncoder().encode(
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
      ),
    );
    assertStringIncludes(await allOf(silent), "426");
    silent.close();
    let again = "";
    do again = await askHttp(
      http.port,
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    ); while (again.includes(" 503 "));
    assertEquals(again.split(" ")[1], "426");
  });
}

Deno.test("maxConnectionsPerUser: a user has no more connections than that", async () => {
  const rights = { fetchGroups: [], setGroups: [], callGroups: [] };
  await using daemon = new Daemon({
    limits: { maxConnectionsPerUser: 3 },
    authorize: (request) => ({ name: new URL(request.url).search, rights }),
  });
  const [{ port }] = await daemon.listen({ wsPort: 0 });
  await using clients = new AsyncDisposableStack();
  const connect = async (user: string) =>
    clients.use(await WebSocketClient.connect(port, { path: `/?${user}` }));
  for (let i = 0; i < 3; i++) await (await connect("joe")).ask("info", {});
  await (await connect("joe")).ending();
  await (await connect("eve")).ask("info", {});
  assertEquals(daemon.limits.maxConnectionsPerUser, { limit: 3, reached: 1 });
});

Deno.test("maxAnswer: a get with a longer answer is refused with the reason", async () => {
  await using daemon = new Daemon({ limits: { maxAnswer: 100 } });
  const [{ port }] = await daemon.listen({ port: 0 });
  await using peer = await StreamClient.tcp(port);
  await peer.do("add", { path: "a", value: "x".repeat(20) });
  assert(!("error" in asRecord(await peer.ask("get", {}))));
  await peer.do("add", { path: "b", value: "x".repeat(20) });
  await mustReach(peer, "maxAnswer", "get", {});
});

Deno.test("maxMeta and maxStay: an add beyond them is refused, as is a change of the metadata", async () => {
  await using daemon = new Daemon({ limits: { maxMeta: 10, maxStay: 3 } });
  const [{ port }] = await daemon.listen({ port: 0 });
  await using peer = await StreamClient.tcp(port);
  const meta = { a: "xxxxxxx" };
  await peer.do("add", { path: "a", value: 1, meta: { a: 1 }, stay: 3 });
  await mustReach(peer, "maxMeta", "add", { path: "b", value: 1, meta });
  await mustReach(peer, "maxMeta", "change", { path: "a", meta });
  await mustReach(peer, "maxStay", "add", { path: "b", value: 1, stay: 4 });
  assertEquals(daemon.limits.maxMeta, { limit: 10, reached: 2 });
  assertEquals(daemon.limits.maxStay, { limit: 3, reached: 1 });
});

Deno.test("maxMessage: a longer message is refused and counted, a much longer one ends the connection", async () => {
  await using daemon = new Daemon({ maxMessage: 100 });
  const [{ port }] = await daemon.listen({ port: 0 });
  await using peer = await StreamClient.tcp(port);
  await peer.send(`{"id":1,"method":"echo","params":"`.padEnd(101));
  assertStringIncludes(await peer.text(), "at most 100 are accepted");
  await peer.send(" ".repeat(2000));
  assertStringIncludes(await peer.text(), "at most 100 are accepted");
  await peer.ending();
  assertEquals(daemon.limits.maxMessage, { limit: 100, reached: 2 });
});

Deno.test("silentTimeout: a connection without a message ends and is counted", async () => {
  await using daemon = new Daemon({ silentTimeout: 0.1 });
  const [{ port }] = await daemon.listen({ port: 0 });
  await using peer = await StreamClient.tcp(port);
  await peer.ending();
  assertEquals(daemon.limits.silentTimeout, { limit: 0.1, reached: 1 });
});

for (
  const [name, softBacklog] of [
    ["stallTimeout", 1000],
    ["hardBacklog", 1 << 30],
  ] as const
) {
  Deno.test(`${name}: a peer that does not read is disconnected with the reason, and counted once`, async () => {
    const limits = { hardBacklog: 300_000, stallTimeout: 0.1 };
    await using daemon = new Daemon({ ...limits, softBacklog });
    const [{ port }] = await daemon.listen({ port: 0 });
    await using peer = await StreamClient.tcp(port);
    await peer.do("add", { path: "unread" });
    const ended = new Promise<string>((resolve) =>
      daemon.addEventListener(
        "disconnect",
        (event) => resolve(event.detail.reason),
      )
    );
    peer.reading.shut();
    const params = "x".repeat(100_000);
    // More than what the system takes.
    const sending = (async () => {
      for (let id = 0; id < 120; id++) {
        await peer.send({ id, method: "echo", params });
      }
    })().catch(() => {});
    assertStringIncludes(await ended, `(${name})`);
    peer.close();
    await sending;
    assertEquals(daemon.limits[name], { limit: limits[name], reached: 1 });
  });
}

Deno.test("maxValues: values and metadata of all elements are limited together", async () => {
  await using daemon = new Daemon({ limits: { maxValues: 3 } });
  const [{ port }] = await daemon.listen({ port: 0 });
  await using peer = await StreamClient.tcp(port);
  for (const path of ["a", "b", "c"]) await peer.do("add", { path, value: 1 });
  await mustReach(peer, "maxValues", "add", { path: "d", value: 1 });
  await peer.do("remove", { path: "a" });
  await peer.do("remove", { path: "b" });
  const meta = { meta: {} };
  await peer.do("add", { path: "d", ...meta });
  for (const refused of [{ value: 1 }, meta, { type: "signal", ...meta }]) {
    await mustReach(peer, "maxValues", "add", { path: "e", ...refused });
  }
  await mustReach(peer, "maxValues", "change", { path: "c", ...meta });
  // What metadata has taken is free when it has gone, and is not counted twice.
  await peer.do("change", { path: "d", meta: null });
  await peer.do("change", { path: "c", ...meta });
  await peer.do("change", { path: "c", meta: null });
  await peer.do("remove", { path: "d" });
  await peer.do("add", { path: "d", ...meta });
  await mustReach(peer, "maxValues", "change", { path: "c", value: 2 });
  await peer.do("remove", { path: "d" });
  for (const path of ["d", "e"]) await peer.do("add", { path, value: 1 });
  assertEquals(daemon.limits.maxValues, { limit: 3, reached: 6 });
});

Deno.test("maxValues: the metadata of what stays counts once when its owner is back", async () => {
  await using daemon = new Daemon({ limits: { maxValues: 40 } });
  const meta = { title: "long" };
  for (let i = 0; i < 5; i++) {
    const owner = daemon.peer();
    await owner.add(new State("a", 1, { stay: 5, meta }));
    await owner.close();
  }
  assertEquals(daemon.limits.maxValues, { limit: 40, reached: 0 });
});

Deno.test("maxKept: no more values are kept than that, of owners and by set", async () => {
  const keep = { file: ":memory:", patterns: ["config/#"] };
  await using daemon = new Daemon({ limits: { maxKept: 3 }, keep });
  const [{ port }] = await daemon.listen({ port: 0 });
  await using peer = await StreamClient.tcp(port);
  const kept = (path: string) => ({ path, value: 1, keep: true });
  for (const path of ["a", "b"]) {
    await peer.do("add", kept(path));
    const announced = {
      id: path,
      method: "change",
      params: { path, value: 2 },
    };
    await peer.send(announced);
    await peer.expect({ id: path, result: true });
  }
  await peer.do("set", { path: "config/c", value: 1 });
  await mustReach(peer, "maxKept", "add", kept("d"));
  await mustReach(peer, "maxKept", "set", { path: "config/d", value: 1 });
  // Others change, and what is removed makes room.
  await peer.do("set", { path: "config/c", value: 2 });
  await peer.do("remove", { path: "a" });
  await peer.do("set", { path: "config/d", value: 1 });
  assertEquals(daemon.limits.maxKept, { limit: 3, reached: 2 });
});

Deno.test("connections are limited, and free when they have ended", async () => {
  await using daemon = new Daemon({ limits: { maxConnectionsPerAddress: 3 } });
  const [{ port }] = await daemon.listen({ port: 0 });
  const connected = () =>
    new Promise<void>((resolve) =>
      daemon.addEventListener("connect", () => resolve(), { once: true })
    );
  const open: Deno.Conn[] = [];
  const connect = async () => {
    const connection = connected();
    open.push(await Deno.connect({ port }));
    await connection;
  };
  for (let i = 0; i < 3; i++) await connect();
  const fourth = await Deno.connect({ port });
  assertEquals(await fourth.read(new Uint8Array(1)), null);
  fourth.close();
  assertEquals(daemon.limits.maxConnectionsPerAddress.reached, 1);
  const left = new Promise<void>((resolve) =>
    daemon.addEventListener("disconnect", () => resolve(), { once: true })
  );
  open.pop()?.close();
  await left;
  await connect();
  for (const connection of open) connection.close();
});

/** Connects an owner whose states stay for a while, and ends it. */
async function leaveBehind(port: number, paths: string[]): Promise<void> {
  await using owner = await StreamClient.tcp(port);
  for (const path of paths) {
    await owner.do("add", { path, value: 1, stay: 60 });
  }
}

/** Waits until the owner of a state is away. */
async function isAway(peer: Client, path: string): Promise<void> {
  const params = { path: { equals: path }, presence: true };
  for (;;) {
    const { result } = asRecord(await peer.ask("get", params));
    if (JSON.stringify(result).includes('"away":true')) return;
  }
}

Deno.test("maxElements: what stays of owners of one address is limited as well", async () => {
  await using daemon = new Daemon({ limits: { maxElements: 3 } });
  const [{ port }] = await daemon.listen({ port: 0 });
  await leaveBehind(port, ["a", "b", "c"]);
  await using peer = await StreamClient.tcp(port);
  await isAway(peer, "c");
  const more = { path: "d", value: 1, stay: 60 };
  await mustReach(peer, "maxElements", "add", more);
  await peer.do("add", { path: "d", value: 1 });
  // Those that are there are taken over.
  await peer.do("add", { path: "a", value: 1, stay: 60 });
  await peer.do("add", { path: "e", value: 1, stay: 60 });
});

Deno.test("requests of one peer that wait for owners that are away are limited together", async () => {
  await using daemon = new Daemon();
  const [{ port }] = await daemon.listen({ port: 0 });
  const paths = ["a", "b", "c"];
  for (const path of paths) await leaveBehind(port, [path]);
  await using peer = await StreamClient.tcp(port);
  await using other = await StreamClient.tcp(port);
  for (const path of paths) await isAway(peer, path);
  const value = "x".repeat(1 << 18);
  const set = (client: StreamClient, id: string, path: string) =>
    client.send({ id, method: "set", params: { path, value, timeout: 60 } });
  // Parameters and value wait: half a MiB.
  await set(peer, "1", "a");
  await set(peer, "2", "b");
  await set(other, "3", "c");
  await set(peer, "4", "c");
  const { id, error } = asRecord(await peer.next());
  assertEquals(id, "2");
  assertStringIncludes(JSON.stringify(error), "has gone");
  assertEquals(asRecord(await peer.next()).id, "4");
  await using owner = await StreamClient.tcp(port);
  await owner.do("add", { path: "c", value: 1, stay: 60 });
  assertEquals(asRecord(await owner.next()).method, "c");
});

Deno.test("maxOperands: of long rules each KiB counts, also where they are only looked up", async () => {
  await using daemon = new Daemon({ limits: { maxOperands: 10 } });
  const [{ port }] = await daemon.listen({ port: 0 });
  await using peer = await StreamClient.tcp(port);
  const list = Array.from({ length: 200 }, (_, index) => `${index}`);
  const long = "x".repeat(20_000);
  await peer.do("fetch", { id: 1, path: { equalsOneOf: list.slice(0, 20) } });
  for (
    const rules of [
      { path: { equalsOneOf: list } },
      { path: { equalsNotOneOf: list } },
      { path: { contains: long } },
      { value: { hasOneOf: list } },
      { value: { equals: { a: [long] } } },
      { path: {}, limits: [{ rate: 1, path: { startsWith: long } }] },
    ]
  ) {
    await mustReach(peer, "maxOperands", "fetch", { id: 2, ...rules });
  }
  await mustReach(peer, "maxOperands", "get", { path: { equalsOneOf: list } });
});

Deno.test("maxOperands: of all peers together as many as twenty may have, none of them keeps others from its share", async () => {
  await using daemon = new Daemon({ limits: { maxOperands: 10 } });
  const [{ port }] = await daemon.listen({ port: 0 });
  const ten = { path: { containsOneOf: Array.from("abcdefghij") } };
  await using stack = new AsyncDisposableStack();
  const join = async () => stack.use(await StreamClient.tcp(port));
  const full = await Promise.all(Array.from({ length: 20 }, join));
  for (const peer of full) await peer.do("fetch", { id: 1, ...ten });
  const other = await join();
  await mustReach(other, "maxOperands", "fetch", { id: 1, ...ten });
  const few = { path: { containsOneOf: ["a", "b", "c"] } };
  await other.do("fetch", { id: 1, ...few });
  assertEquals(asRecord(await other.ask("get", ten)).result, []);
  await full[0].do("unfetch", { id: 1 });
  // By half-close: its end has come to it when its fetches are gone.
  await full[1].endWriting();
  await full[1].ending();
  await join().then((next) => next.do("fetch", { id: 1, ...ten }));
});

test("a limit that is reached has a code of its own, but for C++ peers", async (bus) => {
  const path = { containsAllOf: ["x", "y", "z", "zz"] };
  const reason =
    "at most 3 texts, value rules and KiB of long rules of one peer (maxOperands)";
  const cpp = await bus.tcp();
  await cpp.send({ jsonrpc: "2.0", id: 1, method: "get", params: { path } });
  const { error: cppError } = asRecord(await cpp.next());
  const { code, data } = asRecord(cppError);
  assertEquals([code, data], [-32603, { reason }]);
  await using peer = await Peer.connect(bus.daemon.url("tcp"));
  const error = await assertRejects(() => peer.get({ path }), JetError);
  assertEquals(error.message, reason);
  assertEquals(error.code, -32005);
  assertEquals(error.data, { limit: "maxOperands", maximum: 3, reason });
});
