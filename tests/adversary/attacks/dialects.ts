/**
 * Strangers who speak other dialects, or none, at doors of all kinds.
 *
 * @module
 */
import { encode } from "npm:@msgpack/msgpack@3.1.3";
import { binaryFrame, join, u32 } from "../../support/binary_client.ts";
import { frame } from "../../support/stream_client.ts";
import type { Attack } from "../attack.ts";
import { arrayFrame, frames, get, head, many, MSGPACK } from "../bytes.ts";
import { OPEN_STATES } from "../crowd.ts";
import { sending } from "../sending.ts";

/** What a client of TLS says first, up to where its length lies. */
const CLIENT_HELLO = Uint8Array.from([
  ...[0x16, 0x03, 0x01, 0xff, 0xff, 0x01, 0x00, 0xff, 0xfb, 0x03, 0x03],
  ...new Array(500).fill(0x41),
]);

export const DIALECTS: readonly Attack[] = [
  sending({
    name: "v3-fetches",
    about: "fetches of everything and their ends, as 3.x peers ask for them",
    states: 50_000,
    again: true,
    bytes: () =>
      frames(
        many(20, (id) => [
          {
            id: `${id}`,
            method: "fetch",
            params: { id: "f_abcde", path: { contains: "/" } },
          },
          { id: `${id}`, method: "unfetch", params: { id: "f_abcde" } },
        ]).flat(),
      ),
  }),
  sending({
    name: "cjet-everything",
    about: "a cjet peer that gets everything, in frames of 256 KiB",
    connections: 4,
    bytes: () => frames(many(10, (id) => ({ jsonrpc: "2.0", ...get(id) }))),
  }),
  sending({
    name: "cjet-array",
    about: "one array of 10,000 gets of a cjet peer",
    bytes: () =>
      arrayFrame(many(10_000, (id) => ({
        jsonrpc: "2.0",
        ...get(id, { path: { contains: "zz" } }),
      }))),
  }),
  sending({
    name: "msgpack-array",
    about: "one array of 10,000 gets in MessagePack",
    first: () => MSGPACK,
    bytes: () =>
      frame(
        encode(many(10_000, (id) => get(id, { path: { contains: "zz" } }))),
      ),
  }),
  sending({
    name: "msgpack-sets",
    about: "sets in MessagePack as fast as possible",
    connections: 2,
    first: () => MSGPACK,
    again: true,
    bytes: () =>
      join(...many(200, (id) =>
        frame(encode({
          id,
          method: "set",
          params: { path: `open/${id % OPEN_STATES}`, value: id },
        })))),
  }),
  sending({
    name: "encodings-in-turn",
    about: "changes between JSON and MessagePack with each message",
    again: true,
    bytes: () => {
      const config = (encoding: string) => ({
        id: 1,
        method: "config",
        params: { encoding },
      });
      return join(
        frame(JSON.stringify(config("msgpack"))),
        frame(encode(config("json"))),
      );
    },
  }),
  sending({
    name: "binary-fetches",
    about: "fetches of everything and their ends in binary Jet",
    states: 50_000,
    by: "binary",
    again: true,
    bytes: () =>
      join(
        ...many(20, (id) => [
          binaryFrame(join(2, u32(id), 8, "")),
          binaryFrame(join(2, u32(id), 9, u32(id))),
        ]).flat(),
      ),
  }),
  sending({
    name: "binary-queries",
    about: "frames of queries of binary Jet that match nothing",
    by: "binary",
    again: true,
    bytes: () => {
      const rules = new TextEncoder().encode('{"path":{"contains":"zz"}}');
      const value = join(1, u32(rules.length), rules);
      return join(
        ...many(500, (id) => binaryFrame(join(2, u32(id), 18, value))),
      );
    },
  }),
  sending({
    name: "wrong-door-binary",
    about: "JSON at the port of binary Jet",
    by: "binary",
    connections: 20,
    bytes: () => frames(many(1000, (id) => get(id))),
  }),
  sending({
    name: "wrong-door-json",
    about: "HTTP at the port of classic Jet",
    connections: 20,
    bytes: () => head("GET / HTTP/1.1", "Host: 127.0.0.1", "", ""),
  }),
  sending({
    name: "wrong-door-tls",
    about: "TLS at the port of HTTP",
    by: "http",
    connections: 100,
    bytes: () => CLIENT_HELLO,
  }),
  sending({
    name: "object-names",
    about: "paths, ids and rules named as members of all objects",
    bytes: () => {
      const names = [
        ...[
          "__proto__",
          "constructor",
          "prototype",
          "toString",
          "hasOwnProperty",
        ],
      ];
      return frames(
        names.flatMap((name) => [
          {
            id: name,
            method: "add",
            params: { path: name, value: { [name]: 1 } },
          },
          { id: name, method: name, params: { [name]: name } },
          {
            id: 1,
            method: "fetch",
            params: { id: name, path: { [name]: name } },
          },
          {
            id: 2,
            method: "fetch",
            params: { id: name, sort: { [name]: true } },
          },
          {
            id: 3,
            method: "fetch",
            params: { id: name, valueField: { [name]: {} } },
          },
          { id: 4, method: "set", params: { path: name, value: 2 } },
          { id: 5, method: "remove", params: { path: name } },
          {
            id: 6,
            method: "authenticate",
            params: { user: name, password: "" },
          },
        ]),
      );
    },
  }),
];
