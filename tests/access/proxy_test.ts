import { assertMatch, assertRejects } from "@std/assert";
import { UsageError } from "../../command_line/errors.ts";
import { readOptions } from "../../daemon/options/read.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import {
  onEachRuntime,
  onOneRuntime,
  type RuntimeName,
} from "../support/runtimes.ts";
import { WebSocketClient } from "../support/websocket_client.ts";

const HEADERS = { "X-Forwarded-For": "1.1.1.1, 203.0.113.9" };

onEachRuntime(
  "--trust-proxy: the client is the one that the proxy names",
  (runtime) => isSeenAs(runtime, "127.0.0.0/8", "203.0.113.9"),
);

onOneRuntime(
  "--trust-proxy: another proxy is the client itself",
  (runtime) => isSeenAs(runtime, "10.0.0.1", "127.0.0.1"),
);

/** Expects the address of a client in the log. */
async function isSeenAs(
  runtime: RuntimeName,
  trusted: string,
  address: string,
): Promise<void> {
  const args = ["--log", "debug", "--trust-proxy", trusted];
  await using daemon = await HostedDaemon.start(runtime, { args });
  const client = await WebSocketClient.connect(daemon.wsPort, {
    headers: HEADERS,
  });
  const [line] = await daemon.stdout.match(/websocket peer .* connected/);
  assertMatch(line, new RegExp(`peer ${address}:\\d+ connected`));
  client.close();
}

Deno.test("--trust-proxy takes addresses only", async () => {
  await assertRejects(
    () => readOptions(["--trust-proxy", "proxy"], {}, Deno.readTextFile),
    UsageError,
    "addresses such as",
  );
});
