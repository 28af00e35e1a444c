import { assertEquals } from "@std/assert";
import { asRecord, type Client } from "../support/client.ts";
import { parseError } from "../support/dialect_errors.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";

const test = sharedDaemon().onOneRuntime;

type Dialect = "classic" | "cjet" | "v3";

/** Asks in a way that proves nothing, and tells by the form of the answer. */
async function spokenTo(client: Client): Promise<Dialect> {
  await client.send({ id: "which", method: "info" });
  for (;;) {
    const { id, result } = asRecord(await client.next());
    if (id !== "which") continue;
    const { protocolVersion, features } = asRecord(result);
    if ("asNotification" in asRecord(features)) return "v3";
    return protocolVersion === "1.0.0" ? "cjet" : "classic";
  }
}

const FIRST: [string, unknown, Dialect][] = [
  // What the real peers say first.
  ["info of node-jet 2.x", { id: 0, method: "info", params: {} }, "classic"],
  ["info of node-jet 3.x", { id: "1", method: "info", params: {} }, "v3"],
  [
    "info of a node-jet 3.x that connects again",
    { id: "4711", method: "info", params: {} },
    "v3",
  ],
  [
    "config of HBK's C++ peers",
    { jsonrpc: "2.0", method: "config", params: { debug: false, name: "" } },
    "cjet",
  ],
  ["config of lua-jet", { id: 1, method: "config", params: {} }, "classic"],
  [
    "fetch of lua-jet",
    { id: 1, method: "fetch", params: { id: "__f__0", path: {} } },
    "classic",
  ],
  [
    "3.x info with jsonrpc",
    { jsonrpc: "2.0", id: "1", method: "info", params: {} },
    "cjet",
  ],
  // What proves nothing is classic.
  ["a 3.x id without params", { id: "1", method: "info" }, "classic"],
  [
    "a 3.x id with other params",
    { id: "1", method: "info", params: { a: 1 } },
    "classic",
  ],
  [
    "an id that is no decimal number",
    { id: "x1", method: "info", params: {} },
    "classic",
  ],
  [
    "config without id or jsonrpc",
    { method: "config", params: { name: "x" } },
    "classic",
  ],
  [
    "a state added by a string id",
    { id: "1", method: "add", params: { path: "guess/nothing", value: 1 } },
    "classic",
  ],
  ["another jsonrpc", { jsonrpc: "1.0", method: "config" }, "classic"],
  // Home-made 3.x clients that skip info.
  ["configure", { id: "a", method: "configure", params: {} }, "v3"],
  [
    "addUser",
    {
      id: "a",
      method: "addUser",
      params: { user: "u", password: "p", groups: [] },
    },
    "v3",
  ],
  ["a 3.x fetch id", fetch("f_6LICR"), "v3"],
  ["a 3.0.0 fetch id", fetch("___f___1"), "v3"],
  ["the fetch id of simple mode", fetch("fetch_all"), "v3"],
  [
    "a value rule by operator",
    fetch("x", { value: { "": { operator: "lessThan", value: 3 } } }),
    "v3",
  ],
  ["a sort by one word", fetch("x", { sort: { by: "value" } }), "v3"],
  ["access for reading", add({ value: 1, access: { read: "all" } }), "v3"],
  ["access for writing", add({ access: { write: "admin" } }), "v3"],
  [
    "change by a string id",
    { id: "1", method: "change", params: { path: "guess/no", value: 1 } },
    "v3",
  ],
  // Home-made classic clients with string ids.
  ["a classic fetch id", fetch("__f__1"), "classic"],
  ["a numeric fetch id", fetch(1), "classic"],
  ["fetchOnly", add({ value: 1, fetchOnly: true }), "classic"],
  ["access by groups", add({ access: { callGroups: ["a"] } }), "classic"],
  ["field rules", fetch("f_abcde", { valueField: {} }), "classic"],
  ["value rules", fetch("f_abcde", { value: { lessThan: 3 } }), "classic"],
  ["sort by path", fetch("f_abcde", { sort: { byPath: true } }), "classic"],
  [
    "change without id",
    { method: "change", params: { path: "guess/no", value: 1 } },
    "classic",
  ],
  ["echo", { id: "1", method: "echo", params: {} }, "classic"],
  [
    "passwd",
    { id: "1", method: "passwd", params: { user: "u", password: "p" } },
    "classic",
  ],
  [
    "a timeout",
    { id: "1", method: "call", params: { path: "guess/no", timeout: 1 } },
    "classic",
  ],
];

