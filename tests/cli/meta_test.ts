/**
 * What `jet` shows of metadata and times, and the declarations that it makes of
 * a live bus.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { z } from "npm:zod@4.4.3";
import { declarations } from "../../cli/data/declarations.ts";
import { literalType, typeOfSchema } from "../../cli/data/schema_types.ts";
import { entryLine } from "../../cli/print/format.ts";
import { styleFor } from "../../cli/print/style.ts";
import { Method, Peer, Signal, State } from "../../peer.ts";
import { asRecord } from "../support/client.ts";
import {
  jet,
  jetOk,
  jsonLines,
  startOwner,
  startTool,
} from "../support/jet_tool.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";
import { TemporaryFolder } from "../support/temporary.ts";

const test = sharedDaemon();

/** A power supply below the paths of a test. */
async function powerSupply(bus: TestBus): Promise<Peer> {
  const peer = await Peer.connect(bus.daemon.url("tcp"));
  await peer.add(
    new State(bus.path("voltage"), 5, {
      meta: { title: "Voltage", unit: "V", min: 0, max: 30 },
      quality: "good",
      schema: z.number().max(30),
    }),
  );
  await peer.add(
    new Method(bus.path("ramp"), () => true, {
      meta: { title: "Ramp", description: "Goes */ slowly\nup" },
      params: z.object({ to: z.number(), "per second": z.number().optional() }),
      result: z.boolean(),
    }),
  );
  await peer.add(
    new Method(bus.path("wait"), () => {}, {
      params: z.tuple([z.number(), z.enum(["s", "min"])]),
    }),
  );
  await peer.add(
    new State(bus.path("mode"), "auto", {
      meta: { options: { auto: "Automatic", off: "Off" } },
    }),
  );
  return peer;
}

test.onOneRuntime("get, watch and tree print metadata and times where asked", async (bus) => {
  await using _owner = await powerSupply(bus);
  const path = bus.path("voltage");
  const meta = {
    title: "Voltage",
    unit: "V",
    min: 0,
    max: 30,
  };
  assertEquals(await jetOk(bus, ["get", path]), "5\n");
  const [got] = jsonLines(await jetOk(bus, ["get", path, "--meta", "--times"]));
  const { meta: printed, time, revision, ...rest } = asRecord(got);
  const { schema, ...own } = asRecord(printed);
  assertEquals([own, schema], [meta, { type: "number", maximum: 30 }]);
  assertEquals([typeof time, typeof revision], ["number", "number"]);
  assertEquals(rest, {
    path,
    type: "state",
    fetchOnly: true,
    value: 5,
    quality: "good",
  });
  const watched = jsonLines(
    await jetOk(bus, ["watch", path, "-n", "1", "--meta", "--times"]),
  );
  assertEquals(asRecord(watched[0]).quality, "good");
  const below = path.slice(0, path.lastIndexOf("/"));
  const tree = jsonLines(await jetOk(bus, ["tree", below, "--meta", "--json"]));
  const titles = tree.map((line) => asRecord(asRecord(line).meta ?? {}).title);
  assertEquals(titles.includes("Voltage") && titles.includes("Ramp"), true);
  const plain = jsonLines(await jetOk(bus, ["get", "--equals", path]));
  assertEquals(Object.keys(asRecord(plain[0])), [
    "path",
    "type",
    "fetchOnly",
    "value",
  ]);
});

Deno.test("units and notes stand behind a value, for people", () => {
  const entry = { path: "t", type: "state", value: 21.5 } as const;
  const meta = { title: "Hall", unit: "Cel", min: -10, max: 40 };
  const style = styleFor(false);
  const notes = { meta, quality: "bad", stale: true };
  assertEquals(
    entryLine({ ...entry, ...notes }, 80, style),
    "t 21.5 °C “Hall”  -10…40  bad  stale",
  );
  assertEquals(entryLine(entry, 80, style), "t 21.5");
});

test.onOneRuntime("types of a live bus are checked TypeScript", async (bus) => {
  await using _owner = await powerSupply(bus);
  const below = bus.path("voltage").replace("/voltage", "");
  const text = await jetOk(bus, ["types", `${below}/#`]);
  await using folder = await TemporaryFolder.create();
  await Deno.writeTextFile(folder.path("bus.d.ts"), text);
  const at = (name: string) => JSON.stringify(bus.path(name));
  // One check, since each takes 2 s: an error that does not come is one.
  const program = `import type { Methods, States } from "./bus.d.ts";
    export const voltage: States[${at("voltage")}] = 5;
    export const mode: States[${at("mode")}] = "auto";
    // @ts-expect-error: no mode has this name
    export const wrong: States[${at("mode")}] = "fast";
    export const args: Methods[${at("ramp")}]["args"] =
      { to: 3, "per second": 0.5 };
    export const done: Methods[${at("ramp")}]["result"] = true;
    export const wait: Methods[${at("wait")}]["args"] = [3, "min"];
  `;
  assertEquals(await checks(folder, program), "");
});

