import { assert, assertEquals, assertMatch } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { TRANSPORTS } from "../support/daemon_process.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";

const test = sharedDaemon();

for (const transport of TRANSPORTS) {
  test(`info tells name, version and features over ${transport}`, async (bus) => {
    const peer = await bus.connect(transport);
    const { result } = asRecord(await peer.ask("info", {}));
    const { version, ...rest } = asRecord(result);
    assertMatch(String(version), /^\d+\.\d+\.\d+/);
    assertEquals(rest, {
      name: "jet",
      protocolVersion: "1.1.0",
      features: {
        batches: true,
        authentication: false,
        authenticate: false,
        fetch: "full",
      },
    });
  });

  test(`a state added over ${transport} is fetched over all others`, async (bus) => {
    const owner = await bus.connect(transport);
    const path = bus.path("state");
    await owner.do("add", { path, value: 1 });
    for (const other of TRANSPORTS) {
      const fetcher = await bus.connect(other);
      await fetcher.do("fetch", { id: "f", path: { equals: path } });
      await fetcher.expect({
        method: "f",
        params: { path, event: "add", value: 1 },
      });
    }
  });
}

test("info needs no params", async (bus) => {
  const peer = await bus.tcp();
  for (const params of [undefined, null, [], 7]) {
    assert("result" in asRecord(await peer.ask("info", params)));
  }
});

test("config takes a name and ignores what it does not know", async (bus) => {
  const peer = await bus.tcp();
  await peer.do("config", { name: "laboratory" });
  await peer.do("config", { debug: false, encoding: "json" });
  await peer.do("config", {});
  // How HBK's C++ peers begin.
  await peer.send({
    jsonrpc: "2.0",
    method: "config",
    params: { debug: false, name: "c++" },
  });
  await peer.quiet();
});

test("echo returns its params, whatever they are", async (bus) => {
  const peer = await bus.tcp();
  for (const params of [{ a: [1, { b: null }] }, [], "text", 7, false, null]) {
    assertEquals(await peer.ask("echo", params), { result: params });
  }
  assertEquals(await peer.ask("echo"), { result: true });
});

test("an answer's id has the JSON type and the spelling of the request's", async (bus) => {
  const peer = await bus.tcp();
  const ids = [
    "1",
    "0",
    "-3",
    "1.50",
    "1e3",
    "9007199254740993",
    '""',
    '"1"',
    '"\\u00e9"',
    '"a\\"b"',
  ];
  for (const id of ids) {
    await peer.send(`{"id":${id},"method":"echo","params":{}}`);
    assertEquals(await peer.text(), `{"id":${id},"result":{}}`);
  }
});

test("a request without an id or with null is carried out and not answered", async (bus) => {
  const peer = await bus.tcp();
  const [a, b] = [bus.path("a"), bus.path("b")];
  await peer.send({ method: "add", params: { path: a, value: 1 } });
  await peer.send({ id: null, method: "add", params: { path: b, value: 2 } });
  await peer.quiet();
  assertEquals(await peer.ask("get", { path: bus.here() }), {
    result: [
      { path: a, event: "add", value: 1 },
      { path: b, event: "add", value: 2 },
    ],
  });
  // Neither are its errors.
  await peer.send({ method: "add", params: { path: a, value: 1 } });
  await peer.send({ method: "add", params: {} });
  await peer.send({ method: "nonsense" });
  await peer.send({
    method: "set",
    params: { path: bus.path("no"), value: 1 },
  });
  await peer.send({ method: "fetch", params: { id: "f", path: { no: 1 } } });
  await peer.quiet();
});

test("a batch is carried out in order, each of its requests answered by itself", async (bus) => {
  const peer = await bus.tcp();
  const path = bus.path("a");
  await peer.send([
    { id: 1, method: "add", params: { path, value: 1 } },
    { method: "change", params: { path, value: 2 } },
    { id: "two", method: "get", params: { path: { equals: path } } },
    { id: 3, method: "nonsense" },
    { id: 4, method: "remove", params: { path } },
  ]);
  await peer.expect(
    { id: 1, result: true },
    { id: "two", result: [{ path, event: "add", value: 2 }] },
    {
      id: 3,
      error: { code: -32601, message: "Method not found", data: "nonsense" },
    },
    { id: 4, result: true },
  );
  await peer.send([]);
  await peer.quiet();
});

test("members that a message does not need are ignored", async (bus) => {
  const peer = await bus.tcp();
  await peer.send({
    jsonrpc: "2.0",
    id: 1,
    method: "echo",
    params: { a: 1 },
    more: { params: {} },
  });
  await peer.expect({ id: 1, result: { a: 1 } });
});

test("of members with the same name the last counts", async (bus) => {
  const peer = await bus.tcp();
  await peer.send(
    `{"id":1,"method":"nonsense","method":"echo","params":1,"params":{"p":2}}`,
  );
  await peer.expect({ id: 1, result: { p: 2 } });
});

test("member names may be written with escapes", async (bus) => {
  const peer = await bus.tcp();
  const path = bus.path("escaped");
  await peer.send(
    `{"\\u0069d":1,"m\\u0065thod":"add","par\\u0061ms":{"p\\u0061th":"${path}","value":1}}`,
  );
  await peer.expect({ id: 1, result: true });
});
