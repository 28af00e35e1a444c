/**
 * Strangers who begin and don't go on: connections, heads, frames, messages.
 *
 * @module
 */
import { header } from "../../support/stream_client.ts";
import { Opcode, webSocketFrame } from "../../support/websocket_client.ts";
import type { Attack } from "../attack.ts";

const encoder = new TextEncoder();

export const HALF_OPEN: readonly Attack[] = [
  {
    name: "http-heads",
    about: "5,000 unfinished heads of HTTP requests",
    async run(stage) {
      const head = encoder.encode("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ");
      await inWaves(5000, (index) =>
        stage.each(
          1,
          () => stage.http(addressOf(index)),
          (stranger) => stranger.drain().send(head),
        ));
      await stage.stay();
    },
  },
  {
    name: "silent-connections",
    about: "3,000 connections that say nothing",
    async run(stage) {
      await inWaves(3000, (index) =>
        stage.each(
          1,
          () => stage.tcp(addressOf(index)),
          (stranger) => Promise.resolve(stranger.drain()),
        ));
      await stage.stay();
    },
  },
  {
    name: "slow-frames",
    about: "300 frames of 1 MiB, of which a byte a second comes",
    short: true,
    async run(stage) {
      await stage.each(300, (index) => stage.tcp(addressOf(index)), async (
        stranger,
      ) => {
        await stranger.drain().send(header(1 << 20));
        // What was allocated for the whole would be in use from the start.
        while (stage.goesOn && await stranger.send(encoder.encode(" "))) {
          await stage.pause(1000);
        }
      });
    },
  },
  {
    name: "unfinished-messages",
    about: "8 WebSocket messages of 60 MiB in parts, whose end never comes",
    short: true,
    async run(stage) {
      const part = webSocketFrame(
        Opcode.continuation,
        new Uint8Array(1 << 16).fill(0x20),
        false,
      );
      await stage.each(8, () => stage.webSocket(), async (stranger) => {
        stranger.drain();
        await stranger.send(webSocketFrame(Opcode.text, "[", false));
        for (let sent = 0; sent < 960 && stage.goesOn; sent++) {
          if (!await stranger.send(part)) return;
        }
      });
      await stage.stay();
    },
  },
];

/** An address of this machine, other than that of the peers that behave. */
function addressOf(index: number): string {
  return `127.0.1.${1 + index % 200}`;
}

/** Does something so often, 50 at a time. */
async function inWaves(
  count: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  for (let first = 0; first < count; first += 50) {
    const length = Math.min(50, count - first);
    await Promise.all(
      Array.from({ length }, (_, offset) => work(first + offset)),
    );
  }
}
