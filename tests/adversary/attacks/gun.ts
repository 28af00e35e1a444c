/**
 * Strangers at the relay for GUN.
 *
 * @module
 */
import type { Attack } from "../attack.ts";
import { Opcode, webSocketFrame } from "../../support/websocket_client.ts";
import { many, textFrame } from "../bytes.ts";
import { elsewhere, sending } from "../sending.ts";
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
    await stranger.send(textFrame({ "#": freshId(), put }));
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
    if (!await stranger.send(textFrame(messages))) return;
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
        await stage.pause(1000);
        const gets = Array.from(
          { length: 1000 },
          () => ({ "#": freshId(), get: { "#": "large" } }),
        );
        await stranger.send(textFrame(gets));
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
        await stage.pause(1000);
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
          if (!await stranger.send(textFrame(messages))) return;
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
          const frame = textFrame({ "#": freshId(), put });
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
  {
    name: "gun-ranges",
    about: "gets of ranges of a node with 50,000 properties, with huge budgets",
    seconds: 12,
    async run(stage) {
      await stage.each(2, () => stage.gun(), async (stranger, index) => {
        stranger.drain();
        if (index === 0) await putLarge(stranger);
        await stage.pause(1000);
        while (stage.goesOn) {
          const messages = many(20, () => ({
            "#": freshId(),
            get: { "#": "large", ".": { "*": "p" }, "%": 1 << 24 },
          }));
          if (!await stranger.send(textFrame(messages))) return;
        }
      });
    },
  },
  {
    name: "gun-future-puts",
    about: "puts whose states lie five minutes ahead",
    async run(stage) {
      await stage.each(2, () => stage.gun(), async (stranger) => {
        stranger.drain();
        while (stage.goesOn) {
          const ahead = Date.now() + 300_000;
          const later = Object.fromEntries(
            many(500, (index): [string, Node[string]] => [
              `p${serial}x${index}`,
              ["later", ahead],
            ]),
          );
          const put = graph({ [`later${serial % 100}`]: later });
          const frame = textFrame({ "#": freshId(), put });
          if (!await stranger.send(frame)) return;
        }
      });
    },
  },
  {
    name: "gun-large-values",
    about: "puts of values of 900 kB at new nodes",
    async run(stage) {
      const value = "x".repeat(900_000);
      await stage.each(2, () => stage.gun(), async (stranger) => {
        stranger.drain();
        while (stage.goesOn) {
          const put = graph({ [`huge${serial}`]: node(0, 1, value) });
          const frame = textFrame({ "#": freshId(), put });
          if (!await stranger.send(frame)) return;
        }
      });
    },
  },
  {
    name: "gun-fan-out",
    about: "60 apps that look at one node and don't read, while one writes",
    async run(stage) {
      await Promise.all([
        stage.each(
          60,
          (index) => stage.gun(elsewhere(index)),
          (stranger) =>
            stranger.send(
              textFrame({ "#": freshId(), get: { "#": "shared" } }),
            ),
        ),
        stage.each(1, () => stage.gun(), async (stranger) => {
          stranger.drain();
          await stage.pause(500);
          while (stage.goesOn) {
            const put = graph({ shared: node(0, 50, `value ${serial}`) });
            const frame = textFrame({ "#": freshId(), put });
            if (!await stranger.send(frame)) return;
          }
        }),
      ]);
      await stage.stay();
    },
  },
  sending({
    name: "gun-depth",
    about: "messages of GUN with 400,000 nested arrays",
    by: "gun",
    again: true,
    bytes: () =>
      webSocketFrame(
        Opcode.text,
        `{"#":"deep","put":${"[".repeat(400_000)}${"]".repeat(400_000)}}`,
      ),
  }),
  sending({
    name: "gun-greetings",
    about: "arrays of greetings of neighbours",
    by: "gun",
    again: true,
    bytes: () =>
      textFrame(many(2000, (number) => ({
        ...{ "#": `g${number}`, dam: number % 2 ? "?" : "hi" },
        pid: `p${number}`,
      }))),
  }),
  sending({
    name: "gun-texts-in-texts",
    about: "arrays of texts that are messages that are texts of messages",
    by: "gun",
    again: true,
    bytes: () => {
      let text = '{"#":"inner","get":{"#":"x"}}';
      for (let depth = 0; depth < 12; depth++) text = JSON.stringify([text]);
      return textFrame(many(20, () => text));
    },
  }),
];
