/**
 * Completions for bash.
 *
 * @module
 */
import { optionsOf } from "../shell/all_options.ts";
import type { Completion, Option } from "../../command_line/option.ts";
import type { AnyCommand } from "../shell/command.ts";
import {
  commandWords,
  operandCompletion,
  PATHS_COMMAND,
  quoted,
} from "./words.ts";

/** A script for `source`. */
export function bashCompletions(commands: readonly AnyCommand[]): string {
  const cases = commands.flatMap((command) => [
    ...optionsOf(command).filter(({ value }) => value !== undefined)
      .map((option) => valueCase(command, option)),
  ]);
  const operands = commands.map((command) =>
    `    ${command.name}) ${action(operandCompletion(command))} ;;`
  );
  const flags = commands.map((command) =>
    `    ${command.name}) words=${quoted(flagsOf(command).join(" "))} ;;`
  );
  return `# Completions of jet for bash: source <(jet completions bash)
_jet_paths() {
  local path
  while IFS= read -r path; do
    COMPREPLY+=("$(printf %q "$path")")
  done < <(${PATHS_COMMAND.replace("PREFIX", '"$1"')} 2>/dev/null)
}

_jet() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]}
  local command=\${COMP_WORDS[1]} words= paths= files=
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    words=${quoted(commandWords(commands).join(" "))}
  else
    case "$command:$prev" in
${cases.join("\n")}
    *)
      case "$cur" in
      -*)
        case "$command" in
${flags.join("\n")}
        esac
        ;;
      *)
        case "$command" in
    help) words=${quoted(commands.map(({ name }) => name).join(" "))} ;;
${operands.join("\n")}
        esac
        ;;
      esac
      ;;
    esac
  fi
  if [ -n "$paths" ]; then
    _jet_paths "$cur"
  elif [ -n "$files" ]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
  else
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
  fi
}

complete -F _jet jet
`;
}

function flagsOf(command: AnyCommand): string[] {
  return optionsOf(command).map(({ name }) => `--${name}`);
}

function valueCase(command: AnyCommand, option: Option): string {
  const { name, short, complete } = option;
  const flags = short === undefined ? [name] : [name, short];
  const patterns = flags.map((flag) =>
    `${command.name}:${flag.length === 1 ? "-" : "--"}${flag}`
  );
  return `    ${patterns.join("|")}) ${action(complete)} ;;`;
}

function action(completion: Completion | undefined): string {
  if (completion === undefined) return ":";
  if (completion === "path") return "paths=1";
  if (completion === "file") return "files=1";
  return `words=${quoted(completion.join(" "))}`;
}
