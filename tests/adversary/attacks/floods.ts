/**
 * Strangers who send as fast as they can.
 *
 * @module
 */
import { binaryFrame } from "../../support/binary_client.ts";
import type { Attack } from "../attack.ts";
import { repeated, requests } from "../bytes.ts";
import { concatFrames } from "../connection.ts";
import { OPEN_STATES } from "../crowd.ts";

export const FLOODS: readonly Attack[] = [
  {
    name: "set-flood",
    about: "4 connections set states of a reading owner, and read the answers",
    async run(stage) {
      const sets = concatFrames(requests(500, (id) => ({
        id,
        method: "set",
        params: { path: `open/${id % OPEN_STATES}`, value: id },
      })));
      await stage.each(
        4,
        () => stage.tcp(),
        (stranger) => stage.flood(stranger.drain(), sets),
      );
    },
  },
  {
    name: "set-large",
    about: "4 connections set values of 1 MB",
    async run(stage) {
      const value = "x".repeat(1_000_000);
      const params = { path: "open/1", value };
      const sets = concatFrames([{ id: 1, method: "set", params }]);
      await stage.each(
        4,
        () => stage.tcp(),
        (stranger) => stage.flood(stranger.drain(), sets),
      );
    },
  },
  {
    name: "binary-bytes",
    about: "200,000 frames of one byte on the port of binary Jet",
    short: true,
    async run(stage) {
      const bytes = repeated(binaryFrame(Uint8Array.of(0)), 200_000);
      await stage.each(1, () => stage.binary(), async (stranger) => {
        await stranger.drain().send(bytes);
        await stage.pause(3000);
      });
    },
  },
];
