import { assertEquals, assertMatch } from "@std/assert";
import {
  aside,
  CLI,
  jet,
  jetOk,
  jsonLines,
  type RunningTool,
  runToolOnce,
  startOwner,
  startTool,
  type ToolBus,
  toolEnvironment,
} from "../support/jet_tool.ts";
import { asRecord } from "../support/client.ts";
import { Program } from "../support/process.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { bunPath, onOneRuntime } from "../support/runtimes.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";
import { TemporaryFolder } from "../support/temporary.ts";

const test = sharedDaemon();

/** The line that a complaint is. */
function complaint(stderr: string): string {
  assertMatch(stderr, /^jet: [^\n]+\n$/);
  return stderr.slice("jet: ".length, -1);
}

/** What a program has printed when it has ended, as lines of JSON. */
async function printedBy(program: RunningTool): Promise<unknown[]> {
  program.signal("SIGINT");
  await program.ended();
  return jsonLines(program.stdout.all.join("\n"));
}

/** A watcher of everything of a test, that has already seen a first state. */
async function startWatcher(
  bus: ToolBus,
  ...args: string[]
): Promise<RunningTool> {
  const watcher = await startTool(bus, "watch", ...args);
  await watcher.stdout.match(/"add"/);
  watcher.stdout.all.length = 0;
  return watcher;
}

test.onOneRuntime("get prints a value as JSON in one line", async (bus) => {
  const value = { "a b": [1, null, "é\n"], c: { d: 1.5 } };
  const path = bus.path("x y");
  await using _ = await startOwner(bus, path, JSON.stringify(value));
  assertEquals(await jetOk(bus, ["get", path]), `${JSON.stringify(value)}\n`);
}, { index: 1 });

test.onOneRuntime("errors say what is meant, and what to do", async (bus) => {
  const [state, method] = [bus.path("hall/target"), bus.path("boost")];
  await using _state = await startOwner(bus, state, "1");
  await using _method = await startOwner(bus, "-m", method, "-x", "true");
  const said = async (...args: string[]) => {
    const { code, stderr } = await jet(bus, args);
    assertEquals([args, code], [args, 1]);
    return complaint(stderr);
  };
  const typo = bus.path("hall/tarket");
  const question = `nothing has the path "${typo}"; did you mean ${state}?`;
  assertEquals(await said("get", typo), question);
  assertEquals(await said("set", typo, "1"), question);
  assertEquals(
    await said("call", bus.path("bost")),
    `nothing has the path "${bus.path("bost")}"; did you mean ${method}?`,
  );
  const node = bus.path("hall");
  assertEquals(
    await said("get", node),
    `"${node}" is a node: jet tree ${node} shows what is below`,
  );
  assertEquals(
    await said("set", method, "1"),
    `"${method}" is a method: jet call ${method}`,
  );
  assertEquals(
    await said("call", state),
    `"${state}" is a state: jet get ${state}, jet set ${state} VALUE`,
  );
  assertMatch(await said("rm", state), /belongs to another peer/);
}, { index: 1 });

test.onOneRuntime("info --status has figures and limits", async (bus) => {
  const { status } = asRecord(
    JSON.parse(await jetOk(bus, ["info", "--status"])),
  );
  const { memory, peers, limits } = asRecord(status);
  assertEquals([typeof memory, typeof peers], ["number", "number"]);
  const { reached } = asRecord(asRecord(limits).maxMessage);
  assertEquals(typeof reached, "number");
}, { index: 0 });

