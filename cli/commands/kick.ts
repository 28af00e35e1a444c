/**
 * `jet kick`: ends connections of the daemon.
 *
 * @module
 */
import { wholeNumber } from "../../command_line/convert.ts";
import { administer, KICK_PATH } from "../data/administration.ts";
import type { Command } from "../shell/command.ts";

const readId = wholeNumber(1);

/** See the module. */
export const kick: Command = {
  name: "kick",
  summary: "End connections, given by their ids",
  details:
    `The ids are those that peers prints. All are ended, or none. A peer may
connect again: remove its user to keep it out.`,
  operands: [{ name: "ID", many: true }],
  options: [],
  examples: ["jet kick 3 --user root"],
  connects: true,
  async run({ given, connect }) {
    const ids = given.operands.map((text) => readId(text, "ID"));
    await using peer = await connect();
    await administer(peer, KICK_PATH, ids);
  },
};
