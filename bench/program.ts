/**
 * What the programs of this folder have in common: how they take arguments, and
 * how they end.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import process from "node:process";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { messageOf } from "../base/narrowing.ts";
import { list, text } from "../command_line/convert.ts";
import { ExitCode, Failure, UsageError } from "../command_line/errors.ts";

/** What is chosen by its name. */
interface Named {
  readonly name: string;
}

/**
 * Runs a program, and ends with its exit code. `--help` prints the help instead;
 * a wrong argument and a {@linkcode Failure} are a message without a stack.
 */
export async function runProgram(
  help: string,
  main: () => Promise<number | void> | void,
): Promise<never> {
  printHelpIfWanted(help);
  try {
    process.exit(await main() ?? ExitCode.ok);
  } catch (error) {
    endWith(error);
  }
}

/**
 * The folder of the checkout that a program measures, its only argument. It
 * prints the help and ends as {@linkcode runProgram} does.
 */
export function checkoutFor(help: string): string {
  printHelpIfWanted(help);
  try {
    const { positionals } = argumentsOf({
      allowPositionals: true,
      options: {},
    });
    const [written] = positionals;
    if (positionals.length !== 1) throw new UsageError("needs CHECKOUT");
    const folder = resolve(written);
    if (existsSync(`${folder}/mod.ts`)) return folder;
    throw new UsageError(`no folder of a checkout: ${written}`);
  } catch (error) {
    endWith(error);
  }
}

function printHelpIfWanted(help: string): void {
  if (!process.argv.includes("--help", 2)) return;
  console.log(help);
  process.exit(ExitCode.ok);
}

function endWith(error: unknown): never {
  if (error instanceof UsageError) {
    console.error(`${error.message} (see --help)`);
    process.exit(ExitCode.usage);
  }
  console.error(error instanceof Failure ? error.message : error);
  process.exit(ExitCode.failed);
}

/**
 * The arguments of this process.
 *
 * @throws {UsageError} for one that the program does not take.
 */
export function argumentsOf<T extends ParseArgsConfig>(
  config: T,
): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    // Without what it says of "--".
    throw new UsageError(messageOf(error).split(". ")[0]);
  }
}

/** The names of all, for help and messages. */
export function names(all: readonly Named[]): string {
  return all.map(({ name }) => name).join(", ");
}

/**
 * Those that a list with commas names; a whole name takes only itself, the
 * beginning of names all of them.
 *
 * @param source The option, for messages.
 * @throws {UsageError} for a word that names none.
 */
export function chosen<T extends Named>(
  all: readonly T[],
  wanted: string | undefined,
  source: string,
): readonly T[] {
  if (wanted === undefined) return all;
  const found = new Set(
    list(text)(wanted, source).flatMap((word) => {
      const begin = word.toLowerCase();
      const begun = all.filter(({ name }) =>
        name.toLowerCase().startsWith(begin)
      );
      if (begun.length === 0) {
        throw new UsageError(`${source}: no ${word}; there are ${names(all)}`);
      }
      const whole = begun.filter(({ name }) => name.length === word.length);
      return whole.length > 0 ? whole : begun;
    }),
  );
  return all.filter((one) => found.has(one));
}
