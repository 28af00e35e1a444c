/**
 * Synchronous peers whose daemon stops, dies and comes back: nothing waits
 * longer than it should.
 *
 * @module
 */
import { Peer, State } from "../../peer.ts";
import { DaemonProcess, uniqueSocketName } from "../support/daemon_process.ts";
import { WHOLE_MATRIX } from "../support/runtimes.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";
import {
  addressOf,
  PEER_RUNTIMES,
  type PeerRuntime,
  startProgram,
  succeeds,
} from "./programs.ts";

const test = sharedDaemon();

test.onOneRuntime("a daemon that stops, dies and comes back", async (bus) => {
  // It takes its time, so they do it at once.
  await Promise.all(PEER_RUNTIMES.map((runtime) => survives(bus, runtime)));
}, { beside: true });

async function survives(bus: TestBus, runtime: PeerRuntime): Promise<void> {
  const unix = uniqueSocketName();
  const start = () => DaemonProcess.start(bus.runtime, undefined, { unix });
  const prefix = bus.path(`${runtime}/`);
  await using peer = await Peer.connect(bus.daemon.url("tcp"));
  const step = await peer.add(new State(`${prefix}step`, ""));
  await using daemon = await start();
  await using program = await startProgram(
    runtime,
    "survivor",
    daemon.url("unix"),
    addressOf(bus, "tcp"),
    prefix,
    WHOLE_MATRIX ? "patient" : "",
  );
  const reaches = async (name: string) => {
    try {
      await program.stdout.match(new RegExp(`^${name}$`));
    } catch (error) {
      const complaints = program.stderr.all.join("\n");
      throw new Error(`${runtime}: ${complaints}`, { cause: error });
    }
  };
  await reaches("stopped");
  daemon.signal("SIGSTOP");
  step.value = "stopped";
  await reaches("going");
  daemon.signal("SIGCONT");
  step.value = "going";
  await reaches("killed");
  daemon.signal("SIGKILL");
  await daemon.ended();
  step.value = "killed";
  await reaches("back");
  await using next = await start();
  step.value = "back";
  await reaches("last");
  step.value = "last";
  await reaches("waiting");
  next.signal("SIGKILL");
  await succeeds(program);
}
