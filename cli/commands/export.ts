/**
 * `jet export`: the states of now in a file.
 *
 * @module
 */
import { rename, writeFile } from "node:fs/promises";
import process from "node:process";
import type { Command } from "../shell/command.ts";
import { counted } from "../print/format.ts";
import { readRules, RULE_OPTIONS } from "../data/rules.ts";
import { snapshotText } from "../data/snapshot.ts";

/** See the module. */
export const exportStates: Command = {
  name: "export",
  summary: "Write the values of states to a file",
  details:
    `The file is one JSON object of values by their paths; jet import reads it.
Without a FILE, or with -, it is the standard output.`,
  operands: [{ name: "FILE", optional: true, complete: "file" }],
  options: RULE_OPTIONS,
  examples: ["jet export --starts-with house/ house.json"],
  connects: true,
  async run({ given, out, say, connect }) {
    const rules = readRules(given);
    const [file = "-"] = given.operands;
    await using peer = await connect();
    const entries = await peer.get(rules);
    const states = entries.filter(({ type }) => type === "state");
    const text = snapshotText(states);
    if (file === "-") return await out.write(text);
    // The old file stays until the new one is complete.
    const part = `${file}.${process.pid}.part`;
    await writeFile(part, text);
    await rename(part, file);
    say(`exported ${counted(states.length, "state")}`);
  },
};
