/**
 * Strangers who want the daemon's memory: by lengths that they declare, by
 * what they add, by requests that wait.
 *
 * @module
 */
import { binaryFrame, join, u32 } from "../../support/binary_client.ts";
import { frame, header } from "../../support/stream_client.ts";
import type { Attack } from "../attack.ts";
import { arrayFrame, frames, many, MSGPACK, repeated } from "../bytes.ts";
import { OPEN_STATES, SILENT_METHOD } from "../crowd.ts";
import { elsewhere, sending } from "../sending.ts";

const MEGABYTE = "x".repeat(1_000_000);

/** Bytes that are a message of MessagePack. */
function packed(...bytes: readonly number[]): Uint8Array {
  return frame(Uint8Array.from(bytes));
}

export const MEMORY: readonly Attack[] = [
  sending({
    name: "msgpack-lengths",
    about: "20 nested arrays of MessagePack, each of 30 million by its length",
    first: () => MSGPACK,
    bytes: () => packed(...many(20, () => [0xdd, 1, 0xc9, 0xc3, 0x80]).flat()),
  }),
  sending({
    name: "msgpack-kinds",
    about: "maps, texts, bytes and extensions of MessagePack of 4 GB",
    first: () => MSGPACK,
    bytes: () => {
      const kinds = [0xdf, 0xdb, 0xc6, 0xc9, 0xdd];
      const each = kinds.map((kind) => packed(kind, 0xff, 0xff, 0xff, 0xff, 1));
      return repeated(each.reduce((all, one) => join(all, one)), 1000);
    },
  }),
  sending({
    name: "msgpack-depth",
    about: "a million nested arrays of one element in MessagePack",
    first: () => MSGPACK,
    bytes: () => frame(new Uint8Array(1_000_000).fill(0x91)),
    again: true,
  }),
  sending({
    name: "binary-lengths",
    about: "values, texts and counts of binary Jet of 4 GB by their lengths",
    by: "binary",
    bytes: () => {
      const most = u32(0xffffffff);
      const messages = [
        join(2, u32(1), 1, "a/b", 1, most),
        join(2, u32(2), 20, "a", most),
        join(2, u32(3), 17, "user", "password", [0xff, 0xff]),
        join(2, u32(4), 14, "", 7, [4, 0], most),
        join(2, u32(5), 12, 64, most, most),
      ];
      return join(...many(1000, () => messages.map(binaryFrame)).flat());
    },
  }),
  sending({
    name: "frame-lengths",
    about: "200 connections that announce 17 MB and send a little of it",
    connections: 200,
    from: elsewhere,
    bytes: () => join(header(17_000_000), new Uint8Array(1000)),
  }),
  sending({
    name: "json-depth",
    about: "values with 500,000 nested arrays",
    bytes: () => {
      const value = "[".repeat(500_000) + "]".repeat(500_000);
      return frame(
        `{"id":1,"method":"add","params":{"path":"deep","value":${value}}}`,
      );
    },
    again: true,
  }),
  sending({
    name: "calls-that-wait",
    about: "a million calls with a timeout of 1000000 s to a silent owner",
    bytes: () => {
      const params = { path: SILENT_METHOD, args: [], timeout: 1_000_000 };
      return repeated(
        arrayFrame(many(5000, (id) => ({ id, method: "call", params }))),
        200,
      );
    },
  }),
  sending({
    name: "calls-with-huge-ids",
    about: "1,000 calls that wait, each with an id of 1 MB",
    bytes: () => {
      const params = { path: SILENT_METHOD, args: [], timeout: 60 };
      return frames([{ id: MEGABYTE, method: "call", params }]);
    },
    again: true,
  }),
  sending({
    name: "calls-with-huge-arguments",
    about: "1,000 calls of 1 MB of a silent owner",
    bytes: () => {
      const params = { path: SILENT_METHOD, args: [MEGABYTE], timeout: 60 };
      return frames([{ id: 1, method: "call", params }]);
    },
    again: true,
  }),
  sending({
    name: "huge-fetch-ids",
    about: "20 fetches of a busy state, each with an id of 500 kB, unread",
    bytes: () =>
      frames(many(20, (id) => ({
        id,
        method: "fetch",
        params: {
          id: `${id}${MEGABYTE.slice(0, 500_000)}`,
          path: { startsWith: "well/" },
        },
      }))),
    reads: false,
  }),
  sending({
    name: "many-states",
    about: "as many states as possible, by four owners",
    connections: 4,
    bytes: (index) => {
      const batch = (first: number) =>
        arrayFrame(many(5000, (number) => ({
          method: "add",
          params: { path: `many/${index}/${first + number}`, value: number },
        })));
      return join(...many(100, (number) => batch(number * 5000)));
    },
  }),
  sending({
    name: "huge-values",
    about: "900 states of 1 MB",
    bytes: () =>
      frames(many(900, (id) => ({
        id,
        method: "add",
        params: { path: `huge/${id}`, value: MEGABYTE },
      }))),
  }),
  sending({
    name: "huge-paths",
    about: "2,000 states with paths of 60 kB",
    bytes: () =>
      frames(many(2000, (id) => ({
        id,
        method: "add",
        params: { path: `long/${id}${MEGABYTE.slice(0, 60_000)}`, value: id },
      }))),
  }),
  sending({
    name: "deep-paths",
    about: "120 segments a path: nodes, nodes, nodes",
    bytes: () =>
      frames(many(20_000, (id) => ({
        id,
        method: "add",
        params: { path: `deep/${id}${"/a".repeat(120)}`, value: id },
      }))),
  }),
  sending({
    name: "many-fetch-ids",
    about: "a million fetches of one path, in arrays",
    bytes: () =>
      join(...many(200, (batch) =>
        arrayFrame(many(5000, (number) => ({
          method: "fetch",
          params: { id: batch * 5000 + number, path: { equals: "no/where" } },
        }))))),
  }),
  sending({
    name: "huge-sets-in-turn",
    about: "16 owners' states set to 1 MB, each by a connection of its own",
    connections: OPEN_STATES,
    bytes: (index) => {
      const params = { path: `open/${index}`, value: MEGABYTE };
      return frames([{ id: 1, method: "set", params }]);
    },
    again: true,
  }),
];
