/**
 * Options and operands as data: parsing, help, completions and docs are made
 * from them.
 *
 * @module
 */

/** What a shell offers for a word: paths of the bus, files, or these words. */
export type Completion = "path" | "file" | readonly string[];

/**
 * Converts the value of an option.
 *
 * @param value A text; from a JSON file any JSON value.
 * @param source Where it was written, for the message of the error.
 * @throws {UsageError} if the value is invalid.
 */
export type Convert<T> = (value: unknown, source: string) => T;

/** An option of a command. */
export interface Option {
  /** Name without dashes. */
  readonly name: string;
  /** Short name: one letter. */
  readonly short?: string;
  /** Placeholder of the value in the help; a switch has none. */
  readonly value?: string;
  /** Meaning, in a few words. */
  readonly help: string;
  /** Default, as written on a command line. */
  readonly default?: string;
  /** Environment variable with the same meaning. */
  readonly variable?: string;
  /** A former name of the variable, which still works. */
  readonly formerVariable?: string;
  /** Member of a JSON file with the same meaning. */
  readonly key?: string;
  /** Whether it may be repeated: all values count. */
  readonly many?: boolean;
  /** Whether it may be repeated: the last value counts. */
  readonly overridable?: boolean;
  readonly complete?: Completion;
  /** Converts and checks the value. */
  readonly read?: Convert<unknown>;
}

/** An option whose value has a type. */
export interface TypedOption<T> extends Option {
  readonly value: string;
  readonly read: Convert<T>;
}

/** A word of a command line that is not an option. */
export interface Operand {
  /** Placeholder in the usage line. */
  readonly name: string;
  readonly optional?: boolean;
  /** Whether it may be repeated. */
  readonly many?: boolean;
  readonly complete?: Completion;
}

/** The name of an option, without dashes, for a name in camelCase. */
export function flagName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
