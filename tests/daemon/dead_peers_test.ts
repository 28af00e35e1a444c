import { assertEquals } from "@std/assert";
import { HostedDaemon } from "../support/daemon_process.ts";
import { onEachRuntime } from "../support/runtimes.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";
import { acceptedOptions } from "../support/socket_options.ts";
import { StreamClient } from "../support/stream_client.ts";
import { WebSocketClient } from "../support/websocket_client.ts";

const test = sharedDaemon();

// SO_KEEPALIVE, TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT, TCP_USER_TIMEOUT.
const OPTIONS = [[1, 9], [6, 4], [6, 5], [6, 6], [6, 18]] as const;

// TCP_RTO_MAX_MS, which Linux has since 6.15.
const [major, minor] = Deno.osRelease().split(".").map(Number);
const PAUSES = major > 6 || major === 6 && minor >= 15
  ? [[6, 44]] as const
  : [];

/** Connects in three ways, and waits for the first message of the daemon. */
const CONNECTIONS = {
  async port(port: number): Promise<AsyncDisposable> {
    const client = await StreamClient.tcp(port);
    await client.do("unfetch", { id: "none" });
    return client;
  },
  wsPort(port: number): Promise<AsyncDisposable> {
    return WebSocketClient.connect(port);
  },
  async binaryPort(port: number): Promise<Disposable> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    await connection.read(new Uint8Array(4));
    return connection;
  },
};

for (const name of ["port", "wsPort", "binaryPort"] as const) {
  test(`the system ends dead connections within 15 s: ${name}`, async ({ daemon }) => {
    const port = daemon[name];
    await using _client = await CONNECTIONS[name](port);
    const options = [...OPTIONS, ...PAUSES];
    assertEquals(
      await acceptedOptions(daemon.pid, port, options),
      [1, 5, 3, 3, 14_250, ...PAUSES.map(() => 3000)],
    );
  });
}

onEachRuntime(
  "--dead-after 0 leaves dead connections to the system",
  async (runtime) => {
    await using daemon = await HostedDaemon.start(runtime, {
      args: ["--dead-after", "0"],
    });
    await using client = await StreamClient.tcp(daemon.port);
    // By then the daemon has accepted the connection.
    await client.quiet();
    const options = await acceptedOptions(daemon.pid, daemon.port, OPTIONS);
    assertEquals([options[0], options[4]], [0, 0]);
  },
);

for (const family of ["127.0.0.1", "[::1]"]) {
  test(`both loopback addresses have the same ports: ${family}`, async ({ daemon }) => {
    const response = await fetch(`http://${family}:${daemon.wsPort}/`);
    assertEquals(response.status, 426);
    await response.body?.cancel();
    for (const port of [daemon.port, daemon.binaryPort]) {
      const hostname = family.replace(/[[\]]/g, "");
      (await Deno.connect({ hostname, port })).close();
    }
  });
}
