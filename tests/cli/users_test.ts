import { assertEquals, assertMatch } from "@std/assert";
import {
  aside,
  CLI,
  jet,
  jetOk,
  runTool,
  startTool,
} from "../support/jet_tool.ts";
import { Program } from "../support/process.ts";
import { bunPath, onEachRuntime, onOneRuntime } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { daemonWithUsers, PASSWORD, USERS } from "../support/users.ts";

const test = await daemonWithUsers();

test("a user logs in with a password that is on no command line", async (bus) => {
  await using folder = await TemporaryFolder.create();
  const file = folder.path("password");
  await Deno.writeTextFile(file, `${PASSWORD}\nmore\n`);
  const path = bus.path("door");
  await using _ = await startTool(
    aside(bus),
    ...["add", path, "1", "--fetch-groups", "public"],
    ...["--set-groups", "operators"],
  );
  await _.stderr.match(/added/);

  const refused = await jet(aside(bus), ["get", path]);
  assertEquals(refused.code, 1);
  const joe = ["--user", "joe"];
  const env = { JET_PASSWORD: PASSWORD };
  assertEquals(await jetOk(aside(bus), ["get", path, ...joe], { env }), "1\n");
  const user = { ...env, JET_USER: "joe" };
  assertEquals(await jetOk(aside(bus), ["get", path], { env: user }), "1\n");
  const byFile = [...joe, "--password-file", file];
  await jetOk(bus, ["set", path, "2", ...byFile]);
  assertEquals(await jetOk(aside(bus), ["get", path, ...byFile]), "2\n");

  const eve = await jet(aside(bus), ["set", path, "3", "--user", "eve"], {
    env,
  });
  assertEquals(eve.code, 1);
  assertMatch(eve.stderr, /^jet: [^\n]+\n$/);
  const wrong = await jet(aside(bus), ["get", path, ...joe], {
    env: { JET_PASSWORD: "wrong" },
  });
  assertEquals(wrong.code, 1);
  assertMatch(wrong.stderr, /^jet: [^\n]+\n$/);
  assertEquals(wrong.stderr.includes("wrong\n"), false);
  const none = await jet(bus, ["get", path, ...joe]);
  assertEquals([none.code, none.stderr], [
    1,
    "jet: no password: JET_PASSWORD, --password-file or a terminal\n",
  ]);
});

onOneRuntime("users edits a users file", async (runtime) => {
  await using folder = await TemporaryFolder.create();
  const file = ["--file", folder.path("users.json")];
  const added = await runTool(runtime, ["users", "add", "ann", ...file], {
    input: "secret\n",
  });
  assertEquals([added.code, added.stderr], [0, ""]);
  const list = await runTool(runtime, ["users", "list", ...file]);
  assertMatch(list.stdout, /^ann /);
  assertEquals((await runTool(runtime, ["users", "frob"])).code, 2);
}, { index: 1 });

onEachRuntime("a closed pipe ends users quietly", async (runtime) => {
  await using folder = await TemporaryFolder.create();
  const file = await folder.write("users.json", USERS);
  const run = runtime === "deno"
    ? [Deno.execPath(), "run", "--no-lock", "-A", CLI]
    : [await bunPath(), CLI];
  // It has ended before there is anything to read.
  const script = '"$@" | true; echo "codes ${PIPESTATUS[*]}"';
  for (const args of [["--help"], ["list", "--file", file]]) {
    const words = [...run, "users", ...args];
    await using shell = Program.run("bash", ["-c", script, "bash", ...words]);
    await shell.ended();
    assertEquals(shell.stderr.all, []);
    assertEquals(shell.stdout.all, ["codes 0 0"]);
  }
});

onOneRuntime("daemon runs the daemon with its options", async (runtime) => {
  const free = ["--port", "0", "--ws-port", "0", "--binary-port", "0"];
  await using daemon = await Program.start(runtime, CLI, {
    args: ["daemon", ...free, "--no-unix", "--no-gun"],
  });
  const [, url] = await daemon.stdout.match(/listening on (tcp:.*)$/);
  const info = await runTool(runtime, ["info", "--url", url]);
  assertEquals([info.code, info.stderr], [0, ""]);
  daemon.signal("SIGINT");
  assertEquals((await daemon.ended()).code, 0);
  const wrong = await runTool(runtime, ["daemon", "--frob"]);
  assertEquals([wrong.code, wrong.stderr], [
    2,
    "jet: unknown option --frob\n",
  ]);
}, { index: 1 });

test.onOneRuntime("token makes, lists and revokes tokens", async (bus) => {
  const env = { JET_PASSWORD: PASSWORD };
  const root = ["--user", "root"];
  const created = await jetOk(
    aside(bus),
    ["token", "create", "joe", "--for", "a test", "--read", "a/#", ...root],
    { env },
  );
  const token = created.trim();
  assertMatch(token, /^jet_[0-9a-f]{12}_[\w-]{43}$/);
  const asToken = { JET_PASSWORD: token, JET_USER: "joe" };
  const get = ["get", "--starts-with", "a/"];
  await jetOk(aside(bus), get, { env: asToken });
  const id = token.split("_")[1];
  const list = ["token", "list", ...root];
  const listed = await jetOk(aside(bus), list, { env });
  assertMatch(listed, new RegExp(`"id":"${id}","user":"joe","name":"a test"`));
  await jetOk(aside(bus), ["token", "revoke", id, ...root], { env });
  assertEquals((await jetOk(aside(bus), list, { env })).includes(id), false);
  const refused = await jet(aside(bus), get, { env: asToken });
  assertEquals(refused.code, 1);
  for (
    const [args, reason] of [
      [["create"], /one USER/],
      [["create", "joe", "--ends", "soon"], /--ends needs/],
      [["list", "--admin"], /create only/],
      [["make"], /ACTION needs one of/],
    ] as const
  ) {
    const wrong = await jet(aside(bus), ["token", ...args, ...root], { env });
    assertEquals(wrong.code, 2, wrong.stderr);
    assertMatch(wrong.stderr, reason);
  }
});
