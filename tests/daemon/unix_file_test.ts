import { assertEquals, assertRejects } from "@std/assert";
import { DaemonProcess } from "../support/daemon_process.ts";
import { onEachRuntime, type RuntimeName } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";

function start(runtime: RuntimeName, unix: string): Promise<DaemonProcess> {
  return DaemonProcess.start(runtime, undefined, { unix });
}

onEachRuntime(
  "a unix socket file is made, and removed at the end",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    const path = folder.path("jet.socket");
    await using daemon = await start(runtime, path);
    assertEquals((await Deno.stat(path)).isSocket, true);
    await using peer = await daemon.connect("unix");
    await peer.quiet();
    daemon.signal("SIGTERM");
    assertEquals((await daemon.ended()).code, 0);
    await assertRejects(() => Deno.stat(path), Deno.errors.NotFound);
  },
);

onEachRuntime(
  "the socket file of a daemon that was killed is replaced",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    const path = folder.path("jet.socket");
    await using killed = await start(runtime, path);
    killed.signal("SIGKILL");
    await killed.ended();
    assertEquals((await Deno.stat(path)).isSocket, true);
    await using daemon = await start(runtime, path);
    await using peer = await daemon.connect("unix");
    await peer.quiet();
  },
);

onEachRuntime(
  "the socket file of a living daemon is left alone",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    const path = folder.path("jet.socket");
    await using daemon = await start(runtime, path);
    await assertRejects(() => start(runtime, path), Error, "another daemon");
    await using peer = await daemon.connect("unix");
    await peer.quiet();
  },
);

onEachRuntime("a file that is no socket is left alone", async (runtime) => {
  await using folder = await TemporaryFolder.create();
  const path = await folder.write("important.txt", "content");
  await assertRejects(() => start(runtime, path), Error, "can't listen");
  assertEquals(await Deno.readTextFile(path), "content");
});
