/**
 * What the completions of all shells are made of.
 *
 * @module
 */
import type { Completion } from "../../command_line/option.ts";
import type { AnyCommand } from "../shell/command.ts";

/** Prints the paths that begin with PREFIX; a shell can't show more anyway. */
export const PATHS_COMMAND =
  "jet get --paths --starts-with PREFIX --sort path --to 500 --timeout 2";

/** Everything that can follow `jet`. */
export function commandWords(commands: readonly AnyCommand[]): string[] {
  return [...commands.map(({ name }) => name), "help", "--help", "--version"];
}

/** What the words behind a command are; of several kinds the first one. */
export function operandCompletion(
  command: AnyCommand,
): Completion | undefined {
  if ("runRaw" in command) return command.words;
  return command.operands.find(({ complete }) => complete !== undefined)
    ?.complete;
}

/** A text as one word of a POSIX shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
