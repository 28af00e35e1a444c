import { assertEquals } from "@std/assert";
import { besideOthers } from "../support/beside.ts";
import { asRecord } from "../support/client.ts";
import { invalidRequest } from "../support/errors.ts";
import { Program } from "../support/process.ts";
import {
  isMissing,
  NO_BUN,
  ROOT,
  type RuntimeName,
} from "../support/runtimes.ts";
import { WebSocketClient } from "../support/websocket_client.ts";

const PROGRAM = `${ROOT}tests/daemon/programs/own_app.ts`;

// On Bun a program can hand either handler to its server.
const WAYS: [string, RuntimeName, string[]][] = [
  ["deno: the daemon", "deno", []],
  ["bun: the daemon, by its own WebSocket handler,", "bun", []],
  ["bun: the daemon, by the WebSocket handler of hono/bun,", "bun", ["hono"]],
  ["deno: the daemon, by a server of node:http,", "deno", ["node"]],
  ["bun: the daemon, by a server of node:http,", "bun", ["node"]],
];

for (const [who, runtime, args] of WAYS) {
  const name = `${who} lives on a route of a program's Hono app`;
  besideOthers(name, async () => {
    await using program = await Program.start(runtime, PROGRAM, { args });
    const { stdout } = program;
    const port = Number((await stdout.match(/^port (\d+)$/))[1]);
    await stdout.match(/^ready$/);

    // The rest of the app is untouched, the route is only for WebSockets.
    const hello = await fetch(`http://127.0.0.1:${port}/`);
    assertEquals(await hello.text(), "hello");
    const plain = await fetch(`http://127.0.0.1:${port}/jet`);
    await plain.body?.cancel();
    assertEquals(plain.status, 426);
    assertEquals(
      await WebSocketClient.refusal(port, { path: "/jet", protocol: "foo" }),
      400,
    );

    await using silent = await WebSocketClient.connect(port, { path: "/jet" });

    // What the peer inside added is there for those outside.
    const path = "/jet";
    await using peer = await WebSocketClient.connect(port, { path });
    assertEquals(peer.head.headers.get("sec-websocket-protocol"), "jet");
    await peer.do("config", { name: "outside" });
    await stdout.match(/^connect local "" $/);
    await stdout.match(/^connect websocket "" $/);
    assertEquals(await peer.ask("get", { path: { equals: "answer" } }), {
      result: [{ path: "answer", event: "add", value: 42, fetchOnly: true }],
    });
    const { result } = asRecord(await peer.ask("info"));
    assertEquals(asRecord(result).name, "embedded");

    // The daemon's own limits hold here as well.
    await using long = await WebSocketClient.connect(port, { path });
    await long.send('{"id":1,"method":"'.padEnd(10_001));
    const reason = "message of 10001 bytes, at most 10000 are accepted";
    await long.expect({ id: 1, ...invalidRequest({ reason }) });
    await long.send(" ".repeat(160_001));
    await long.take(1);
    assertEquals((await long.ending()).code, 1009);
    await stdout.match(/^disconnect websocket "" message of 160001 bytes/);

    await using leaving = await WebSocketClient.connect(port, { path });
    await leaving.do("config", { name: "leaving" });
    leaving.close();
    await stdout.match(/^disconnect websocket "leaving" ./);

    assertEquals(await silent.ending(), {
      code: 1008,
      reason: "no message within 1 s",
    });

    // The server is not the daemon's: only the peers are sent away.
    assertEquals(await peer.ask("call", { path: "close", args: [] }), {
      result: {},
    });
    assertEquals((await peer.ending()).code, 1001);
    await stdout.match(/^closed 0 0$/);
    assertEquals((await program.ended()).code, 0);
    assertEquals(program.stderr.all, []);
  }, { ignore: isMissing(runtime) });
}

Deno.test({
  name:
    "bun: a program that does not hand its server to Hono gets the line to write",
  ignore: NO_BUN,
  async fn() {
    const script = `${ROOT}tests/daemon/programs/not_upgradable.ts`;
    await using program = await Program.start("bun", script);
    await program.ended();
    const form = "write Bun.serve({ fetch: app.fetch, websocket: " +
      "daemon.websocket })";
    const env = `501 (Hono's env is not Bun's server: ${form})`;
    const handlers = `501 (The server has no websocket: ${form})`;
    assertEquals(
      program.stdout.all.map((line) => line.split("status code: ")[1]),
      [env, env, handlers],
    );
  },
});
