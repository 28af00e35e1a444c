/**
 * What an option of the daemon program consists of.
 *
 * @module
 */
import type { Completion, Convert } from "../../command_line/option.ts";

/** What a setting is called, takes and means. */
interface SettingOptions<T> {
  /** Placeholder of the value; a switch has none. */
  readonly value?: string;
  /** Meaning of the flag; without it there is none. */
  readonly help?: string;
  /** Meaning of the flag `--no-…`; without it there is none. */
  readonly off?: string;
  /** Default, as written on a command line. */
  readonly default?: string;
  readonly complete?: Completion;
  /** Variable, if it is not derived from the flag; that one works as well. */
  readonly variable?: string;
  /** Whether the flag may be repeated: all values count, joined by commas. */
  readonly many?: boolean;
  /** Converts a text, a member of the file, or the boolean of a switch. */
  readonly read: Convert<T>;
}

/** A setting: a member of the file, with a flag and a variable. */
export interface Setting<T> extends SettingOptions<T> {
  /** Name of the member in the file; flag and variable are derived from it. */
  readonly key: string;
}

/** Makes a setting. */
export function setting<T>(
  key: string,
  options: SettingOptions<T>,
): Setting<T> {
  return { key, ...options };
}
