/**
 * Strangers at the relay for GUN.
 *
 * @module
 */
import type { Attack } from "../attack.ts";
import { gunFrame } from "../bytes.ts";
import type { Connection } from "../connection.ts";
import { graph, type Node } from "../../support/gun_client.ts";
import type { Stage } from "../stage.ts";

/** Properties of the node that is asked for again and again. */
const LARGE = 50_000;
/** Properties of one put. */
const PROPERTIES = 5000;

let serial = 0;

/** An id that no message had before. */
function freshId(): string {
  return `s${++serial}x${crypto.randomUUID().slice(0, 8)}`;
}

function node(first: number, count: number, value: unknown): Node {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `p${first + index}`,
      [value, Date.now()],
    ]),
  );
}

/** Puts a node of many properties, in parts. */
async function putLarge(stranger: Connection): Promise<void> {
  for (let first = 0; first < LARGE; first += PROPERTIES) {
    const put = graph({ large: node(first, PROPERTIES, "x") });
    await stranger.send(gunFrame({ "#": freshId(), put }));
  }
}

/** Gets, so many in a frame, as fast as possible. */
async function floodGets(
  stage: Stage,
  stranger: Connection,
  count: number,
  soul: (index: number) => string,
): Promise<void> {
  while (stage.goesOn) {
    const messages = Array.from(
      { length: count },
      (_, index) => ({ "#": freshId(), get: { "#": soul(index) } }),
    );
    if (!await stranger.send(gunFrame(messages))) return;
  }
}

/** A public key as users of GUN have them. */
async function publicKey(): Promise<string> {
  const { publicKey } = await crypto.subtle.generateKey(
    { name: "ECDSA", namedCurve: "P-256" },
    true,
    ["sign", "verify"],
  );
  const { x, y } = await crypto.subtle.exportKey("jwk", publicKey);
  return `${x}.${y}`;
}

export const GUN: readonly Attack[] = [
  {
    name: "gun-get-array",
    about: "one frame of 1,000 gets of a node with 50,000 properties",
    seconds: 15,
    async run(stage) {
      await stage.each(1, () => stage.gun(), async (stranger) => {
        stranger.drain();
        await putLarge(stranger);
        await stage.pause(3000);
        const gets = Array.from(
          { length: 1000 },
          () => ({ "#": freshId(), get: { "#": "large" } }),
        );
        await stranger.send(gunFrame(gets));
        await stage.stay();
      });
    },
  },
  {
    name: "gun-get-flood",
    about: "gets of a node with 50,000 properties, which are read",
    seconds: 12,
    async run(stage) {
      await stage.each(2, () => stage.gun(), async (stranger, index) => {
        stranger.drain();
        if (index === 0) await putLarge(stranger);
        await stage.pause(2000);
        await floodGets(stage, stranger, 10, () => "large");
      });
    },
  },
  {
    name: "gun-put-flood",
    about: "small puts as fast as possible",
    async run(stage) {
      await stage.each(2, () => stage.gun(), async (stranger) => {
        stranger.drain();
        while (stage.goesOn) {
          const messages = Array.from({ length: 200 }, () => ({
            "#": freshId(),
            put: graph({
              [`soul${serial % 1000}`]: node(serial % 7, 1, serial),
            }),
          }));
          if (!await stranger.send(gunFrame(messages))) return;
        }
      });
    },
  },
  {
    name: "gun-bad-signatures",
    about: "puts of 1,000 properties each whose signatures are wrong",
    async run(stage) {
      const soul = `~${await publicKey()}`;
      const signature = btoa("s".repeat(64));
      const value = JSON.stringify({ ":": "x", "~": signature });
      await stage.each(2, () => stage.gun(), async (stranger) => {
        stranger.drain();
        while (stage.goesOn) {
          const put = graph({ [soul]: node(serial * 1000, 1000, value) });
          const frame = gunFrame({ "#": freshId(), put });
          if (!await stranger.send(frame)) return;
        }
      });
    },
  },
  {
    name: "gun-get-missing",
    about: "gets of nodes that are not there, as fast as possible",
    async run(stage) {
      await stage.each(2, () => stage.gun(), (stranger) => {
        stranger.drain();
        return floodGets(stage, stranger, 500, () => `missing${freshId()}`);
      });
    },
  },
];
