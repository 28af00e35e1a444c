/**
 * Users of a store, their changes, and how these end.
 *
 * @module
 */
import type { UserAuth } from "./user_file.ts";

/** What is known of a user, without the password. */
export interface UserInfo {
  /** The name to log in with. */
  readonly name: string;
  /** May change other users' passwords and add users. */
  readonly admin: boolean;
  /** The password must not be changed. */
  readonly readonly: boolean;
  /** `undefined`: this user can't log in. */
  readonly auth: UserAuth | undefined;
  /**
   * Patterns of paths that the user may add, and that peers without a login may
   * not: `+` is one segment, `#` at the end the rest. Without it all paths may be
   * added, and none is reserved.
   */
  readonly owns?: readonly string[];
}

/** A user who has logged in. */
export interface User extends UserInfo {
  /** The groups that the user is in. */
  readonly auth: UserAuth;
}

/** What is true of a new user besides the groups. */
export interface NewUserOptions {
  /** May change other users' passwords and add users; default false. */
  readonly admin?: boolean;
  /** The password must not be changed; default false. */
  readonly readonly?: boolean;
  /** Patterns of paths that the user may add; all by default. */
  readonly owns?: readonly string[];
}

/** What {@linkcode UserStore.changeUser} changes; the rest stays. */
export interface UserChange {
  /** Other groups. */
  readonly auth?: UserAuth;
  /** Other patterns of paths that the user may add; `null`: all paths. */
  readonly owns?: readonly string[] | null;
}

/** How a {@linkcode UserStore} hashes. */
export interface UserStoreOptions {
  /**
   * Binary logarithm of scrypt's cost N of new hashes, 1 to 17; default 15,
   * which takes 32 MiB and about 0.1 s. Stored hashes keep their own cost.
   */
  readonly cost?: number;
}

/** How {@linkcode UserStore.addUser} ended. */
export type AddUserOutcome =
  | "ok"
  /** There is a user of this name; nothing was changed. */
  | "exists"
  /** The name is not 1 to 256 characters, or has control characters. */
  | "invalidName"
  /** The password is empty or longer than 1024 bytes. */
  | "invalidPassword"
  /** A group's name is not 1 to 256 characters, or there are too many. */
  | "invalidGroup"
  /** A pattern of paths is empty, or has `#` before its end. */
  | "invalidPattern";

/** How {@linkcode UserStore.changeUser} ended. */
export type ChangeUserOutcome =
  | "ok"
  | "unknownUser"
  | "invalidGroup"
  | "invalidPattern";

/** How {@linkcode UserStore.changePassword} ended. */
export type ChangePasswordOutcome =
  | "ok"
  | "unknownUser"
  /** The user's password must not be changed. */
  | "readonly"
  /** The password is empty or longer than 1024 bytes. */
  | "invalidPassword";

/** How {@linkcode UserStore.removeUser} ended. */
export type RemoveUserOutcome = "ok" | "unknownUser";
