/**
 * Strangers whose requests are legal and cost much: arrays of them, rules with
 * many operands, everything of a large population.
 *
 * @module
 */
import type { Attack } from "../attack.ts";
import {
  arrayFrame,
  fetch,
  frames,
  get,
  many,
  type Request,
} from "../bytes.ts";
import { populate } from "../crowd.ts";
import { sending } from "../sending.ts";
import type { Stage } from "../stage.ts";

const MILLION = 1_000_000;
const TEXTS = many(50_000, (number) => `never ${number}`);

/** Adds a state every 20 ms. */
async function addNowAndThen(stage: Stage): Promise<void> {
  const adder = (await stage.tcp()).converse();
  for (let number = 0; stage.goesOn && adder.isOpen; number++) {
    const params = { path: `added/${number}`, value: number };
    await adder.ask("add", params, 60);
    await stage.pause(20);
  }
}

/** Fetches, while others add. */
function standing(name: string, about: string, fetches: Request[][]): Attack {
  return {
    name,
    about,
    async run(stage) {
      const stranger = (await stage.tcp()).drain();
      for (const each of fetches) await stranger.send(arrayFrame(each));
      await addNowAndThen(stage);
    },
  };
}

export const REQUESTS: readonly Attack[] = [
  sending({
    name: "fetch-array",
    about: "one array of 13,482 fetches of everything, unread",
    states: 10_000,
    seconds: 15,
    reads: false,
    bytes: () =>
      arrayFrame(many(13_482, (id) => fetch(id, { path: { contains: "/" } }))),
  }),
  sending({
    name: "get-array",
    about: "one array of 17,476 gets that match nothing",
    bytes: () =>
      arrayFrame(many(17_476, () => get(1, { path: { contains: "zz" } }))),
  }),
  sending({
    name: "get-everything-array",
    about: "one array of 29,127 gets of everything, unread",
    reads: false,
    bytes: () => arrayFrame(many(29_127, () => get(1))),
  }),
  sending({
    name: "fetch-unfetch-array",
    about: "one array of 2,000 pairs of fetch and unfetch",
    states: 50_000,
    short: true,
    bytes: () =>
      arrayFrame(
        many(2000, (id) => [
          fetch(id, { path: { contains: "/" } }),
          { method: "unfetch", params: { id: `f${id}` } },
        ]).flat(),
      ),
  }),
  sending({
    name: "many-operands",
    about: "one get whose rule has 50,000 texts",
    bytes: () => frames([get(1, { path: { containsOneOf: TEXTS } })]),
  }),
  standing(
    "many-operands-standing",
    "ten fetches with a rule of 50,000 texts, while elements are added",
    many(10, (id) => [fetch(id, { path: { containsOneOf: TEXTS } })]),
  ),
  standing(
    "many-fetches",
    "20,000 cheap fetches, while elements are added",
    [
      many(10_000, (id) => fetch(id, { path: { endsWith: `z${id}` } })),
      many(10_000, (id) => fetch(-id, { path: { contains: `z${id}` } })),
    ],
  ),
  standing(
    "many-value-rules",
    "5,000 fetches by values of fields deep inside, while elements are added",
    [many(5000, (id) =>
      fetch(id, {
        valueField: { [`a${".b".repeat(20)}`]: { lessThan: id } },
      }))],
  ),
  sending({
    name: "every-operand",
    about: "gets whose paths contain all of 50,000 texts, but one",
    again: true,
    bytes: () => {
      const texts = [...many(50_000, () => "/"), "never"];
      return frames([get(1, { path: { containsAllOf: texts } })]);
    },
  }),
  sending({
    name: "ignored-case",
    about: "arrays of 1,000 gets that ignore case",
    bytes: () =>
      arrayFrame(
        many(1000, () =>
          get(1, { path: { contains: "PLANT/X", caseInsensitive: true } })),
      ),
  }),
  sending({
    name: "compared-objects",
    about: "gets of what equals an object of 900 kB",
    again: true,
    bytes: () => {
      const equals = many(100_000, (number) => number);
      return frames([get(1, { value: { equals } })]);
    },
  }),
  sending({
    name: "endless-lists",
    about: "arrays of 2,000 lists of everything with a limit of a billion",
    bytes: () =>
      arrayFrame(many(2000, (id) => ({
        id,
        method: "list",
        params: { path: `plant/${id % 100}`, limit: 1e9, values: true },
      }))),
  }),
  sending({
    name: "sorted-windows",
    about: "100 sorted fetches with windows of all sizes, again and again",
    states: 50_000,
    again: true,
    bytes: () =>
      frames(
        many(100, (id) => [
          fetch(id, {
            sort: {
              byValue: "number",
              from: id,
              to: id * 1000,
              descending: true,
            },
          }),
          { method: "unfetch", params: { id: `f${id}` } },
        ]).flat(),
      ),
  }),
  sending({
    name: "sorted-gets",
    about: "one array of 1,000 sorted gets of everything",
    bytes: () =>
      arrayFrame(
        many(1000, () =>
          get(1, { sort: { byPath: true, from: 1, to: 1_000_000 } })),
      ),
  }),
  sending({
    name: "million-fetch",
    about: "a fetch of everything at a million states",
    states: MILLION,
    bytes: () => frames([fetch(1, {})]),
  }),
  sending({
    name: "million-contains",
    about: "a fetch by a part of the path at a million states",
    states: MILLION,
    bytes: () => frames([fetch(1, { path: { contains: "7/" } })]),
  }),
  sending({
    name: "million-sorted",
    about: "a sorted fetch at a million states",
    states: MILLION,
    bytes: () =>
      frames([fetch(1, { sort: { byValue: "number", from: 1, to: 10 } })]),
  }),
  {
    name: "million-leave",
    about: "an owner of as many states as there are, who leaves",
    states: MILLION / 2,
    seconds: 20,
    async run(stage) {
      const owner = (await stage.tcp()).converse();
      await populate(owner, "leaving", stage.site.states);
      owner[Symbol.dispose]();
      await stage.pause(3000);
    },
  },
];
