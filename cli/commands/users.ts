/**
 * `jet users`: edits the users file of a daemon.
 *
 * @module
 */
import type { RawCommand } from "../shell/command.ts";

/** See the module. */
export const users: RawCommand = {
  name: "users",
  summary: "Edit a users file: add, passwd, remove, list",
  words: ["add", "passwd", "remove", "list"],
  examples: ["jet users add joe --file users.json --groups staff"],
  async runRaw(args) {
    const { users } = await import("../../daemon/main.ts");
    return await users(args);
  },
};
