/**
 * Strangers who end connections by RST, whose requests end at one moment, and
 * whose rules find nothing.
 *
 * @module
 */
import { concat, frame } from "../../support/stream_client.ts";
import type { Attack } from "../attack.ts";
import { arrayFrame, fetch, frames, get, head, many } from "../bytes.ts";
import type { Connection } from "../connection.ts";
import { SILENT_METHOD } from "../crowd.ts";
import { comingAndGoing } from "./churn.ts";
import { elsewhere, sending } from "../sending.ts";
import type { Stage } from "../stage.ts";

const HUGE_NUMBERS = [
  "1e999999999",
  "-1E-999999999",
  "1e+308000",
  `1${"0".repeat(5000)}e-5000`,
];
/** Time from the first call to the end of all. */
const CALLING_MS = 1200;

/** Connections that come, send something, and end by RST, again and again. */
function resetting(
  name: string,
  about: string,
  open: (stage: Stage, from: string) => Promise<Connection>,
  bytes: Uint8Array,
): Attack {
  const reset = (stranger: Connection) => stranger.reset();
  return comingAndGoing(name, about, open, () => bytes, 5, reset);
}

export const FRESH: readonly Attack[] = [
  resetting(
    "get-and-reset",
    "connections that get everything and end by RST",
    (stage, from) => stage.tcp(from),
    frames(many(10, (id) => get(id))),
  ),
  resetting(
    "streams-and-reset",
    "live streams by HTTP that end by RST when they have been asked for",
    (stage, from) => stage.http(from),
    head(
      "GET /v1/fetch?startsWith=plant/ HTTP/1.1",
      "Host: 127.0.0.1",
      "Accept: text/event-stream",
      "",
      "",
    ),
  ),
  {
    name: "scanning-fetches",
    about: "300,000 fetches by parts of paths that are none, and adds",
    async run(stage) {
      await stage.each(20, (n) => stage.tcp(elsewhere(n)), (stranger, peer) => {
        stranger.drain();
        return stranger.send(
          arrayFrame(
            many(
              15_000,
              (id) => fetch(id, { path: { contains: `${peer}x${id}` } }),
            ),
          ),
        );
      });
      const owner = (await stage.tcp()).drain();
      const bytes = arrayFrame(
        many(100, (id) => [
          { method: "add", params: { path: `scanned/${id}`, value: id } },
          { method: "remove", params: { path: `scanned/${id}` } },
        ]).flat(),
      );
      while (stage.goesOn && await owner.send(bytes)) await stage.pause(20);
    },
  },
  {
    name: "calls-end-together",
    about: "100,000 calls of a silent owner that time out at one moment",
    async run(stage) {
      while (stage.goesOn) {
        const end = performance.now() + CALLING_MS;
        await stage.each(
          20,
          (n) => stage.tcp(elsewhere(n)),
          async (stranger) => {
            stranger.drain();
            for (let batch = 0; batch < 10; batch++) {
              const timeout = (end - performance.now()) / 1000;
              await stranger.send(arrayFrame(many(500, (id) => ({
                id,
                method: "call",
                params: { path: SILENT_METHOD, args: [], timeout },
              }))));
              await stage.pause(CALLING_MS / 20);
            }
          },
        );
        await stage.pause(CALLING_MS);
      }
    },
  },
  {
    name: "owner-goes-with-calls",
    about: "an owner who goes while 100,000 calls of 20 peers wait for it",
    async run(stage) {
      for (let round = 0; stage.goesOn; round++) {
        const path = `gone/method${round}`;
        const owner = (await stage.tcp()).drain();
        await owner.message({ id: 1, method: "add", params: { path } });
        await stage.each(
          20,
          (n) => stage.tcp(elsewhere(n)),
          (stranger) =>
            stranger.drain().send(arrayFrame(many(5000, (id) => ({
              id,
              method: "call",
              params: { path, args: [id] },
            })))),
        );
        await stage.pause(500);
        owner.reset();
      }
    },
  },
  sending({
    name: "http-accepts",
    about: "requests whose Accept has 1,500 types",
    by: "http",
    connections: 4,
    again: true,
    bytes: () =>
      head(
        "GET /v1/fetch?equals=none HTTP/1.1",
        "Host: 127.0.0.1",
        `Accept: ${
          many(1200, (n) => `a/b${n};q=0.1`).join(",").slice(0, 15_000)
        }, */*`,
        "",
        "",
      ),
  }),
  {
    name: "rates-standing",
    about: "5,000 fetches with a rate, of 100 states that change all the time",
    async run(stage) {
      const owner = (await stage.tcp()).drain();
      await owner.send(arrayFrame(many(100, (n) => ({
        method: "add",
        params: { path: `rated/${n}`, value: 0 },
      }))));
      await stage.each(
        10,
        (n) => stage.tcp(elsewhere(n)),
        (stranger) =>
          stranger.drain().send(
            arrayFrame(many(500, (id) =>
              fetch(id, { path: { startsWith: "rated/" }, rate: 0.05 }))),
          ),
      );
      let value = 0;
      while (stage.goesOn) {
        value++;
        if (
          !await owner.send(arrayFrame(many(100, (n) => ({
            method: "change",
            params: { path: `rated/${n}`, value },
          }))))
        ) return;
        await stage.pause(10);
      }
    },
  },
  sending({
    name: "access-lists",
    about: "adds of states with 2,000 groups each, and gets",
    connections: 4,
    again: true,
    from: elsewhere,
    bytes: (index) =>
      frames(
        many(20, (n) => [
          {
            method: "add",
            params: {
              path: `lists/${index}/${n}`,
              value: n,
              access: { fetchGroups: many(2000, (g) => `group ${g} of ${n}`) },
            },
          },
          get(n, { path: { startsWith: "lists/" } }),
          { method: "remove", params: { path: `lists/${index}/${n}` } },
        ]).flat(),
      ),
  }),
  sending({
    name: "huge-exponents",
    about: "values and rules that are numbers with huge exponents",
    connections: 4,
    again: true,
    from: elsewhere,
    bytes: (index) =>
      concat(...HUGE_NUMBERS.flatMap((number) => {
        const path = `exponents/${index}`;
        const add = `{"path":"${path}","value":${number}}`;
        return [
          `{"method":"add","params":${add}}`,
          `{"method":"change","params":${add}}`,
          `{"id":1,"method":"get","params":{"value":{"greaterThan":${number}}}}`,
          `{"method":"remove","params":{"path":"${path}"}}`,
        ].map((text) => frame(text));
      })),
  }),
];
