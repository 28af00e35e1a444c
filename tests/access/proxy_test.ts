import { assertEquals, assertMatch } from "@std/assert";
import { DaemonProcess } from "../support/daemon_process.ts";
import { onEachRuntime } from "../support/runtimes.ts";
import { WebSocketClient } from "../support/websocket_client.ts";

const HEADERS = { "X-Forwarded-For": "1.1.1.1, 203.0.113.9" };

onEachRuntime(
  "--trust-proxy: the client is the one that the proxy names",
  async (runtime) => {
    for (
      const [trusted, address] of [
        ["127.0.0.0/8", "203.0.113.9"],
        ["10.0.0.1", "127.0.0.1"],
      ]
    ) {
      const args = ["--log", "debug", "--trust-proxy", trusted];
      await using daemon = await DaemonProcess.start(runtime, undefined, {
        args,
      });
      const client = await WebSocketClient.connect(daemon.wsPort, {
        headers: HEADERS,
      });
      const [line] = await daemon.stdout.match(/websocket peer .* connected/);
      assertMatch(line, new RegExp(`peer ${address}:\\d+ connected`));
      client.close();
    }
  },
);

onEachRuntime("--trust-proxy takes addresses only", async (runtime) => {
  const started = DaemonProcess.start(runtime, undefined, {
    args: ["--trust-proxy", "proxy"],
  });
  const message = await started.then(() => "", ({ message }) => message);
  assertEquals(/addresses such as/.test(message), true, message);
});
