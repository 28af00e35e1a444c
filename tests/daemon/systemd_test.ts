/**
 * What a service of `Type=notify` tells systemd.
 */
import { assertEquals } from "@std/assert";
import { DaemonProcess } from "../support/daemon_process.ts";
import { NO_PYTHON, pythonPath } from "../support/python.ts";
import { isOnPath, onEachRuntime } from "../support/runtimes.ts";
import { Program } from "../support/process.ts";
import { TemporaryFolder } from "../support/temporary.ts";

/** Prints the datagrams that come to a socket. */
const LISTEN = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("bound", flush=True)
while True:
    print(s.recv(4096).decode(), flush=True)
`;

onEachRuntime(
  "systemd is notified that the daemon is ready, lives and ends",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    const path = folder.path("notify");
    await using systemd = Program.run(pythonPath(), ["-c", LISTEN, path]);
    await systemd.stdout.match(/^bound/);
    await using daemon = await DaemonProcess.start(runtime, undefined, {
      args: ["--no-gun"],
      env: { NOTIFY_SOCKET: path, WATCHDOG_USEC: "300000" },
    });
    await systemd.stdout.match(/^READY=1/);
    await systemd.stdout.match(/^STATUS=tcp:\/\/127\.0\.0\.1:/);
    await systemd.stdout.match(/^WATCHDOG=1/);
    daemon.signal("SIGTERM");
    assertEquals((await daemon.ended()).code, 0);
    await systemd.stdout.match(/^STOPPING=1/);
  },
  { ignore: NO_PYTHON || !isOnPath("systemd-notify") },
);
