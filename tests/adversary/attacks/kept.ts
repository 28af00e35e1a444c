/**
 * Strangers who have the daemon keep values, set states of a group, and log in
 * with tokens that are none.
 *
 * @module
 */
import type { Attack } from "../attack.ts";
import { frames, many } from "../bytes.ts";
import { elsewhere, sending } from "../sending.ts";

/** Paths of states that the daemon keeps. */
const KEEPING = ["--keep", "kept/#"];
const MEGABYTE = 1_000_000;

/** A set of a state that the daemon keeps. */
function keep(path: string, value: unknown): unknown {
  return { id: path, method: "set", params: { path: `kept/${path}`, value } };
}

export const KEPT: readonly Attack[] = [
  sending({
    name: "kept-created",
    about: "states that the daemon keeps, as many as possible",
    args: KEEPING,
    connections: 4,
    from: elsewhere,
    bytes: (index) =>
      frames(many(50_000, (number) => keep(`${index}/${number}`, number))),
  }),
  sending({
    name: "kept-removed",
    about: "states that the daemon keeps, created and removed",
    args: KEEPING,
    connections: 4,
    again: true,
    bytes: (index) =>
      frames(
        many(100, (number) => {
          const path = `${index}/${number}`;
          const params = { path: `kept/${path}` };
          return [keep(path, number), { id: number, method: "remove", params }];
        }).flat(),
      ),
  }),
  sending({
    name: "kept-large",
    about: "values of a megabyte that the daemon keeps, set again and again",
    args: KEEPING,
    connections: 4,
    again: true,
    bytes: (index) => frames([keep(`${index}`, "k".repeat(MEGABYTE))]),
  }),
  {
    name: "group-sets",
    about: "sets of 1,000 states of a group, which its owner answers",
    async run(stage) {
      const names = many(1000, (number) => `state${number}`);
      const owner = await stage.tcp();
      owner.converse(({ id }) => {
        if (id !== undefined) void owner.message({ id, result: true });
      });
      for (const name of names) {
        const params = { path: `set/${name}`, value: 0, group: "all" };
        await owner.message({ method: "add", params });
      }
      await owner.ask("info");
      const values = Object.fromEntries(names.map((name) => [name, 1]));
      const params = { below: "set", values };
      const bytes = frames([{ id: 1, method: "set", params }]);
      await stage.each(4, () => stage.tcp(), async (stranger) => {
        stranger.drain();
        while (stage.goesOn && await stranger.send(bytes));
      });
      await stage.stay();
    },
  },
  sending({
    name: "wrong-tokens",
    about: "logins with tokens that are none, from 100 connections",
    daemon: "users",
    connections: 100,
    from: elsewhere,
    again: true,
    bytes: (index) =>
      frames(many(20, (id) => {
        const key = `${index}`.padStart(12, "0");
        const token = `jet_${key}_${"A".repeat(43)}`;
        const params = { user: "", password: token };
        return { id, method: "authenticate", params };
      })),
  }),
];
