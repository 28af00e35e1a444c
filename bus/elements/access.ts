/**
 * Access of users to elements.
 *
 * @module
 */
import type { Rights } from "../../protocol/dialect.ts";
import type { Fault } from "../../protocol/errors/fault.ts";
import type { OwnedPaths } from "./owned_paths.ts";

/** An action on an element that access restricts. */
export type Action = "fetch" | "set" | "call";

/** Groups with access for each action; `null`: no group is needed. */
export interface ElementAccess extends Readonly<Record<Action, Groups>> {
  /** Whether every action needs a login. */
  readonly login: boolean;
  /** Whether all is for operators of the daemon, whatever groups they have. */
  readonly operators?: boolean;
}

type Groups = readonly string[] | null;

/** A user who has logged in. */
export interface SessionUser {
  readonly name: string;
  /** Whether the user may manage users. */
  readonly admin: boolean;
  readonly rights: Rights;
  /** Paths that the user may add; `undefined`: all. */
  readonly owns?: OwnedPaths;
  /** Id of the token that the user has logged in with. */
  readonly token?: string;
  /** Paths that the user is limited to; `undefined`: all. */
  readonly within?: Readonly<Record<Action | "add", OwnedPaths>>;
}

/** The logins of one connection. */
export interface LoginAttempts {
  /** Number of logins that have failed, without one that has not since. */
  failures: number;
  /** Whether the connection has ended. */
  readonly ended: boolean;
}

/** Authenticates and manages users. */
export interface Authenticator {
  /** Paths of all users, which no other peers may add; `undefined`: none. */
  readonly claimed?: OwnedPaths;
  /**
   * A user with the rights of now: the same object if nothing has changed,
   * `null` if the user can't log in any more. Without it users never change.
   */
  current?(user: SessionUser): SessionUser | null;
  /**
   * Checks the password of a user.
   *
   * @param remote Address of the peer.
   * @param attempts The logins of its connection, one at a time; by default it
   * is the first.
   */
  authenticate(
    name: string,
    password: string,
    remote: string,
    attempts?: LoginAttempts,
  ): Promise<SessionUser | Fault>;
  /** Changes a password, if `by` may do that. */
  changePassword(
    by: SessionUser | null,
    name: string,
    password: string,
  ): Promise<Fault | null>;
  /** Adds a user, if `by` may do that. */
  addUser(
    by: SessionUser | null,
    name: string,
    password: string,
    groups: readonly string[],
  ): Promise<Fault | null>;
}

/** A user with the rights of now; `null` if the user can't log in any more. */
export function currentUser(
  user: SessionUser,
  users: Authenticator | undefined,
): SessionUser | null {
  return users?.current === undefined ? user : users.current(user);
}

/**
 * Reads the access of an element as its owner wrote it: in the classic form
 * (`fetchGroups`, `setGroups`, `callGroups`) or in that of 3.x (`read` and
 * `write`, each one group, "" for all users and peers). As in cjet, an access
 * that names groups closes the actions that it does not mention.
 *
 * @param lenient Whether those are open instead, as in node-jet.
 * @returns `null` if there is none, `undefined` if it is invalid: a mistake
 * must not give access.
 */
export function accessFrom(
  value: unknown,
  lenient = false,
): ElementAccess | null | undefined {
  if (value === undefined || value === null) return null;
  if (typeof value !== "object" || Array.isArray(value)) return undefined;
  const members: Readonly<Record<string, unknown>> = { ...value };
  if ("read" in members || "write" in members) {
    const read = group(members.read);
    const write = group(members.write);
    if (read === undefined || write === undefined) return undefined;
    if (read === null && write === null) return null;
    const unnamed = lenient ? null : CLOSED;
    const set = "write" in members ? write : unnamed;
    return {
      login: false,
      fetch: "read" in members ? read : unnamed,
      set,
      call: set,
    };
  }
  const fetch = groups(members.fetchGroups);
  const set = groups(members.setGroups);
  const call = groups(members.callGroups);
  if (fetch === undefined || set === undefined || call === undefined) {
    return undefined;
  }
  if (lenient || (fetch ?? set ?? call) === null) {
    return { login: true, fetch, set, call };
  }
  return {
    login: true,
    fetch: fetch ?? CLOSED,
    set: set ?? CLOSED,
    call: call ?? CLOSED,
  };
}

/** Groups of a peer without a login: none. */
const CLOSED: readonly string[] = [];

function group(value: unknown): Groups | undefined {
  if (value === undefined || value === null || value === "") return null;
  return typeof value === "string" ? [value] : undefined;
}

function groups(value: unknown): Groups | undefined {
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value)) return undefined;
  return value.every((name) => typeof name === "string") ? value : undefined;
}

// Groups that exist for 3.x peers without being configured.
const ALL_USERS = "all";
const ADMINS = "admin";

/**
 * Whether an access allows an action.
 *
 * @param access That of the element; `null`: all users who are logged in.
 * @param user The user who is logged in.
 */
export function allows(
  access: ElementAccess | null,
  action: Action,
  user: SessionUser | null,
): boolean {
  if (access === null) return user !== null;
  if (user === null) return !access.login && access[action] === null;
  const needed = access[action];
  if (needed === null) return true;
  const has = user.rights[`${action}Groups`];
  return needed.some((name) =>
    has.includes(name) || name === ALL_USERS || (user.admin && name === ADMINS)
  );
}

/** A fault for what a user may not do. */
export function notAllowed(reason: string): Fault {
  return { kind: "notAllowed", reason };
}

/** Why `by` may not change the password of a user; `null`: it is allowed. */
export function passwordChangeFault(
  by: SessionUser | null,
  name: string,
): Fault | null {
  if (by === null) {
    return notAllowed("non-authenticated peer can't change any passwords");
  }
  if (by.token !== undefined) {
    return notAllowed("a token can't change passwords");
  }
  return by.name === name || by.admin
    ? null
    : notAllowed("user not allowed to change password");
}

/** Why `by` may not add users; `null`: it is allowed. */
export function userAddFault(by: SessionUser | null): Fault | null {
  return by?.admin === true
    ? null
    : notAllowed("Only admin users can create User");
}

/**
 * Whether a new user with these groups may manage users, as in 3.x: members of
 * the group "admin" may.
 */
export function includesAdmins(groups: readonly string[]): boolean {
  return groups.includes(ADMINS);
}
