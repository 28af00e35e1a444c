/**
 * Completions for fish.
 *
 * @module
 */
import { optionsOf } from "../shell/all_options.ts";
import type { Completion, Option } from "../../command_line/option.ts";
import type { AnyCommand } from "../shell/command.ts";
import { operandCompletion, PATHS_COMMAND } from "./words.ts";

/** A file `jet.fish`. */
export function fishCompletions(commands: readonly AnyCommand[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  const lines = [
    "# Completions of jet for fish:",
    "# jet completions fish > ~/.config/fish/completions/jet.fish",
    "function __jet_paths",
    `    ${PATHS_COMMAND.replace("PREFIX", "(commandline -ct)")} 2>/dev/null`,
    "end",
    "",
    "complete -c jet -f",
    "complete -c jet -n __fish_use_subcommand -l version -s V -d 'Print the version'",
    "complete -c jet -n __fish_use_subcommand -l help -s h -d 'Print the help'",
    "complete -c jet -n __fish_use_subcommand -a help -d 'Print the help of a command'",
    `complete -c jet -n '__fish_seen_subcommand_from help' -a '${names}'`,
  ];
  for (const command of commands) {
    const { name, summary } = command;
    lines.push(
      "",
      `complete -c jet -n __fish_use_subcommand -a ${name} -d ${
        quoted(summary)
      }`,
    );
    const when =
      `complete -c jet -n '__fish_seen_subcommand_from ${name}; and not __fish_seen_subcommand_from help'`;
    const operand = action(operandCompletion(command));
    if (operand !== undefined) lines.push(`${when} ${operand}`);
    for (const option of optionsOf(command)) {
      lines.push(`${when} ${optionWords(option)}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

function optionWords({ name, short, value, help, complete }: Option): string {
  const words = [`-l ${name}`];
  if (short !== undefined) words.push(`-s ${short}`);
  if (value !== undefined) {
    words.push("-r", action(complete) ?? "-f");
  }
  words.push(`-d ${quoted(help)}`);
  return words.join(" ");
}

function action(completion: Completion | undefined): string | undefined {
  if (completion === undefined) return undefined;
  if (completion === "path") return "-f -a '(__jet_paths)'";
  if (completion === "file") return "-F";
  return `-f -a '${completion.join(" ")}'`;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
