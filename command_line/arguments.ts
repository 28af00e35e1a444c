/**
 * From the words of a command line to operands and options.
 *
 * @module
 */
import { parseArgs } from "npm:deno-std@1.4.0/cli/parse_args.js";
import type { Operand, Option } from "../cli/command.ts";
import { UsageError } from "./errors.ts";

/**
 * Put before words that are no options, so that the parser leaves them alone:
 * it would take `true` behind a switch for its value, `-5` for an option, and
 * drop an empty word. No argument of a program can hold it.
 */
const WORD = "\0";

/** What was given on a command line. */
export class Given {
  /** The words that are no options. */
  readonly operands: readonly string[];
  readonly #texts: ReadonlyMap<string, readonly string[]>;
  readonly #switches: ReadonlySet<string>;

  /** Made by {@linkcode readArguments}. */
  constructor(
    operands: readonly string[],
    texts: ReadonlyMap<string, readonly string[]>,
    switches: ReadonlySet<string>,
  ) {
    this.operands = operands;
    this.#texts = texts;
    this.#switches = switches;
  }

  /** Whether an option or a switch is there. */
  has(name: string): boolean {
    return this.#switches.has(name) || this.#texts.has(name);
  }

  /** The text of an option. */
  text(name: string): string | undefined {
    return this.#texts.get(name)?.[0];
  }

  /** The texts of an option that may be given several times. */
  texts(name: string): readonly string[] {
    return this.#texts.get(name) ?? [];
  }

  /**
   * The number of an option.
   *
   * @throws {UsageError} unless it is one, from the least on.
   */
  number(name: string, least: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const number = text.trim() === "" ? NaN : Number(text);
    if (number >= least && number < Infinity) return number;
    throw new UsageError(`--${name} needs a number from ${least}`);
  }

  /**
   * The time of an option, in seconds.
   *
   * @throws {UsageError} unless it is above 0.
   */
  seconds(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const number = Number(text);
    if (number > 0 && number <= 1_000_000) return number;
    throw new UsageError(`--${name} needs a number of seconds above 0`);
  }

  /**
   * The whole number of an option.
   *
   * @throws {UsageError} unless it is one, from the least on.
   */
  whole(name: string, least: number): number | undefined {
    const number = this.number(name, least);
    if (number === undefined || Number.isSafeInteger(number)) return number;
    throw new UsageError(`--${name} needs a whole number`);
  }

  /**
   * The text of an option that has to be one of these.
   *
   * @throws {UsageError} if it is not.
   */
  oneOf<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const choice = choices.find((choice) => choice === text);
    if (choice !== undefined) return choice;
    throw new UsageError(`--${name} needs one of ${choices.join(", ")}`);
  }
}

/**
 * Reads a command line.
 *
 * @param args The words.
 * @param options The options that there are.
 * @throws {UsageError} if there is an option that is not among them, lacks its
 * value, has one too many, or is there twice.
 */
export function readArguments(
  args: readonly string[],
  options: readonly Option[],
): Given {
  const isSwitch = ({ value }: Option) => value === undefined;
  const switches = options.filter(isSwitch).map(({ name }) => name);
  const texts = options.filter((option) => !isSwitch(option));
  const names = texts.map(({ name }) => name);
  const short = options.flatMap(({ name, short }) =>
    short === undefined ? [] : [[short, name] as const]
  );
  const parsed: Record<string, unknown> = parseArgs(marked(args, switches), {
    // "_" keeps operands that look like numbers as they are.
    string: ["_", ...names],
    // Without this the last one of several would win.
    collect: names,
    boolean: switches,
    alias: Object.fromEntries(short),
    unknown(arg: string) {
      if (!arg.startsWith("-")) return true;
      // Without what follows "=": it might be a secret.
      throw new UsageError(`unknown option ${arg.replace(/=.*/s, "")}`);
    },
  });
  const found = new Map<string, readonly string[]>();
  for (const { name, many } of texts) {
    const values = textsOf(parsed[name]);
    if (values.length === 0) continue;
    if (values.includes("")) throw new UsageError(`--${name} needs a value`);
    if (values.length > 1 && many !== true) {
      throw new UsageError(`--${name} is given twice`);
    }
    found.set(name, values.map(plain));
  }
  return new Given(
    textsOf(parsed._).map(plain),
    found,
    new Set(switches.filter((name) => parsed[name] === true)),
  );
}

/**
 * Checks how many operands there are.
 *
 * @throws {UsageError} if one is missing, or there are too many.
 */
export function checkOperands(
  given: readonly string[],
  operands: readonly Operand[],
): void {
  const needed = operands.filter(({ optional }) => optional !== true);
  if (given.length < needed.length) {
    throw new UsageError(`needs ${needed[given.length].name}`);
  }
  const most = operands.some(({ many }) => many) ? Infinity : operands.length;
  if (given.length > most) {
    throw new UsageError(`unexpected argument ${quoted(given[most])}`);
  }
}

/** A word as it can stand in a message. */
function quoted(word: string): string {
  return /^[\w./:+#-]+$/.test(word) ? word : JSON.stringify(word);
}

function marked(
  args: readonly string[],
  switches: readonly string[],
): string[] {
  const words: string[] = [];
  for (const [at, arg] of args.entries()) {
    if (arg === "--") {
      // The parser takes what follows as it is.
      return [...words, ...args.slice(at)];
    }
    const equals = arg.indexOf("=");
    if (arg.startsWith("--") && equals > 0) {
      const name = arg.slice(2, equals);
      if (switches.includes(name)) {
        throw new UsageError(`--${name} takes no value`);
      }
      words.push(`${arg.slice(0, equals)}=${WORD}${arg.slice(equals + 1)}`);
    } else {
      const isOption = /^-[^\d.]/.test(arg);
      words.push(isOption ? arg : WORD + arg);
    }
  }
  return words;
}

function plain(word: string): string {
  return word.startsWith(WORD) ? word.slice(WORD.length) : word;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
