import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Daemon } from "../../daemon.ts";
import { readOptions } from "../../daemon/options/read.ts";
import { asRecord, type Client } from "../support/client.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";
import { upgrade } from "../support/upgrade.ts";
import { StreamClient } from "../support/stream_client.ts";

const test = sharedDaemon().onOneRuntime;
const testCompat = sharedDaemon("--compat");

/** The names of a test's states that a `get` with these rules finds. */
async function found(
  bus: TestBus,
  peer: Client,
  rules: Record<string, unknown>,
  beside: Record<string, unknown> = {},
): Promise<string[]> {
  const params = { path: bus.here(rules), ...beside };
  const { result } = asRecord(await peer.ask("get", params));
  if (!Array.isArray(result)) throw new TypeError(JSON.stringify(result));
  return result.map(({ path }) => path.slice(bus.prefix.length)).sort();
}

async function withStates(bus: TestBus, ...names: string[]): Promise<Client> {
  const peer = await bus.tcp();
  for (const name of names) {
    await peer.do("add", { path: bus.path(name), value: 1 });
  }
  return peer;
}

test("unequalsAllOf of lua-jet leaves out all of its paths", async (bus) => {
  const peer = await withStates(bus, "a", "b", "c", "d");
  const unequalsAllOf = [bus.path("a"), bus.path("b")];
  assertEquals(await found(bus, peer, { unequalsAllOf }), ["c", "d"]);
  const equalsNotOneOf = [bus.path("c")];
  assertEquals(
    await found(bus, peer, { unequalsAllOf, equalsNotOneOf }),
    ["d"],
  );
});

test("caseInsensitive counts beside the path rules too", async (bus) => {
  const peer = await withStates(bus, "Apple", "b");
  const rules = { contains: "aPP" };
  assertEquals(await found(bus, peer, rules), []);
  const beside = { caseInsensitive: true };
  assertEquals(await found(bus, peer, rules, beside), ["Apple"]);
  // Inside it has precedence.
  const inside = { ...rules, caseInsensitive: false };
  assertEquals(await found(bus, peer, inside, beside), []);
});

test("a parse error quotes the text to peers of lua-jet, and has {} for node-jet", async (bus) => {
  const error = { code: -32700, message: "Parse error" };
  const [lua, nodeJet] = [await bus.tcp(), await bus.tcp()];
  for (const text of ["{bad json", '{"id":1,"é"', "]"]) {
    await lua.send(text);
    await lua.expect({ error: { ...error, data: text } });
  }
  await nodeJet.send({ id: 0, method: "info", params: {} });
  await nodeJet.next();
  await nodeJet.send("{bad json");
  await nodeJet.expect({ error: { ...error, data: {} } });
});

test("config of another peer: an error if there is none, otherwise no effect", async (bus) => {
  const [peer, other] = [await bus.tcp(), await bus.tcp()];
  const { error } = asRecord(await peer.ask("config", { peer: "unknown" }));
  assertEquals(asRecord(error).code, -32603);
  assertStringIncludes(JSON.stringify(error), "unknown peer unknown");
  await other.do("config", { name: bus.path("other") });
  await peer.do("config", { peer: bus.path("other"), name: "mine" });
  await peer.do("config", { peer: bus.path("other"), debug: true });
});

test("unknown paths of WebSockets and unknown rules are refused", async (bus) => {
  assertEquals(
    (await upgrade(bus.daemon.wsPort, { path: "/jet/canopen" })).status,
    404,
  );
  const peer = await bus.tcp();
  const { error } = asRecord(await peer.ask("get", { path: { bogus: 1 } }));
  assertStringIncludes(JSON.stringify(error), "unknown rule bogus");
  const other = asRecord(await peer.ask("get", { value: { bogus: 1 } }));
  assertStringIncludes(JSON.stringify(other.error), "unknown rule bogus");
});

