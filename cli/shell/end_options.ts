/**
 * Options that end `watch` and `record`.
 *
 * @module
 */
import type { ParsedArgs } from "../../command_line/arguments.ts";
import { seconds, wholeNumber } from "../../command_line/convert.ts";
import type { Option, TypedOption } from "../../command_line/option.ts";
import { MAX_SECONDS } from "./connection.ts";

const COUNT: TypedOption<number> = {
  name: "count",
  short: "n",
  value: "N",
  help: "end after N events",
  read: wholeNumber(1),
};

const FOR: TypedOption<number> = {
  name: "for",
  value: "SECONDS",
  help: "end after this time; with --count this is a failure",
  read: seconds(MAX_SECONDS),
};

/** Options that end a command. */
export const END_OPTIONS: readonly Option[] = [COUNT, FOR];

/** Number of events after which the command ends. */
export function countLimit(given: ParsedArgs): number {
  return given.get(COUNT) ?? Infinity;
}

/** Aborts after the time of `--for`, if it is given. */
export function timeLimit(
  given: ParsedArgs,
): Disposable & { readonly signal: AbortSignal } {
  const seconds = given.get(FOR);
  const controller = new AbortController();
  const timer = seconds === undefined
    ? undefined
    : setTimeout(() => controller.abort(), seconds * 1000);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
