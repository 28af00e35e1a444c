/**
 * Strangers who ask and don't read what they are answered.
 *
 * @module
 */
import { binaryFrame, join, u32, value } from "../../support/binary_client.ts";
import { frame } from "../../support/stream_client.ts";
import { Opcode, webSocketFrame } from "../../support/websocket_client.ts";
import { encode } from "npm:@msgpack/msgpack@3.1.3";
import type { Attack } from "../attack.ts";
import {
  arrayFrame,
  fetch,
  frames,
  get,
  many,
  MSGPACK,
  textFrame,
} from "../bytes.ts";
import { elsewhere, sending } from "../sending.ts";

/** Gets of everything: 45 MiB of answers at 100,000 states. */
const GETS = 10;

export const UNREAD: readonly Attack[] = [
  sending({
    name: "unread-answers",
    about: "40 connections that ask for 45 MiB each and read nothing",
    seconds: 15,
    droppedAfter: 13,
    connections: 40,
    reads: false,
    bytes: () => frames(many(GETS, get)),
  }),
  sending({
    name: "unread-from-everywhere",
    about: "100 connections from other addresses that fetch and read nothing",
    seconds: 15,
    connections: 100,
    from: elsewhere,
    reads: false,
    bytes: () => frames([fetch(1, {})]),
  }),
  sending({
    name: "unread-binary",
    about: "40 fetches of everything in binary Jet, unread",
    by: "binary",
    connections: 40,
    reads: false,
    bytes: () => binaryFrame(join(2, u32(1), 8, "")),
  }),
  sending({
    name: "unread-websocket",
    about: "40 WebSockets that get everything and read nothing",
    by: "webSocket",
    connections: 40,
    reads: false,
    bytes: () => join(...many(GETS, (id) => textFrame(get(id)))),
  }),
  sending({
    name: "unread-msgpack",
    about: "20 fetches of everything in MessagePack, unread",
    connections: 20,
    reads: false,
    first: () => MSGPACK,
    bytes: () => frame(encode(fetch(2, {}))),
  }),
  sending({
    name: "unread-errors",
    about: "arrays of 400,000 numbers, each answered with an error, unread",
    reads: false,
    again: true,
    bytes: () => arrayFrame(new Array(400_000).fill(1)),
  }),
  sending({
    name: "unread-echo",
    about: "echoes of 1 MB as fast as possible, unread",
    connections: 4,
    reads: false,
    again: true,
    bytes: () =>
      frames([{ id: 1, method: "echo", params: { x: "x".repeat(1_000_000) } }]),
  }),
  sending({
    name: "unread-binary-echo",
    about: "echoes of binary Jet as fast as possible, unread",
    by: "binary",
    connections: 4,
    reads: false,
    again: true,
    bytes: () =>
      binaryFrame(
        join(2, u32(1), 12, value(3, "x".repeat(1_000_000))),
      ),
  }),
  sending({
    name: "unread-pongs",
    about: "pings as fast as possible, whose pongs are not read",
    by: "webSocket",
    connections: 4,
    reads: false,
    again: true,
    bytes: () => webSocketFrame(Opcode.ping, "x".repeat(125)),
  }),
  sending({
    name: "unread-http",
    about: "requests of HTTP one after the other on a connection, unread",
    by: "http",
    connections: 4,
    reads: false,
    again: true,
    bytes: () =>
      new TextEncoder().encode("GET /none HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
  }),
];
