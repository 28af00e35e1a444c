import { assertEquals } from "@std/assert";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { systemClock } from "../../base/system_clock.ts";
import { Turns } from "../../base/turns.ts";
import { VirtualClock } from "../../testing/clock.ts";
import { ROOT } from "../../tests/support/runtimes.ts";
import { Handshakes } from "./tls.ts";

const MATERIAL = {
  cert: Deno.readTextFileSync(`${ROOT}tests/adversary/tls/cert.pem`),
  key: Deno.readTextFileSync(`${ROOT}tests/adversary/tls/key.pem`),
};
/** Longer than a silent client waits. */
const SILENCE_MS = 1500;

/** A port that takes TLS and does without, and what has become of a connection. */
async function port() {
  const clock = new VirtualClock();
  const handshakes = new Handshakes(MATERIAL, {
    turns: new Turns(systemClock, (error) => {
      throw error;
    }),
    clock: {
      monotonic: () => clock.monotonic(),
      after: (ms, task) => clock.after(ms, task),
      soon: (task) => systemClock.soon(task),
    },
    maxHandshakes: 8,
    onLimit() {},
    requiresCertificate: false,
    mayBePlain: () => true,
    admit: () => () => {},
  });
  const { promise: kind, resolve } = Promise.withResolvers<string>();
  const sockets: Socket[] = [];
  const listener = handshakes.listener((socket, secure) => {
    sockets.push(socket);
    resolve(secure === undefined ? "plain" : "secure");
  });
  const server = createServer({ allowHalfOpen: true });
  const accepted = once(server, "connection");
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    at: {
      host: "127.0.0.1",
      port: typeof address === "object" ? address?.port ?? 0 : 0,
    },
    kind,
    /** Takes the connection. */
    async accept() {
      const [socket] = await accepted;
      sockets.push(socket);
      listener.accept(socket);
    },
    pass: (ms: number) => clock.pass(ms),
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

Deno.test("a hello that the daemon has had no time to read is none of a client without TLS", async () => {
  await using daemon = await port();
  const client = connectTls({ ...daemon.at, rejectUnauthorized: false });
  client.on("error", () => {});
  await once(client, "connect");
  await daemon.accept();
  daemon.pass(SILENCE_MS);
  assertEquals(await daemon.kind, "secure");
  client.destroy();
});

Deno.test("a client that stays silent is taken as one without TLS", async () => {
  await using daemon = await port();
  const client = connect(daemon.at);
  await daemon.accept();
  daemon.pass(SILENCE_MS);
  assertEquals(await daemon.kind, "plain");
  client.destroy();
});

Deno.test("a message of binary Jet with a length that begins as TLS is none", async () => {
  for (const length of [22, 790]) {
    await using daemon = await port();
    const client = connect(daemon.at);
    client.write(new Uint8Array([length & 255, length >> 8, 0, 0, 1]));
    await daemon.accept();
    assertEquals(await daemon.kind, "plain");
    client.destroy();
  }
});
