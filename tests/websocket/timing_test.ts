import { assertEquals } from "@std/assert";
import { decode, encode } from "npm:@msgpack/msgpack@3.1.3";
import { HostedDaemon } from "../support/daemon_process.ts";
import { onEachRuntime } from "../support/runtimes.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";
import { StreamClient } from "../support/stream_client.ts";
import { Opcode, WebSocketClient } from "../support/websocket_client.ts";

const SILENT_TIMEOUT = "0.5";
const REASON = `no message within ${SILENT_TIMEOUT} s`;
const PINGS = 6;

const test = sharedDaemon(
  ...["--silent-timeout", SILENT_TIMEOUT, "--ping-interval", "0.1"],
);

test("connections that never send a message are closed, others are not", async (bus) => {
  const { daemon } = bus;
  const talkers = [
    await bus.tcp(),
    await bus.connect("unix"),
    await bus.websocket(),
  ];
  for (const talker of talkers) await talker.quiet();
  await using binary = await StreamClient.tcp(daemon.binaryPort);
  const streams = [await bus.tcp(), await bus.connect("unix"), binary];
  const sockets = [
    await bus.websocket(),
    await bus.websocket({ protocol: null }),
    await bus.websocket({ protocol: "jet-binary" }),
  ];
  const gun = await bus.websocket({ path: "/gun", protocol: null });
  // Pings are no messages.
  await sockets[0].frame(Opcode.ping, "");
  for (const stream of streams) await stream.ending();
  for (const socket of sockets) {
    assertEquals(await socket.ending(), { code: 1008, reason: REASON });
  }
  // The relay has greeted.
  await gun.next();
  assertEquals(await gun.ending(), { code: 1008, reason: REASON });
  for (const transport of ["tcp", "unix", "websocket"]) {
    await daemon.stdout.match(
      new RegExp(` info ${transport} peer \\S+ disconnected: ${REASON}$`),
    );
  }
  for (const talker of talkers) await talker.quiet();
});

test("a peer that answers no pings stays, with MessagePack in text messages", async (bus) => {
  const path = bus.path("s");
  const lua = await bus.websocket();
  lua.answersPings = false;
  const say = (message: unknown) => lua.frame(Opcode.text, encode(message));
  const expect = async (message: unknown) =>
    assertEquals(decode(await lua.binary()), message);
  await lua.do("config", { name: "lua", encoding: "msgpack" });
  // As lua-jet's peer sends it: not UTF-8.
  const value = { "é": [1.5, -1, "x".repeat(200)] };
  await say({ id: 1, method: "add", params: { path, value } });
  await expect({ id: 1, result: true });
  await lua.pinged(PINGS);
  await say([
    { id: 2, method: "fetch", params: { id: "f", path: { equals: path } } },
    { id: 3, method: "change", params: { path, value: -200 } },
  ]);
  await expect({ id: 2, result: true });
  const event = (event: string, value: unknown) => ({
    method: "f",
    params: { path, event, value },
  });
  await expect(event("add", value));
  await expect(event("change", -200));
  await expect({ id: 3, result: true });
  assertEquals(lua.pings >= PINGS, true);
});

test("a peer that has answered pings and no longer does stays: its system acknowledges", async (bus) => {
  const peer = await bus.websocket();
  await peer.quiet();
  await peer.pinged(2);
  peer.answersPings = false;
  await peer.pinged(2 + PINGS);
  await peer.quiet();
});

for (const header of ["Forwarded", "X-Forwarded-For", "Via"]) {
  test(`a peer behind a proxy that no longer answers pings is disconnected: ${header}`, async (bus) => {
    const headers = { [header]: "1.1 proxy" };
    const peer = await bus.websocket({ headers });
    await peer.quiet();
    await peer.pinged(2);
    peer.answersPings = false;
    await peer.ending();
  });
}

onEachRuntime(
  "a peer that no longer answers pings is disconnected: a trusted proxy, no limit of the system",
  async (runtime) => {
    for (
      const option of [["--trust-proxy", "127.0.0.1"], ["--dead-after", "0"]]
    ) {
      await using daemon = await HostedDaemon.start(runtime, {
        args: ["--ping-interval", "0.1", ...option],
      });
      await using peer = await WebSocketClient.connect(daemon.wsPort);
      await peer.quiet();
      await peer.pinged(2);
      peer.answersPings = false;
      await peer.ending();
    }
  },
);
