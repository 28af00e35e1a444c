/**
 * `jet peers`: the connections of the daemon.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import { administer, PEERS_PATH } from "../data/administration.ts";
import { pad, printable, widthOf } from "../print/text.ts";
import type { Command } from "../shell/command.ts";

const COLUMNS = [
  "id",
  "name",
  "user",
  "transport",
  "remote",
  "dialect",
  "elements",
  "fetches",
  "backlog",
] as const;

/** See the module. */
export const peers: Command = {
  name: "peers",
  summary: "List the connections of the daemon",
  details:
    `For administrators; without users for connections from the daemon's machine.
With --json each connection is a line.`,
  operands: [],
  options: [],
  examples: ["jet peers --user root", "jet peers --json | jq .remote"],
  connects: true,
  async run({ json, out, style, connect }) {
    await using peer = await connect();
    const rows = (await administer(peer, PEERS_PATH, [])).filter(isRecord);
    if (json) {
      for (const row of rows) await out.line(JSON.stringify(row));
      return;
    }
    const texts = rows.map((row) =>
      COLUMNS.map((column) => printable(String(row[column] ?? "")))
    );
    const widths = COLUMNS.map((column, i) =>
      Math.max(column.length, ...texts.map((row) => widthOf(row[i])))
    );
    const line = (cells: readonly string[]) =>
      cells.map((cell, i) => pad(cell, widths[i])).join("  ").trimEnd();
    await out.line(style.dim(line(COLUMNS)));
    for (const row of texts) await out.line(line(row));
  },
};