/** What is wrong with a program beside the declarations. */
async function checks(
  folder: TemporaryFolder,
  program: string,
): Promise<string> {
  await Deno.writeTextFile(folder.path("use.ts"), program);
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--no-config", folder.path("use.ts")],
  }).output();
  return success ? "" : new TextDecoder().decode(stderr);
}

Deno.test("JSON Schemas become the types that they describe", () => {
  const cases: [unknown, string][] = [
    [true, "unknown"],
    [false, "never"],
    [{ type: "integer" }, "number"],
    [{ type: ["string", "null"] }, "string | null"],
    [{ type: "number", nullable: true }, "number | null"],
    [{ enum: ["a", 1, null] }, `"a" | 1 | null`],
    [{ const: "x" }, `"x"`],
    [{ type: "array", items: { type: "string" } }, "string[]"],
    [
      { items: { anyOf: [{ type: "string" }, { const: 1 }] } },
      "(string | 1)[]",
    ],
    [
      { prefixItems: [{ type: "string" }, { type: "number" }], minItems: 1 },
      "[string, number?]",
    ],
    [
      { type: "object", additionalProperties: { type: "number" } },
      "Record<string, number>",
    ],
    [
      { properties: { "a b": { type: "null" }, c: {} }, required: ["c"] },
      `{\n  "a b"?: null;\n  c: unknown;\n}`,
    ],
    [
      { allOf: [{ type: "string" }, { enum: ["a"] }] },
      `string & "a"`,
    ],
    [
      { $ref: "#/$defs/n", $defs: { n: { type: "number" } } },
      "number",
    ],
    // One that contains itself ends somewhere.
    [{ type: "array", items: { $ref: "#/nothing" } }, "unknown[]"],
    [{ type: "frob" }, "unknown"],
    ["text", "unknown"],
  ];
  for (const [schema, type] of cases) assertEquals(typeOfSchema(schema), type);
  assertEquals(typeOfSchema({ $ref: "#" }), "unknown");
  assertEquals(literalType(NaN), "unknown");
});

