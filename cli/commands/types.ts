/**
 * `jet types`: TypeScript declarations of what is on the bus.
 *
 * @module
 */
import { declarations } from "../data/declarations.ts";
import { readRules, RULE_OPTIONS } from "../data/rules.ts";
import type { Command } from "../shell/command.ts";
import { withPattern } from "../data/patterns.ts";

/** See the module. */
export const types: Command = {
  name: "types",
  summary: "Print TypeScript declarations of states and methods",
  details:
    `States have the type of their schema, without one that of their value now;
methods the types of their arguments and results: what their owners say in the
metadata. PATTERN is a path, or a pattern of segments: + is any one, # at the
end is any number of them.`,
  operands: [{ name: "PATTERN", optional: true, complete: "path" }],
  options: RULE_OPTIONS,
  examples: ["jet types > bus.d.ts", "jet types 'psu/#'"],
  connects: true,
  async run({ given, out, url, connect }) {
    const rules = withPattern(readRules(given), given.operands[0]);
    await using peer = await connect();
    const entries = await peer.get({ ...rules, meta: true });
    await out.write(declarations(entries, url));
  },
};