test.onOneRuntime(
  "get and watch take patterns, leave some out, and print in a form",
  async (bus) => {
    const owners = new AsyncDisposableStack();
    await using _ = owners;
    const values = { "a/x": "1", "a/y": "2", "b/x": '{"n":[7,8]}', "c": "on" };
    for (const [name, value] of Object.entries(values)) {
      owners.use(await startOwner(bus, bus.path(name), value));
    }
    const operands = [bus.path("+/x"), bus.path("a/#"), bus.path("c")];
    const form = [
      "--not",
      bus.path("a/y"),
      "--format",
      "{type}\\t{path}={value}",
    ];
    const expected = [
      `state\t${bus.path("a/x")}=1`,
      `state\t${bus.path("b/x")}={"n":[7,8]}`,
      `state\t${bus.path("c")}=on`,
    ];
    const got = await jetOk(bus, ["get", ...operands, ...form]);
    assertEquals(got.split("\n").slice(0, -1), expected);
    const watched = await jetOk(bus, [
      ...["watch", ...operands, ...form, "--count", "3", "--for", "10"],
    ]);
    assertEquals(watched.split("\n").slice(0, -1).sort(), expected);
    const field = ["--format", "{event}{value.n.1}"];
    assertEquals(await jetOk(bus, ["get", bus.path("b/+"), ...field]), "8\n");
    const wrong = await jet(bus, ["get", "x", "--format", "{pth}"]);
    assertEquals([wrong.code, wrong.stdout], [2, ""]);
    assertMatch(wrong.stderr, /\{pth\} is none of \{path\}/);
  },
  { index: 1 },
);

test.onOneRuntime(
  "get reports what is missing, and prints the rest",
  async (bus) => {
    const here = bus.path("here");
    await using _ = await startOwner(bus, here, "1");
    const none = bus.path("none");
    const one = await jet(bus, ["get", none]);
    assertEquals([one.code, one.stdout], [1, ""]);
    assertEquals(complaint(one.stderr), `nothing has the path "${none}"`);
    const both = await jet(bus, ["get", none, here]);
    assertEquals(both.code, 1);
    assertEquals(complaint(both.stderr), `nothing has the path "${none}"`);
    assertEquals(jsonLines(both.stdout), [
      { path: here, type: "state", value: 1 },
    ]);
  },
  { index: 1 },
);

test.onOneRuntime(
  "get finds by rules, in the order of the paths",
  async (bus) => {
    await using _a = await startOwner(bus, bus.path("b"), "3");
    await using _b = await startOwner(bus, bus.path("a"), "7");
    await using _c = await startOwner(
      bus,
      "--method",
      bus.path("m"),
      "-x",
      "true",
    );
    const here = ["--starts-with", bus.prefix];
    assertEquals(jsonLines(await jetOk(bus, ["get", ...here])), [
      { path: bus.path("a"), type: "state", value: 7 },
      { path: bus.path("b"), type: "state", value: 3 },
      { path: bus.path("m"), type: "method" },
    ]);
    assertEquals(
      await jetOk(bus, ["get", ...here, "--paths", "--kind", "method"]),
      `${bus.path("m")}\n`,
    );
    assertEquals(
      jsonLines(
        await jetOk(bus, ["get", ...here, "--value-greater-than", "5"]),
      ),
      [{ path: bus.path("a"), type: "state", value: 7 }],
    );
    assertEquals(
      jsonLines(await jetOk(bus, ["get", ...here, "--top", "1"])),
      [{ index: 1, path: bus.path("a"), type: "state", value: 7 }],
    );
  },
  { index: 1 },
);

test.onOneRuntime("set gives values of all kinds", async (bus) => {
  const path = bus.path("x");
  await using owner = await startOwner(bus, path, "null");
  const values: [string[], unknown][] = [
    [["21.5"], 21.5],
    [["-5"], -5],
    [["open"], "open"],
    [["true"], true],
    [["null"], null],
    [[""], ""],
    [['"5"'], "5"],
    [["--string", "5"], "5"],
    [["--", "--dashes"], "--dashes"],
    [['{"a":[1]}'], { a: [1] }],
  ];
  for (const [words, value] of values) {
    assertEquals(await jetOk(bus, ["set", path, ...words]), "");
    assertEquals(JSON.parse(await jetOk(bus, ["get", path])), value);
  }
  assertEquals(await jetOk(bus, ["set", path, "-"], { input: "[1]\n" }), "");
  assertEquals(await jetOk(bus, ["get", path]), "[1]\n");
  assertEquals(
    await printedBy(owner),
    [...values.map(([, value]) => value), [1]].map((value) => ({
      event: "set",
      path,
      value,
    })),
  );
});

