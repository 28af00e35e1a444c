/**
 * `jet backup`, `jet restore`: the files of a daemon.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ParsedArgs } from "../../command_line/arguments.ts";
import { Failure } from "../../command_line/errors.ts";
import type { Option } from "../../command_line/option.ts";
import { DAEMON_OPTIONS } from "../../daemon/options/table.ts";
import { sizeText } from "../print/format.ts";
import type { Command } from "../shell/command.ts";
import type { Context } from "../shell/context.ts";

/** Options of the daemon that say where its files are. */
const HELP: Readonly<Record<string, string>> = {
  "config": "the daemon's file of options",
  "gun-store": "the file of GUN's graph",
  "keep-file": "the file of kept values",
};
const NAMES = Object.keys(HELP);
const OPTIONS: readonly Option[] = DAEMON_OPTIONS
  .filter(({ name }) => name in HELP)
  .map((option) => ({ ...option, help: HELP[option.name] }));

/** The options of the daemon, as they are written for it. */
function daemonArguments(given: ParsedArgs): string[] {
  return NAMES.flatMap((name) => {
    const text = given.text(name);
    return text === undefined ? [] : [`--${name}`, text];
  });
}

async function filesOf({ given, env }: Context) {
  const daemon = await import("../../daemon/backup.ts");
  const files = await daemon.storedFiles(daemonArguments(given), env);
  return { ...daemon, files };
}

/** See the module. */
export const backup: Command = {
  name: "backup",
  summary: "Copy the files of a daemon, which may be running",
  details:
    `FOLDER gets gun.db (GUN's graph) and kept.db (kept values), each as it is at one
moment; files of these names are replaced. The files are found by the options
that the daemon has, on its machine, by a user who may read and write them.`,
  operands: [{ name: "FOLDER", complete: "file" }],
  options: OPTIONS,
  examples: [
    "jet backup /backup/jet",
    'jet backup "/backup/$(date +%F)" --config /etc/jet.json',
  ],
  connects: false,
  async run(context) {
    const { given, json, out, say } = context;
    const { files, backUp } = await filesOf(context);
    const copies = backUp(files, given.operands[0]);
    for (const { from, to, bytes } of copies) {
      if (bytes === undefined) {
        say(`${from} is not there`);
        continue;
      }
      await out.line(
        json
          ? JSON.stringify({ from, to, bytes })
          : `${from} to ${to}, ${sizeText(bytes)}`,
      );
    }
    if (copies.every(({ bytes }) => bytes === undefined)) {
      throw new Failure("there was nothing to copy");
    }
  },
};

/** See the module. */
export const restore: Command = {
  name: "restore",
  summary: "Put a backup in the place of a stopped daemon's files",
  details:
    `What FOLDER has of gun.db and kept.db is checked and copied. The former files
stay beside the new ones, with -before at the end of their names.`,
  operands: [{ name: "FOLDER", complete: "file" }],
  options: OPTIONS,
  examples: ["jet restore /backup/jet --config /etc/jet.json"],
  connects: false,
  async run(context) {
    const { given, json, out } = context;
    const [folder] = given.operands;
    const { files, restore } = await filesOf(context);
    const there = files.filter(({ name }) => existsSync(join(folder, name)));
    if (there.length === 0) throw new Failure(`no backup is in ${folder}`);
    for (const file of there) {
      const { from, to } = restore(file, folder);
      await out.line(
        json ? JSON.stringify({ from, to }) : `${from} to ${to}`,
      );
    }
  },
};
