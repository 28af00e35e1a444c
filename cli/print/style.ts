/**
 * Colours on a terminal.
 *
 * @module
 */
import * as colors from "../../std/colors.ts";

/** What parts of the output are; each has its colour. */
export interface Style {
  path(text: string): string;
  added(text: string): string;
  changed(text: string): string;
  removed(text: string): string;
  dim(text: string): string;
  bold(text: string): string;
  string(text: string): string;
  number(text: string): string;
  word(text: string): string;
}

const same = (text: string) => text;

/** No colours. */
export const PLAIN: Style = {
  path: same,
  added: same,
  changed: same,
  removed: same,
  dim: same,
  bold: same,
  string: same,
  number: same,
  word: same,
};

const COLOURED: Style = {
  path: colors.bold,
  added: colors.green,
  changed: colors.yellow,
  removed: colors.red,
  dim: colors.gray,
  bold: colors.bold,
  string: colors.green,
  number: colors.cyan,
  word: colors.magenta,
};

/**
 * Whether to use colours: on a terminal that has them, unless they are not
 * wanted (https://no-color.org).
 */
export function wantsColour(
  isTerminal: boolean,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  return isTerminal && !env.NO_COLOR && env.TERM !== "dumb";
}

/** The style for an output. */
export function styleFor(coloured: boolean): Style {
  return coloured ? COLOURED : PLAIN;
}
