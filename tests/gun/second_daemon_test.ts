// Two daemons whose graph would be in the same file.
import { assertEquals, assertMatch } from "@std/assert";
import { DaemonProcess, HostedDaemon } from "../support/daemon_process.ts";
import { GunClient } from "../support/gun_client.ts";
import { Program } from "../support/process.ts";
import { onEachRuntime, ROOT } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";

const IN_USE =
  /warn .*jet\/gun\.db is used by another program: GUN's graph is in memory.*--gun-store FILE/;

onEachRuntime(
  "the second daemon with the default file of the graph warns, and has it in memory",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    const env = { XDG_DATA_HOME: folder.path("") };
    await using first = await HostedDaemon.start(runtime, { env });
    await using app = await GunClient.connect(first.wsPort);
    await app.put({ s: { a: ["first", 1] } });
    await using second = await DaemonProcess.start(runtime, undefined, {
      env,
    });
    await second.stderr.match(IN_USE);
    await using other = await GunClient.connect(second.wsPort);
    await second.stderr.match(IN_USE);
    assertEquals(await other.property("s", "a"), undefined);
    await other.put({ s: { a: ["second", 2] } });
    assertEquals(await other.property("s", "a"), ["second", 2]);
    assertEquals(await app.property("s", "a"), ["first", 1]);
    // A file that was asked for has to be free.
    const free = ["--port", "0", "--ws-port", "0", "--no-unix"];
    const args = [...free, "--gun-store", folder.path("jet/gun.db")];
    await using third = await Program.start(runtime, `${ROOT}daemon.ts`, {
      args,
    });
    assertEquals((await third.ended()).code, 1);
    assertMatch(third.stderr.all.join("\n"), /used by another program/);
  },
);
