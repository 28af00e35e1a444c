/**
 * Strangers whose requests are legal and cost much: arrays of them, rules with
 * many operands, everything of a large population.
 *
 * @module
 */
import type { Attack } from "../attack.ts";
import { arrayFrame, type Request, requests } from "../bytes.ts";
import { populate } from "../crowd.ts";

const MILLION = 1_000_000;

/** Sends one array of requests; the answers are read or not. */
function oneArray(
  name: string,
  about: string,
  make: () => readonly Request[],
  { reads = false, ...more }: Partial<Attack> & { reads?: boolean } = {},
): Attack {
  return {
    name,
    about,
    ...more,
    async run(stage) {
      const bytes = arrayFrame(make());
      await stage.each(1, () => stage.tcp(), async (stranger) => {
        if (reads) stranger.drain();
        await stranger.send(bytes);
        await stage.stay();
      });
    },
  };
}

function fetch(id: number, rules: object): Request {
  return { id, method: "fetch", params: { id: `f${id}`, ...rules } };
}

const TEXTS = Array.from({ length: 50_000 }, (_, index) => `never ${index}`);

export const REQUESTS: readonly Attack[] = [
  oneArray(
    "fetch-array",
    "one array of 13,482 fetches of everything, unread",
    () => requests(13_482, (id) => fetch(id, { path: { contains: "/" } })),
    { states: 10_000, seconds: 15 },
  ),
  oneArray(
    "get-array",
    "one array of 17,476 gets that match nothing",
    () =>
      requests(17_476, (id) => ({
        id,
        method: "get",
        params: { path: { contains: "zz" } },
      })),
    { reads: true },
  ),
  oneArray(
    "get-everything-array",
    "one array of 29,127 gets of everything, unread",
    () => requests(29_127, () => ({ id: 1, method: "get", params: {} })),
  ),
  oneArray(
    "fetch-unfetch-array",
    "one array of 2,000 pairs of fetch and unfetch",
    () =>
      requests(2000, (id) => fetch(id, { path: { contains: "/" } }))
        .flatMap((begin) => [
          begin,
          { method: "unfetch", params: { id: `f${begin.id}` } },
        ]),
    { reads: true, states: 50_000, short: true },
  ),
  oneArray(
    "many-operands",
    "one get whose rule has 50,000 texts",
    () => [{
      id: 1,
      method: "get",
      params: { path: { containsOneOf: TEXTS } },
    }],
    { reads: true },
  ),
  {
    name: "many-operands-standing",
    about: "ten fetches with a rule of 50,000 texts, while somebody adds",
    async run(stage) {
      const adder = await stage.tcp();
      adder.converse();
      await stage.each(10, () => stage.tcp(), async (stranger, index) => {
        const rules = { path: { containsOneOf: TEXTS } };
        await stranger.drain().send(arrayFrame([fetch(index, rules)]));
      });
      for (let number = 0; stage.goesOn && adder.isOpen; number++) {
        const params = { path: `added/${number}`, value: number };
        await adder.ask("add", params, 60);
        await stage.pause(20);
      }
    },
  },
  {
    name: "many-fetches",
    about: "20,000 cheap fetches, while somebody adds",
    async run(stage) {
      const [stranger, adder] = [await stage.tcp(), await stage.tcp()];
      stranger.drain();
      adder.converse();
      await stranger.send(arrayFrame(
        requests(10_000, (id) => fetch(id, { path: { endsWith: `z${id}` } })),
      ));
      await stranger.send(arrayFrame(
        requests(10_000, (id) => fetch(-id, { path: { contains: `z${id}` } })),
      ));
      for (let number = 0; stage.goesOn && adder.isOpen; number++) {
        const params = { path: `added/${number}`, value: number };
        await adder.ask("add", params, 60);
        await stage.pause(20);
      }
    },
  },
  oneArray(
    "million-fetch",
    "a fetch of everything at a million states",
    () => [fetch(1, {})],
    { reads: true, states: MILLION },
  ),
  oneArray(
    "million-contains",
    "a fetch by a part of the path at a million states",
    () => [fetch(1, { path: { contains: "7/" } })],
    { reads: true, states: MILLION },
  ),
  oneArray(
    "million-sorted",
    "a sorted fetch at a million states",
    () => [fetch(1, { sort: { byValue: "number", from: 1, to: 10 } })],
    { reads: true, states: MILLION },
  ),
  {
    name: "million-leave",
    about: "an owner of as many states as there are, who leaves",
    short: true,
    states: MILLION / 2,
    seconds: 20,
    async run(stage) {
      const owner = await stage.tcp();
      owner.converse();
      await populate(owner, "leaving", stage.site.states);
      owner[Symbol.dispose]();
      await stage.pause(3000);
    },
  },
];
