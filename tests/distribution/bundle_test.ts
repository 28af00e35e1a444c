import { assert, assertEquals } from "@std/assert";
import { DaemonProcess } from "../support/daemon_process.ts";
import { bunPath, onEachRuntime, ROOT } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";

async function succeed(program: string, args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, {
    args,
    cwd: ROOT,
  }).output();
  assert(success, `${program} ${args[0]}: ${new TextDecoder().decode(stderr)}`);
}

onEachRuntime("a bundle of the daemon in one file runs", async (runtime) => {
  await using folder = await TemporaryFolder.create();
  const file = folder.path("jetd.js");
  if (runtime === "deno") {
    await succeed(Deno.execPath(), ["bundle", "-o", file, "daemon.ts"]);
  } else {
    await succeed(await bunPath(), [
      "build",
      "daemon.ts",
      "--target=bun",
      `--outfile=${file}`,
    ]);
  }
  await using daemon = await DaemonProcess.start(runtime, file);
  await using client = await daemon.connect("tcp");
  await client.do("add", { path: "bundled", value: 1 });
  assertEquals(await client.ask("get", { path: { equals: "bundled" } }), {
    result: [{ path: "bundled", event: "add", value: 1 }],
  });
});
