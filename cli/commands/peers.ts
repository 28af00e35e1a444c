/**
 * `jet peers`: the connections of the daemon.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import { administer, PEERS_PATH } from "../data/administration.ts";
import { columns } from "../print/columns.ts";
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
    const lines = columns(
      COLUMNS,
      rows.map((row) => COLUMNS.map((column) => String(row[column] ?? ""))),
    );
    for (const [index, line] of lines.entries()) {
      await out.line(index === 0 ? style.dim(line) : line);
    }
  },
};
