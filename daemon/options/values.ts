/**
 * The values of settings, and where they are written.
 *
 * @module
 */
import type { ParsedArgs } from "../../command_line/arguments.ts";
import { UsageError } from "../../command_line/errors.ts";
import { didYouMean } from "../../command_line/suggest.ts";
import type { Setting } from "./setting.ts";
import { ALL_SETTINGS, flagOf, offFlagOf, variableOf } from "./table.ts";

/** Where settings are written, and what one is called there. */
interface Place {
  nameOf(setting: Setting<unknown>): string;
}

const FILE: Place = { nameOf: ({ key }) => key };
const VARIABLES: Place = { nameOf: variableOf };
const COMMAND_LINE: Place = { nameOf: (setting) => `--${flagOf(setting)}` };

interface WrittenValue {
  readonly value: unknown;
  /** How it is written there, for messages. */
  readonly source: string;
  readonly place: Place;
}

/** The values of settings; those added later have precedence. */
export class SettingValues {
  readonly #values = new Map<string, WrittenValue>();

  /** Adds the members of a file. */
  addFile(members: object, file: string): void {
    for (const [key, value] of Object.entries(members)) {
      const setting = ALL_SETTINGS.find((setting) => setting.key === key);
      if (setting === undefined) {
        const meant = ALL_SETTINGS.find((setting) => flagOf(setting) === key);
        const hint = meant === undefined
          ? didYouMean(key, ALL_SETTINGS.map(({ key }) => key))
          : `; did you mean ${meant.key}?`;
        throw new UsageError(`unknown option ${key} in ${file}${hint}`);
      }
      this.#set(setting, { value, source: `${key} in ${file}`, place: FILE });
    }
  }

  /** Adds the environment. */
  addVariables(variables: ParsedArgs): void {
    this.#add(variables, VARIABLES);
  }

  /**
   * Adds the command line.
   *
   * @throws {UsageError} if it has a flag and the one that switches it off.
   */
  addArguments(given: ParsedArgs): void {
    for (const setting of ALL_SETTINGS) {
      const [flag, off] = [flagOf(setting), offFlagOf(setting)];
      if (given.has(flag) && given.has(off)) {
        throw new UsageError(`--${flag} and --${off} exclude each other`);
      }
    }
    this.#add(given, COMMAND_LINE);
  }

  #add(given: ParsedArgs, place: Place): void {
    for (const setting of ALL_SETTINGS) {
      const flag = flagOf(setting);
      const isSwitch = setting.value === undefined;
      if (given.has(flag)) {
        const texts = setting.many
          ? given.texts(flag).join()
          : given.text(flag);
        const value = isSwitch ? true : texts;
        this.#set(setting, { value, source: given.source(flag), place });
      }
      const off = offFlagOf(setting);
      if (given.has(off)) {
        this.#set(setting, { value: false, source: given.source(off), place });
      }
    }
  }

  /** Whether a setting has been given, a switch as on. */
  has({ key, value }: Setting<unknown>): boolean {
    const found = this.#values.get(key);
    return found !== undefined && (value !== undefined || found.value === true);
  }

  /** Whether the command line has it: all else may be a default of many daemons. */
  isTyped({ key }: Setting<unknown>): boolean {
    return this.#values.get(key)?.place === COMMAND_LINE;
  }

  /** The converted value of a setting. */
  get<T>(setting: Setting<T>): T | undefined {
    const found = this.#values.get(setting.key);
    return found && setting.read(found.value, found.source);
  }

  /** How a setting is written where it is given. */
  sourceOf({ key }: Setting<unknown>): string {
    return this.#values.get(key)?.source ?? key;
  }

  /**
   * The error of a setting that others are missing for, all named as where it is
   * written.
   *
   * @param why What is not there without them.
   */
  lacking(
    setting: Setting<unknown>,
    missing: readonly Setting<unknown>[],
    why?: string,
  ): UsageError {
    const { place = FILE } = this.#values.get(setting.key) ?? {};
    const names = missing.map((other) => place.nameOf(other)).join(" and ");
    const reason = why === undefined ? "" : `: ${why}`;
    return new UsageError(
      `${this.sourceOf(setting)} needs ${names}${reason}`,
    );
  }

  #set(setting: Setting<unknown>, written: WrittenValue): void {
    // Checked here too: a value that is overridden must be valid as well.
    setting.read(written.value, written.source);
    this.#values.set(setting.key, written);
  }
}
