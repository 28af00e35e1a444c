/**
 * The text of a users file: cjet's layout.
 *
 *     {"users":{"joe":{"password":"$6$…","admin":true,"readonly":true,
 *       "auth":{"fetchGroups":["a"],"setGroups":["a"],"callGroups":["a"]}}}}
 *
 * Beside `users`, `tokens` has the tokens by their ids, see `tokens.ts`.
 *
 * Members that are not listed here are kept when the text is written again.
 *
 * @module
 */

import { LayoutError } from "./errors.ts";
import {
  formatTokens,
  isPathPattern,
  readTokens,
  type StoredToken,
} from "./tokens.ts";

export { isPathPattern, LayoutError };

/** Groups of a user: a right extends to the elements that share a group. */
export interface UserAuth {
  /** Groups of the elements that the user may fetch and get. */
  readonly fetchGroups: readonly string[];
  /** Groups of the states that the user may set. */
  readonly setGroups: readonly string[];
  /** Groups of the methods that the user may call. */
  readonly callGroups: readonly string[];
}

/** A user, as in the file. */
export interface StoredUser {
  /** `undefined`: can't log in. */
  readonly password: string | undefined;
  readonly admin: boolean;
  readonly readonly: boolean;
  /** `undefined`: can't log in. */
  readonly auth: UserAuth | undefined;
  /** Patterns of paths that the user may add; `undefined`: all paths. */
  readonly owns: readonly string[] | undefined;
  /** All members, also those that mean nothing here. */
  readonly members: ReadonlyMap<string, unknown>;
}

/** The whole file. Maps, because a user may be called `__proto__`. */
export interface UserFile {
  readonly users: Map<string, StoredUser>;
  readonly tokens: Map<string, StoredToken>;
  readonly members: ReadonlyMap<string, unknown>;
}

/** The longest name of a user or a group, in UTF-16 code units. */
export const MAX_NAME_LENGTH = 256;
/** The most groups in one list. */
const MAX_GROUPS = 256;

/** The text of a file without users. */
export const EMPTY_FILE = `{\n  "users": {}\n}\n`;

/**
 * Reads the text of a users file.
 *
 * @throws {LayoutError} with one line, without anything of a password in it.
 */
export function parseUserFile(text: string): UserFile {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, and with it the hashes.
    throw new LayoutError("it is not JSON");
  }
  const members = membersOf(content);
  if (members === undefined) {
    throw new LayoutError("it must hold a JSON object");
  }
  const entries = membersOf(members.get("users"));
  if (entries === undefined) {
    throw new LayoutError(`it needs an object "users"`);
  }
  const users = new Map<string, StoredUser>();
  for (const [name, value] of entries) {
    const user = membersOf(value);
    const where = `user ${JSON.stringify(name)}`;
    if (user === undefined) {
      throw new LayoutError(`${where} must be an object`);
    }
    users.set(name, readUser(user, where));
  }
  const tokens = readTokens(members.get("tokens"));
  return { users, tokens, members };
}

function readUser(
  members: ReadonlyMap<string, unknown>,
  where: string,
): StoredUser {
  const password = members.get("password");
  if (password !== undefined && typeof password !== "string") {
    throw new LayoutError(`${where}: password must be a string`);
  }
  const flag = (name: string) => {
    const value = members.get(name) ?? false;
    if (typeof value === "boolean") return value;
    throw new LayoutError(`${where}: ${name} must be true or false`);
  };
  return {
    password,
    admin: flag("admin"),
    readonly: flag("readonly"),
    auth: readAuth(members.get("auth"), where),
    owns: readOwns(members.get("owns"), where),
    members,
  };
}

function readAuth(value: unknown, where: string): UserAuth | undefined {
  if (value === undefined) return undefined;
  const members = membersOf(value);
  if (members === undefined) {
    throw new LayoutError(`${where}: auth must be an object`);
  }
  const groups = (name: keyof UserAuth): readonly string[] => {
    const list = members.get(name) ?? [];
    if (Array.isArray(list) && list.every((item) => typeof item === "string")) {
      return list;
    }
    throw new LayoutError(`${where}: ${name} must be an array of strings`);
  };
  return {
    fetchGroups: groups("fetchGroups"),
    setGroups: groups("setGroups"),
    callGroups: groups("callGroups"),
  };
}

function readOwns(
  value: unknown,
  where: string,
): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every(isPathPattern)) return value;
  throw new LayoutError(`${where}: owns must be an array of patterns`);
}

/** The members of an object; `undefined` for everything else. */
function membersOf(value: unknown): Map<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? new Map(Object.entries(value))
    : undefined;
}

/** Makes a user of what is known of a new one. */
export function newUser(
  password: string,
  auth: UserAuth,
  { admin, readonly, owns }: Pick<StoredUser, "admin" | "readonly" | "owns">,
): StoredUser {
  const members = new Map<string, unknown>([["password", password]]);
  // As in cjet's own files, a flag is there when it is true.
  if (admin) members.set("admin", true);
  if (readonly) members.set("readonly", true);
  members.set("auth", auth);
  if (owns !== undefined) members.set("owns", owns);
  return { password, admin, readonly, auth, owns, members };
}

/** The same user with other groups. */
export function withAuth(user: StoredUser, auth: UserAuth): StoredUser {
  const members = new Map(user.members).set("auth", auth);
  return { ...user, auth, members };
}

/** The same user with other paths; `undefined`: all. */
export function withOwns(
  user: StoredUser,
  owns: readonly string[] | undefined,
): StoredUser {
  const members = new Map(user.members);
  if (owns === undefined) members.delete("owns");
  else members.set("owns", owns);
  return { ...user, owns, members };
}

/** The same user with another password hash. */
export function withPassword(user: StoredUser, password: string): StoredUser {
  const members = new Map(user.members).set("password", password);
  return { ...user, password, members };
}

/** The text to write. */
export function formatUserFile({ users, tokens, members }: UserFile): string {
  // fromEntries defines members, it does not assign: `__proto__` is safe.
  const entries = [...users].map(([name, user]) => [
    name,
    Object.fromEntries(user.members),
  ]);
  const all = new Map(members).set("users", Object.fromEntries(entries));
  if (tokens.size > 0) all.set("tokens", formatTokens(tokens));
  else all.delete("tokens");
  return `${JSON.stringify(Object.fromEntries(all), undefined, 2)}\n`;
}

/** Whether a text can be the name of a user or a group. */
export function isName(name: string): boolean {
  // Names go into logs, where control characters could feign other lines, and
  // into UTF-8, which changes half a surrogate pair.
  return name !== "" && name.length <= MAX_NAME_LENGTH &&
    !/[\p{Cc}\p{Cs}]/u.test(name);
}

/**
 * The groups for each action.
 *
 * @param groups One list for all three, or each.
 * @returns `undefined` if a name is invalid or there are too many.
 */
export function authOf(
  groups: UserAuth | readonly string[],
): UserAuth | undefined {
  const { fetchGroups, setGroups, callGroups } = "fetchGroups" in groups
    ? groups
    : { fetchGroups: groups, setGroups: groups, callGroups: groups };
  const lists = [fetchGroups, setGroups, callGroups];
  const fine = lists.every((list) =>
    list.length <= MAX_GROUPS && list.every(isName)
  );
  if (!fine) return undefined;
  const [forFetch, forSet, forCall] = lists.map((list) => [...new Set(list)]);
  return { fetchGroups: forFetch, setGroups: forSet, callGroups: forCall };
}
