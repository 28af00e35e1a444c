/**
 * What strangers do with what states say of themselves, with presence, groups,
 * inspection, the daemon's own states, and with streams and writes over HTTP.
 *
 * @module
 */
import { asRecord } from "../../support/client.ts";
import type { Attack } from "../attack.ts";
import { arrayFrame, fetch, frames, get, head, many } from "../bytes.ts";
import type { Connection } from "../connection.ts";
import { elsewhere, sending } from "../sending.ts";
import type { Stage } from "../stage.ts";
import { comeAndGo } from "./trials.ts";

const NOTED = many(1000, (number) => `noted/${number}`);

/** An owner of states, and 20 who fetch them and read nothing. */
function noting(
  name: string,
  about: string,
  members: (number: number) => object,
  again: (path: string, round: number) => unknown,
  rules: object,
): Attack {
  return {
    name,
    about,
    async run(stage) {
      const owner = (await stage.tcp()).drain();
      await owner.send(arrayFrame(NOTED.map((path, number) => ({
        method: "add",
        params: { path, value: number, ...members(number) },
      }))));
      await stage.each(20, () => stage.tcp(), async (stranger) => {
        const all = { path: { startsWith: "noted/" }, ...rules };
        await stranger.message(fetch(1, all));
      });
      for (let round = 0; stage.goesOn; round++) {
        const messages = NOTED.map((path) => again(path, round));
        if (!await owner.send(arrayFrame(messages))) return;
      }
      await stage.stay();
    },
  };
}

/** A request of HTTP, with a body if there is one. */
function http(method: string, target: string, body = "", ...fields: string[]) {
  const length = `Content-Length: ${body.length}`;
  const first = [`${method} ${target} HTTP/1.1`, "Host: 127.0.0.1", length];
  return head(...first, ...fields, "", body);
}

/** The identity of a peer that is there. */
async function aPeer(asking: Connection): Promise<unknown> {
  const peers = { path: "$jet/peers", args: [] };
  const { result } = await asking.ask("call", peers);
  return asRecord(Array.isArray(result) ? result[0] : undefined).id;
}

/** Opens streams of everything that end when they have begun. */
async function streamAndGo(stage: Stage, bytes: Uint8Array): Promise<void> {
  await Promise.all(many(8, async (lane) => {
    while (stage.goesOn) {
      const visit = stage.http(elsewhere(lane));
      const stranger = await visit.catch(() => undefined);
      if (stranger === undefined) return;
      await stranger.drain().send(bytes);
      await stage.pause(5);
      stranger[Symbol.dispose]();
    }
  }));
}

