import { assert, assertEquals } from "@std/assert";
import { onEachRuntime, WHOLE_MATRIX } from "../support/runtimes.ts";
import { killAgainAndAgain } from "./kill.ts";
import { startDaemon } from "./kill_victims.ts";
import { DaemonProcess } from "../support/daemon_process.ts";
import { GunClient } from "../support/gun_client.ts";
import { TemporaryFolder } from "../support/temporary.ts";

onEachRuntime(
  "a killed daemon has kept every put that it acknowledged",
  async (runtime) => {
    const rounds = WHOLE_MATRIX ? 5 : 2;
    const { acknowledged } = await killAgainAndAgain(
      rounds,
      runtime,
      startDaemon,
    );
    assert(acknowledged > 0, "nothing was acknowledged");
  },
  { beside: true },
);

onEachRuntime(
  "a daemon that was killed before the first put asks apps for what they wrote",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    const args = ["--gun-store", folder.path("gun.db")];
    const start = () => DaemonProcess.start(runtime, undefined, { args });
    {
      await using daemon = await start();
      await using _app = await GunClient.connect(daemon.wsPort);
      daemon.signal("SIGKILL");
      await daemon.ended();
    }
    await using daemon = await start();
    await using writer = await GunClient.connect(daemon.wsPort);
    writer.send({ dam: "?", pid: "writer", "@": "x", "#": "hello" });
    await using reader = await GunClient.connect(daemon.wsPort);
    reader.send({ "#": "question", get: { "#": "s" } });
    const { get } = await writer.until((message) => message.get !== undefined);
    assertEquals(get, { "#": "s" });
  },
  { beside: true },
);
