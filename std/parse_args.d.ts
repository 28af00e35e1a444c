/** A parsed command line. */
export interface Args {
  /** The words that are not options. */
  _: (string | number)[];
  /** The words behind `--`, with the option `--`. */
  "--"?: string[];
  [name: string]: unknown;
}

/** Options of {@linkcode parseArgs}. */
export interface ParseOptions {
  /** Whether the words behind `--` are kept apart. */
  "--"?: boolean;
  /** Other names of options. */
  alias?: Record<string, string | readonly string[]>;
  /** Options without a value; `true` for all. */
  boolean?: boolean | string | readonly string[];
  /** Values of options that are not given. */
  default?: Record<string, unknown>;
  /** Whether everything behind the first operand is an operand. */
  stopEarly?: boolean;
  /** Options whose values stay texts. */
  string?: string | readonly string[];
  /** Options whose values are collected in an array. */
  collect?: string | readonly string[];
  /** Options that `--no-NAME` sets to false. */
  negatable?: string | readonly string[];
  /** Called for an unknown word; `false` leaves it out. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** Parses a command line. */
export function parseArgs(
  args: readonly string[],
  options?: ParseOptions,
): Args;