Deno.test("nothing of the bus gets into declarations unquoted", () => {
  const evil = `"; export const x = 1; */ //\u2028\n`;
  const schema = {
    type: "object",
    properties: { [evil]: { enum: [evil], title: evil } },
  };
  const text = declarations([
    { path: evil, type: "state", value: 1, meta: { title: evil, schema } },
    { path: "__proto__", type: "method", meta: { description: evil } },
  ], evil);
  const code = text.replaceAll(JSON.stringify(evil), "")
    .replace(/\/\*\*.*?\*\//gs, "").replace(/^\/\/.*$/m, "");
  assertEquals(code.includes("const x"), false, code);
});

test.onOneRuntime("a pattern that nothing matches gives empty declarations", async (bus) => {
  const { code, stdout } = await jet(bus, ["types", bus.path("none")]);
  assertEquals(code, 0);
  assertMatch(stdout, /States {\n}/);
});

test.onOneRuntime("add describes a state, says how long it holds, and stays", async (bus) => {
  const path = bus.path("level");
  const describing = ["--meta", '{"title": "Level"}', "--unit", "m"];
  const lasting = ["--expires", "60", "--stay", "5"];
  await using _ = await startOwner(bus, path, "1", ...describing, ...lasting);
  const [got] = jsonLines(await jetOk(bus, ["get", path, "--meta"]));
  assertEquals(asRecord(got).meta, { title: "Level", unit: "m" });
  for (
    const [args, complaint] of [
      [[path, "1", "--meta", "[]"], /--meta needs a JSON object/],
      [[path, "1", "--expires", "0"], /--expires/],
      [[path, "--type", "signal"], /jet signal/],
      [[path, "-m", "-x", "true", "--keep"], /--keep is not for a method/],
    ] as const
  ) {
    const { code, stderr } = await jet(bus, ["add", ...args]);
    assertEquals(code, 2);
    assertMatch(stderr, complaint);
  }
});

test.onOneRuntime("get and tree show signals, and get says that they have no value", async (bus) => {
  await using owner = await Peer.connect(bus.daemon.url("tcp"));
  const path = bus.path("opened");
  await owner.add(new Signal(path, { meta: { title: "Door" } }));
  const line = { path, type: "signal" };
  const meta = { title: "Door" };
  assertEquals(
    jsonLines(await jetOk(bus, ["get", path, "--kind", "signal"])),
    [line],
  );
  assertEquals(
    jsonLines(await jetOk(bus, ["get", path, "--meta"])),
    [{ ...line, meta }],
  );
  const { code, stderr } = await jet(bus, ["get", path]);
  assertEquals([code, /is a signal/.test(stderr)], [1, true]);
  const below = bus.prefix.slice(0, -1);
  const [, ...shown] = [
    ...jsonLines(await jetOk(bus, ["tree", path, "--json"])),
    ...jsonLines(await jetOk(bus, ["tree", below, "--json"])),
  ];
  assertEquals(shown, [line]);
});

const keeping = sharedDaemon("--keep-file", ":memory:");

keeping.onOneRuntime(
  "add --keep begins with the value that was kept, and prints it",
  async (bus) => {
    const path = bus.path("target");
    {
      await using owner = await startOwner(bus, path, "20", "--keep");
      await jetOk(bus, ["set", path, "23"]);
      owner.signal("SIGINT");
      assertEquals((await owner.ended()).code, 130);
    }
    await using owner = await startOwner(bus, path, "20", "--keep");
    assertEquals(await jetOk(bus, ["get", path]), "23\n");
    assertEquals(jsonLines(owner.stdout.all.join("\n")), [
      { event: "set", path, value: 23 },
    ]);
  },
);

keeping.onOneRuntime(
  "add without --keep begins with its own value",
  async (bus) => {
    const path = bus.path("target");
    {
      await using owner = await startOwner(bus, path, "20", "--keep");
      await jetOk(bus, ["set", path, "23"]);
      owner.signal("SIGINT");
      await owner.ended();
    }
    await using _ = await startOwner(bus, path, "20");
    assertEquals(await jetOk(bus, ["get", path]), "20\n");
  },
);

test.onOneRuntime("add --keep fails where the daemon keeps nothing", async (bus) => {
  const { code, stderr } = await jet(bus, [
    "add",
    bus.path("x"),
    "1",
    "--keep",
  ]);
  assertEquals(code, 1);
  assertMatch(stderr, /keeps no values: it needs --keep-file/);
});

test.onOneRuntime("signal describes what it sends", async (bus) => {
  await using peer = await Peer.connect(bus.daemon.url("tcp"));
  const path = bus.path("opened");
  const rules = { path, type: ["signal" as const], meta: true };
  const events: unknown[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  await peer.fetch(rules, ({ event, meta, value }) => {
    events.push([event, meta, value]);
    if (event === "remove") resolve();
  }).ready;
  const describing = ["--meta", '{"title": "Door"}', "--unit", "1"];
  await jetOk(bus, ["signal", path, '{"by": "Ann"}', ...describing]);
  await promise;
  const meta = { title: "Door", unit: "1" };
  assertEquals(events, [
    ["add", meta, undefined],
    ["signal", meta, { by: "Ann" }],
    ["remove", meta, undefined],
  ]);
  const refused = await jet(bus, ["signal", path, "1", "--meta", "[1]"]);
  assertEquals(refused.code, 2);
  assertMatch(refused.stderr, /--meta needs a JSON object/);
});

test.onOneRuntime("get and watch print with --presence that an owner is away", async (bus) => {
  const path = bus.path("level");
  await using watcher = await startTool(bus, "watch", path, "--presence");
  {
    await using owner = await startOwner(bus, path, "1", "--stay", "60");
    await watcher.stdout.match(/"add"/);
    owner.signal("SIGINT");
    await owner.ended();
  }
  await watcher.stdout.match(/"away"/);
  const [got] = jsonLines(await jetOk(bus, ["get", path, "--presence"]));
  assertEquals(asRecord(got).away, true);
  assertEquals(await jetOk(bus, ["get", path]), "1\n");
  await using _ = await startOwner(bus, path, "1", "--stay", "60");
  await watcher.stdout.match(/"back"/);
  const events = jsonLines(watcher.stdout.all.join("\n"))
    .map((line) => asRecord(line).event);
  assertEquals(events, ["add", "away", "back"]);
});