test.onOneRuntime(
  "a whole number keeps all its digits over binary Jet",
  async (bus) => {
    const path = bus.path("big");
    const jetb = ["--url", `jetb://127.0.0.1:${bus.daemon.binaryPort}`];
    const numbers = ["9007199254740993", "-9223372036854775808"];
    await using _ = await startOwner(bus, path, numbers[0], ...jetb);
    assertEquals(await jetOk(bus, ["get", path, ...jetb]), `${numbers[0]}\n`);
    await jetOk(bus, ["set", path, numbers[1], ...jetb]);
    assertEquals(await jetOk(bus, ["get", path, ...jetb]), `${numbers[1]}\n`);
  },
  { index: 1 },
);

test.onOneRuntime("set and add take files, get --raw gives them back", async (bus) => {
  await using folder = await TemporaryFolder.create();
  const bytes = new Uint8Array([0x89, 0x50, 0, 255, 10]);
  const file = folder.path("picture.png");
  await Deno.writeFile(file, bytes);
  const path = bus.path("picture");
  await using _ = await startOwner(bus, path, "null");
  const jetb = `jetb://127.0.0.1:${bus.daemon.binaryPort}`;
  const ws = bus.daemon.url("websocket");
  for (const url of [bus.daemon.url("tcp"), ws, jetb]) {
    await jetOk(bus, ["set", path, "null"]);
    await jetOk(bus, ["set", path, `@${file}`, "--url", url]);
    assertEquals(
      await jetOk(bus, ["get", path]),
      `"data:image/png;base64,iVAA/wo="\n`,
    );
    const raw = await jet(bus, ["get", "--raw", path, "--url", url]);
    assertEquals([raw.code, raw.bytes], [0, bytes]);
  }
  await jetOk(bus, ["set", path, "@-", "--type", "image/gif"], {
    input: bytes,
  });
  assertMatch(await jetOk(bus, ["get", path]), /^"data:image\/gif;base64,/);
  await Deno.writeTextFile(folder.path("x.json"), '{"a": 1}\n');
  await jetOk(bus, ["set", path, "@x.json"], { cwd: folder.path("") });
  assertEquals(await jetOk(bus, ["get", path]), '{"a":1}\n');
  await jetOk(bus, ["set", path, "plain"]);
  assertEquals(await jetOk(bus, ["get", "-r", path]), "plain\n");
  const none = await jet(bus, ["set", path, "@none.png"]);
  assertEquals(none.code, 1);
  assertMatch(complaint(none.stderr), /none\.png/);
});

test.onOneRuntime("call gives arguments and prints the result", async (bus) => {
  const path = bus.path("sum");
  const script = "cat >&2; echo >&2; echo $(($1 + $2))";
  await using owner = await startOwner(bus, "--method", path, "--exec", script);
  assertEquals(await jetOk(bus, ["call", path, "2", "-5"]), "-3\n");
  const args = ["call", path, "--args", "[40, 2]"];
  assertEquals(await jetOk(bus, args), "42\n");
  assertEquals(await printedBy(owner), [
    { event: "call", path, args: [2, -5], result: -3, warning: "[2,-5]" },
    { event: "call", path, args: [40, 2], result: 42, warning: "[40,2]" },
  ]);
  const none = await jet(bus, ["call", bus.path("none")]);
  assertEquals(none.code, 1);
  complaint(none.stderr);
}, { index: 1 });

test.onOneRuntime("a command's failure is the caller's error", async (bus) => {
  const path = bus.path("fails");
  const script = "echo 'no paper' >&2; exit 3";
  await using _ = await startOwner(bus, "-m", path, "-x", script);
  const { code, stdout, stderr } = await jet(bus, ["call", path]);
  assertEquals([code, stdout, complaint(stderr)], [1, "", "no paper"]);
}, { index: 1 });

test("a command that takes too long is ended", async (bus) => {
  const path = bus.path("slow");
  const script = ["--exec", "sleep 60", "--limit", "0.2"];
  await using _ = await startOwner(bus, "--method", path, ...script);
  const { code, stderr } = await jet(aside(bus), [
    "call",
    path,
    "--timeout",
    "20",
  ]);
  assertEquals(code, 1);
  assertEquals(complaint(stderr), "the command takes longer than 0.2 s");
});

test("a command refuses and adapts what is set", async (bus) => {
  const path = bus.path("target");
  const script =
    'read -r v; [ "$v" -lt 30 ] || { echo too hot >&2; exit 1; }; echo $((v+1));' +
    "echo one more >&2";
  await using owner = await startOwner(bus, path, "20", "--exec", script);
  assertEquals(await jetOk(aside(bus), ["set", path, "21", "--value"]), "22\n");
  const warned = await jet(aside(bus), ["set", path, "22"]);
  assertEquals([warned.code, complaint(warned.stderr)], [0, "one more"]);
  const { code, stderr } = await jet(aside(bus), ["set", path, "40"]);
  assertEquals([code, complaint(stderr)], [1, "too hot"]);
  assertEquals(await jetOk(aside(bus), ["get", path]), "23\n");
  assertEquals(await printedBy(owner), [
    { event: "set", path, value: 21, taken: 22, warning: "one more" },
    { event: "set", path, value: 22, taken: 23, warning: "one more" },
    { event: "set", path, value: 40, refused: "too hot" },
  ]);
});

test("what is added goes with Ctrl-C, and is 130", async (bus) => {
  const path = bus.path("x");
  await using owner = await startOwner(bus, path, "1", "--fetch-only");
  const refused = await jet(aside(bus), ["set", path, "2"]);
  assertEquals(refused.code, 1);
  complaint(refused.stderr);
  const again = await jet(bus, ["add", path, "2"]);
  assertEquals(again.code, 1);
  complaint(again.stderr);
  owner.signal("SIGINT");
  assertEquals((await owner.ended()).code, 130);
  assertEquals(owner.stderr.all, [`jet: added the state ${path}`]);
  assertEquals((await jet(aside(bus), ["get", path])).code, 1);
});

test("add --lines owns what comes by its input", async (bus) => {
  const path = bus.path("lines");
  await using _ = await startOwner(aside(bus), bus.path("first"), "0");
  const here = ["--starts-with", bus.prefix, "--count", "5"];
  await using watcher = await startWatcher(aside(bus), ...here);
  const { code, stdout } = await jet(bus, ["add", "--lines", path], {
    input: "1\nopen\n\n[2]\n",
  });
  assertEquals([code, stdout], [0, ""]);
  assertEquals((await watcher.ended()).code, 0);
  const events = ["add", "change", "change", "remove"];
  const values = [1, "open", [2], [2]];
  assertEquals(
    jsonLines(watcher.stdout.all.join("\n")),
    events.map((event, at) => ({
      event,
      path,
      type: "state",
      value: values[at],
    })),
  );
});

test.onOneRuntime("watch prints what happens as lines of JSON", async (bus) => {
  const path = bus.path("a/x");
  await using owner = await startOwner(bus, path, "1");
  await using watcher = await startTool(bus, "watch", bus.path("+/x"));
  await watcher.stdout.match(/"add"/);
  await jetOk(bus, ["set", path, "2"]);
  await watcher.stdout.match(/"change"/);
  owner.signal("SIGINT");
  await watcher.stdout.match(/"remove"/);
  assertEquals(jsonLines(watcher.stdout.all.join("\n")), [
    { event: "add", path, type: "state", value: 1 },
    { event: "change", path, type: "state", value: 2 },
    { event: "remove", path, type: "state", value: 2 },
  ]);
  watcher.signal("SIGINT");
  assertEquals((await watcher.ended()).code, 130);
  assertEquals(watcher.stderr.all, []);
}, { index: 1 });

test.onOneRuntime("watch --new waits for something new", async (bus) => {
  const path = bus.path("x");
  await using _ = await startOwner(bus, path, "1");
  const args = ["watch", path, "--new", "--count", "1"];
  const late = await jet(bus, [...args, "--for", "0.1"]);
  assertEquals([late.code, late.stdout], [1, ""]);
  assertEquals(complaint(late.stderr), "not within 0.1 s");
  await using watcher = await startTool(bus, ...args);
  // Nothing says when it watches: set until it has seen one.
  let value = 1;
  const ended = watcher.ended();
  let isOver = false;
  ended.then(() => isOver = true);
  while (!isOver) await jetOk(bus, ["set", path, `${++value}`]);
  assertEquals((await ended).code, 0);
  assertMatch(watcher.stdout.all.join(), /^\{"event":"change",[^\n]*\}$/);
}, { index: 1 });

test.onOneRuntime("watch --rate and --deadband leave changes out", async (bus) => {
  const [path, end] = [bus.path("a"), bus.path("end")];
  await using _a = await startOwner(bus, path, "1");
  await using _end = await startOwner(bus, end, "1");
  const args = [bus.path("+"), "--deadband", "10", "--count", "4"];
  await using watcher = await startTool(bus, "watch", ...args);
  await watcher.stdout.match(/"end"|\/end/);
  for (const value of ["5", "12"]) await jetOk(bus, ["set", path, value]);
  await jetOk(bus, ["set", end, "100"]);
  assertEquals((await watcher.ended()).code, 0);
  const lines = jsonLines(watcher.stdout.all.join("\n"));
  assertEquals(
    lines.slice(2).map((line) => [asRecord(line).path, asRecord(line).value]),
    [[path, 12], [end, 100]],
  );
});

test.onOneRuntime(
  "watch with an order prints the list each time",
  async (bus) => {
    await using _a = await startOwner(bus, bus.path("a"), "1");
    await using _b = await startOwner(bus, bus.path("b"), "2");
    const args = ["--starts-with", bus.prefix, "--top", "2", "--count", "2"];
    await using watcher = await startTool(bus, "watch", ...args);
    await watcher.stdout.match(/./);
    await jetOk(bus, ["set", bus.path("a"), "3"]);
    assertEquals((await watcher.ended()).code, 0);
    const [, after] = jsonLines(watcher.stdout.all.join("\n"));
    assertEquals(after, [
      { index: 1, path: bus.path("a"), type: "state", value: 3 },
      { index: 2, path: bus.path("b"), type: "state", value: 2 },
    ]);
  },
  { index: 1 },
);

test("a closed pipe ends quietly", async (bus) => {
  const path = bus.path("x");
  await using _ = await startOwner(aside(bus), path, "1");
  const run = bus.runtime === "deno"
    ? [Deno.execPath(), "run", "--no-lock", "-A", CLI]
    : [await bunPath(), CLI];
  const script = '"$@" | head -n 1; echo "codes ${PIPESTATUS[*]}"';
  const words = [...run, "watch", path];
  await using shell = Program.run("bash", ["-c", script, "bash", ...words], {
    env: toolEnvironment(bus),
  });
  await shell.stdout.match(/"add"/);
  // Nothing is written any more.
  assertEquals((await shell.ended()).code, 0);
  assertEquals(shell.stderr.all, []);
  assertEquals(shell.stdout.all.at(-1), "codes 0 0");
});

test("an output that can't be written is a failure", async (bus) => {
  const run = bus.runtime === "deno"
    ? [Deno.execPath(), "run", "--no-lock", "-A", CLI]
    : [await bunPath(), CLI];
  const full = ["-c", '"$@" > /dev/full', "bash", ...run, "help"];
  await using shell = Program.run("bash", full);
  assertEquals((await shell.ended()).code, 1);
  assertMatch(shell.stderr.all.join("\n"), /^jet: can't write: [^\n]+$/);
});

test.onOneRuntime("tree shows nodes, states and methods", async (bus) => {
  await using _a = await startOwner(bus, bus.path("house/hall/light"), "true");
  await using _b = await startOwner(bus, bus.path("house/n10"), "10");
  await using _c = await startOwner(bus, bus.path("house/n9"), '"nine"');
  const boost = bus.path("house/boost");
  await using _d = await startOwner(bus, "-m", boost, "-x", "true");
  const root = bus.path("house");
  assertEquals(
    await jetOk(bus, ["tree", root]),
    `${root}
├── boost  (method)
├── hall
│   └── light  true
├── n9     "nine"
└── n10    10
`,
  );
  assertEquals(
    await jetOk(bus, ["tree", bus.prefix.slice(0, -1), "--depth", "1"]),
    `${bus.prefix.slice(0, -1)}\n└── house (4)\n`,
  );
  assertEquals(jsonLines(await jetOk(bus, ["tree", root, "--json"])), [
    { path: boost, type: "method" },
    { path: bus.path("house/hall"), type: "node", children: 1 },
    { path: bus.path("house/hall/light"), type: "state", value: true },
    { path: bus.path("house/n9"), type: "state", value: "nine" },
    { path: bus.path("house/n10"), type: "state", value: 10 },
  ]);
  const leaf = bus.path("house/n9");
  assertEquals(await jetOk(bus, ["tree", leaf]), `${leaf} "nine"\n`);
  const none = await jet(bus, ["tree", bus.path("none")]);
  assertEquals(none.code, 1);
  complaint(none.stderr);
}, { index: 1 });

test.onOneRuntime("info describes the daemon, over all transports", async (bus) => {
  const { daemon } = bus;
  const urls = [
    daemon.url("tcp"),
    daemon.url("unix"),
    daemon.url("websocket"),
    `jetb://127.0.0.1:${daemon.binaryPort}`,
    `127.0.0.1:${daemon.port}`,
  ];
  for (const url of urls) {
    const [info] = jsonLines(await jetOk(bus, ["info", "--url", url]));
    assertMatch(JSON.stringify(info), /"name":"jet","version":"\d/);
  }
  const before = await jetOk(bus, ["--url", urls[2], "info"]);
  assertMatch(before, /"url":"ws:/);
});

test.onOneRuntime("a recording is played again with its times", async (bus) => {
  await using folder = await TemporaryFolder.create();
  const path = bus.path("x");
  const file = folder.path("session.jsonl");
  const owner = await startOwner(bus, path, "1");
  const here = ["--starts-with", bus.prefix];
  await using recorder = await startTool(
    bus,
    ...["record", ...here, file, "--count", "3"],
  );
  await recorder.stderr.match(/^jet: recording$/);
  while (!/"add"/.test(await Deno.readTextFile(file)));
  await jetOk(bus, ["set", path, '{"a":[2]}']);
  await owner[Symbol.asyncDispose]();
  assertEquals((await recorder.ended()).code, 0);
  assertMatch(
    recorder.stderr.all.join("\n"),
    /\njet: recorded 3 events of 1 state /,
  );

  const prefix = bus.path("again/");
  await using _ = await startOwner(bus, `${prefix}first`, "0");
  const watched = ["--starts-with", prefix, "--count", "4"];
  await using watcher = await startWatcher(bus, ...watched);
  const played = await jet(bus, [
    "replay",
    file,
    "--prefix",
    prefix,
    // Slowly: of events that come together a reader gets the newest only.
    "--speed",
    "0.1",
  ]);
  assertEquals([played.code, played.stdout], [0, ""]);
  assertMatch(played.stderr, /^jet: played 3 events in /);
  await watcher.ended();
  const what = { path: prefix + path, type: "state", fetchOnly: true };
  assertEquals(jsonLines(watcher.stdout.all.join("\n")), [
    { event: "add", ...what, value: 1 },
    { event: "change", ...what, value: { a: [2] } },
    { event: "remove", ...what, value: { a: [2] } },
  ]);
  const bad = await jet(bus, ["replay", "-"], { input: "{}" });
  assertEquals([bad.code, complaint(bad.stderr)], [
    1,
    "-:1: this is no recording",
  ]);
});

test.onOneRuntime("an export can be set and owned again", async (bus) => {
  await using folder = await TemporaryFolder.create();
  const file = folder.path("states.json");
  const [a, b] = [bus.path("a"), bus.path("b")];
  await using _a = await startOwner(bus, a, '{"x":1}');
  const second = await startOwner(bus, b, "old");
  const here = ["--starts-with", bus.prefix];
  const text = `{\n  "${a}": {"x":1},\n  "${b}": "old"\n}\n`;
  assertEquals(await jetOk(bus, ["export", ...here]), text);
  const exported = await jet(bus, ["export", ...here, file]);
  assertEquals([exported.code, exported.stderr], [
    0,
    "jet: exported 2 states\n",
  ]);
  assertEquals(await Deno.readTextFile(file), text);

  await jetOk(bus, ["set", a, "7"]);
  await second[Symbol.asyncDispose]();
  const { code, stderr } = await jet(bus, ["import", file]);
  assertEquals(code, 1);
  assertEquals(stderr.split("\n"), [
    `jet: ${b}: nothing has the path "${b}"`,
    "jet: set 1 of 2 states",
    "",
  ]);
  assertEquals(await jetOk(bus, ["get", a]), '{"x":1}\n');

  const prefix = bus.path("own/");
  await using own = await startTool(
    bus,
    "import",
    "--own",
    "--prefix",
    prefix,
    file,
  );
  await own.stderr.match(/^jet: added 2 of 2 states$/);
  await jetOk(bus, ["set", prefix + b, "new"]);
  assertEquals(await jetOk(bus, ["get", prefix + b]), '"new"\n');
  own.signal("SIGTERM");
  assertEquals((await own.ended()).code, 143);
}, { index: 1 });

test.onOneRuntime("bench measures, and leaves nothing behind", async (bus) => {
  const out = await jetOk(bus, ["bench", "--for", "0.1", "--fetchers", "3"]);
  const lines = jsonLines(out);
  assertEquals(lines.length, 3);
  for (const line of out.trimEnd().split("\n")) {
    assertMatch(line, /"rate":[1-9]\d*,"median":[\d.]+,"p99":[\d.]+,/);
  }
  assertEquals(await jetOk(bus, ["get", "--starts-with", "jet-bench/"]), "");
}, { index: 1 });

test.onOneRuntime(
  "a daemon that is not there is one line and code 1",
  async (bus) => {
    for (const command of ["info", "tree", "bench", "watch"]) {
      const args = [command, "--url", "tcp://127.0.0.1:1"];
      const { code, stdout, stderr } = await jet(bus, args);
      assertEquals([code, stdout], [1, ""]);
      assertMatch(complaint(stderr), /no connection to tcp:\/\/127\.0\.0\.1:1/);
    }
  },
  { index: 1 },
);

onOneRuntime("with --wait a command waits for its daemon", async (runtime) => {
  await using folder = await TemporaryFolder.create();
  const unix = folder.path("jet.socket");
  const args = ["info", "--wait", "--url", `unix:${unix}`];
  await using waiting = await Program.start(runtime, CLI, { args });
  await using stopped = await Program.start(runtime, CLI, {
    args: ["info", "--wait", "--url", "tcp://127.0.0.1:1"],
  });
  await using _daemon = await HostedDaemon.start(runtime, { unix });
  assertEquals((await waiting.ended()).code, 0);
  assertMatch(waiting.stdout.all.join(), /"name":"jet"/);
  stopped.signal("SIGINT");
  assertEquals((await stopped.ended()).code, 130);
}, { index: 1 });

onOneRuntime("watch and add outlive their daemon", async (runtime) => {
  const first = await HostedDaemon.start(runtime);
  const { unix } = first;
  const env = { JET_URL: `unix:${unix}` };
  const start = (...args: string[]) =>
    Program.start(runtime, CLI, { args, env });
  await using owner = await start("add", "x", "1");
  await owner.stderr.match(/added/);
  await using watcher = await start("watch", "x");
  await watcher.stdout.match(/"add"/);
  await first[Symbol.asyncDispose]();
  await owner.stderr.match(/^jet: lost unix:.*, trying again$/);
  await using _ = await HostedDaemon.start(runtime, { unix });
  await owner.stderr.match(/^jet: connected again$/);
  await watcher.stderr.match(/^jet: connected again$/);
  const set = await runToolOnce(runtime, ["set", "x", "2"], { env });
  assertEquals([set.code, set.stderr], [0, ""]);
  await watcher.stdout.match(/"value":2/);
}, { index: 1 });

test.onOneRuntime("signal sends what watch prints with --signals", async (bus) => {
  const path = bus.path("opened");
  const prefix = ["--starts-with", bus.prefix];
  const state = bus.path("state");
  await using _ = await startOwner(bus, state, "1");
  await using signals = await startWatcher(bus, ...prefix, "--signals");
  await using states = await startWatcher(bus, ...prefix);
  await jetOk(bus, ["signal", path, '{"by": "Ann"}']);
  await signals.stdout.match(/"remove"/);
  await states.stdout.match(/"remove"/);
  const signal = { path, type: "signal" };
  const value = { by: "Ann" };
  assertEquals(await printedBy(signals), [
    { event: "add", ...signal },
    { event: "signal", ...signal, value },
    { event: "remove", ...signal },
  ]);
  const pair = { path, type: "state", value };
  assertEquals(await printedBy(states), [
    { event: "add", ...pair },
    { event: "remove", ...pair },
  ]);
  const { code } = await jet(bus, ["signal", path]);
  assertEquals(code, 2);
});
