/**
 * Commands as data: parsing, help, completions and docs are made from them.
 *
 * @module
 */
import type { Operand, Option } from "../../command_line/option.ts";
import type { Context } from "./context.ts";

/** A command: `jet NAME …`. */
export interface Command {
  readonly name: string;
  /** What it does, in one line. */
  readonly summary: string;
  /** More about it for its own help. */
  readonly details?: string;
  readonly operands: readonly Operand[];
  readonly options: readonly Option[];
  /** Command lines that show how it is used. */
  readonly examples: readonly string[];
  /** Whether it connects to a daemon, and has the options for that. */
  readonly connects: boolean;
  /** Runs it. @returns the exit code; nothing for 0. */
  run(context: Context): Promise<number | void>;
}

/** A command that reads its command line itself. */
export interface RawCommand
  extends Pick<Command, "name" | "summary" | "options" | "examples"> {
  /** The words that can follow it, besides its options. */
  readonly words: readonly string[];
  /** Runs it. @returns the exit code; nothing if it goes on. */
  runRaw(args: readonly string[]): Promise<number | void>;
}

/** A command of either kind. */
export type AnyCommand = Command | RawCommand;

/** The usage line of a command. */
export function usageOf(command: AnyCommand): string {
  if ("runRaw" in command) return `jet ${command.name} …`;
  const operands = command.operands.map(({ name, optional, many }) => {
    const written = many ? `${name}…` : name;
    return optional ? `[${written}]` : written;
  });
  return ["jet", command.name, ...operands, "[options]"].join(" ");
}
