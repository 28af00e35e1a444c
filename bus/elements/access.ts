/**
 * Who may do what.
 *
 * @module
 */
import type { Rights } from "../../protocol/dialect.ts";
import type { Fault } from "../../protocol/errors/fault.ts";

/** What can be done with an element. */
export type Action = "fetch" | "set" | "call";

/** Groups that may do each thing with an element; `null`: no group is needed. */
export interface Access extends Readonly<Record<Action, Groups>> {
  /** Whether a peer has to be logged in, whatever it wants to do. */
  readonly login: boolean;
}

type Groups = readonly string[] | null;

/** Somebody who has logged in. */
export interface User {
  readonly name: string;
  /** Whether it may manage users. */
  readonly admin: boolean;
  readonly rights: Rights;
}

/** Knows the users. */
export interface Authenticator {
  /** Logs a user in who is connected from `remote`. */
  authenticate(
    name: string,
    password: string,
    remote: string,
  ): Promise<User | Fault>;
  /** Changes a password, if `by` may do that. */
  changePassword(
    by: User | null,
    name: string,
    password: string,
  ): Promise<Fault | null>;
  /** Adds a user, if `by` may do that. */
  addUser(
    by: User | null,
    name: string,
    password: string,
    groups: readonly string[],
  ): Promise<Fault | null>;
}

/**
 * Reads the access of an element as its owner wrote it: in the classic form
 * (`fetchGroups`, `setGroups`, `callGroups`) or in that of 3.x (`read` and
 * `write`, each one group, "" for everybody).
 *
 * @returns `null` if there is none, `undefined` if it makes no sense: a
 * mistake must not open what was meant to be closed.
 */
export function accessFrom(value: unknown): Access | null | undefined {
  if (value === undefined || value === null) return null;
  if (typeof value !== "object" || Array.isArray(value)) return undefined;
  const members: Readonly<Record<string, unknown>> = { ...value };
  if ("read" in members || "write" in members) {
    const read = group(members.read);
    const write = group(members.write);
    if (read === undefined || write === undefined) return undefined;
    if (read === null && write === null) return null;
    return { login: false, fetch: read, set: write, call: write };
  }
  const fetch = groups(members.fetchGroups);
  const set = groups(members.setGroups);
  const call = groups(members.callGroups);
  if (fetch === undefined || set === undefined || call === undefined) {
    return undefined;
  }
  return { login: true, fetch, set, call };
}

function group(value: unknown): Groups | undefined {
  if (value === undefined || value === null || value === "") return null;
  return typeof value === "string" ? [value] : undefined;
}

function groups(value: unknown): Groups | undefined {
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value)) return undefined;
  return value.every((name) => typeof name === "string") ? value : undefined;
}

// Groups that 3.x peers know without having them configured.
const EVERYBODY = "all";
const ADMINS = "admin";

/** Whether somebody may do something with an element that has this access. */
export function allows(
  access: Access | null,
  action: Action,
  user: User | null,
): boolean {
  // Without access of its own it is here because all is closed by default.
  if (access === null) return user !== null;
  if (user === null) return !access.login && access[action] === null;
  const needed = access[action];
  if (needed === null) return true;
  const has = user.rights[`${action}Groups`];
  return needed.some((name) =>
    has.includes(name) || name === EVERYBODY || (user.admin && name === ADMINS)
  );
}
