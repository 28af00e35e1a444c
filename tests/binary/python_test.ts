/**
 * Another implementation of binary Jet, in Python and from the specification
 * alone, beside peers that speak JSON.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { NO_PYTHON, PythonProgram } from "../support/python.ts";
import { ROOT } from "../support/runtimes.ts";
import {
  type RegisterDaemonTest,
  sharedDaemon,
  type TestBus,
} from "../support/shared_daemon.ts";
import type { StreamClient } from "../support/stream_client.ts";

const SCRIPT = `${ROOT}tests/binary/interop.py`;

const shared = sharedDaemon();
const test: RegisterDaemonTest = (name, body) =>
  shared.onOneRuntime(name, body, { ignore: NO_PYTHON });
const testEach: RegisterDaemonTest = (name, body) =>
  shared(name, body, { ignore: NO_PYTHON });

/** A Python peer that is connected. */
async function python(bus: TestBus, role: string): Promise<PythonProgram> {
  const port = `${bus.daemon.binaryPort}`;
  const program = new PythonProgram(SCRIPT, [role, "127.0.0.1", port]);
  const { info } = await program.next();
  assertEquals(info, [[1, 0, 0], 27, 1114112, "/", "jet", "0.1.0"]);
  return program;
}

/** The request that was passed on to an owner that speaks JSON. */
async function forwarded(
  owner: StreamClient,
): Promise<Record<string, unknown>> {
  return asRecord(await owner.next());
}

testEach("Python owns, JSON and Python peers use it", async (bus) => {
  await using owner = await python(bus, "owner");
  await using client = await python(bus, "client");
  const json = await bus.tcp();
  const path = bus.path("state");
  await owner.do("state", path, { float: 1 }, "at most 10");

  await json.do("fetch", { id: "f", path: bus.here() });
  await json.expect({
    method: "f",
    params: { path, event: "add", value: 1 },
  });

  // A peer that speaks JSON is taken by the type that the state has.
  await json.send({ id: 1, method: "set", params: { path, value: 7 } });
  await owner.expect({ set: [path, { float: 7 }] });
  await json.expect(
    { method: "f", params: { path, event: "change", value: 7 } },
    { id: 1, result: true },
  );

  await client.say("set", path, 99, { options: { value_as_result: true } });
  await owner.expect({ set: [path, 99] });
  await client.answer({ result: 10 });
  await json.expect({
    method: "f",
    params: { path, event: "change", value: 10 },
  });
  assertEquals(await client.do("get", path), 10);

  await owner.do("notify", path, { array: ["h", [-1, 300]] });
  await json.expect({
    method: "f",
    params: { path, event: "change", value: [-1, 300] },
  });
  await json.send({ id: 2, method: "set", params: { path, value: "far off" } });
  await owner.expect({ set: [path, "far off"] });
  // The owner can't compare that with 10.
  const failure = asRecord(await json.next());
  assertEquals(asRecord(failure.error).code, -32603);

  await owner.do("remove", path);
  await json.expect({
    method: "f",
    params: { path, event: "remove", value: [-1, 300] },
  });
});

test("an owner in Python refuses, fails, and is left alone", async (bus) => {
  await using owner = await python(bus, "owner");
  await using client = await python(bus, "client");
  const json = await bus.tcp();
  const [refused, failing, fixed] = ["a", "b", "c"].map((name) =>
    bus.path(name)
  );
  await owner.do("state", refused, 1, "refuse");
  await owner.do("state", failing, 1, "fail");
  await owner.do("state", fixed, { bytes: "AAE=" }, "read only");

  const set = (path: string) => ["set", path, "x"];
  await client.say(...set(refused));
  await client.answer({ error: [-32602, "Invalid params", "not this value"] });
  await client.say(...set(failing));
  await client.answer({
    error: [-32603, "Internal error", {
      message: "ValueError('out of order')",
    }],
  });
  await client.say(...set(fixed));
  await client.answer({
    error: [-32602, "Invalid params", { fetchOnly: fixed }],
  });
  assertEquals(await json.ask("set", { path: refused, value: "x" }), {
    error: {
      code: -32602,
      message: "Invalid params",
      data: "not this value",
    },
  });
  await json.do("fetch", { id: "f", path: { equals: fixed } });
  const value = "data:application/octet-stream;base64,AAE=";
  const event = { path: fixed, event: "add", fetchOnly: true, value };
  await json.expect({ method: "f", params: event });
});

test("methods in Python are called", async (bus) => {
  await using owner = await python(bus, "owner");
  await using client = await python(bus, "client");
  const json = await bus.tcp();
  const [same, failing] = [bus.path("same"), bus.path("failing")];
  await owner.do("method", same);
  await owner.do("method", failing, "fail");

  const values = [
    null,
    true,
    false,
    { float: -0.5 },
    2 ** 31 - 1,
    -(2 ** 53),
    "grüß 👋",
    { bytes: "/wA=" },
    [1, [null], "x"],
    { json: { a: [{}] } },
    { array: ["f", [0.5, -2]] },
    { array: ["B", [0, 255]] },
    { blob: ["image/png", "iVBO"] },
    { blob: ["image/bmp", "Qk0="] },
    { blob: [99, "AQI="] },
    { blob: [200, ""] },
  ];
  for (const value of values) {
    assertEquals(await client.do("call", same, value), value);
    await owner.expect({ called: [same, value] });
    assertEquals(await client.do("echo", value), value);
  }
  assertEquals(await client.do("call", same), null);

  assertEquals(
    await json.ask("call", { path: same, args: [1, "two"] }),
    { result: [1, "two"] },
  );
  const failure = { code: 7, message: "no luck", data: { tried: 1 } };
  assertEquals(await json.ask("call", { path: failing }), { error: failure });
  await client.say("call", failing);
  await client.answer({ error: [7, "no luck", { tried: 1 }] });
});