export const LATER: readonly Attack[] = [
  noting(
    "meta-changes",
    "metadata of 1,000 states changed all the time, for 20 who don't read",
    () => ({ meta: { title: "first" } }),
    (path, round) => ({
      method: "change",
      params: { path, meta: { title: `${round}`.padEnd(1000, "m") } },
    }),
    { meta: true },
  ),
  noting(
    "odd-notes",
    "times of any century and qualities of 1 kB, for 20 who don't read",
    () => ({ at: -8.64e15 }),
    (path, round) => ({
      method: "change",
      params: {
        path,
        value: round,
        at: (round % 2 === 0 ? 1 : -1) * 8.64e15,
        quality: `${round}`.padEnd(1000, "q"),
      },
    }),
    { times: true },
  ),
  noting(
    "expiring",
    "1,000 states that expire after a millisecond, changed all the time",
    () => ({ expires: 0.001 }),
    (path, round) => ({ method: "change", params: { path, value: round } }),
    { times: true },
  ),
  noting(
    "limited-changes",
    "changes of large objects, for 20 fetches with a deadband and a rate",
    () => ({}),
    (path, round) => ({
      method: "change",
      params: { path, value: { round, list: many(50, (n) => n + round) } },
    }),
    { rate: 500, deadband: 0.5 },
  ),
  {
    name: "presence-unread",
    about: "owners of 2,000 elements that go and come, for 20 who don't read",
    run: (stage) => comeAndGo(stage, () => {}),
  },
  {
    name: "taken-over",
    about: "elements that stay, added by one peer after the other",
    async run(stage) {
      const adds = arrayFrame(many(1000, (value) => ({
        method: "add",
        params: { path: `heritage/${value}`, value, stay: 60 },
      })));
      for (let serial = 0; stage.goesOn; serial++) {
        const heir = await stage.tcp(elsewhere(serial)).catch(() => undefined);
        if (heir === undefined) return;
        await heir.drain().send(adds);
        await stage.pause(20);
        heir[Symbol.dispose]();
      }
      // What stays would be in the way of other attacks.
      const last = (await stage.tcp()).drain();
      await last.send(arrayFrame(many(1000, (value) => ({
        method: "add",
        params: { path: `heritage/${value}`, value },
      }))));
      await stage.pause(200);
    },
  },
  sending({
    name: "rates-in-turn",
    about: "fetches of everything with a rate and a deadband, begun and ended",
    connections: 2,
    bytes: () =>
      frames([
        fetch(1, { rate: 10, deadband: 1 }),
        { id: 2, method: "unfetch", params: { id: "f1" } },
      ]),
    again: true,
  }),
  sending({
    name: "groups-in-turn",
    about: "a state that changes its group with each add and remove",
    connections: 4,
    bytes: (index) =>
      frames(
        many(50, (number) => [
          {
            method: "add",
            params: {
              path: `grouped/${index}`,
              value: 0,
              group: `group ${number}`.padEnd(2000, "g"),
            },
          },
          { method: "remove", params: { path: `grouped/${index}` } },
        ]).flat(),
      ),
    again: true,
  }),
  sending({
    name: "group-of-nothing",
    about: "sets of 5,000 states at once that are not there, or of others",
    connections: 4,
    bytes: () => {
      const names = many(5000, (number) => [`missing ${number}`, number]);
      const values = Object.fromEntries(names);
      return frames([
        { id: 1, method: "set", params: { below: "nowhere", values } },
        { id: 2, method: "set", params: { below: "", values } },
      ]);
    },
    again: true,
  }),
  {
    name: "inspections-in-turn",
    about: "inspections of a peer that begin and end as fast as possible",
    async run(stage) {
      const asking = (await stage.tcp()).converse();
      const args = { peer: await aPeer(asking), id: "inspection" };
      const bytes = frames([
        {
          id: 1,
          method: "call",
          params: { path: "$jet/inspect", args },
        },
        { id: 2, method: "unfetch", params: { id: "inspection" } },
      ]);
      await stage.each(4, () => stage.tcp(), async (stranger) => {
        stranger.drain();
        while (stage.goesOn && await stranger.send(bytes));
      });
    },
  },
  {
    name: "own-states",
    about: "200 fetches of the daemon's own states, and its paths claimed",
    async run(stage) {
      const claiming = (await stage.tcp()).converse();
      for (const path of ["$daemon/peers", "$daemon/x", "$jet/peers"]) {
        const params = { path, value: 0 };
        const { error } = await claiming.ask("add", params);
        stage.expect(error !== undefined, `a stranger added ${path}`);
      }
      await stage.each(200, (n) => stage.tcp(elsewhere(n)), (stranger) => {
        const rules = { path: { startsWith: "$daemon/" } };
        return stranger.drain().message(
          fetch(1, rules),
          ...many(50, (id) => get(id, rules)),
        );
      });
      await stage.stay();
    },
  },
  {
    name: "streams-and-go",
    about: "live streams of everything by HTTP that end when they have begun",
    run: (stage) =>
      streamAndGo(
        stage,
        http("GET", "/v1/fetch", "", "Accept: text/event-stream"),
      ),
  },
  {
    name: "unread-stream-of-one",
    about: "50 unread streams of everything, while one path goes and comes",
    async run(stage) {
      const asked = http("GET", "/v1/fetch", "", "Accept: text/event-stream");
      await stage.each(50, (n) => stage.http(elsewhere(n)), (stranger) => {
        return stranger.send(asked);
      });
      const path = "one/path";
      const bytes = arrayFrame(
        many(100, (value) => [
          { method: "add", params: { path, value } },
          { method: "change", params: { path, value: -value } },
          { method: "remove", params: { path } },
        ]).flat(),
      );
      const owner = (await stage.tcp()).drain();
      while (stage.goesOn && await owner.send(bytes));
      await stage.stay();
    },
  },
  sending({
    name: "http-sets",
    about: "sets of states by HTTP as fast as possible, right and wrong",
    by: "http",
    connections: 8,
    bytes: (index) =>
      http(
        "PUT",
        index % 2 === 0 ? "/v1/states/open/1" : "/v1/states/no/such",
        "1",
        "Content-Type: application/json",
      ),
    again: true,
  }),
  sending({
    name: "http-rules",
    about: "lists by HTTP with 8 kB of rules each",
    by: "http",
    connections: 4,
    bytes: () => {
      const rules = many(300, (number) => `containsOneOf=none${number}`);
      return http("GET", `/v1/fetch?${rules.join("&")}`);
    },
    again: true,
  }),
  sending({
    name: "http-nodes-set",
    about: "sets of 5,000 states below a node by HTTP, none of which is there",
    by: "http",
    connections: 4,
    bytes: () => {
      const names = many(5000, (number) => [`missing ${number}`, number]);
      const body = JSON.stringify(Object.fromEntries(names));
      return http(
        "PUT",
        "/v1/nodes/plant",
        body,
        "Content-Type: application/json",
      );
    },
    again: true,
  }),
];
