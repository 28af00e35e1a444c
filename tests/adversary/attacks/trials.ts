/**
 * What strangers did in later trials: signals, elements that stay, conditions,
 * groups, metadata, rates, and HTTP.
 *
 * @module
 */
import { asRecord } from "../../support/client.ts";
import { join } from "../../support/binary_client.ts";
import { frame } from "../../support/stream_client.ts";
import type { Attack } from "../attack.ts";
import { arrayFrame, fetch, frames, get, head, many } from "../bytes.ts";
import type { Connection } from "../connection.ts";
import { elsewhere, sending } from "../sending.ts";
import type { Stage } from "../stage.ts";

const KIBIBYTE = "x".repeat(1024);

/** A request of HTTP without a body. */
function http(line: string, ...headers: readonly string[]): Uint8Array {
  return head(`GET ${line} HTTP/1.1`, "Host: 127.0.0.1", ...headers, "", "");
}

/** An owner of what others fetch, who sends the same again and again. */
function owning(
  name: string,
  about: string,
  own: readonly unknown[],
  again: readonly unknown[],
  rules: (index: number) => object,
  reads = false,
): Attack {
  return sending({
    name,
    about,
    connections: 21,
    reads,
    first: (index) =>
      index === 0 ? arrayFrame(own) : frames([fetch(1, rules(index))]),
    bytes: (index) => index === 0 ? arrayFrame(again) : frames([get(1)]),
    again: true,
  });
}

const SIGNALS = many(100, (number) => `signals/${number}`);
const RATED = many(1000, (number) => `rated/${number}`);

