import { assertEquals, assertRejects } from "@std/assert";
import { DaemonProcess, HostedDaemon } from "../support/daemon_process.ts";
import { onEachRuntime, type RuntimeName } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";

function start(runtime: RuntimeName, unix: string): Promise<HostedDaemon> {
  return HostedDaemon.start(runtime, { unix });
}

onEachRuntime(
  "a unix socket file is left alone while its daemon lives, replaced when it was killed, and removed at the end",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    const path = folder.path("jet.socket");
    await using first = await DaemonProcess.start(runtime, undefined, {
      unix: path,
    });
    assertEquals((await Deno.stat(path)).isSocket, true);
    await assertRejects(() => start(runtime, path), Error, "another daemon");
    await using peer = await first.connect("unix");
    await peer.quiet();
    first.signal("SIGKILL");
    await first.ended();
    assertEquals((await Deno.stat(path)).isSocket, true);

    await using second = await start(runtime, path);
    await using other = await second.connect("unix");
    await other.quiet();
    second.signal("SIGTERM");
    assertEquals((await second.ended()).code, 0);
    await assertRejects(() => Deno.stat(path), Deno.errors.NotFound);
  },
  { beside: true },
);

onEachRuntime("a file that is no socket is left alone", async (runtime) => {
  await using folder = await TemporaryFolder.create();
  const path = await folder.write("important.txt", "content");
  await assertRejects(() => start(runtime, path), Error, "can't listen");
  assertEquals(await Deno.readTextFile(path), "content");
}, { beside: true });

onEachRuntime(
  "a unix socket's file has the permissions, the owner and the group of the options",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    const path = folder.path("jet.socket");
    const { gid, uid: own } = await Deno.stat(folder.path(""));
    // Only root gives files away.
    const uid = Deno.uid() === 0 ? 65534 : own;
    await using daemon = await HostedDaemon.start(runtime, {
      unix: path,
      args: [
        "--no-gun",
        ...["--unix-mode", "600", "--unix-owner", `${uid}`],
        ...["--unix-group", `${gid}`],
      ],
    });
    await using peer = await daemon.connect("unix");
    await peer.quiet();
    const found = await Deno.stat(path);
    const mode = found.mode && found.mode & 0o777;
    assertEquals([mode, found.uid, found.gid], [0o600, uid, gid]);
  },
);
