/**
 * What a peer says that connects to the port of another protocol.
 *
 * @module
 */
import { assert, assertRejects } from "@std/assert";
import { Daemon } from "../../daemon.ts";
import { ConnectionClosed, Peer } from "../../peer.ts";

Deno.test("the port of another protocol is named as what it is", async () => {
  await using daemon = new Daemon();
  const options = { host: "127.0.0.1", port: 0, wsPort: 0 };
  const [tcp, http] = await daemon.listen(options);
  assert(tcp.transport === "tcp" && http.transport === "websocket");
  await assertRejects(
    () => Peer.connect(`tcp://127.0.0.1:${http.port}`),
    ConnectionClosed,
    "this is an HTTP server: ws://…?",
  );
  await assertRejects(
    () => Peer.connect(`ws://127.0.0.1:${tcp.port}`),
    ConnectionClosed,
    "does another protocol have this port?",
  );
});
