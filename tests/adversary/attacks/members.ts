/**
 * Strangers at another member of a cluster.
 *
 * @module
 */
import type { Attack } from "../attack.ts";
import { arrayFrame, fetch, frames, many } from "../bytes.ts";
import { sending } from "../sending.ts";

const CLAIMS = many(500, (number) => `claimed/${number}`);

export const MEMBERS: readonly Attack[] = [
  sending({
    name: "member-claims",
    about: "elements added and removed at another member of a cluster",
    atMember: true,
    connections: 4,
    bytes: (index) =>
      frames([
        CLAIMS.map((path) => ({
          method: "add",
          params: { path: `${path}/${index}`, value: 0 },
        })),
        CLAIMS.map((path) => ({
          method: "remove",
          params: { path: `${path}/${index}` },
        })),
      ]),
    again: true,
  }),
  sending({
    name: "member-sets",
    about: "sets at one member of a cluster of states at another",
    atMember: true,
    connections: 4,
    bytes: (index) =>
      frames(many(100, (id) => ({
        id,
        method: "set",
        params: { path: `open/${index}`, value: id },
      }))),
    again: true,
  }),
  sending({
    name: "member-changes",
    about: "changes at one member that a peer at another fetches",
    atMember: true,
    connections: 4,
    first: (index) =>
      arrayFrame(many(250, (number) => ({
        method: "add",
        params: { path: `swift/${index}/${number}`, value: 0 },
      }))),
    bytes: (index) =>
      arrayFrame(many(250, (number) => ({
        method: "change",
        params: { path: `swift/${index}/${number}`, value: number },
      }))),
    again: true,
  }),
  sending({
    name: "member-fetches",
    about: "fetches of everything at another member, begun and ended",
    atMember: true,
    connections: 2,
    bytes: () =>
      frames([
        fetch(1, { path: { contains: "/" } }),
        { method: "unfetch", params: { id: "f1" } },
      ]),
    again: true,
  }),
];
