/**
 * Strangers with what is allowed and unusual: extensions of chunks, offers
 * and fields without end, ids of every kind, announced bodies that never come,
 * kicks of peers that are none, signals for thousands of fetches.
 *
 * @module
 */
import { concat, frame } from "../../support/stream_client.ts";
import type { Attack } from "../attack.ts";
import { arrayFrame, fetch, frames, head, many, textFrame } from "../bytes.ts";
import { elsewhere, sending } from "../sending.ts";

const HOST = "Host: 127.0.0.1";

/** Ids as JSON: numbers of all sizes, texts, and what is none. */
const IDS = [
  ...["0", "-0", "1e300", "1E400", "0.1e-7", "123456789012345678901234567890"],
  ...["null", "true", "[]", "{}", "[[[[1]]]]", '{"id":{"id":[1]}}'],
  ...['""', '"\\u0000"', '"\\ud800"', '"__proto__"', `"${"i".repeat(50_000)}"`],
];

const SIGNALS = many(20, (number) => `beacons/${number}`);

export const ODD: readonly Attack[] = [
  sending({
    name: "http-extended-chunks",
    about: "bodies in chunks of one byte with extensions, again and again",
    by: "http",
    connections: 8,
    bytes: () =>
      head(
        ...["PUT /v1/states/open/1 HTTP/1.1", HOST],
        ...["Transfer-Encoding: chunked", ""],
        `${"1;a=b\r\n1\r\n".repeat(1500)}0`,
        ...["", ""],
      ),
    again: true,
  }),
  sending({
    name: "http-expectations",
    about: "2,000 bodies that are expected and never come",
    by: "http",
    connections: 2000,
    from: elsewhere,
    bytes: () =>
      head(
        ...["PUT /v1/states/open/1 HTTP/1.1", HOST, "Content-Length: 1000000"],
        ...["Expect: 100-continue", "", ""],
      ),
  }),
  sending({
    name: "http-pipelined-puts",
    about: "writes over HTTP, thousands of them before the first answer",
    by: "http",
    connections: 8,
    bytes: () =>
      head(
        ...["PUT /v1/states/open/1 HTTP/1.1", HOST, "Content-Length: 1"],
        ...["Content-Type: application/json", "", "1"],
      ),
    again: true,
  }),
  sending({
    name: "http-many-fields",
    about: "heads of 16 KiB with as many fields as there can be",
    by: "http",
    connections: 8,
    bytes: () =>
      head(
        ...["GET /v1/states/plant/1/1 HTTP/1.1", HOST],
        ...many(126, (number) => `X-Field-${number}: ${"f".repeat(100)}`),
        ...["", ""],
      ),
    again: true,
  }),
  {
    name: "deflate-offers",
    about: "upgrades with 200 offers of compression, opened and ended",
    async run(stage) {
      const offers = many(
        200,
        (bits) => `permessage-deflate; server_max_window_bits=${8 + bits % 8}`,
      );
      const bytes = head(
        ...["GET / HTTP/1.1", HOST, "Upgrade: websocket"],
        ...["Connection: Upgrade", "Sec-WebSocket-Version: 13"],
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        `Sec-WebSocket-Extensions: ${offers.join(", ")}`,
        ...["", ""],
      );
      await Promise.all(many(16, async (lane) => {
        while (stage.goesOn) {
          const opened = stage.http(elsewhere(lane));
          const stranger = await opened.catch(() => undefined);
          if (stranger === undefined) return;
          await stranger.drain().send(bytes);
          await stage.pause(5);
          stranger[Symbol.dispose]();
        }
      }));
    },
  },
  sending({
    name: "ids-of-every-kind",
    about: "requests whose ids are numbers, texts, and what can't be one",
    connections: 2,
    bytes: () =>
      concat(
        ...IDS.flatMap((id) =>
          ["info", "get", "set", "none"].map((method) =>
            frame(
              `{"id":${id},"method":"${method}","params":{"path":"open/1"}}`,
            )
          )
        ),
      ),
    again: true,
  }),
  sending({
    name: "arrays-of-arrays",
    about: "messages that are 300,000 arrays in one another or side by side",
    connections: 2,
    bytes: () => {
      const empty = `[${many(300_000, () => "[]").join(",")}]`;
      const params = `{"path":"open/1","value":${empty}}`;
      return concat(
        frame(empty),
        frame("[".repeat(900) + "]".repeat(900)),
        frame(`{"id":1,"method":"set","params":${params}}`),
      );
    },
    again: true,
  }),
  sending({
    name: "kicks-without-a-target",
    about: "kicks of 1,000 peers that are none, and of who may not be kicked",
    connections: 4,
    bytes: () => {
      const args = many(1000, (number) => -number);
      const params = { path: "$jet/kick", args };
      return frames([{ id: 1, method: "call", params }]);
    },
    again: true,
  }),
  {
    name: "signals-for-ten-thousand",
    about: "signals for 10,000 fetches of 100 peers, of whom half read nothing",
    async run(stage) {
      const owner = (await stage.tcp()).drain();
      await owner.send(arrayFrame(SIGNALS.map((path) => ({
        method: "add",
        params: { path, type: "signal" },
      }))));
      await stage.each(100, () => stage.tcp(), async (stranger, index) => {
        if (index % 2 === 0) stranger.drain();
        const rules = { path: { startsWith: "beacons/" }, type: ["signal"] };
        await stranger.send(arrayFrame(many(100, (id) => fetch(id, rules))));
      });
      const bytes = arrayFrame(SIGNALS.map((path) => ({
        method: "signal",
        params: { path, value: "x".repeat(100) },
      })));
      while (stage.goesOn && await owner.send(bytes));
    },
  },
  sending({
    name: "gun-huge-souls",
    about: "gets of GUN whose souls and keys have 100,000 characters",
    by: "gun",
    connections: 2,
    isLasting: true,
    bytes: () =>
      textFrame(many(8, (number) => ({
        "#": `huge${number}`,
        get: {
          "#": `${"s".repeat(100_000)}${number}`,
          ".": { "*": "k".repeat(10_000) },
        },
      }))),
    again: true,
  }),
];