export const TRIALS: readonly Attack[] = [
  {
    name: "unread-signals",
    about: "signals as fast as possible, for 20 fetches that are not read",
    async run(stage) {
      await stage.each(21, () => stage.tcp(), async (stranger, index) => {
        if (index > 0) {
          const rules = { path: { startsWith: "signals/" }, type: ["signal"] };
          await stranger.message(fetch(1, rules));
          return;
        }
        stranger.drain();
        await stranger.send(
          arrayFrame(SIGNALS.map((path) => ({
            method: "add",
            params: { path, type: "signal" },
          }))),
        );
        const bytes = arrayFrame(SIGNALS.map((path) => ({
          method: "signal",
          params: { path, value: KIBIBYTE },
        })));
        while (stage.goesOn && await stranger.send(bytes));
      });
      await stage.stay();
    },
  },
  {
    name: "absent-owner",
    about: "sets and calls of elements that stay without their owner",
    async run(stage) {
      const owner = (await stage.tcp()).converse();
      const paths = many(100, (number) => `away/${number}`);
      for (const path of paths) {
        await owner.ask("add", { path, value: 0, stay: 60 });
      }
      owner[Symbol.dispose]();
      const bytes = frames(paths.map((path, id) => ({
        id,
        method: "set",
        params: { path, value: KIBIBYTE, timeout: 3600 },
      })));
      await stage.each(4, () => stage.tcp(), async (stranger) => {
        stranger.drain();
        while (stage.goesOn && await stranger.send(bytes));
      });
      await stage.stay();
    },
  },
  {
    name: "stay-and-go",
    about: "owners of 1,000 elements that stay a second, who come and go",
    async run(stage) {
      await Promise.all(many(4, async (lane) => {
        for (let serial = 0; stage.goesOn; serial++) {
          const owner = await stage.tcp(elsewhere(lane)).catch(() => undefined);
          if (owner === undefined) return;
          await owner.drain().send(arrayFrame(many(1000, (number) => ({
            method: "add",
            params: { path: `stays/${lane}/${number}`, value: serial, stay: 1 },
          }))));
          await stage.pause(50);
          owner[Symbol.dispose]();
        }
      }));
      await stage.pause(1500);
    },
  },
  sending({
    name: "stale-conditions",
    about: "sets with a condition that does not hold, as fast as possible",
    connections: 4,
    bytes: () =>
      frames(many(100, (id) => ({
        id,
        method: "set",
        params: { path: `open/${id % 16}`, value: id, if: { revision: 1 } },
      }))),
    again: true,
  }),
  sending({
    name: "long-rules",
    about: "fetches and gets whose texts have a megabyte",
    connections: 2,
    bytes: () =>
      frames(many(4, (id) => get(id, { path: { contains: "y".repeat(1e6) } }))),
    again: true,
  }),
  sending({
    name: "half-surrogates",
    about: "halves of pairs of UTF-16 in ids, paths and values",
    bytes: () =>
      join(
        ...["add", "change", "remove"].map((method) =>
          frame(
            String
              .raw`{"id":"\ud83d","method":"${method}","params":{"path":"half/\udc00","value":"\ud800"}}`,
          )
        ),
      ),
    again: true,
  }),
  owning(
    "rates",
    "20 fetches with a rate of 1,000 states that change as fast as possible",
    RATED.map((path) => ({ method: "add", params: { path, value: 0 } })),
    RATED.map((path, value) => ({ method: "change", params: { path, value } })),
    (index) => ({ path: { startsWith: "rated/" }, rate: 1 + index * 40 }),
    true,
  ),
  {
    name: "presence",
    about: "20 fetches with presence, of 2,000 elements that go and come back",
    run: (stage) => comeAndGo(stage, (fetcher) => fetcher.drain()),
  },
  sending({
    name: "metadata",
    about: "metadata of 16 KiB for 20,000 states, fetched by 10 others",
    connections: 11,
    bytes: (index) => {
      if (index > 0) {
        return frames([
          fetch(1, { path: { startsWith: "meta/" }, meta: true }),
        ]);
      }
      const meta = { title: "m".repeat(16_000) };
      return frames(many(20_000, (value) => ({
        method: "add",
        params: { path: `meta/${value}`, value, meta },
      })));
    },
  }),
  {
    name: "huge-groups",
    about: "sets of 5,000 states of a group at once, without an answer",
    async run(stage) {
      const owner = (await stage.tcp()).drain();
      const names = many(5000, (number) => `state${number}`);
      await owner.send(arrayFrame(names.map((name) => ({
        method: "add",
        params: { path: `group/${name}`, value: 0, group: "all" },
      }))));
      await stage.pause(200);
      const values = Object.fromEntries(names.map((name) => [
        name,
        KIBIBYTE
          .slice(0, 100),
      ]));
      const bytes = frames([
        { id: 1, method: "set", params: { below: "group", values } },
      ]);
      await stage.each(4, () => stage.tcp(), async (stranger) => {
        stranger.drain();
        while (stage.goesOn && await stranger.send(bytes));
      });
      await stage.stay();
    },
  },
  sending({
    name: "nodes-of-everything",
    about: "fetches of everything with its nodes, begun and ended",
    connections: 2,
    bytes: () =>
      frames([
        fetch(1, { nodes: true }),
        { id: 2, method: "unfetch", params: { id: "f1" } },
      ]),
    again: true,
  }),
  {
    name: "unread-inspection",
    about: "the traffic of all peers, inspected by 20 who read nothing",
    async run(stage) {
      const asking = (await stage.tcp()).converse();
      const { result } = await asking.ask("call", {
        path: "$jet/peers",
        args: [],
      });
      const peers = Array.isArray(result) ? result : [];
      await stage.each(20, () => stage.tcp(), async (stranger, index) => {
        const { id: peer } = asRecord(peers[index % peers.length]);
        const args = { peer, id: "inspection" };
        await stranger.message({
          id: 1,
          method: "call",
          params: { path: "$jet/inspect", args },
        });
      });
      await stage.stay();
    },
  },
  sending({
    name: "http-streams",
    about: "100 live streams of everything by HTTP, unread",
    by: "http",
    connections: 100,
    reads: false,
    bytes: () => http("/v1/fetch", "Accept: text/event-stream"),
  }),
  sending({
    name: "http-gets",
    about: "requests of /v1 one after the other: states, nodes, everything",
    by: "http",
    connections: 8,
    bytes: (index) =>
      http(
        ["/v1/states/plant/1/1", "/v1/nodes/plant", "/v1/fetch"][index % 3],
      ),
    again: true,
  }),
  sending({
    name: "http-lists-unread",
    about: "everything by HTTP, asked for again and again and not read",
    by: "http",
    connections: 20,
    reads: false,
    bytes: () => http("/v1/fetch"),
    again: true,
  }),
  sending({
    name: "http-tokens",
    about: "requests of /v1 with tokens and passwords that are wrong",
    by: "http",
    daemon: "users",
    connections: 8,
    bytes: (index) =>
      http(
        "/v1/states/plant/1/1",
        index % 2 === 0
          ? `Authorization: Bearer ${"t".repeat(2000)}`
          : `Authorization: Basic ${btoa(`joe:wrong${index}`)}`,
      ),
    again: true,
  }),
];

/**
 * Owners of 2,000 elements that stay go and come, for 20 fetches with presence.
 *
 * @param begin Called with each of the fetchers first.
 */
export async function comeAndGo(
  stage: Stage,
  begin: (fetcher: Connection) => unknown,
): Promise<void> {
  await stage.each(20, () => stage.tcp(), async (stranger) => {
    begin(stranger);
    const rules = { path: { startsWith: "moody/" }, presence: true };
    await stranger.message(fetch(1, rules));
  });
  const adds = arrayFrame(many(2000, (value) => ({
    method: "add",
    params: { path: `moody/${value}`, value, stay: 2 },
  })));
  while (stage.goesOn) {
    const owner = await stage.tcp();
    await owner.drain().send(adds);
    await stage.pause(100);
    owner[Symbol.dispose]();
  }
}
