/**
 * Options as text: rows of `--help` and tables of the docs.
 *
 * @module
 */
import type { Option } from "./option.ts";

/** Width of the left column: wide enough for every option. */
const COLUMN_WIDTH = 29;

/** A flag with its placeholder, and its meaning with the default. */
export function optionRow(option: Option): [string, string] {
  const { short, help, default: fallback } = option;
  const letter = short === undefined ? "    " : `-${short}, `;
  return [
    letter + flagOf(option),
    fallback === undefined ? help : `${help} (${fallback})`,
  ];
}

/** Two columns, indented. */
export function table(
  rows: readonly (readonly [string, string])[],
  width = COLUMN_WIDTH,
): string {
  return rows.map(([left, right]) => `  ${left.padEnd(width)} ${right}`)
    .join("\n");
}

/** The rows of options for `--help`. */
export function optionTable(options: readonly Option[]): string {
  return table(options.map(optionRow));
}

/** Extra columns of a table of the docs. */
export interface Column {
  readonly title: string;
  /** Content of the cell, as Markdown. */
  readonly cell: (option: Option) => string;
}

/** A table of options in Markdown. */
export function markdownTable(
  options: readonly Option[],
  columns: readonly Column[] = [],
): string {
  const all: readonly Column[] = [
    { title: "option", cell: (option) => codeOf(option) },
    ...columns,
    { title: "meaning", cell: meaningOf },
  ];
  const rows = [
    all.map(({ title }) => title),
    all.map(() => "---"),
    ...options.map((option) => all.map(({ cell }) => cell(option))),
  ];
  return rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function codeOf(option: Option): string {
  const short = option.short === undefined ? "" : `, \`-${option.short}\``;
  return `\`${flagOf(option)}\`${short}`;
}

function meaningOf({ help, default: fallback }: Option): string {
  const text = help.replaceAll("|", "\\|").replaceAll("<", "\\<");
  return fallback === undefined ? text : `${text}; default \`${fallback}\``;
}

function flagOf({ name, value }: Option): string {
  return `--${name}${value === undefined ? "" : ` ${value}`}`;
}
