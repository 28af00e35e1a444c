import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { aside, jetOk, startOwner } from "../support/jet_tool.ts";
import { NO_PYTHON } from "../support/python.ts";
import {
  type RegisterDaemonTest,
  sharedDaemon,
  type TestBus,
} from "../support/shared_daemon.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import {
  CTRL_C,
  screenOf,
  startTerminal,
} from "../support/terminal_program.ts";

Deno.test("the screen is what is left of what was drawn", () => {
  const drawn = "one\r\ntwo\r\n\r\x1b[2A\x1b[1muno\x1b[22m\x1b[K\r\n\x1b[Jend";
  assertEquals(screenOf(drawn), ["uno", "end"]);
});

const shared = sharedDaemon();
const test: RegisterDaemonTest = (name, body) =>
  shared(name, body, { ignore: NO_PYTHON });
const testOnce: RegisterDaemonTest = (name, body, options) =>
  shared.onOneRuntime(name, body, { ...options, ignore: NO_PYTHON });

/** What is on the screen when a tool has ended well. */
async function screen(bus: TestBus, ...args: string[]): Promise<string> {
  await using program = await startTerminal(bus, args);
  assertEquals(await program.ended(), 0, program.output);
  return program.screen.join("\n").trim();
}

testOnce("get shows values in colours, without controls", async (bus) => {
  const path = bus.path("x");
  const value = { text: "a\u001b[31m\u009b", list: [1, true] };
  await using _ = await startOwner(bus, path, JSON.stringify(value));
  // Whether this process uses colours is not up to the test.
  const process = { ...aside(bus), isOnOneRuntime: false };
  await using program = await startTerminal(process, ["get", path]);
  assertEquals(await program.ended(), 0);
  assert(program.output.includes("\x1b[36m1\x1b[39m"), program.output);
  assertEquals(
    program.screen.join("\n").trim(),
    `{
  "text": "a\\u001b[31m\\u009b",
  "list": [
    1,
    true
  ]
}`,
  );
  const plain = { NO_COLOR: "1" };
  await using dull = await startTerminal(bus, ["get", path], plain);
  assertEquals(await dull.ended(), 0);
  assertEquals(dull.output.includes("\x1b[36m"), false);
  assertMatch(await screen(bus, "get", path, "--json"), /^\{"text":"a/);
});

testOnce("set and call show what they give", async (bus) => {
  const path = bus.path("x");
  await using _a = await startOwner(bus, path, "1");
  assertEquals(await screen(bus, "set", path, "2"), "");
  assertEquals(await screen(bus, "set", path, "3", "--value"), "3");
  const method = bus.path("m");
  await using _b = await startOwner(bus, "-m", method, "-x", "echo");
  assertEquals(await screen(bus, "call", method, "a", "b"), '"a b"');
});

testOnce("watch shows changes with their times", async (bus) => {
  const path = bus.path("x");
  await using _ = await startOwner(bus, path, "1");
  await using watcher = await startTerminal(bus, ["watch", path]);
  await watcher.shows(new RegExp(`^[\\d:.]+ \\+ ${path} 1$`, "m"));
  await jetOk(bus, ["set", path, "2"]);
  await watcher.shows(new RegExp(`^[\\d:.]+ ~ ${path} 2$`, "m"));
  await watcher.type(CTRL_C);
  assertEquals(await watcher.ended(), 130);
});

test("watch --top draws its list in its place", async (bus) => {
  const [a, b] = [bus.path("a"), bus.path("b")];
  await using _a = await startOwner(aside(bus), a, "1");
  await using _b = await startOwner(aside(bus), b, "2");
  const args = ["watch", "--starts-with", bus.prefix, "--top", "5"];
  await using watcher = await startTerminal(bus, args);
  await watcher.shows(new RegExp(`1  ${b}  2\n2  ${a}  1\n`));
  await jetOk(aside(bus), ["set", a, "3"]);
  await watcher.shows(new RegExp(`1  ${a}  3\n2  ${b}  2\n`));
  assertEquals(
    watcher.screen.filter((line) => /^\d {2}/.test(line)).length,
    2,
  );
  await jetOk(aside(bus), ["set", a, JSON.stringify("long".repeat(30))]);
  await watcher.shows(new RegExp(`tcp:.*\n1  ${b}  2\n`));
  await watcher.type(CTRL_C);
  assertEquals(await watcher.ended(), 130);
  assert(watcher.output.endsWith("\x1b[?25h"), "the cursor is there again");
});

testOnce("a long list stays on the screen", async (bus) => {
  await using folder = await TemporaryFolder.create();
  const paths = Array.from({ length: 30 }, (_, n) => bus.path(`state${n}`));
  const all = Object.fromEntries(paths.map((path) => [path, "é".repeat(99)]));
  const file = await folder.write("all.json", all);
  await using own = await startTerminal(bus, [
    "import",
    "--own",
    file,
  ]);
  await own.shows(/^jet: added 30 of 30 states$/m);
  const args = ["watch", "--starts-with", bus.prefix, "--sort", "path"];
  await using list = await startTerminal(bus, [
    ...args,
    "--to",
    "30",
  ]);
  await list.shows(/ 1 {2}/);
  await list.type(CTRL_C);
  assertEquals(await list.ended(), 130);
  const lines = list.screen.filter((line) => line !== "");
  assertEquals(lines.filter((line) => line.length > 60), []);
  assert(lines.length <= 12, lines.join("\n"));
});

testOnce("add shows what others ask for", async (bus) => {
  const path = bus.path("x");
  await using owner = await startTerminal(bus, ["add", path, "1"]);
  await owner.shows(new RegExp(`^jet: added the state ${path}$`, "m"));
  await jetOk(bus, ["set", path, "open"]);
  await owner.shows(new RegExp(`^[\\d:.]+ set ${path} "open"$`, "m"));
  await owner.type(CTRL_C);
  assertEquals(await owner.ended(), 130);
});

testOnce("tree and info are tables", async (bus) => {
  await using _ = await startOwner(bus, bus.path("a/x"), "1");
  const root = bus.prefix.slice(0, -1);
  assertEquals(
    await screen(bus, "tree", root),
    `${root}\n└── a\n    └── x  1\n1 node, 1 state, 0 methods`,
  );
  assertMatch(await screen(bus, "info"), /^url +tcp:.*\nname +jet\nversion /);
});

testOnce(
  "record, replay, export, import and bench show progress",
  async (bus) => {
    await using folder = await TemporaryFolder.create();
    const path = bus.path("x");
    await using _ = await startOwner(bus, path, "1");
    const file = folder.path("session.jsonl");
    const here = ["--starts-with", bus.prefix];
    const record = ["record", file, ...here];
    await using recorder = await startTerminal(bus, record);
    await recorder.shows(/recording: 1 event of 1 state in \d/);
    await jetOk(bus, ["set", path, "2"]);
    await recorder.shows(/recording: 2 events of 1 state in \d/);
    await recorder.type(CTRL_C);
    assertEquals(await recorder.ended(), 130);
    assertMatch(
      recorder.screen.join("\n"),
      /jet: recorded 2 events of 1 state/,
    );

    const again = [file, "--prefix", bus.path("again/"), "--loop"];
    await using player = await startTerminal(bus, ["replay", ...again]);
    await player.shows(/\[#* *\] +\d+ % {2}round \d+: \d of 2, /);
    await player.type(CTRL_C);
    assertEquals(await player.ended(), 130);

    const states = folder.path("states.json");
    assertEquals(
      await screen(bus, "export", ...here, states),
      "jet: exported 1 state",
    );
    assertEquals(await screen(bus, "import", states), "jet: set 1 of 1 state");
    const bench = ["bench", "--for", "0.3", "--fetchers", "2"];
    await using run = await startTerminal(bus, bench);
    assertEquals(await run.ended(), 0);
    assertMatch(run.output, /\[#* *\] +\d+ % {2}set, one/);
    assertMatch(
      run.screen.join("\n"),
      / per second .*\nset, one after the other +[\d ]+\d +[\d.]+ .*\nset, 64 /,
    );
  },
  { index: 1 },
);

test("a password is asked for, and not shown", async (bus) => {
  const args = ["get", bus.path("x"), "--user", "joe"];
  await using program = await startTerminal(bus, args);
  await program.shows(/Password of joe: /);
  await program.type("hidden word\r");
  // This daemon knows no users.
  assertEquals(await program.ended(), 1);
  assertEquals(program.output.includes("hidden"), false);
  await using left = await startTerminal(bus, args);
  await left.shows(/Password of joe: /);
  await left.type(CTRL_C);
  assertEquals(await left.ended(), 130);
});

test("Ctrl-C leaves users as they are", async (bus) => {
  await using folder = await TemporaryFolder.create();
  const file = folder.path("users.json");
  const args = ["users", "add", "ann", "--file", file];
  await using program = await startTerminal(bus, args);
  await program.shows(/Password of ann: /);
  await program.type(`half${CTRL_C}`);
  assertEquals(await program.ended(), 130);
  assertMatch(program.screen.join("\n"), /^jet: interrupted$/m);
  await assertRejects(() => Deno.stat(file), Deno.errors.NotFound);
});

test("a new password is asked for twice", async (bus) => {
  await using folder = await TemporaryFolder.create();
  const args = ["users", "add", "ann", "--file", folder.path("users.json")];
  const add = async (again: string) => {
    await using program = await startTerminal(bus, args);
    await program.shows(/Password of ann: /);
    await program.type("secret\r");
    await program.shows(/The same again: /);
    await program.type(`${again}\r`);
    return [await program.ended(), program.screen.join("\n")];
  };
  const [refused, why] = await add("sceret");
  assertEquals(refused, 1);
  assertMatch(String(why), /the passwords are different/);
  assertEquals((await add("secret"))[0], 0);
});

testOnce("help, completions and wrong usage on a terminal", async (bus) => {
  assertMatch(
    await screen(bus, "help", "get"),
    /^Print the values of states/,
  );
  assertMatch(await screen(bus, "completions", "fish"), /complete -c jet /);
  await using wrong = await startTerminal(bus, ["get", "--xyzzy"]);
  assertEquals(await wrong.ended(), 2);
  assertMatch(
    wrong.screen.join("\n"),
    /^jet: unknown option --xyzzy\nUsage: jet get /m,
  );
});
