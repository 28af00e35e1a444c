/**
 * Writes the tables of options into the docs, made from those that the programs
 * read their command lines with: `deno task docs`.
 *
 * @module
 */
import { COMMANDS } from "../../cli/commands.ts";
import { RULE_OPTIONS, SORT_OPTIONS } from "../../cli/data/rules.ts";
import { CONNECTION_OPTIONS } from "../../cli/shell/connection.ts";
import { END_OPTIONS } from "../../cli/shell/end_options.ts";
import { COMMON_OPTIONS, LONE_OPTIONS } from "../../cli/shell/help.ts";
import { type Column, markdownTable } from "../../command_line/help.ts";
import type { Option } from "../../command_line/option.ts";
import { DAEMON_OPTIONS } from "../../daemon/options/table.ts";
import { ROOT } from "../support/runtimes.ts";

const code = (text: string | undefined) => text ? `\`${text}\`` : "";

const VARIABLE: Column = {
  title: "variable",
  cell: ({ variable, value }) =>
    code(variable && (value === undefined ? `${variable}=1` : variable)),
};
const KEY: Column = { title: "in the file", cell: ({ key }) => code(key) };

/** Options that several commands share, with the title of their table. */
const GROUPS: readonly (readonly [string, readonly Option[]])[] = [
  ["Connection, for all commands that need a daemon", CONNECTION_OPTIONS],
  ["All commands", COMMON_OPTIONS],
  ["`jet` without a command", LONE_OPTIONS],
  ["Rules: `get`, `watch`, `record`, `export`", RULE_OPTIONS],
  ["Order: `get`, `watch`", SORT_OPTIONS],
  ["End: `watch`, `record`", END_OPTIONS],
];

function toolTables(): string {
  const shared = GROUPS.flatMap(([, options]) => options);
  const tables = GROUPS.map(([title, options]) =>
    `**${title}**\n\n${
      markdownTable(options, options === CONNECTION_OPTIONS ? [VARIABLE] : [])
    }`
  );
  for (const { name, options } of COMMANDS) {
    const own = options.filter((option) => !shared.includes(option));
    if (name === "daemon" || own.length === 0) continue;
    tables.push(`**\`jet ${name}\`**\n\n${markdownTable(own)}`);
  }
  return tables.join("\n\n");
}

/** The tables by the files and the comments that stand before them. */
const TABLES: readonly (readonly [string, string, () => string])[] = [
  [
    "docs/daemon.md",
    "<!-- options of the daemon -->",
    () => markdownTable(DAEMON_OPTIONS, [VARIABLE, KEY]),
  ],
  ["docs/tools.md", "<!-- options of the tools -->", toolTables],
];

/** The docs as they are, and with the tables of the programs. */
export async function documents(): Promise<
  { file: string; written: string; made: string }[]
> {
  return await Promise.all(TABLES.map(async ([file, begin, table]) => {
    const written = await Deno.readTextFile(ROOT + file);
    const from = written.indexOf(begin);
    const to = written.indexOf("<!-- end -->", from);
    if (from === -1 || to === -1) throw new Error(`no ${begin} in ${file}`);
    const head = written.slice(0, from + begin.length);
    const made = `${head}\n\n${table()}\n\n${written.slice(to)}`;
    return { file, written, made };
  }));
}

if (import.meta.main) {
  for (const { file, made } of await documents()) {
    await Deno.writeTextFile(ROOT + file, made);
  }
}
