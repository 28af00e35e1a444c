/**
 * Completions for zsh.
 *
 * @module
 */
import { optionsOf } from "../shell/all_options.ts";
import type { Completion, Option } from "../../command_line/option.ts";
import type { AnyCommand } from "../shell/command.ts";
import { operandCompletion, PATHS_COMMAND, quoted } from "./words.ts";

/** A file `_jet` for a folder of `$fpath`. */
export function zshCompletions(commands: readonly AnyCommand[]): string {
  const described = [
    ...commands.map(({ name, summary }) => `${name}:${summary}`),
    "help:Print the help of a command",
  ];
  const names = commands.map(({ name }) => name).join(" ");
  return `#compdef jet
# Completions of jet for zsh: jet completions zsh > "\${fpath[1]}/_jet"
_jet_paths() {
  local -a paths
  paths=(\${(f)"$(${
    PATHS_COMMAND.replace("PREFIX", '"$PREFIX"')
  } 2>/dev/null)"})
  compadd -a paths
}

_jet() {
  local -a commands
  commands=(
${described.map((line) => `    ${quoted(line)}`).join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
    help) _arguments '1:COMMAND:(${names})' ;;
${commands.map(caseOf).join("\n")}
  esac
}

# As a file of $fpath it is called for the first completion; read by source,
# it has to say what it is for.
if [ "$funcstack[1]" = _jet ]; then
  _jet "$@"
else
  compdef _jet jet
fi
`;
}

function caseOf(command: AnyCommand): string {
  const specs = optionsOf(command).map(optionSpec);
  const [operand] = "runRaw" in command ? [] : command.operands;
  specs.push(
    quoted(
      `*:${operand?.name ?? "WORD"}:${action(operandCompletion(command))}`,
    ),
  );
  return `    ${command.name})
      _arguments -s \\
${specs.map((spec) => `        ${spec}`).join(" \\\n")}
      ;;`;
}

function optionSpec(option: Option): string {
  const { name, short, value, help, many, complete } = option;
  const what = `[${help.replace(/[[\]\\]/g, "\\$&")}]` +
    (value === undefined ? "" : `:${value}:${action(complete)}`);
  if (short === undefined) return quoted(`${many ? "*" : ""}--${name}${what}`);
  return `'(-${short} --${name})'{-${short},--${name}}${quoted(what)}`;
}

function action(completion: Completion | undefined): string {
  if (completion === undefined) return " ";
  if (completion === "path") return "_jet_paths";
  if (completion === "file") return "_files";
  return `(${completion.join(" ")})`;
}