testCompat("--compat: WebSockets on every path", async (bus) => {
  for (const path of ["/", "/jet/canopen", "/a?b"]) {
    assertEquals((await upgrade(bus.daemon.wsPort, { path })).status, 101);
  }
});

testCompat("--compat: unknown path rules are ignored", async (bus) => {
  const peer = await withStates(bus, "a", "b");
  assertEquals(await found(bus, peer, { bogus: { x: 1 } }), ["a", "b"]);
  const rules = { bogus: 1, endsWith: "b" };
  assertEquals(await found(bus, peer, rules), ["b"]);
});

testCompat(
  "--compat: unknown value rules are ignored and logged",
  async (bus) => {
    const peer = await withStates(bus, "a", "b");
    for (
      const rules of [
        { value: { strange: 1 } },
        { valueField: { "a.b": { "strange field": {} } } },
      ]
    ) {
      const { result } = asRecord(
        await peer.ask("get", { path: bus.here(), ...rules }),
      );
      assert(Array.isArray(result));
      assertEquals(result.length, 2);
    }
    for (const rule of ["strange", "strange field"]) {
      await bus.daemon.stdout.match(
        new RegExp(`the unknown rule "${rule}" of a fetch is ignored`),
      );
    }
  },
);

testCompat("--compat: a message of 10 MB is taken", async (bus) => {
  const peer = await bus.tcp();
  const message = '{"id":1,"method":"echo"}'.padEnd(10_000_000);
  await peer.send(message);
  await peer.expect({ id: 1, result: true });
});

Deno.test("--ws-path is read, and has precedence over --compat", async () => {
  const read = async (...args: string[]) => {
    const task = await readOptions(args, {}, () => Promise.resolve("{}"));
    return "run" in task ? task.run.listen.wsPath : undefined;
  };
  assertEquals(await read(), undefined);
  assertEquals(await read("--compat"), "*");
  assertEquals(await read("--ws-path", "/jet/*", "--compat"), "/jet/*");
});

Deno.test("a path for WebSockets is served beside the usual ones", async () => {
  await using daemon = new Daemon();
  const [{ port }] = await daemon.listen({ wsPort: 0, wsPath: "/jet/*" });
  for (
    const [path, status] of [
      ["/jet/canopen", 101],
      ["/jet", 101],
      ["/", 101],
      ["/api/jet/", 101],
      ["/canopen", 404],
    ] as const
  ) assertEquals((await upgrade(Number(port), { path })).status, status, path);
});

Deno.test("each refusal without an answer is reported once for its path and peer", async () => {
  await using daemon = new Daemon({ unknownRules: "ignore" });
  const warnings: string[] = [];
  daemon.addEventListener("warning", ({ detail }) => {
    warnings.push(`${detail.peer?.name}: ${detail.message}`);
  });
  const [{ port }] = await daemon.listen({ port: 0 });
  for (const name of ["lua", "other"]) {
    await using peer = await StreamClient.tcp(Number(port));
    await peer.do("config", { name });
    const persons = { path: "persons/1", value: "Jo" };
    for (const path of ["persons/1/hobby", "persons/1/age", "p//q"]) {
      await peer.send([
        { method: "add", params: persons },
        { method: "add", params: { path, value: 1 } },
      ]);
    }
    await peer.ask("get", { path: { equals: "a", bogus: 1 } });
    await peer.quiet();
  }
  const below =
    '"persons/1" is a state or method, nothing can be added below it';
  const open = "--hierarchy open or --compat allows it";
  const refused = "a request without id was refused";
  assertEquals(warnings.filter((line) => line.startsWith("lua")), [
    `lua: ${refused}: ${below}; ${open}`,
    `lua: ${refused}: "p//q" has an empty segment; ${open}`,
  ]);
  assertEquals(warnings.filter((line) => !line.startsWith("lua")), [
    'undefined: the unknown rule "bogus" of a fetch is ignored',
    `other: ${refused}: ${below}; ${open}`,
    `other: ${refused}: "p//q" has an empty segment; ${open}`,
  ]);
});
