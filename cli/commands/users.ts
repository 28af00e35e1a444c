/**
 * `jet users`: edits the users file of a daemon.
 *
 * @module
 */
import { USERS_COMMANDS, USERS_OPTIONS } from "../../daemon/users/options.ts";
import type { RawCommand } from "../shell/command.ts";

/** See the module. */
export const users: RawCommand = {
  name: "users",
  summary: "Edit a users file: add, change, passwd, remove, list",
  words: USERS_COMMANDS,
  options: USERS_OPTIONS,
  examples: ["jet users add joe --file users.json --groups staff"],
  async runRaw(args) {
    const { users } = await import("../../daemon/main.ts");
    return await users(args);
  },
};
