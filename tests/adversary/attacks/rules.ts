/**
 * Strangers whose rules are legal, and take long for one path or one value:
 * texts that are almost in a long path, many names together with many texts,
 * objects of very many members, and rules that take memory.
 *
 * @module
 */
import { encode } from "npm:@msgpack/msgpack@3.1.3";
import { frame } from "../../support/stream_client.ts";
import type { Attack } from "../attack.ts";
import {
  arrayFrame,
  fetch,
  frames,
  get,
  head,
  many,
  MSGPACK,
} from "../bytes.ts";
import { elsewhere, sending } from "../sending.ts";

/** Paths are at most 65,535 bytes long. */
const LONG = "a".repeat(60_000);
const HALF = "a".repeat(15_000);
const PARTS = many(2000, (number) => `aaaaaaaa${number}`);

/** An object of very many members, as a text of JSON. */
function wide(members: number): Record<string, number> {
  return Object.fromEntries(
    many(members, (number) => [`m${number.toString(36)}`, number]),
  );
}

const LONG_RULES = frames([
  fetch(1, { value: { equals: many(100_000, (number) => number) } }),
]);

function adds(paths: readonly string[], value: unknown = 0): unknown[] {
  return paths.map((path) => ({ method: "add", params: { path, value } }));
}

export const RULES: readonly Attack[] = [
  sending({
    name: "almost-in-long-paths",
    about: "gets of what contains almost the half of paths of 60,000 bytes",
    first: () => frames(adds(many(20, (number) => `${LONG}${number}`))),
    bytes: () => frames([get(1, { path: { contains: `${HALF}b${HALF}` } })]),
    again: true,
  }),
  {
    name: "many-texts-of-long-paths",
    about: "adds of paths of 60,000 bytes, for ten fetches with 2,000 texts",
    async run(stage) {
      const stranger = (await stage.tcp()).drain();
      const rules = { path: { containsOneOf: PARTS } };
      await stranger.send(frames(many(10, (id) => fetch(id, rules))));
      for (let serial = 0; stage.goesOn; serial += 16) {
        const paths = many(16, (number) => `${LONG}${serial + number}`);
        const removes = paths.map((path) => ({
          ...{ method: "remove", params: { path } },
        }));
        await stranger.send(arrayFrame(adds(paths)));
        await stranger.send(arrayFrame(removes));
      }
    },
  },
  sending({
    name: "many-names-and-texts",
    about: "gets of 50,000 paths that contain one of 9,000 texts",
    bytes: () => {
      const equalsOneOf = many(50_000, (number) => `p${number}`);
      const containsOneOf = many(9_000, (number) => `q${number}`);
      return frames([get(1, { path: { equalsOneOf, containsOneOf } })]);
    },
    again: true,
  }),
  sending({
    name: "many-texts-below",
    about: "gets of what is below a node and contains one of 19,000 texts",
    bytes: () => {
      const containsOneOf = many(19_000, (number) => `x${number}`);
      return frames(
        [
          get(1, { path: { startsWith: "plant/1/", containsOneOf } }),
          get(2, { path: { matches: "plant/2/#", containsOneOf } }),
        ],
      );
    },
    again: true,
  }),
  sending({
    name: "members-of-rules",
    about: "gets of what equals an object of 90,000 members",
    bytes: () => frames([get(1, { value: { equals: wide(60_000) } })]),
    again: true,
  }),
  sending({
    name: "members-that-are-no-rules",
    about: "gets and fetches with 80,000 unknown members and rules",
    bytes: () =>
      frames([
        get(1, wide(80_000)),
        get(2, { path: wide(80_000) }),
        fetch(3, { valueField: wide(40_000) }),
      ]),
    again: true,
  }),
  sending({
    name: "wide-values",
    about: "changes of an object of 90,000 members, fetched by one of them",
    first: () =>
      frames([
        ...adds(["wide/1"]),
        fetch(1, {
          path: { startsWith: "wide/" },
          valueField: { m1: { lessThan: 5 } },
        }),
      ]),
    bytes: () => {
      const params = { path: "wide/1", value: wide(60_000) };
      return frames([{ method: "change", params }]);
    },
    again: true,
  }),
  sending({
    name: "wide-messages-in-msgpack",
    about: "sets in MessagePack to an object of 60,000 members",
    first: () => MSGPACK,
    bytes: () => {
      const params = { path: "open/1", value: wide(60_000) };
      return frame(encode({ id: 1, method: "set", params }));
    },
    again: true,
  }),
  sending({
    name: "http-wide-puts",
    about: "writes over HTTP of an object of 60,000 members",
    by: "http",
    connections: 4,
    bytes: () => {
      const body = JSON.stringify(wide(60_000));
      return head(
        ...["PUT /v1/states/open/1 HTTP/1.1", "Host: 127.0.0.1"],
        ...["Content-Type: application/json", `Content-Length: ${body.length}`],
        ...["", body],
      );
    },
    again: true,
  }),
  {
    name: "long-integers-as-msgpack",
    about: "a list of 60,000 long integers that changes, read as MessagePack",
    async run(stage) {
      const fetcher = (await stage.tcp()).drain();
      await fetcher.send(MSGPACK);
      await stage.pause(100);
      const rules = { id: "f", path: { startsWith: "integers/" } };
      await fetcher.send(
        frame(encode({ id: 2, method: "fetch", params: rules })),
      );
      const path = "integers/1";
      const value = many(60_000, (number) => 1e12 + number);
      const stranger = (await stage.tcp()).drain();
      await stranger.send(frames(adds([path])));
      const bytes = frames([{ method: "change", params: { path, value } }]);
      while (stage.goesOn && await stranger.send(bytes));
    },
  },
  sending({
    name: "rules-of-many",
    about: "300 connections, each with fetches by rules of a megabyte",
    connections: 300,
    from: elsewhere,
    bytes: () => LONG_RULES,
  }),
];
