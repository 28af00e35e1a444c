import { assertEquals, assertThrows } from "@std/assert";
import { EventEmitter } from "node:events";
import { Socket } from "node:net";
import { adaptSockets } from "./nats_sockets.ts";

class Transport {
  readonly made = new EventEmitter();
  readonly socket = new Socket();
  readonly tlsName = "localhost";
  readonly options = {};
  readonly sent: number[] = [];
  dial() {
    return Promise.resolve(this.made);
  }
  startTLS() {
    return this.dial();
  }
  tlsFirst() {
    return this.dial();
  }
  loadClientCerts() {
    return Promise.resolve({});
  }
  _send({ length }: Uint8Array): Promise<void> {
    this.sent.push(length);
    return Promise.resolve();
  }
}

Deno.test("an error of a socket that nothing listens to any more ends nothing", async () => {
  const failure = new Error("read ECONNRESET");
  class Adapted extends Transport {}
  const unguarded = await new Adapted().dial();
  assertThrows(() => unguarded.emit("error", failure));
  adaptSockets(Adapted.prototype);
  for (const name of ["dial", "tlsFirst"] as const) {
    const socket = await new Adapted()[name]();
    socket.emit("error", failure);
    const errors: unknown[] = [];
    socket.on("error", (error) => errors.push(error));
    socket.on("data", () => {});
    socket.emit("error", failure);
    socket.removeAllListeners();
    assertEquals(socket.listenerCount("data"), 0);
    socket.emit("error", failure);
    assertEquals(errors, [failure]);
  }
});

Deno.test("a frame of no bytes is not written to NATS", async () => {
  class Adapted extends Transport {}
  adaptSockets(Adapted.prototype);
  const transport = new Adapted();
  await transport._send(new Uint8Array(0));
  await transport._send(new Uint8Array(2));
  assertEquals(transport.sent, [2]);
});
