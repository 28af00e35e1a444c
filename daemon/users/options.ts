/**
 * The options of the command `users`.
 *
 * @module
 */
import type { Option } from "../../command_line/option.ts";

/** The users file, for all commands. */
export const FILE_OPTION: Option = {
  name: "file",
  value: "FILE",
  help: "the users file",
  complete: "file",
};

/** Options of `users add`. */
export const ADD_OPTIONS: readonly Option[] = [
  { name: "admin", help: "may add users and change their passwords" },
  { name: "readonly", help: "the password can't be changed" },
  { name: "groups", value: "A,B", help: "groups for fetch, set and call" },
  { name: "fetch-groups", value: "A,B", help: "groups for fetch" },
  { name: "set-groups", value: "A,B", help: "groups for set" },
  { name: "call-groups", value: "A,B", help: "groups for call" },
];

/** The commands. */
export const USERS_COMMANDS = ["add", "passwd", "remove", "list"] as const;

/** All options of `users`. */
export const USERS_OPTIONS: readonly Option[] = [
  FILE_OPTION,
  ...ADD_OPTIONS,
  { name: "help", short: "h", help: "print this help" },
];
