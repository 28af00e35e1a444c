import { assertEquals, assertMatch } from "@std/assert";
import { runToolOnce } from "../support/jet_tool.ts";
import { onOneRuntime } from "../support/runtimes.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";
import { TemporaryFolder } from "../support/temporary.ts";

const test = sharedDaemon();

test.onOneRuntime("a context says where the daemon is", async (bus) => {
  await using folder = await TemporaryFolder.create();
  const env = { XDG_CONFIG_HOME: folder.path("config") };
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await runToolOnce(bus.runtime, args, {
      env,
    });
    return [code, stdout + stderr];
  };
  const nowhere = "tcp://127.0.0.1:1";
  const url = bus.daemon.url("tcp");
  const here = ["--url", url, "--user", "joe"];
  assertEquals(await run("context", "add", "off", "--url", nowhere), [0, ""]);
  assertEquals(await run("context", "add", "here", "--url", url), [0, ""]);
  const [failed, why] = await run("info");
  assertEquals(failed, 1);
  assertMatch(String(why), /no connection to tcp:\/\/127.0.0.1:1/);
  assertEquals((await run("info", "--context", "here"))[0], 0);
  assertEquals(await run("context", "use", "here"), [0, ""]);
  assertEquals((await run("info"))[0], 0);
  assertEquals((await run("info", "--url", nowhere))[0], 1);
  // The user of the current context is not sent to another address.
  assertEquals(await run("context", "add", "here", ...here), [0, ""]);
  assertMatch(String((await run("info"))[1]), /^jet: no password/);
  assertEquals((await run("info", "--url", url))[0], 0);
  const file = folder.path("config/jet/contexts.json");
  assertEquals(((await Deno.stat(file)).mode ?? 0) & 0o777, 0o600);
  assertEquals(await run("context", "remove", "here"), [0, ""]);
  assertEquals(await run("context", "list"), [
    0,
    `${JSON.stringify({ name: "off", current: false, url: nowhere })}\n`,
  ]);
}, { index: 0 });

onOneRuntime("what contexts can't do is said", async (runtime) => {
  await using folder = await TemporaryFolder.create();
  const config = folder.path("");
  const run = async (...args: string[]) => {
    const env = { XDG_CONFIG_HOME: config };
    const { code, stderr } = await runToolOnce(runtime, args, { env });
    return `${code} ${stderr.split("\n")[0]}`;
  };
  assertEquals(
    await run("context", "add", "plant"),
    "2 jet: add needs --url",
  );
  assertEquals(
    await run("context", "add", "a/b", "--url", "x:1"),
    "2 jet: NAME has letters, digits, - . and _ only",
  );
  await run("context", "add", "plant", "--url", "x:1", "--ca", "ca.pem");
  assertEquals(
    await run("info", "--context", "plnt"),
    '1 jet: there is no context "plnt"; did you mean plant?',
  );
  const file = folder.path("jet/contexts.json");
  const { contexts } = JSON.parse(await Deno.readTextFile(file));
  assertEquals(contexts.plant, {
    url: "tcp://x:1",
    ca: `${Deno.cwd()}/ca.pem`,
  });
  await Deno.writeTextFile(file, "{");
  assertMatch(await run("context", "list"), /^1 jet: .*contexts\.json: /);
  assertMatch(await run("info"), /^1 jet: .*contexts\.json: /);
}, { index: 1 });
