import { assert, assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import {
  MSGPACK_TRANSPORTS,
  MsgpackClient,
} from "../support/msgpack_client.ts";
import { everyKind, speaker } from "../support/population.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";

const test = sharedDaemon().onOneRuntime;

/** A client that has not switched yet. */
function connect(
  bus: TestBus,
  transport: typeof MSGPACK_TRANSPORTS[number],
): Promise<MsgpackClient> {
  const { port, wsPort } = bus.daemon;
  return transport === "tcp"
    ? MsgpackClient.tcp(port)
    : MsgpackClient.websocket(wsPort);
}

/** A client over TCP that speaks MessagePack. */
async function switched(bus: TestBus): Promise<MsgpackClient> {
  const client = await connect(bus, "tcp");
  await client.switch();
  return client;
}

for (const transport of MSGPACK_TRANSPORTS) {
  test(`messages right behind config are MessagePack, before its answer too, over ${transport}`, async (bus) => {
    using client = await connect(bus, transport);
    const config = { id: 1, method: "config", params: { encoding: "msgpack" } };
    const all = [client.json(config)];
    for (const id of [2, 3]) {
      all.push(client.send({ id, method: "echo", params: [id] }));
    }
    await Promise.all(all);
    assertEquals(await client.nextJson(), { id: 1, result: true });
    await client.expect({ id: 2, result: [2] }, { id: 3, result: [3] });
  });

  test(`after the answer to config, which is JSON, all is MessagePack over ${transport}`, async (bus) => {
    using client = await connect(bus, transport);
    const path = bus.path("s");
    await client.json({ id: 1, method: "add", params: { path, value: 1 } });
    assertEquals(await client.nextJson(), { id: 1, result: true });
    await client.switch();
    assertEquals(await client.ask("echo", { a: [1, "é", null, 1.5] }), {
      result: { a: [1, "é", null, 1.5] },
    });
    // As own and as fetched, beside those who stay with JSON.
    const fetchers = await everyKind(bus);
    for (const fetcher of fetchers) {
      await fetcher.fetch(
        { path: bus.here() },
        fetcher.event("add", path, 1),
      );
    }
    await client.send({ id: 3, method: "fetch", params: { id: "__f__0" } });
    assertEquals(await client.next(), { id: 3, result: true });
    await client.send({ method: "change", params: { path, value: { b: [] } } });
    for (const fetcher of fetchers) {
      const change = fetcher.event("change", path, { b: [] });
      await fetcher.client.expect(change);
    }
    for (;;) {
      // Others are fetched too.
      const { method, params } = asRecord(await client.next());
      assertEquals(method, "__f__0");
      const { event, ...rest } = asRecord(params);
      if (event !== "change") continue;
      assertEquals(rest, { path, value: { b: [] } });
      break;
    }
  });

  test(`arrays of requests are carried out in order and answered one by one over ${transport}`, async (bus) => {
    using client = await connect(bus, transport);
    await client.switch();
    const [path, foreign] = [bus.path("s"), bus.path("none")];
    await client.send([
      { id: 3, method: "add", params: { path, value: 1 } },
      { method: "change", params: { path, value: 2 } },
      { id: 4, method: "get", params: { path: { equals: path } } },
      { id: 5, method: "remove", params: { path: foreign } },
      { id: 6, method: "remove", params: { path } },
    ]);
    await client.expect(
      { id: 3, result: true },
      { id: 4, result: [{ path, event: "add", value: 2 }] },
      {
        id: 5,
        error: {
          code: -32602,
          message: "Invalid params",
          data: { pathNotExists: foreign },
        },
      },
      { id: 6, result: true },
    );
  });

  test(`a set is forwarded in MessagePack and its answer taken over ${transport}`, async (bus) => {
    using owner = await connect(bus, transport);
    await owner.switch();
    const path = bus.path("s");
    await owner.ask("add", { path, value: 1 });
    for (const client of await everyKind(bus)) {
      const value = { x: [1.5, null] };
      const id = await client.request("set", { path, value });
      const forward = asRecord(await owner.next());
      assertEquals(forward.method, path);
      const more = client.isV3 ? { valueAsResult: true } : {};
      assertEquals(forward.params, { value, ...more });
      await owner.send([
        { id: forward.id, result: true },
        { method: "change", params: { path, value } },
      ]);
      const { result } = await client.answer(id);
      const done = client.kind === "cjet" ? {} : true;
      assertEquals(result, client.isV3 ? { path, value } : done);
    }
  });

  test(`JSON is read after the switch too, and answered in MessagePack over ${transport}`, async (bus) => {
    using client = await connect(bus, transport);
    await client.switch();
    await client.json({ id: 3, method: "echo", params: ["x"] });
    assertEquals(await client.next(), { id: 3, result: ["x"] });
    await client.json([{ id: 4, method: "echo" }, { id: 5, method: "echo" }]);
    await client.expect({ id: 4, result: true }, { id: 5, result: true });
  });

  test(`an unknown encoding is refused, and JSON stays, over ${transport}`, async (bus) => {
    using client = await connect(bus, transport);
    const params = { encoding: "xml" };
    await client.json({ id: 1, method: "config", params });
    const { id, error } = asRecord(await client.nextJson());
    assertEquals(id, 1);
    assertEquals(asRecord(error).data, { encodingNotSupported: "xml" });
    await client.json({ id: 2, method: "echo", params: {} });
    assertEquals(await client.nextJson(), { id: 2, result: {} });
    // And can still be left.
    await client.switch();
    assertEquals(await client.ask("echo", 7), { result: 7 });
  });
}

test("what follows config in its own array is answered in MessagePack", async (bus) => {
  using client = await connect(bus, "tcp");
  await client.json([
    { id: 1, method: "echo", params: "before" },
    { id: 2, method: "config", params: { encoding: "msgpack" } },
    { id: 3, method: "echo", params: "after" },
  ]);
  assertEquals(await client.nextJson(), { id: 1, result: "before" });
  assertEquals(await client.nextJson(), { id: 2, result: true });
  await client.expect({ id: 3, result: "after" });
});

test("config without id switches too", async (bus) => {
  using client = await connect(bus, "tcp");
  await client.json({ method: "config", params: { encoding: "msgpack" } });
  assertEquals(await client.ask("echo", [1]), { result: [1] });
});

test("integers of 64 bits pass between MessagePack and JSON, both ways", async (bus) => {
  using client = await switched(bus);
  const json = await speaker(bus, "2.x");
  const integers = [
    9007199254740993n,
    -9007199254740993n,
    18446744073709551615n,
    -9223372036854775808n,
  ];
  for (const [i, value] of integers.entries()) {
    const path = bus.path(`from ${i}`);
    await client.ask("add", { path, value });
    await json.request("get", { path: { equals: path } });
    const text = await json.client.text();
    assert(text.includes(`"value":${value}}`), text);

    const other = bus.path(`to ${i}`);
    await json.client.send(
      `{"method":"add","params":{"path":"${other}","value":${value}}}`,
    );
    await json.quiet();
    assertEquals(await client.ask("get", { path: { equals: other } }), {
      result: [{ path: other, event: "add", value }],
    });
  }
});

test("integers above 32 bits are integers in MessagePack, also those that a double holds", async (bus) => {
  using client = await switched(bus);
  for (const id of [4294967301n, -4294967301n]) {
    await client.send({ id, method: "echo", params: [id] });
    await client.expect({ id, result: [id] });
  }
});

test("ids and fetch ids of any kind come back as they were", async (bus) => {
  using client = await switched(bus);
  const path = bus.path("s");
  const add = { method: "add", params: { path, value: 1 } };
  for (const id of [0, 7, 9007199254740993n, "text"]) {
    const params = { id, path: { equals: path } };
    await client.send({ id, method: "fetch", params });
    await client.expect({ id, result: true });
    await client.send({ id, ...add });
    await client.expect(
      { method: id, params: { path, event: "add", value: 1 } },
      { id, result: true },
    );
    await client.send({ id, method: "unfetch", params: { id } });
    await client.send({ id, method: "remove", params: { path } });
    await client.expect({ id, result: true }, { id, result: true });
  }
});

test("binary data appears to others as a data URL", async (bus) => {
  using client = await switched(bus);
  const json = await speaker(bus, "3.x");
  const path = bus.path("image");
  await json.fetch({ path: { equals: path } });
  const value = new Uint8Array([0, 255, 16, 32]);
  await client.ask("add", { path, value });
  const url = "data:application/octet-stream;base64,AP8QIA==";
  await json.client.expect(json.event("add", path, url));
});

test("a lua table with holes comes as a map of its numbers", async (bus) => {
  using client = await switched(bus);
  // {id: 1, method: "echo", params: {2: "x", 3: 1}}
  const text =
    "\x83\xa2id\x01\xa6method\xa4echo\xa6params\x82\x02\xa1x\x03\x01";
  await client.bytes(Uint8Array.from(text, (c) => c.charCodeAt(0)));
  await client.expect({ id: 1, result: { 2: "x", 3: 1 } });
});

test("bytes that are no MessagePack are answered so, and the connection stays", async (bus) => {
  using client = await switched(bus);
  // Never used, cut off, and more than one value.
  for (const bytes of [[0xc1], [0x82, 0xa2], [0x01, 0x02], [0x7b, 0x7d]]) {
    await client.bytes(new Uint8Array(bytes));
    const { id, error } = asRecord(await client.next());
    assertEquals(id, undefined);
    const { code } = asRecord(error);
    assert(code === -32700 || code === -32600, `${bytes}: ${code}`);
  }
  assertEquals(await client.ask("echo", "still here"), {
    result: "still here",
  });
});

test("what a lua owner can't send as MessagePack has no effect on the others", async (bus) => {
  using owner = await switched(bus);
  const bystander = await bus.bystander();
  const path = bus.path("s");
  // JSON has no words for these.
  for (const value of [NaN, Infinity, -Infinity]) {
    await owner.send({ id: 1, method: "add", params: { path, value } });
    assertEquals(asRecord(await owner.next()).id, 1);
    await owner.send({ method: "remove", params: { path } });
  }
  await bystander.noticedNothing();
});

test("config of a MessagePack peer of HBK's kind or of node-jet 3.x works as well", async (bus) => {
  using cjet = await connect(bus, "tcp");
  const config = { method: "config", params: { encoding: "msgpack" } };
  await cjet.json({ jsonrpc: "2.0", id: 1, ...config });
  assertEquals(await cjet.nextJson(), { id: 1, result: true });
  assertEquals(await cjet.ask("echo", 1), { result: 1 });
  using v3 = await connect(bus, "tcp");
  await v3.json({ id: "1", method: "info", params: {} });
  await v3.nextJson();
  await v3.json({ id: "2", ...config });
  assertEquals(await v3.nextJson(), { id: "2", result: {} });
  assertEquals(await v3.ask("echo", 1), { result: 1 });
});
