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

/** Options of `users add` only. */
export const ADD_OPTIONS: readonly Option[] = [
  { name: "admin", help: "may add users and change their passwords" },
  { name: "readonly", help: "the password can't be changed" },
];

/** Options of `users change` only. */
export const CHANGE_OPTIONS: readonly Option[] = [
  { name: "no-owns", help: "may add all paths, and has none to itself" },
];

/** Options of `users add` and `users change`. */
export const RIGHTS_OPTIONS: readonly Option[] = [
  { name: "groups", value: "A,B", help: "groups for fetch, set and call" },
  { name: "fetch-groups", value: "A,B", help: "groups for fetch" },
  { name: "set-groups", value: "A,B", help: "groups for set" },
  { name: "call-groups", value: "A,B", help: "groups for call" },
  {
    name: "owns",
    value: "PATTERNS",
    help:
      "paths that users with other paths and peers without a login can't add, such as house/#,car/+/speed",
  },
];

/** The commands. */
export const USERS_COMMANDS = [
  "add",
  "change",
  "passwd",
  "remove",
  "list",
] as const;

/** All options of `users`. */
export const USERS_OPTIONS: readonly Option[] = [
  FILE_OPTION,
  ...ADD_OPTIONS,
  ...RIGHTS_OPTIONS,
  ...CHANGE_OPTIONS,
  { name: "help", short: "h", help: "print this help" },
];
