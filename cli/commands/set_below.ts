/**
 * `jet set-below`: gives several states a value at once.
 *
 * @module
 */
import { UsageError } from "../../command_line/errors.ts";
import { readOperand } from "../data/value.ts";
import type { Command } from "../shell/command.ts";
import { conditionOf, IF_OPTION, sayWarning, VALUE_DETAILS } from "./set.ts";

/** See the module. */
export const setBelow: Command = {
  name: "set-below",
  summary: "Set several states of one owner, all or none",
  details:
    `Ends when the owner has taken all values, or refused them. The owner has to
have added the states as a group. NAME is the path as seen from PATH.
${VALUE_DETAILS}`,
  operands: [
    { name: "PATH", complete: "path" },
    { name: "NAME=VALUE", many: true },
  ],
  options: [IF_OPTION],
  examples: ["jet set-below psu/1 voltage=12 current=0.5"],
  connects: true,
  async run({ given, input, say, connect }) {
    const [path, ...pairs] = given.operands;
    const values: [string, unknown][] = [];
    for (const pair of pairs) {
      const at = pair.indexOf("=");
      if (at < 1) throw new UsageError(`${pair}: NAME=VALUE is needed`);
      const value = await readOperand(pair.slice(at + 1), input);
      values.push([pair.slice(0, at), value]);
    }
    const condition = conditionOf(given);
    await using peer = await connect();
    const answer = await peer.setBelow(path, Object.fromEntries(values), {
      if: condition,
    });
    sayWarning(answer, say);
  },
};
