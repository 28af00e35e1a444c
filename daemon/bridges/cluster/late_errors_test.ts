import { assertEquals, assertThrows } from "@std/assert";
import { EventEmitter } from "node:events";
import { ignoreLateErrors } from "./late_errors.ts";

Deno.test("an error of a socket that nothing listens to any more ends nothing", async () => {
  class Transport {
    readonly socket = new EventEmitter();
    dial() {
      return Promise.resolve(this.socket);
    }
    startTLS() {
      return this.dial();
    }
    tlsFirst() {
      return this.dial();
    }
  }
  const failure = new Error("read ECONNRESET");
  const unguarded = await new Transport().dial();
  assertThrows(() => unguarded.emit("error", failure));
  ignoreLateErrors(Transport.prototype);
  for (const name of ["dial", "startTLS", "tlsFirst"] as const) {
    const socket = await new Transport()[name]();
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