function fetch(id: string | number, more: Record<string, unknown> = {}) {
  const params = { id, path: { equals: "guess/none" }, ...more };
  return { id: "1", method: "fetch", params };
}

let serial = 0;

function add(more: Record<string, unknown>) {
  return (path = `guess/${++serial}`) => ({
    id: "1",
    method: "add",
    params: { path, ...more },
  });
}

/** A message, or a new one for each time that it is sent. */
function made(message: unknown): unknown {
  return typeof message === "function" ? message() : message;
}

/** A message that tells something else, and comes too late. */
const CONTRARY: Record<Dialect, unknown> = {
  classic: { id: "9", method: "configure", params: {} },
  cjet: { id: "9", method: "configure", params: {} },
  v3: { id: 9, method: "echo", params: {} },
};

for (const [what, message, dialect] of FIRST) {
  test(`${what} as first message: ${dialect}`, async (bus) => {
    const client = await bus.tcp();
    await client.send(made(message));
    assertEquals(await spokenTo(client), dialect);
  });

  test(`${what} as first of an array: ${dialect}`, async (bus) => {
    const client = await bus.tcp();
    await client.send([made(message)]);
    assertEquals(await spokenTo(client), dialect);
  });

  test(`${what} after what proved nothing: ${dialect}`, async (bus) => {
    const client = await bus.tcp();
    const path = bus.path("s");
    await client.send({ id: "a", method: "add", params: { path, value: 1 } });
    await client.expect({ id: "a", result: true });
    await client.send(made(message));
    assertEquals(await spokenTo(client), dialect);
  });
}

const PROVEN: [string, unknown, Dialect][] = [
  ["node-jet 2.x", { id: 0, method: "info", params: {} }, "classic"],
  ["node-jet 3.x", { id: "1", method: "info", params: {} }, "v3"],
  ["C++", { jsonrpc: "2.0", method: "config", params: {} }, "cjet"],
];

for (const [who, message, dialect] of PROVEN) {
  test(`${who}: what is proven stays, whatever comes later`, async (bus) => {
    const client = await bus.tcp();
    await client.send(message);
    await client.send(CONTRARY[dialect]);
    assertEquals(await spokenTo(client), dialect);
  });

  test(`${who} is recognised over every transport`, async (bus) => {
    for (const transport of ["tcp", "unix", "websocket"] as const) {
      const client = await bus.connect(transport);
      await client.send(message);
      assertEquals(await spokenTo(client), dialect, transport);
    }
  });

  test(`${who} is recognised after garbage and empty arrays`, async (bus) => {
    const client = await bus.tcp();
    await client.send("{bad json");
    assertEquals(await parseError(client), -32700);
    await client.send("[]");
    await client.send("7");
    assertEquals(asRecord(asRecord(await client.next()).error).code, -32600);
    await client.send(message);
    assertEquals(await spokenTo(client), dialect);
  });
}

test("the very message that proves 3.x is answered as 3.x expects", async (bus) => {
  const client = await bus.tcp();
  await client.send({ id: "a", method: "configure", params: { name: "x" } });
  await client.expect({ id: "a", result: {} });
  const other = await bus.tcp();
  const path = bus.path("s");
  const access = { read: "", write: "" };
  await other.send({
    id: "1",
    method: "add",
    params: { path, value: 1, access },
  });
  await other.expect({ id: "1", result: {} });
});

test("two of one address speak two dialects", async (bus) => {
  const [one, two] = [await bus.tcp(), await bus.tcp()];
  await one.send({ id: "1", method: "info", params: {} });
  await two.send({ id: 1, method: "info", params: {} });
  assertEquals([await spokenTo(one), await spokenTo(two)], ["v3", "classic"]);
});
