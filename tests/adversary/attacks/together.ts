/**
 * Strangers who make very much happen at one moment: changes in one message,
 * ends of fetches, and times that are over together.
 *
 * @module
 */
import {
  binaryFrame,
  join,
  u32,
  value as binaryValue,
} from "../../support/binary_client.ts";
import type { Attack } from "../attack.ts";
import { arrayFrame, fetch, many } from "../bytes.ts";
import type { Connection } from "../connection.ts";
import { elsewhere } from "../sending.ts";
import type { Stage } from "../stage.ts";

const NOTIFIED = 20_000;

/** A value of 32 bits. */
function number(serial: number): Uint8Array {
  return binaryValue(21, u32(serial));
}

/** Adds very many states, 5,000 in a message. */
async function addMany(stage: Stage, members: object): Promise<Connection> {
  const stranger = (await stage.tcp()).drain();
  for (let batch = 0; batch < 10 && stage.goesOn; batch++) {
    await stranger.send(arrayFrame(many(5000, (value) => ({
      method: "add",
      params: { path: `together/${batch}/${value}`, value, ...members },
    }))));
  }
  return stranger;
}

export const TOGETHER: readonly Attack[] = [
  {
    name: "binary-below-of-many",
    about: "20,000 values in one message of binary Jet, for 20 who fetch all",
    async run(stage) {
      const owner = (await stage.binary()).drain();
      await owner.send(join(...many(
        NOTIFIED,
        (id) => binaryFrame(join(2, u32(id), 1, `b/k${id}`, number(0))),
      )));
      await stage.each(20, (n) => stage.tcp(elsewhere(n)), (stranger) => {
        const rules = { path: { startsWith: "b/" } };
        return stranger.drain().message(fetch(1, rules));
      });
      await stage.pause(300);
      const rows = many(
        NOTIFIED,
        (serial) => join(`k${serial}`, number(serial)),
      );
      const bytes = binaryFrame(
        join(2, u32(1), 20, "b", u32(rows.length), ...rows),
      );
      while (stage.goesOn && await owner.send(bytes));
      await stage.stay();
    },
  },
  {
    name: "leave-with-fetches",
    about: "10 peers with 15,000 fetches each, who leave at one moment",
    async run(stage) {
      while (stage.goesOn) {
        const strangers = await Promise.all(many(10, async (peer) => {
          const stranger = (await stage.tcp(elsewhere(peer))).drain();
          for (let batch = 0; batch < 3; batch++) {
            await stranger.send(arrayFrame(many(5000, (id) => {
              const path = `plant/${id % 100}/${peer}/${batch}`;
              return fetch(`${batch}.${id}`, { path: { equals: path } });
            })));
          }
          await stranger.message({ id: 1, method: "info" });
          return stranger;
        }));
        await stage.pause(300);
        for (const stranger of strangers) stranger[Symbol.dispose]();
      }
    },
  },
  {
    name: "expire-together",
    about: "50,000 states that expire after the same second",
    async run(stage) {
      await addMany(stage, { expires: 0.8 });
      await stage.stay();
    },
  },
  {
    name: "stays-end-together",
    about: "50,000 states that stay for the same second",
    async run(stage) {
      const owner = await addMany(stage, { stay: 0.5 });
      await stage.pause(200);
      owner[Symbol.dispose]();
      await stage.stay();
    },
  },
  {
    name: "peers-of-thousands",
    about: "lists of 2,000 peers, 1,000 at a time",
    async run(stage) {
      await stage.each(
        2000,
        (n) => stage.tcp(elsewhere(n)),
        (stranger) =>
          stranger.drain().message({
            id: 1,
            method: "config",
            params: { name: "one of very many".padEnd(200, "x") },
          }),
      );
      const asking = (await stage.tcp()).drain();
      const bytes = arrayFrame(many(1000, (id) => ({
        id,
        method: "call",
        params: { path: "$jet/peers", args: [] },
      })));
      while (stage.goesOn && await asking.send(bytes));
      await stage.stay();
    },
  },
];
