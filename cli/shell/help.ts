/**
 * The texts of `--help`, made from the commands.
 *
 * @module
 */
import type { Option } from "../../command_line/option.ts";
import { type AnyCommand, usageOf } from "./command.ts";
import { optionTable, table } from "../../command_line/help.ts";
import { CONNECTION_OPTIONS } from "./connection.ts";

/** Options of all commands. */
export const COMMON_OPTIONS: readonly Option[] = [
  { name: "json", help: "results as JSON on a terminal too" },
  { name: "no-color", help: "no colours; so does the variable NO_COLOR" },
  { name: "help", short: "h", help: "print this help" },
];

/** What `jet` takes without a command, beside the help. */
export const LONE_OPTIONS: readonly Option[] = [
  { name: "version", short: "V", help: "print the version" },
];

/** Width of the names of commands. */
const NAME_WIDTH = 12;

/** The text of `jet help`. */
export function generalHelp(commands: readonly AnyCommand[]): string {
  const rows = commands.map(({ name, summary }) => [name, summary] as const);
  return `jet: a realtime object bus on the command line.

Usage: jet COMMAND [arguments] [options]

Commands:
${table(rows, NAME_WIDTH)}

Where the daemon is:
${optionTable(CONNECTION_OPTIONS)}

Everywhere:
${optionTable(COMMON_OPTIONS)}

Without a command:
${optionTable(LONE_OPTIONS)}

JET_URL, JET_USER and JET_PASSWORD stand for options that are not given, then
contexts: jet help context.
jet help COMMAND prints the help of a command.
`;
}

/** The text of `jet help COMMAND`. */
export function commandHelp(command: AnyCommand): string {
  const parts = [`${command.summary}.`, `Usage: ${usageOf(command)}`];
  if (!("runRaw" in command)) {
    if (command.details !== undefined) parts.push(command.details);
    if (command.options.length > 0) {
      parts.push(`Options:\n${optionTable(command.options)}`);
    }
    if (command.connects) {
      parts.push(
        `Where the daemon is:\n${optionTable(CONNECTION_OPTIONS)}`,
      );
    }
    parts.push(`Everywhere:\n${optionTable(COMMON_OPTIONS)}`);
  }
  if (command.examples.length > 0) {
    parts.push(
      `Examples:\n${command.examples.map((line) => `  ${line}`).join("\n")}`,
    );
  }
  return `${parts.join("\n\n")}\n`;
}
