/**
 * Strangers who want the daemon's memory: by lengths that they declare, by
 * answers that they don't read, by requests that wait.
 *
 * @module
 */
import { frame } from "../../support/stream_client.ts";
import type { Attack } from "../attack.ts";
import { arrayFrame, requests } from "../bytes.ts";
import { concatFrames } from "../connection.ts";
import { SILENT_METHOD } from "../crowd.ts";

/** Bytes of answers that each of many readers asks for and does not read. */
const UNREAD_BYTES = 45 << 20;
/** Bytes of one state's row in an answer, about. */
const ROW_BYTES = 45;

export const MEMORY: readonly Attack[] = [
  {
    name: "msgpack-lengths",
    about: "20 nested arrays of MessagePack, each of 30 million by its length",
    async run(stage) {
      const nested = Uint8Array.from(
        Array.from({ length: 20 }, () => [0xdd, 0x01, 0xc9, 0xc3, 0x80]).flat(),
      );
      await stage.each(1, () => stage.tcp(), async (stranger) => {
        stranger.drain();
        const params = { encoding: "msgpack" };
        await stranger.message({ id: 1, method: "config", params });
        await stage.pause(200);
        await stranger.send(frame(nested));
        await stage.stay();
      });
    },
  },
  {
    name: "unread-answers",
    about: "40 connections that ask for 45 MiB each and read nothing",
    seconds: 15,
    mustDrop: true,
    async run(stage) {
      const answer = Math.max(1, stage.site.states) * ROW_BYTES;
      const asked = Math.ceil(UNREAD_BYTES / answer);
      const bytes = concatFrames(
        requests(asked, (id) => ({ id, method: "get", params: {} })),
      );
      await stage.each(
        40,
        () => stage.tcp(),
        (stranger) => stranger.send(bytes),
      );
      await stage.stay();
    },
  },
  {
    name: "calls-that-wait",
    about:
      "a million calls with a timeout of 1000000 s to an owner who is silent",
    async run(stage) {
      const calls = arrayFrame(requests(5000, (id) => ({
        id,
        method: "call",
        params: { path: SILENT_METHOD, args: [], timeout: 1_000_000 },
      })));
      await stage.each(1, () => stage.tcp(), async (stranger) => {
        stranger.drain();
        for (let sent = 0; sent < 200 && stage.goesOn; sent++) {
          await stranger.send(calls);
        }
      });
      await stage.stay();
    },
  },
];
