/**
 * Strangers who send as fast as they can.
 *
 * @module
 */
import {
  binaryFrame,
  join,
  u32,
  value as binaryValue,
} from "../../support/binary_client.ts";
import { frame, header } from "../../support/stream_client.ts";
import { Opcode, webSocketFrame } from "../../support/websocket_client.ts";
import type { Attack } from "../attack.ts";
import { arrayFrame, fetch, frames, get, many, repeated } from "../bytes.ts";
import { OPEN_STATES, SILENT_METHOD } from "../crowd.ts";
import { sending } from "../sending.ts";

export const FLOODS: readonly Attack[] = [
  sending({
    name: "set-flood",
    about: "4 connections set states of a reading owner, and read the answers",
    connections: 4,
    again: true,
    bytes: () =>
      frames(many(500, (id) => ({
        id,
        method: "set",
        params: { path: `open/${id % OPEN_STATES}`, value: id },
      }))),
  }),
  sending({
    name: "set-large",
    about: "4 connections set values of 1 MB",
    connections: 4,
    again: true,
    bytes: () => {
      const params = { path: "open/1", value: "x".repeat(1_000_000) };
      return frames([{ id: 1, method: "set", params }]);
    },
  }),
  sending({
    name: "set-without-id",
    about: "4 connections set without asking for answers",
    connections: 4,
    again: true,
    bytes: () =>
      frames(many(500, (value) => ({
        method: "set",
        params: { path: `open/${value % OPEN_STATES}`, value },
      }))),
  }),
  sending({
    name: "short-timeouts",
    about: "calls of a silent owner that time out after a millisecond",
    again: true,
    bytes: () =>
      frames(many(200, (id) => ({
        id,
        method: "call",
        params: { path: SILENT_METHOD, args: [], timeout: 0.001 },
      }))),
  }),
  sending({
    name: "change-flood",
    about: "an owner changes 100 states, as a dashboard looks at all",
    again: true,
    first: () =>
      frames(many(100, (number) => ({
        method: "add",
        params: { path: `own/${number}`, value: 0 },
      }))),
    bytes: () =>
      frames(many(1000, (value) => ({
        method: "change",
        params: { path: `own/${1 + value % 100}`, value },
      }))),
  }),
  sending({
    name: "change-large",
    about: "an owner changes a state of 1 MB, as a dashboard looks at all",
    again: true,
    first: () =>
      frames([{ method: "add", params: { path: "own/large", value: 0 } }]),
    bytes: () =>
      frames([{
        method: "change",
        params: { path: "own/large", value: "x".repeat(1_000_000) },
      }]),
  }),
  sending({
    name: "change-sorted",
    about: "an owner changes 100 states below 50 sorted fetches",
    again: true,
    first: () =>
      frames([
        ...many(100, (number) => ({
          method: "add",
          params: { path: `own/${number}`, value: number },
        })),
        ...many(50, (id) =>
          fetch(id, {
            path: { startsWith: "own/" },
            sort: { byValue: "number", from: id, to: id + 20 },
          })),
      ]),
    bytes: () =>
      frames(many(1000, (number) => ({
        method: "change",
        params: {
          path: `own/${1 + number % 100}`,
          value: number * 7919 % 1000,
        },
      }))),
  }),
  sending({
    name: "add-remove",
    about: "adds and removes of 1,000 states, in arrays",
    again: true,
    bytes: () =>
      arrayFrame(
        many(1000, (value) => {
          const path = `churn/${value}`;
          return [
            { method: "add", params: { path, value } },
            { method: "remove", params: { path } },
          ];
        }).flat(),
      ),
  }),
  sending({
    name: "deep-add-remove",
    about: "adds and removes of paths with 900 segments",
    again: true,
    bytes: () =>
      frames(
        many(50, (value) => {
          const path = `churn/${value}${"/a".repeat(120)}`;
          return [
            { method: "add", params: { path, value } },
            { method: "remove", params: { path } },
          ];
        }).flat(),
      ),
  }),
  sending({
    name: "info-flood",
    about: "requests for the info",
    again: true,
    bytes: () => frames(many(500, (id) => ({ id, method: "info" }))),
  }),
  sending({
    name: "names",
    about: "new names, as fast as possible",
    again: true,
    bytes: () =>
      frames(many(200, (id) => ({
        id,
        method: "config",
        params: { name: `name ${id} ${"n".repeat(1000)}` },
      }))),
  }),
  sending({
    name: "no-json",
    about: "messages of 1 MB that are not JSON at their very end",
    again: true,
    connections: 4,
    bytes: () => frame(`[${"1,".repeat(500_000)}`),
  }),
  sending({
    name: "no-utf8",
    about: "messages whose bytes are not UTF-8",
    again: true,
    bytes: () => repeated(frame(new Uint8Array(1000).fill(0xc3)), 100),
  }),
  sending({
    name: "empty-frames",
    about: "frames of no bytes",
    again: true,
    connections: 4,
    bytes: () => repeated(header(0), 10_000),
  }),
  sending({
    name: "numbers",
    about: "arrays of half a million numbers, in place of requests",
    again: true,
    bytes: () => arrayFrame(new Array(500_000).fill(7)),
  }),
  sending({
    name: "long-numbers",
    about: "values and ids that are numbers of 500,000 digits",
    again: true,
    bytes: () =>
      frame(
        `{"id":${"9".repeat(500_000)},"method":"get","params":` +
          `{"value":{"lessThan":${"9".repeat(500_000)}}}}`,
      ),
  }),
  sending({
    name: "binary-bytes",
    about: "200,000 frames of one byte on the port of binary Jet",
    by: "binary",
    short: true,
    bytes: () => repeated(binaryFrame(Uint8Array.of(0)), 200_000),
  }),
  sending({
    name: "binary-below",
    about: "a message of binary Jet that tells 40,000 values, again and again",
    by: "binary",
    again: true,
    first: () =>
      join(...many(100, (id) =>
        binaryFrame(
          join(2, u32(id), 1, `b/k${id - 1}`, binaryValue(21, u32(0))),
        ))),
    bytes: () => {
      const rows = many(
        40_000,
        (number) => join(`k${number % 100}`, binaryValue(21, u32(number))),
      );
      return binaryFrame(join(2, u32(1), 20, "b", u32(rows.length), ...rows));
    },
  }),
  sending({
    name: "tiny-fragments",
    about: "a message of a WebSocket in fragments of one byte",
    short: true,
    by: "webSocket",
    again: true,
    first: () => webSocketFrame(Opcode.text, "[", false),
    bytes: () =>
      repeated(webSocketFrame(Opcode.continuation, " ", false), 1000),
  }),
  sending({
    name: "empty-fragments",
    about: "a message of a WebSocket in fragments of no bytes, without end",
    by: "webSocket",
    again: true,
    first: () => webSocketFrame(Opcode.text, "[", false),
    bytes: () => repeated(webSocketFrame(Opcode.continuation, "", false), 1000),
  }),
  sending({
    name: "websocket-gets",
    about: "frames of gets by a part of the path, over a WebSocket",
    by: "webSocket",
    again: true,
    bytes: () =>
      webSocketFrame(
        Opcode.text,
        JSON.stringify(many(50, () => get(1, { path: { contains: "zz" } }))),
      ),
  }),
];
