/**
 * Strangers who come and go, and owners who don't answer as owners do.
 *
 * @module
 */
import type { Attack } from "../attack.ts";
import { arrayFrame, fetch, frames, get, head, many } from "../bytes.ts";
import type { Connection } from "../connection.ts";
import { elsewhere } from "../sending.ts";
import type { Stage } from "../stage.ts";

/** Connections that come and go at a time. */
const AT_A_TIME = 8;

/** Comes, does something, and goes, again and again. */
export function comingAndGoing(
  name: string,
  about: string,
  open: (stage: Stage, from: string) => Promise<Connection>,
  bytes: (serial: number) => Uint8Array,
  /** Milliseconds for which each stays. */
  stays = 0,
  end: (stranger: Connection) => void = (stranger) =>
    stranger[Symbol.dispose](),
): Attack {
  return {
    name,
    about,
    async run(stage) {
      let serial = 0;
      await Promise.all(many(AT_A_TIME, async () => {
        while (stage.goesOn) {
          const index = serial++;
          const visit = open(stage, elsewhere(index));
          const stranger = await visit.catch(() => undefined);
          // After a refusal it tries again, but not at once.
          if (stranger === undefined) await stage.pause(50);
          else await stranger.send(bytes(index));
          await stage.pause(stays);
          if (stranger !== undefined) end(stranger);
        }
      }));
    },
  };
}

export const CHURN: readonly Attack[] = [
  comingAndGoing(
    "connections",
    "connections that end at once",
    (stage, from) => stage.tcp(from),
    () => new Uint8Array(0),
  ),
  comingAndGoing(
    "upgrades",
    "WebSockets that end at once",
    (stage, from) => stage.webSocket(from),
    () => new Uint8Array(0),
  ),
  comingAndGoing(
    "refused-upgrades",
    "requests for a WebSocket that can't be granted",
    (stage, from) => stage.http(from),
    () =>
      head(
        "GET /none HTTP/1.1",
        "Host: 127.0.0.1",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "",
        "",
      ),
  ),
  comingAndGoing(
    "fetch-and-go",
    "connections that fetch everything and end at once",
    (stage, from) => stage.tcp(from),
    () => frames([fetch(1, {})]),
  ),
  comingAndGoing(
    "get-and-go",
    "connections that get everything and end at once",
    (stage, from) => stage.tcp(from),
    () => frames(many(10, (id) => get(id))),
    5,
  ),
  comingAndGoing(
    "add-and-go",
    "owners of 1,000 states that end at once",
    (stage, from) => stage.tcp(from),
    (serial) =>
      arrayFrame(many(1000, (value) => ({
        method: "add",
        params: { path: `gone/${serial}/${value}`, value },
      }))),
    5,
  ),
  {
    name: "forged-answers",
    about: "answers to requests that others were asked",
    short: true,
    async run(stage) {
      // The measured peer would get this error instead of success.
      const error = { code: 1, message: "forged" };
      const answers = many(
        2000,
        (id) => [{ id, error }, { id: `${id}`, error }],
      );
      const bytes = frames(answers.flat());
      await stage.each(2, () => stage.tcp(), async (stranger) => {
        stranger.drain();
        await stranger.message({ id: 1, method: "config", params: {} });
        while (stage.goesOn && await stranger.send(bytes));
      });
    },
  },
  {
    name: "answers-twice",
    about: "an owner who answers each call 1,000 times, and calls itself",
    async run(stage) {
      const path = "echo/twice";
      await stage.each(2, () => stage.tcp(), async (stranger, index) => {
        const mine = `${path}/${index}`;
        const call = {
          id: 1,
          method: "call",
          params: { path: mine, args: [] },
        };
        stranger.read((bytes) => {
          const { id, method } = JSON.parse(new TextDecoder().decode(bytes));
          if (method !== mine) return;
          stranger.message(...many(1000, () => ({ id, result: 1 })), call);
        });
        await stranger.message(
          { id: "add", method: "add", params: { path: mine } },
          ...many(10, () => call),
        );
      });
      await stage.stay();
    },
  },
  {
    name: "sets-each-other",
    about: "two owners who set each other and read nothing",
    async run(stage) {
      await stage.each(2, () => stage.tcp(), async (stranger, index) => {
        const add = { path: `pair/${index}`, value: 0 };
        await stranger.message({ method: "add", params: add });
        await stage.pause(300);
        const params = { path: `pair/${1 - index}`, value: "x".repeat(1000) };
        const bytes = frames(
          many(100, (id) => ({ id, method: "set", params })),
        );
        while (stage.goesOn && await stranger.send(bytes));
      });
      await stage.stay();
    },
  },
  {
    name: "calls-itself",
    about: "an owner whose method is called by itself, and never answered",
    async run(stage) {
      await stage.each(4, () => stage.tcp(), async (stranger, index) => {
        stranger.drain();
        const path = `self/${index}`;
        await stranger.message({ method: "add", params: { path } });
        const bytes = frames(many(200, (id) => ({
          id,
          method: "call",
          params: { path, args: [], timeout: 86_400 },
        })));
        while (stage.goesOn && await stranger.send(bytes));
      });
      await stage.stay();
    },
  },
];
