/**
 * `jet set`: gives a state a value.
 *
 * @module
 */
import type { Command } from "../shell/command.ts";
import { jsonOf, prettyJson } from "../print/format.ts";
import { readOperand } from "../data/value.ts";

/** Help text of all commands that take a value. */
export const VALUE_DETAILS =
  `VALUE is JSON, or a text without quotes where nothing else can be meant: open,
2024-01-31. What begins like JSON has to be JSON; the text 5 is '"5"'.
@FILE is a file with its type, - and @- are the standard input.`;

/** See the module. */
export const set: Command = {
  name: "set",
  summary: "Set a state",
  details:
    `Ends when the owner has taken the value, or refused it. A warning of the owner
goes to the standard error.
${VALUE_DETAILS}`,
  operands: [
    { name: "PATH", complete: "path" },
    { name: "VALUE" },
  ],
  options: [
    {
      name: "value",
      short: "v",
      help: "print the value that the owner has taken",
    },
    { name: "string", short: "s", help: "VALUE is a text, whatever it is" },
    { name: "type", value: "MIME", help: "the type of @FILE" },
  ],
  examples: [
    "jet set house/target 21.5",
    "jet set house/door open",
    `jet set house/lamp '{"on": true}'`,
    "jet set screen/picture @picture.png",
    "date | jet set house/note -",
  ],
  connects: true,
  async run({ given, input, json, out, style, say, connect }) {
    const [path, text] = given.operands;
    const value = given.has("string")
      ? text
      : await readOperand(text, input, given.text("type"));
    await using peer = await connect();
    if (!given.has("value")) {
      const { warning } = await peer.set(path, value);
      if (warning !== undefined) {
        say(warning.message || `taken with a warning, code ${warning.code}`);
      }
      return;
    }
    const answer = await peer.set(path, value, { valueAsResult: true });
    const taken = answer.value;
    await out.line(json ? jsonOf(taken) : prettyJson(taken, style));
  },
};
