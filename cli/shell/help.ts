/**
 * The texts of `--help`, made of what the commands say of themselves.
 *
 * @module
 */
import { type AnyCommand, type Option, usageOf } from "../command.ts";
import { CONNECTION_OPTIONS } from "./connection.ts";

/** Options of all commands. */
export const COMMON_OPTIONS: readonly Option[] = [
  { name: "json", help: "results as JSON on a terminal too" },
  { name: "no-color", help: "no colours; so does the variable NO_COLOR" },
  { name: "help", short: "h", help: "print this help" },
];

/** The text of `jet help`. */
export function generalHelp(commands: readonly AnyCommand[]): string {
  const rows = commands.map(({ name, summary }) => [name, summary] as const);
  return `jet: a realtime object bus on the command line.

Usage: jet COMMAND [arguments] [options]

Commands:
${table(rows)}

Where the daemon is:
${table(CONNECTION_OPTIONS.map(optionRow))}

Everywhere:
${table(COMMON_OPTIONS.map(optionRow))}
${
    table([
      optionRow({ name: "version", short: "V", help: "print the version" }),
    ])
  }

JET_URL, JET_USER and JET_PASSWORD stand for options that are not given.
jet help COMMAND tells more about one.
`;
}

/** The text of `jet help COMMAND`. */
export function commandHelp(command: AnyCommand): string {
  const parts = [`${command.summary}.`, `Usage: ${usageOf(command)}`];
  if (!("runRaw" in command)) {
    if (command.details !== undefined) parts.push(command.details);
    if (command.options.length > 0) {
      parts.push(`Options:\n${table(command.options.map(optionRow))}`);
    }
    if (command.connects) {
      parts.push(
        `Where the daemon is:\n${table(CONNECTION_OPTIONS.map(optionRow))}`,
      );
    }
    parts.push(`Everywhere:\n${table(COMMON_OPTIONS.map(optionRow))}`);
  }
  if (command.examples.length > 0) {
    parts.push(
      `Examples:\n${command.examples.map((line) => `  ${line}`).join("\n")}`,
    );
  }
  return `${parts.join("\n\n")}\n`;
}

function optionRow({ name, short, value, help }: Option): [string, string] {
  const letter = short === undefined ? "    " : `-${short}, `;
  return [`${letter}--${name}${value === undefined ? "" : ` ${value}`}`, help];
}

/** Wide enough for all options, so that several tables stand in line. */
const WIDTH = 29;

function table(rows: readonly (readonly [string, string])[]): string {
  return rows.map(([left, right]) => {
    const isCommand = !left.includes("-");
    return `  ${left.padEnd(isCommand ? 12 : WIDTH)} ${right}`;
  }).join("\n");
}
