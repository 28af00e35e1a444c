/**
 * The synchronous peer imported from a URL.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { CheckoutServer } from "../support/checkout_server.ts";
import { Program } from "../support/process.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";
import { TemporaryFolder } from "../support/temporary.ts";

const test = sharedDaemon();

test.onOneRuntime(
  "deno imports the synchronous peer from a URL, with an empty cache",
  async (bus) => {
    await using folder = await TemporaryFolder.create();
    await using server = new CheckoutServer();
    const program = await folder.write(
      "main.ts",
      `import { PeerSync, State } from "${server.url("peer_sync.ts")}";

using peer = PeerSync.connect("${bus.daemon.url("tcp")}");
peer.add(new State("${bus.path("s")}", 1, { set() {} }));
peer.set("${bus.path("s")}", 2);
console.log(peer.get("${bus.path("s")}"));
`,
    );
    await using running = await Program.start("deno", program, {
      cwd: folder.path(""),
      env: { DENO_DIR: folder.path("cache") },
    });
    const { code } = await running.ended();
    assertEquals([code, running.stdout.all], [0, ["2"]]);
  },
  { beside: true },
);
