/**
 * What strangers do over HTTP: handshakes that fail, pages, figures, documents,
 * and streams that go on where they never were.
 *
 * @module
 */
import { ASSETS } from "../../../daemon/http/radar/assets.ts";
import { concat } from "../../support/stream_client.ts";
import type { Attack } from "../attack.ts";
import { head, many } from "../bytes.ts";
import type { Connection } from "../connection.ts";
import { elsewhere, sending } from "../sending.ts";
import type { Stage } from "../stage.ts";

/** A request without a body. */
function get(line: string, ...headers: readonly string[]): Uint8Array {
  return head(`GET ${line} HTTP/1.1`, "Host: 127.0.0.1", ...headers, "", "");
}

/** Requests of eight connections, one after the other. */
function asking(
  name: string,
  about: string,
  bytes: (index: number) => Uint8Array,
): Attack {
  return sending({
    ...{ name, about, by: "http", connections: 8, from: elsewhere, bytes },
    again: true,
  });
}

const UPGRADE = ["Upgrade: websocket", "Connection: Upgrade"];
const VERSION = "Sec-WebSocket-Version: 13";
const KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

/** Handshakes, each with something wrong. */
const BROKEN_HANDSHAKES = [
  get("/", ...UPGRADE),
  get("/", ...UPGRADE, VERSION),
  get("/", ...UPGRADE, "Sec-WebSocket-Version: 99", KEY),
  get("/", ...UPGRADE, VERSION, "Sec-WebSocket-Key: short"),
  get("/", ...UPGRADE, VERSION, KEY, "Origin: http://elsewhere.example"),
  get("/gun", ...UPGRADE, VERSION),
];

/** Connects again and again, and ends each when a part of the answer has come. */
async function openAndEnd(
  stage: Stage,
  bytes: (serial: number) => Uint8Array,
): Promise<void> {
  let serial = 0;
  await Promise.all(many(16, async (lane) => {
    while (stage.goesOn) {
      const opened = stage.http(elsewhere(lane + 16 * serial));
      const stranger = await opened.catch(() => undefined);
      if (stranger === undefined) return;
      const begun = began(stranger);
      await stranger.send(bytes(serial++));
      await Promise.race([begun, stranger.ended, stage.pause(500)]);
      stranger[Symbol.dispose]();
    }
  }));
}

/** Fulfilled when something has come. */
function began(stranger: Connection): Promise<void> {
  return new Promise((resolve) =>
    stranger.firstBytes(() => {
      resolve();
      return true;
    })
  );
}

/** The id behind what matches some rules now. */
async function idOf(stage: Stage, query: string): Promise<string> {
  const url = `http://127.0.0.1:${stage.site.wsPort}/v1/fetch?${query}`;
  const response = await fetch(url, { method: "HEAD" });
  return response.headers.get("last-event-id") ?? "";
}

const EVENTS = "Accept: text/event-stream";

export const WEB: readonly Attack[] = [
  {
    name: "broken-handshakes",
    about: "handshakes of WebSockets without key, version or origin",
    run: (stage) =>
      openAndEnd(
        stage,
        (serial) => BROKEN_HANDSHAKES[serial % BROKEN_HANDSHAKES.length],
      ),
  },
  asking(
    "radar-files",
    "all files of Radar in three codings, again and again",
    (index) => {
      const coding = ["br", "gzip", "identity"][index % 3];
      return concat(
        ...ASSETS.map(({ name }) =>
          get(`/radar/${name}`, `Accept-Encoding: ${coding}`)
        ),
      );
    },
  ),
  sending({
    name: "radar-files-unread",
    about: "files of Radar by 500 connections that read nothing",
    by: "http",
    connections: 500,
    from: elsewhere,
    reads: false,
    bytes: () => concat(...ASSETS.map(({ name }) => get(`/radar/${name}`))),
  }),
  asking("metrics", "requests for the metrics", () => get("/metrics")),
  asking(
    "openapi",
    "requests for the document of HTTP",
    () => get("/openapi.json"),
  ),
  asking(
    "peer-library",
    "requests for the peer library",
    () => get("/peer.js"),
  ),
  {
    name: "wrong-event-ids",
    about: "streams behind ids that are none, begun and ended",
    run: (stage) =>
      openAndEnd(stage, (serial) => {
        const id = ["x".repeat(8000), `${serial}.000000000000-1`, "-"];
        const header = `Last-Event-ID: ${id[serial % id.length]}`;
        return get("/v1/fetch?startsWith=plant/", EVENTS, header);
      }),
  },
  {
    name: "resumed-streams",
    about: "streams with a rule for the value that are resumed, and ended",
    async run(stage) {
      // The answer that has the id has a limit of 64 MiB.
      const startsWith = stage.site.states > 500_000 ? "plant/1" : "plant/";
      const query = `startsWith=${startsWith}&value.greaterThan=-1`;
      const id = await idOf(stage, query);
      stage.expect(id !== "", "a snapshot has no id");
      const bytes = get(`/v1/fetch?${query}`, EVENTS, `Last-Event-ID: ${id}`);
      await openAndEnd(stage, () => bytes);
    },
  },
];
