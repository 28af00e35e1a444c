/**
 * Strangers who begin and don't go on: connections, heads, frames, messages.
 *
 * @module
 */
import { join } from "../../support/binary_client.ts";
import { header } from "../../support/stream_client.ts";
import { Opcode, webSocketFrame } from "../../support/websocket_client.ts";
import type { Attack } from "../attack.ts";
import { fetch, frames, get, head, many } from "../bytes.ts";
import { elsewhere, sending } from "../sending.ts";
import type { Stage } from "../stage.ts";

/** Sends bytes slowly, one after the other, again and again. */
async function drip(
  stage: Stage,
  connections: number,
  bytes: Uint8Array,
  interval: number,
): Promise<void> {
  await stage.each(
    connections,
    (index) => stage.tcp(elsewhere(index)),
    async (stranger) => {
      stranger.drain();
      for (let at = 0; stage.goesOn; at = (at + 1) % bytes.length) {
        if (!await stranger.send(bytes.subarray(at, at + 1))) return;
        await stage.pause(interval);
      }
    },
  );
}

export const HALF_OPEN: readonly Attack[] = [
  sending({
    name: "http-heads",
    about: "5,000 unfinished heads of HTTP requests",
    by: "http",
    connections: 5000,
    from: elsewhere,
    bytes: () => head("GET / HTTP/1.1", "Host: 127.0.0.1", "X: "),
  }),
  sending({
    name: "silent-connections",
    about: "3,000 connections that say nothing",
    connections: 3000,
    from: elsewhere,
    bytes: () => new Uint8Array(0),
  }),
  sending({
    name: "silent-everywhere",
    about: "500 connections that say nothing to HTTP and to binary Jet",
    connections: 500,
    by: "binary",
    from: elsewhere,
    bytes: () => new Uint8Array(0),
  }),
  {
    name: "slow-frames",
    about: "300 frames of 1 MiB, of which a byte a second comes",
    short: true,
    run: (stage) =>
      drip(stage, 300, join(header(1 << 20), new Uint8Array(1 << 10)), 1000),
  },
  {
    name: "slow-bytes",
    about: "100 connections whose messages come a byte every 5 ms",
    run: (stage) => drip(stage, 100, frames([get(1, { path: {} })]), 5),
  },
  sending({
    name: "unfinished-messages",
    about: "8 WebSocket messages in parts, whose end never comes",
    again: true,
    by: "webSocket",
    connections: 8,
    short: true,
    droppedAfter: 2,
    first: () => webSocketFrame(Opcode.text, "[", false),
    bytes: () => {
      const blank = new Uint8Array(1 << 16).fill(0x20);
      return webSocketFrame(Opcode.continuation, blank, false);
    },
  }),
  sending({
    name: "websocket-lengths",
    about: "100 frames of WebSockets of 2⁶³ bytes by their length",
    by: "webSocket",
    connections: 100,
    droppedAfter: 2,
    bytes: () =>
      Uint8Array.from([
        0x81,
        0xff,
        0x7f,
        ...new Array(7).fill(0xff),
        0,
        0,
        0,
        0,
      ]),
  }),
  {
    name: "half-closed",
    about: "300 connections that ask for everything and end their side",
    async run(stage) {
      const asked = frames([get(1)]);
      await stage.each(
        300,
        (index) => stage.tcp(elsewhere(index)),
        async (stranger) => {
          await stranger.send(asked);
          stranger.finish();
        },
      );
      await stage.stay();
    },
  },
  sending({
    name: "http-huge-head",
    about: "heads of HTTP requests without end, in lines of 1 kB",
    by: "http",
    connections: 50,
    again: true,
    first: () => head("GET / HTTP/1.1", "Host: 127.0.0.1", ""),
    bytes: () => head(`X-${"y".repeat(1000)}: z`, ""),
  }),
  sending({
    name: "http-endless-body",
    about: "bodies of HTTP requests without end",
    by: "http",
    connections: 20,
    again: true,
    first: () =>
      head(
        "POST / HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Length: 99999999999",
        "",
        "",
      ),
    bytes: () => new Uint8Array(1 << 16),
  }),
  sending({
    name: "http-endless-chunks",
    about: "bodies of HTTP requests in chunks of one byte, without end",
    by: "http",
    connections: 10,
    again: true,
    first: () =>
      head(
        "POST / HTTP/1.1",
        "Host: 127.0.0.1",
        "Transfer-Encoding: chunked",
        "",
        "",
      ),
    bytes: () => head("1", "x", ""),
  }),
  sending({
    name: "http-flood",
    about: "requests of HTTP one after the other, whose answers are read",
    by: "http",
    connections: 4,
    again: true,
    bytes: () => head("GET /none HTTP/1.1", "Host: 127.0.0.1", "", ""),
  }),
  sending({
    name: "slow-readers",
    about: "50 dashboards that never read, as an owner changes states",
    connections: 51,
    reads: false,
    first: (index) =>
      index > 0 ? frames([fetch(1, { path: { startsWith: "own/" } })]) : frames(
        many(1000, (number) => ({
          method: "add",
          params: { path: `own/${number}`, value: "" },
        })),
      ),
    bytes: (index) =>
      index > 0 ? new Uint8Array(0) : frames(
        many(50_000, (number) => ({
          method: "change",
          params: {
            path: `own/${1 + number % 1000}`,
            value: "v".repeat(1000),
          },
        })),
      ),
  }),
];
