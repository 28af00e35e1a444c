import { assertEquals, assertMatch } from "@std/assert";
import { besideOthers } from "../support/beside.ts";
import { BinaryClient } from "../support/binary_client.ts";
import { uniqueSocketName } from "../support/daemon_process.ts";
import { GunClient } from "../support/gun_client.ts";
import { startNode } from "../support/node.ts";
import { ROOT } from "../support/runtimes.ts";
import { StreamClient } from "../support/stream_client.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { WebSocketClient } from "../support/websocket_client.ts";

const PROGRAM = `${ROOT}tests/daemon/programs/on_node.mjs`;

besideOthers(
  "node: the daemon serves all transports, stores GUN's graph and stops",
  async () => {
    await using folder = await TemporaryFolder.create();
    const unix = uniqueSocketName();
    const store = folder.path("gun.db");
    await using daemon = await startNode(PROGRAM, [
      ...["--port", "0", "--ws-port", "0", "--binary-port", "0"],
      ...["--unix", unix, "--gun-store", store],
    ]);
    const { stdout } = daemon;
    const port = async (line: RegExp) => Number((await stdout.match(line))[1]);
    const wsPort = await port(/ listening on ws:\/\/.*:(\d+)\/$/);
    const tcpPort = await port(/ listening on tcp:\/\/.*:(\d+)$/);
    await using clients = new AsyncDisposableStack();
    const peers = [
      await StreamClient.tcp(tcpPort),
      await StreamClient.unix(unix),
      await WebSocketClient.connect(wsPort),
    ].map((peer) => clients.use(peer));
    const binary = await BinaryClient.connect(
      await port(/ listening on jetb:\/\/.*:(\d+)$/),
    );
    clients.use(binary);

    const owner = clients.use(await StreamClient.tcp(tcpPort));
    const path = "state";
    const value = "x".repeat(1 << 20);
    await owner.do("add", { path, value });
    for (const peer of peers) {
      await peer.do("fetch", { id: "f", path: { equals: path } });
      await peer.expect({ method: "f", params: { path, event: "add", value } });
    }
    await owner.do("change", { path, value: 2 });
    for (const peer of peers) {
      await peer.expect({
        method: "f",
        params: { path, event: "change", value: 2 },
      });
    }

    await using app = await GunClient.connect(wsPort);
    await app.put({ soul: { name: ["value", 1] } });
    assertEquals(await app.property("soul", "name"), ["value", 1]);

    daemon.signal("SIGTERM");
    assertEquals((await peers[2].ending()).code, 1001);
    await peers[1].ending();
    assertEquals((await daemon.ended()).code, 0);
    const [warning, ...others] = daemon.stderr.all;
    assertMatch(warning, / warn the daemon runs on Deno and Bun: /);
    assertEquals(others, []);
    // Writes are on disk.
    assertEquals((await Deno.stat(store)).isFile, true);
  },
);
