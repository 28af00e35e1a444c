import { assertEquals } from "@std/assert";
import { Program } from "../support/process.ts";
import { ROOT, RUNTIMES } from "../support/runtimes.ts";
import { StreamClient } from "../support/stream_client.ts";
import { WebSocketClient } from "../support/websocket_client.ts";

// Not chosen by this test: these are the addresses that Jet peers know.
const PORT = 11122;
const WS_PORT = 11123;
const UNIX = "@/var/run/jet.socket";

/** Whether a daemon of this machine listens at the default addresses. */
async function isTaken(): Promise<boolean> {
  const attempts = [
    () => Deno.connect({ hostname: "127.0.0.1", port: PORT }),
    () => Deno.connect({ hostname: "127.0.0.1", port: WS_PORT }),
    () => Deno.connect({ transport: "unix", path: UNIX.replace("@", "\0") }),
  ];
  for (const attempt of attempts) {
    try {
      (await attempt()).close();
      return true;
    } catch {
      // It is free.
    }
  }
  return false;
}

const ignore = await isTaken();
if (ignore) console.log("skipped: the default addresses are in use");

for (const runtime of RUNTIMES) {
  Deno.test({
    name: `${runtime}: without options the daemon is where Jet peers look`,
    ignore,
    async fn() {
      await using daemon = await Program.start(runtime, `${ROOT}daemon.ts`);
      await daemon.stdout.match(/listening on tcp:\/\/127.0.0.1:11122$/);
      await daemon.stdout.match(/listening on unix:@\/var\/run\/jet.socket$/);
      await daemon.stdout.match(/listening on ws:\/\/127.0.0.1:11123\/$/);
      await using tcp = await StreamClient.tcp(PORT);
      await using unix = await StreamClient.unix(UNIX);
      await using websocket = await WebSocketClient.connect(WS_PORT);
      for (const peer of [tcp, unix, websocket]) await peer.quiet();
      daemon.signal("SIGTERM");
      assertEquals((await daemon.ended()).code, 0);
    },
  });
}
