/**
 * The requests of the load generator, as the peers of each dialect send them.
 * Values are JSON text.
 *
 * @module
 */

import type { DialectName } from "../task.ts";

/** Writes the requests of one dialect. */
export interface Dialect {
  info(): string;
  add(id: number, path: string, value: string): string;
  remove(id: number, path: string): string;
  set(id: number, path: string, value: string): string;
  /** A change as an owner of this dialect sends it. */
  change(id: number, path: string, value: string): string;
  /** A change that asks for an answer, in every dialect. */
  changeRequest(id: number, path: string, value: string): string;
  /** How many answers a change brings. */
  readonly answersToChange: 0 | 1;
  /** The id of the n-th fetch. */
  fetchId(n: number): string;
  /** What a notification calls a change. */
  readonly changeEvent: string;
  /** Fetches the paths that start with `prefix`; everything if it is "". */
  fetch(id: number, fetchId: string, prefix: string): string;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** node-jet 2.x: numeric ids, changes are notifications. */
const classic: Dialect = {
  answersToChange: 0,
  changeEvent: "change",
  fetchId: (n) => `__f__${n}`,
  info: () => `{"id":0,"method":"info","params":{}}`,
  add: (id, path, value) =>
    `{"id":${id},"method":"add","params":{"path":"${path}","value":${value}}}`,
  remove: (id, path) =>
    `{"id":${id},"method":"remove","params":{"path":"${path}"}}`,
  set: (id, path, value) =>
    `{"id":${id},"method":"set","params":{"path":"${path}","value":${value}}}`,
  change: (_id, path, value) =>
    `{"method":"change","params":{"path":"${path}","value":${value}}}`,
  changeRequest: (id, path, value) =>
    `{"id":${id},"method":"change","params":{"path":"${path}","value":${value}}}`,
  fetch: (id, fetchId, prefix) =>
    prefix === ""
      ? `{"id":${id},"method":"fetch","params":{"id":"${fetchId}"}}`
      : `{"id":${id},"method":"fetch","params":{"path":{"startsWith":"${prefix}"},"id":"${fetchId}"}}`,
};

/** node-jet 3.x: ids are strings, changes are requests, fetches need a rule. */
const third: Dialect = {
  answersToChange: 1,
  changeEvent: "Change",
  fetchId: (n) =>
    `f_${Array.from({ length: 5 }, (_, k) => letter(n, 4 - k)).join("")}`,
  info: () => `{"id":"1","method":"info","params":{}}`,
  add: (id, path, value) =>
    `{"id":"${id}","method":"add","params":{"path":"${path}","value":${value}}}`,
  remove: (id, path) =>
    `{"id":"${id}","method":"remove","params":{"path":"${path}"}}`,
  set: (id, path, value) =>
    `{"id":"${id}","method":"set","params":{"path":"${path}","value":${value}}}`,
  change: (id, path, value) =>
    `{"id":"${id}","method":"change","params":{"path":"${path}","value":${value}}}`,
  changeRequest: (id, path, value) =>
    `{"id":"${id}","method":"change","params":{"path":"${path}","value":${value}}}`,
  fetch: (id, fetchId, prefix) =>
    `{"id":"${id}","method":"fetch","params":{"id":"${fetchId}","path":{"startsWith":"${prefix}"}}}`,
};

/** The number's digit of that weight to base 26. */
function letter(n: number, weight: number): string {
  return LETTERS[Math.floor(n / LETTERS.length ** weight) % LETTERS.length];
}

/** The dialect of that name. */
export function dialect(name: DialectName): Dialect {
  return name === "classic" ? classic : third;
}
