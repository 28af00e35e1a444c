/**
 * Reads command lines and environment variables.
 *
 * @module
 */
import { parseArgs } from "../std/parse_args.ts";
import { UsageError } from "./errors.ts";
import type { Operand, Option, TypedOption } from "./option.ts";
import { didYouMean } from "./suggest.ts";

/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Prefix of words that are not options. Without it the parser takes `true`
 * behind a switch for its value and `-5` for an option, and drops an empty
 * word. NUL can't be part of an argument of a program.
 */
const WORD_PREFIX = "\0";

/** A value and where it was written. */
interface Source {
  /** The flag or the variable, for messages. */
  readonly source: string;
  /** The texts; empty for a switch. */
  readonly texts: readonly string[];
}

/** A parsed command line. */
export class ParsedArgs {
  /** The words that are not options. */
  readonly operands: readonly string[];
  readonly #values: ReadonlyMap<string, Source>;

  /** Made by {@linkcode readArguments} and {@linkcode readVariables}. */
  constructor(
    operands: readonly string[],
    values: ReadonlyMap<string, Source>,
  ) {
    this.operands = operands;
    this.#values = values;
  }

  /** Whether an option is present. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** Text of an option. */
  text(name: string): string | undefined {
    return this.#values.get(name)?.texts.at(-1);
  }

  /** Texts of an option that may be repeated. */
  texts(name: string): readonly string[] {
    return this.#values.get(name)?.texts ?? [];
  }

  /** Where an option was written: its flag or its variable. */
  source(name: string): string {
    return this.#values.get(name)?.source ?? `--${name}`;
  }

  /**
   * Converted value of an option.
   *
   * @throws {UsageError} if it is invalid.
   */
  get<T>(option: TypedOption<T>): T | undefined {
    const text = this.text(option.name);
    return text === undefined
      ? undefined
      : option.read(text, this.source(option.name));
  }

  /**
   * Checks the values of all options, so that a command fails before it has
   * effects.
   *
   * @throws {UsageError} if one is invalid.
   */
  check(options: readonly Option[]): void {
    for (const { name, read } of options) {
      for (const text of this.texts(name)) read?.(text, this.source(name));
    }
  }

  /**
   * The same, with stored options where this has none.
   *
   * @param stored Texts by the names of options; `true` for a switch.
   * @param source Where they are stored, for messages.
   */
  orStored(
    stored: Readonly<Record<string, string | true>>,
    source: string,
  ): ParsedArgs {
    const values = new Map<string, Source>();
    for (const [name, value] of Object.entries(stored)) {
      values.set(name, { source, texts: value === true ? [] : [value] });
    }
    return this.or(new ParsedArgs([], values));
  }

  /** The same, with the options of another one where this has none. */
  or(fallback: ParsedArgs): ParsedArgs {
    const values = new Map([...fallback.#values, ...this.#values]);
    return new ParsedArgs(this.operands, values);
  }
}

/**
 * Reads a command line.
 *
 * @throws {UsageError} for an unknown option, a value that is missing or not
 * expected, and an option that is repeated but may not be.
 */
export function readArguments(
  args: readonly string[],
  options: readonly Option[],
): ParsedArgs {
  const isSwitch = ({ value }: Option) => value === undefined;
  const switches = options.filter(isSwitch).map(({ name }) => name);
  const valued = options.filter((option) => !isSwitch(option));
  const names = valued.map(({ name }) => name);
  const short = options.flatMap(({ name, short }) =>
    short === undefined ? [] : [[short, name] as const]
  );
  const parsed: Record<string, unknown> = parseArgs(marked(args, switches), {
    // "_" keeps operands that look like numbers as they are.
    string: ["_", ...names],
    // Without it only the last one of several is kept.
    collect: names,
    boolean: switches,
    alias: Object.fromEntries(short),
    unknown(arg: string) {
      if (!arg.startsWith("-")) return true;
      // Without the part after "=": it might be a secret.
      const written = arg.replace(/=.*/s, "");
      const all = options.map(({ name }) => `--${name}`);
      throw new UsageError(
        `unknown option ${written}${didYouMean(written, all)}`,
      );
    },
  });
  const values = new Map<string, Source>();
  for (const { name, many, overridable } of valued) {
    const texts = textsOf(parsed[name]);
    if (texts.length === 0) continue;
    const source = `--${name}`;
    if (texts.includes("")) throw new UsageError(`${source} needs a value`);
    if (texts.length > 1 && !many && !overridable) {
      throw new UsageError(`${source} is given twice`);
    }
    values.set(name, { source, texts: texts.map(withoutPrefix) });
  }
  for (const name of switches) {
    if (parsed[name] === true) {
      values.set(name, { source: `--${name}`, texts: [] });
    }
  }
  return new ParsedArgs(textsOf(parsed._).map(withoutPrefix), values);
}

/** Reads the environment variables of options; an empty one counts as unset. */
export function readVariables(
  env: Environment,
  options: readonly Option[],
): ParsedArgs {
  const values = new Map<string, Source>();
  for (const { name, variable, formerVariable, value } of options) {
    if (!variable) continue;
    const isFormer = formerVariable !== undefined && !env[variable] &&
      Boolean(env[formerVariable]);
    const source = isFormer ? formerVariable : variable;
    const text = env[source];
    if (!text) continue;
    if (value !== undefined) {
      values.set(name, { source, texts: [text] });
    } else if (!FALSE_TEXTS.includes(text)) {
      values.set(name, { source, texts: [] });
    }
  }
  return new ParsedArgs([], values);
}

const FALSE_TEXTS: readonly string[] = ["0", "false", "no"];

/**
 * Checks the number of operands.
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

/** A word, quoted unless it is a plain one. */
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
      // The parser keeps the words behind it as they are.
      return [...words, ...args.slice(at)];
    }
    const equals = arg.indexOf("=");
    if (arg.startsWith("--") && equals > 0) {
      const name = arg.slice(2, equals);
      if (switches.includes(name)) {
        throw new UsageError(`--${name} takes no value`);
      }
      words.push(
        `${arg.slice(0, equals)}=${WORD_PREFIX}${arg.slice(equals + 1)}`,
      );
    } else {
      const isOption = /^-[^\d.]/.test(arg);
      words.push(isOption ? arg : WORD_PREFIX + arg);
    }
  }
  return words;
}

function withoutPrefix(word: string): string {
  return word.startsWith(WORD_PREFIX) ? word.slice(WORD_PREFIX.length) : word;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