test("a client in Python uses what JSON peers own", async (bus) => {
  await using client = await python(bus, "client");
  const json = await bus.tcp();
  const [state, method] = [bus.path("a/state"), bus.path("a/method")];
  await json.do("add", { path: state, value: { a: [1, 2.5] } });
  await json.do("add", { path: method });

  assertEquals(await client.do("get", state), {
    json: { a: [1, 2.5] },
  });
  const seen: [value: unknown, seen: unknown][] = [
    [5, 5],
    [{ bytes: "AQ==" }, "data:application/octet-stream;base64,AQ=="],
    [{ blob: ["image/bmp", "Qk0="] }, "data:image/bmp;base64,Qk0="],
    [{ array: ["I", [1, 2]] }, [1, 2]],
  ];
  for (const [value, expected] of seen) {
    await client.say("set", state, value);
    const { id, ...request } = await forwarded(json);
    const params = { value: expected };
    assertEquals(request, { method: state, params });
    await json.send({ id, result: true });
    await client.answer({ result: null });

    await client.say("call", method, value);
    const { id: called, ...call } = await forwarded(json);
    assertEquals(call, { method, params: [expected] });
    await json.send({ id: called, result: { got: expected } });
    await client.answer({ result: { json: { got: expected } } });
  }

  await client.say("set", state, 1, { options: { timeout: 20 } });
  await forwarded(json);
  await client.answer({ error: [-32001, "Response Timeout", null] });

  assertEquals(await client.do("list", bus.path("a")), [2, [
    [0, "state", state, null],
    [0, "method", method, null],
  ]]);
  const options = { values: true, start: 1, limit: 1 };
  assertEquals(await client.do("list", bus.path("a"), { options }), [2, [
    [0, "state", state, { json: { a: [1, 2.5] } }],
  ]]);
  assertEquals(await client.do("query", { path: bus.here() }), [2, [
    [1, "state", state, { json: { a: [1, 2.5] } }],
    [2, "method", method, null],
  ]]);

  for (
    const [path, data] of [["nope", "pathNotExists"], [
      "a/method",
      "pathIsNotState",
    ]]
  ) {
    const subject = bus.path(path);
    await client.say("get", subject);
    await client.answer({
      error: [-32602, "Invalid params", { [data]: subject }],
    });
  }
  await client.say("authenticate", "joe", "secret");
  await client.answer({
    error: [-32602, "Invalid params", { invalidUser: true }],
  });
  assertEquals(asRecord(asRecord(await client.do("about")).json).name, "jet");
});

test("fetches of Python get the changes of all others", async (bus) => {
  await using owner = await python(bus, "owner");
  await using fetcher = await python(bus, "fetcher");
  const json = await bus.tcp();
  const [one, two] = [bus.path("n/one"), bus.path("n/two")];
  await json.do("add", { path: one, value: [1] });

  // Nodes, too, for one of them.
  const all = { options: { kinds: 7 } };
  const id = await fetcher.do("fetch", bus.prefix, all);
  await fetcher.expect(
    { event: ["add", "node", bus.path("n"), null, false] },
    { event: ["add", "state", one, [1], false] },
    { event: ["ready", "", "", null, false] },
  );
  await owner.do("state", two, { array: ["b", [-1]] }, "read only");
  await fetcher.expect(
    { event: ["add", "state", two, { array: ["b", [-1]] }, true] },
  );
  await owner.do("notify_below", bus.path("n"), {
    two: { blob: [99, "AQ=="] },
  });
  await fetcher.expect(
    { event: ["change", "state", two, { blob: [99, "AQ=="] }, false] },
  );

  const sort = { byPath: true, descending: true, from: 1, to: 1 };
  const sorted = await fetcher.do("fetch", { path: bus.here(), sort });
  await fetcher.expect(
    { rows: [1, [[1, "state", two, { blob: [99, "AQ=="] }]]] },
    { event: ["ready", "", "", null, false] },
  );
  await fetcher.do("unfetch", id);
  await owner.do("remove_below", bus.path("n"));
  await fetcher.expect({ rows: [1, [[1, "state", one, [1]]]] });
  await fetcher.do("unfetch", sorted);
  await json.do("change", { path: one, value: [2] });
  // No event of it follows: the next one is of the next fetch.
  await fetcher.do("fetch", "nothing at all");
  await fetcher.expect({ event: ["ready", "", "", null, false] });
});

test("Python sends signals, and gets those of others", async (bus) => {
  await using owner = await python(bus, "owner");
  await using fetcher = await python(bus, "fetcher");
  const json = await bus.tcp();
  const path = bus.path("opened");
  await fetcher.do("fetch", bus.prefix, { options: { kinds: 8 } });
  await fetcher.expect({ event: ["ready", "", "", null, false] });
  await json.do("fetch", { id: "f", path: bus.here() });
  await owner.do("add_signal", path);
  await owner.do("signal", path, 5);
  await owner.do("remove_signal", path);
  await fetcher.expect(
    { event: ["add", "signal", path, null, false] },
    { event: ["signal", "signal", path, 5, false] },
    { event: ["remove", "signal", path, null, false] },
  );
  await json.expect(
    { method: "f", params: { path, event: "add", value: 5 } },
    { method: "f", params: { path, event: "remove", value: 5 } },
  );
  const other = await bus.tcp();
  await other.do("add", { path, type: "signal" });
  await other.do("signal", { path, value: ["x"] });
  await fetcher.expect(
    { event: ["add", "signal", path, null, false] },
    { event: ["signal", "signal", path, ["x"], false] },
  );
});
