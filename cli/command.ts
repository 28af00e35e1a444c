/**
 * What a command says of itself: enough to read its command line, to print its
 * help and to complete it in a shell.
 *
 * @module
 */
import type { Context } from "./shell/context.ts";

/** What a shell can offer for a word: paths of the bus, files, or these. */
export type Completion = "path" | "file" | readonly string[];

/** An option of a command. */
export interface Option {
  /** The name, without the dashes. */
  readonly name: string;
  /** One letter that means the same. */
  readonly short?: string;
  /** What stands for its value in the help; a switch has none. */
  readonly value?: string;
  /** What it does, in a few words. */
  readonly help: string;
  /** Whether it may be given several times. */
  readonly many?: boolean;
  readonly complete?: Completion;
}

/** A word of the command line that is no option. */
export interface Operand {
  /** What stands for it in the usage line. */
  readonly name: string;
  readonly optional?: boolean;
  /** Whether there can be several. */
  readonly many?: boolean;
  readonly complete?: Completion;
}

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
  /** Whether it talks to a daemon, and so takes the options for that. */
  readonly connects: boolean;
  /** Carries it out. @returns the exit code, nothing for 0. */
  run(context: Context): Promise<number | void>;
}

/** A command that reads its command line itself. */
export interface RawCommand
  extends Pick<Command, "name" | "summary" | "examples"> {
  /** The words that can follow it. */
  readonly words: readonly string[];
  /** Carries it out. @returns the exit code, nothing if it goes on. */
  runRaw(args: readonly string[]): Promise<number | void>;
}

/** A command of either kind. */
export type AnyCommand = Command | RawCommand;

/** The line that tells how to write a command. */
export function usageOf(command: AnyCommand): string {
  if ("runRaw" in command) return `jet ${command.name} …`;
  const operands = command.operands.map(({ name, optional, many }) => {
    const written = many ? `${name}…` : name;
    return optional ? `[${written}]` : written;
  });
  return ["jet", command.name, ...operands, "[options]"].join(" ");
}
