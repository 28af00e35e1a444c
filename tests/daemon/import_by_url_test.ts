import { assertEquals } from "@std/assert";
import { besideOthers } from "../support/beside.ts";
import { CheckoutServer } from "../support/checkout_server.ts";
import { DaemonProcess } from "../support/daemon_process.ts";
import { Program } from "../support/process.ts";
import { TemporaryFolder } from "../support/temporary.ts";

besideOthers(
  "deno: the daemon runs from a URL, far from any import map",
  async () => {
    await using folder = await TemporaryFolder.create();
    await using server = new CheckoutServer();
    await using daemon = await DaemonProcess.start(
      "deno",
      server.url("daemon.ts"),
      { cwd: folder.path("") },
    );
    await using tcp = await daemon.connect("tcp");
    await using websocket = await daemon.connect("websocket");
    await tcp.quiet();
    await websocket.quiet();
    daemon.signal("SIGTERM");
    assertEquals((await daemon.ended()).code, 0);
  },
);

besideOthers(
  "deno: daemon and peer are imported from a URL and work together",
  async () => {
    await using folder = await TemporaryFolder.create();
    await using server = new CheckoutServer();
    const program = await folder.write(
      "main.ts",
      `import { Daemon } from "${server.url("daemon.ts")}";
import { Peer, State } from "${server.url("peer.ts")}";

await using daemon = new Daemon();
const [tcp, websocket] = await daemon.listen({ port: 0, wsPort: 0 });
await using owner = await Peer.connect(tcp.url);
const state: State<number> = new State("s", 1, { set() {} });
await owner.add(state);
await using client = await Peer.connect(websocket.url);
await client.set("s", 2);
console.log(JSON.stringify(await client.get<number>({ path: "s" })), state.value);
`,
    );
    await using running = await Program.start("deno", program, {
      cwd: folder.path(""),
    });
    const { code } = await running.ended();
    assertEquals(
      [code, running.stdout.all],
      [0, ['[{"path":"s","type":"state","value":2}] 2']],
      running.stderr.all.join("\n"),
    );
  },
);
