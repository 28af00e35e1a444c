/**
 * Users that are there for one test.
 *
 * @module
 */
import {
  type Authenticator,
  includesAdmins,
  notAllowed,
  passwordChangeFault,
  type SessionUser,
  userAddFault,
} from "../bus/elements/access.ts";
import {
  OwnedPaths,
  type OwnedPathsOptions,
} from "../bus/elements/owned_paths.ts";
import type { Fault } from "../protocol/errors/fault.ts";

/** A user of a {@linkcode TestBus}. */
export interface TestUser {
  /** The password. */
  readonly password: string;
  /** Whether the user may add others and change their passwords. */
  readonly admin?: boolean;
  /** Groups whose elements the user may fetch. */
  readonly fetchGroups?: readonly string[];
  /** Groups whose states the user may set. */
  readonly setGroups?: readonly string[];
  /** Groups whose methods the user may call. */
  readonly callGroups?: readonly string[];
  /** Patterns of paths that users with other ones can't add; all paths by default. */
  readonly owns?: readonly string[];
}

/** Knows the users of one test. Passwords are kept as they are. */
export class TestUsers implements Authenticator {
  readonly claimed: OwnedPaths;
  readonly #users: Map<string, TestUser>;
  readonly #paths: OwnedPathsOptions;

  constructor(
    users: Readonly<Record<string, TestUser>>,
    paths: OwnedPathsOptions,
  ) {
    this.#users = new Map(Object.entries(users));
    this.#paths = paths;
    const claims = Object.values(users).flatMap(({ owns }) => owns ?? []);
    this.claimed = new OwnedPaths(claims, paths);
  }

  authenticate(name: string, password: string): Promise<SessionUser | Fault> {
    const user = this.#users.get(name);
    if (user === undefined || user.password !== password) {
      return Promise.resolve({ kind: "invalidPassword", user: name });
    }
    const { admin = false, owns, fetchGroups, setGroups, callGroups } = user;
    const rights = {
      fetchGroups: [...fetchGroups ?? []],
      setGroups: [...setGroups ?? []],
      callGroups: [...callGroups ?? []],
    };
    const paths = owns && new OwnedPaths(owns, this.#paths);
    return Promise.resolve({ name, admin, rights, owns: paths });
  }

  changePassword(
    by: SessionUser | null,
    name: string,
    password: string,
  ): Promise<Fault | null> {
    const user = this.#users.get(name);
    const fault = passwordChangeFault(by, name);
    if (fault !== null) return Promise.resolve(fault);
    if (user === undefined) {
      return Promise.resolve(notAllowed("user not in password database"));
    }
    this.#users.set(name, { ...user, password });
    return Promise.resolve(null);
  }

  addUser(
    by: SessionUser | null,
    name: string,
    password: string,
    groups: readonly string[],
  ): Promise<Fault | null> {
    const fault = userAddFault(by);
    if (fault !== null) return Promise.resolve(fault);
    if (this.#users.has(name)) {
      return Promise.resolve({ kind: "userExists", user: name });
    }
    this.#users.set(name, {
      password,
      admin: includesAdmins(groups),
      fetchGroups: groups,
      setGroups: groups,
      callGroups: groups,
    });
    return Promise.resolve(null);
  }
}
