/**
 * Strangers who come again and again with what peers and pages do once, and who
 * leave behind what stays.
 *
 * @module
 */
import { concat } from "../../support/stream_client.ts";
import { ASSETS } from "../../../daemon/http/radar/assets.ts";
import { ROOT } from "../../support/runtimes.ts";
import type { Attack } from "../attack.ts";
import { arrayFrame, fetch, frames, head, many, textFrame } from "../bytes.ts";
import type { Connection } from "../connection.ts";
import { elsewhere, sending } from "../sending.ts";
import type { Stage } from "../stage.ts";

const HOST = "Host: 127.0.0.1";
const KIBIBYTE = "k".repeat(1024);

/** A request without a body. */
function get(target: string, ...fields: readonly string[]): Uint8Array {
  return head(`GET ${target} HTTP/1.1`, HOST, ...fields, "", "");
}

/** Connects again and again, and leaves when something has been sent. */
async function comeAgain(
  stage: Stage,
  lanes: number,
  open: (from: string) => Promise<Connection>,
  bytes: (serial: number) => Uint8Array,
  pause = 5,
): Promise<void> {
  let serial = 0;
  await Promise.all(many(lanes, async () => {
    while (stage.goesOn) {
      const opened = open(elsewhere(serial++));
      const stranger = await opened.catch(() => undefined);
      if (stranger === undefined) return;
      await stranger.drain().send(bytes(serial));
      await stage.pause(pause);
      stranger[Symbol.dispose]();
    }
  }));
}

/** Runs `jet backup` while strangers write; it has to be done in time. */
async function backUp(stage: Stage): Promise<void> {
  const { folder } = stage.site;
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-lock", "-A", `${ROOT}cli.ts`, "backup"],
      ...[`${folder}/backup`, "--keep-file", `${folder}/kept.db`],
      ...["--gun-store", `${folder}/gun.db`],
    ],
    stdout: "null",
    stderr: "piped",
  }).output();
  const reason = new TextDecoder().decode(stderr);
  stage.expect(success, `a backup failed: ${reason}`);
}

