/**
 * `jet set`: gives a state a value.
 *
 * @module
 */
import { orMissing } from "../data/explain.ts";
import type { Command } from "../shell/command.ts";
import { jsonOf, prettyJson } from "../print/format.ts";
import { UsageError } from "../../command_line/errors.ts";
import type { ParsedArgs } from "../../command_line/arguments.ts";
import type { SetAnswer, SetCondition } from "../../peer.ts";
import { readOperand } from "../data/value.ts";

/** Help text of all commands that take a value. */
export const VALUE_DETAILS =
  `VALUE is JSON, or a text without quotes where nothing else can be meant: open,
2024-01-31. What begins like JSON has to be JSON; the text 5 is '"5"'.
@FILE is a file with its type, - and @- are the standard input.`;

/** The condition of a set. */
export const IF_OPTION = {
  name: "if",
  value: "REVISION",
  help: "only if nothing has changed since; get --times prints it",
};

/** The condition that is given; `undefined`: none. */
export function conditionOf(given: ParsedArgs): SetCondition | undefined {
  const text = given.text("if");
  if (text === undefined) return undefined;
  const revision = Number(text);
  if (Number.isSafeInteger(revision)) return { revision };
  throw new UsageError(`--if ${text}: a revision is a whole number`);
}

/** Prints the warning of an owner, if there is one. */
export function sayWarning(
  { warning }: SetAnswer<unknown>,
  say: (line: string) => void,
): void {
  if (warning === undefined) return;
  say(warning.message || `taken with a warning, code ${warning.code}`);
}

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
    { name: "string", short: "s", help: "VALUE is a text, also 42 and true" },
    { name: "type", value: "MIME", help: "the type of @FILE" },
    IF_OPTION,
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
    const condition = conditionOf(given);
    await using peer = await connect();
    const valueAsResult = given.has("value");
    const limits = { valueAsResult, if: condition };
    const answer = await orMissing(peer, path, peer.set(path, value, limits));
    if (!valueAsResult) return sayWarning(answer, say);
    const taken = answer.value;
    await out.line(json ? jsonOf(taken) : prettyJson(taken, style));
  },
};
