/**
 * `jet rm`: removes states that the daemon keeps.
 *
 * @module
 */
import type { Command } from "../shell/command.ts";

/** See the module. */
export const rm: Command = {
  name: "rm",
  summary: "Remove states that the daemon keeps",
  details:
    `Only those that the daemon owns itself (jet daemon --keep): a state of a peer is
removed by its owner.`,
  operands: [{ name: "PATH", complete: "path", many: true }],
  options: [],
  examples: ["jet rm config/old"],
  connects: true,
  async run({ given, connect }) {
    await using peer = await connect();
    for (const path of given.operands) await peer.forget(path);
  },
};
