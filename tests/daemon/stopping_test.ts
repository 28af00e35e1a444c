import { assertEquals } from "@std/assert";
import type { Client } from "../support/client.ts";
import { DaemonProcess, TRANSPORTS } from "../support/daemon_process.ts";
import { onEachRuntime, onOneRuntime } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";

/** Sends 20 MB of requests as far as the daemon reads them. */
async function pushAgainst(peer: Client): Promise<void> {
  try {
    for (let id = 0; id < 20; id++) {
      await peer.send({ id, method: "echo", params: "x".repeat(1_000_000) });
    }
  } catch {
    // The daemon has stopped reading, or the connection has ended.
  }
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  onEachRuntime(
    `${signal} closes all connections properly and ends with code 0`,
    async (runtime) => {
      await using daemon = await DaemonProcess.start(runtime);
      await using tcp = await daemon.connect("tcp");
      await using unix = await daemon.connect("unix");
      await using websocket = await daemon.connect("websocket");
      for (const peer of [tcp, unix, websocket]) await peer.quiet();
      daemon.signal(signal);
      assertEquals(await tcp.ending(), { reason: "" });
      assertEquals(await unix.ending(), { reason: "" });
      assertEquals((await websocket.ending()).code, 1001);
      assertEquals(await daemon.ended(), {
        success: true,
        code: 0,
        signal: null,
      });
      assertEquals(daemon.stderr.all, []);
    },
    { beside: true },
  );
}

for (const transport of TRANSPORTS) {
  // A unix socket is the same kind of link as TCP: on one runtime.
  const register = transport === "unix" ? onOneRuntime : onEachRuntime;
  register(
    `what was sent over ${transport} before the end still arrives`,
    async (runtime) => {
      await using folder = await TemporaryFolder.create();
      // Everything shall be waiting for the reader.
      const config = await folder.write("jet.json", { softBacklog: 1 << 30 });
      await using daemon = await DaemonProcess.start(runtime, undefined, {
        args: ["--config", config],
      });
      await using owner = await daemon.connect("tcp");
      await using fetcher = await daemon.connect(transport);
      await fetcher.do("fetch", { id: "f" });
      fetcher.reading.shut();
      // More than the system would take.
      const value = "x".repeat(1_000_000);
      const paths = Array.from({ length: 16 }, (_, i) => `state${i}`);
      for (const path of paths) await owner.do("add", { path, value });
      daemon.signal("SIGTERM");
      await owner.ending();
      fetcher.reading.open();
      for (const path of paths) {
        await fetcher.expect({
          method: "f",
          params: { path, event: "add", value },
        });
      }
      // The owner may have left before the fetcher did.
      while ((await fetcher.next().catch(() => null)) !== null);
      assertEquals((await daemon.ended()).code, 0);
    },
  );
}

onEachRuntime(
  "peers that read no more do not hold up the end",
  async (runtime) => {
    await using daemon = await DaemonProcess.start(runtime);
    await using stack = new AsyncDisposableStack();
    const pushing: Promise<void>[] = [];
    for (const transport of TRANSPORTS) {
      const peer = stack.use(await daemon.connect(transport));
      await peer.quiet();
      peer.reading.shut();
      pushing.push(pushAgainst(peer));
    }
    await using other = await daemon.connect("tcp");
    await other.quiet();
    daemon.signal("SIGTERM");
    assertEquals((await daemon.ended()).code, 0);
    await Promise.all(pushing);
  },
  { beside: true },
);

onEachRuntime("a second signal does not wait for anybody", async (runtime) => {
  await using daemon = await DaemonProcess.start(runtime);
  await using peer = await daemon.connect("tcp");
  await peer.quiet();
  peer.reading.shut();
  const pushing = pushAgainst(peer);
  await using other = await daemon.connect("tcp");
  await other.quiet();
  // Not one signal twice, which the system may make one of.
  daemon.signal("SIGINT");
  daemon.signal("SIGTERM");
  assertEquals((await daemon.ended()).code, 1);
  await pushing;
}, { beside: true });