export const ANEW: readonly Attack[] = [
  {
    name: "reconnect-storm",
    about: "300 peers that connect, add, fetch and are lost, without end",
    run: (stage) =>
      comeAgain(stage, 300, (from) => stage.tcp(from), (serial) =>
        concat(
          frames([
            { id: 1, method: "info" },
            { id: 2, method: "config", params: { name: `storm ${serial}` } },
          ]),
          arrayFrame(many(100, (number) => ({
            id: 2 + number,
            method: "add",
            params: { path: `storm/${serial}/${number}`, value: number },
          }))),
          frames([fetch(200, { path: { startsWith: `storm/${serial}/` } })]),
        ), 50),
  },
  {
    name: "websocket-storm",
    about: "pages that connect by WebSocket, fetch everything and reload",
    run: (stage) =>
      comeAgain(
        stage,
        50,
        (from) => stage.webSocket(from),
        (serial) =>
          textFrame([
            { id: 1, method: "info" },
            fetch(2, { path: { startsWith: `plant/${serial % 100}/` } }),
          ]),
        50,
      ),
  },
  {
    name: "stay-of-many",
    about:
      "10,000 elements that stay of each peer who goes, from 200 addresses",
    isLasting: true,
    run: (stage) =>
      comeAgain(stage, 4, (from) => stage.tcp(from), (serial) =>
        arrayFrame(
          many(10_000, (value) => ({
            method: "add",
            params: { path: `left/${serial}/${value}`, value, stay: 3600 },
          })),
        ), 100),
  },
  {
    name: "stay-forever-anew",
    about: "2,000 elements that stay, taken over by one peer after the other",
    isLasting: true,
    run: (stage) =>
      comeAgain(stage, 8, (from) => stage.tcp(from), (serial) =>
        arrayFrame(
          many(2000, (value) => ({
            method: "add",
            params: { path: `left/${serial % 8}/${value}`, value, stay: 60 },
          })),
        )),
  },
  {
    name: "kept-adds",
    about: "states added with `keep` by peers who go, values of 1 KiB",
    args: ["--keep", "ours/#"],
    run: (stage) =>
      comeAgain(
        stage,
        8,
        (from) => stage.tcp(from),
        (serial) =>
          arrayFrame(many(500, (number) => ({
            method: "add",
            params: {
              path: `kept/${serial}/${number}`,
              value: KIBIBYTE,
              keep: true,
            },
          }))),
      ),
  },
  sending({
    name: "metrics-unread",
    about: "metrics for 500 connections that read nothing",
    by: "http",
    connections: 500,
    from: elsewhere,
    reads: false,
    bytes: () => concat(...many(200, () => get("/metrics"))),
  }),
  sending({
    name: "conditions-of-thousands",
    about: "reads and writes on condition of one of 1,000 tags",
    by: "http",
    connections: 8,
    from: elsewhere,
    bytes: () => {
      const tags = many(1000, (number) => `"${number}.abcdef"`).join(",");
      return concat(
        get("/v1/states/open/1", `If-None-Match: ${tags}`),
        get("/v1/nodes/plant/1", `If-None-Match: ${tags}`),
        head(
          ...["PUT /v1/states/open/1 HTTP/1.1", HOST, `If-Match: ${tags}`],
          ...["Content-Length: 1", "", "1"],
        ),
      );
    },
    again: true,
  }),
  sending({
    name: "files-by-parts",
    about: "files of Radar on conditions, by ranges and by HEAD",
    by: "http",
    connections: 8,
    from: elsewhere,
    bytes: () =>
      concat(
        ...ASSETS.flatMap(({ name }) => [
          get(`/radar/${name}`, `If-None-Match: "${"e".repeat(8000)}"`),
          get(`/radar/${name}`, `Range: bytes=${"0-0,".repeat(2000)}1-1`),
          head(`HEAD /radar/${name} HTTP/1.1`, HOST, "", ""),
        ]),
      ),
    again: true,
  }),
  sending({
    name: "long-queries",
    about: "snapshots over HTTP whose queries have 500 texts",
    by: "http",
    connections: 4,
    from: elsewhere,
    bytes: () => {
      const texts = many(500, (number) => `containsOneOf=never%20${number}`);
      return get(`/v1/fetch?${texts.join("&")}`);
    },
    again: true,
  }),
  {
    name: "tokens-at-upgrades",
    about: "upgrades with tokens and passwords that are none",
    daemon: "users",
    run: (stage) =>
      comeAgain(stage, 16, (from) => stage.http(from), (serial) => {
        const token = btoa(`${serial}`.repeat(3000));
        return get(
          serial % 2 === 0 ? "/" : "/gun",
          ...["Upgrade: websocket", "Connection: Upgrade"],
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
          `Authorization: Bearer ${token}`,
        );
      }),
  },
  sending({
    name: "gun-long-topics",
    about: "puts and gets of GUN below `jet/` whose topics are 60 kB long",
    by: "gun",
    connections: 4,
    isLasting: true,
    bytes: () => {
      const soul = `jet/${"topic/".repeat(10_000)}`;
      const state = Date.now();
      return textFrame(many(4, (number) => ({
        "#": `topic${number}`,
        ...number % 2 === 0
          ? { get: { "#": `${soul}${number}`, ".": "x".repeat(60_000) } }
          : {
            put: {
              [soul]: {
                _: { "#": soul, ">": { x: state } },
                x: number,
              },
            },
          },
      })));
    },
    again: true,
  }),
  {
    name: "backup-meanwhile",
    about: "`jet backup` while kept values are set and GUN's graph is written",
    args: ["--keep", "kept/#"],
    isCheck: true,
    seconds: 20,
    async run(stage) {
      let isDone = false;
      const keep = frames(many(200, (id) => ({
        id,
        method: "set",
        params: { path: `kept/${id}`, value: KIBIBYTE },
      })));
      const writers = many(4, async () => {
        const stranger = (await stage.tcp()).drain();
        while (!isDone && stage.goesOn && await stranger.send(keep));
      });
      await stage.pause(300);
      await backUp(stage);
      isDone = true;
      await Promise.all(writers);
    },
  },
];
