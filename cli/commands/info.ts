/**
 * `jet info`: name, version and features of the daemon.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import { request, STATUS_PATH } from "../data/administration.ts";
import type { Command } from "../shell/command.ts";
import { clusterRows } from "../print/cluster_rows.ts";
import { colourJson, sizeText } from "../print/format.ts";
import { pad, printable } from "../print/text.ts";

/** Figures that are bytes, and the units of others. */
const SIZES = ["memory", "backlog"];
const UNITS: Readonly<Record<string, string>> = {
  uptime: " s",
  loopDelay: " ms",
};

/** See the module. */
export const info: Command = {
  name: "info",
  summary: "Print what the daemon says about itself",
  operands: [],
  options: [
    {
      name: "status",
      help: "memory, peers, backlog, and how often each limit was reached",
    },
  ],
  examples: ["jet info --url ws://localhost:11123", "jet info --status"],
  connects: true,
  async run(context) {
    const { given, json, out, style, url, connect } = context;
    await using peer = await connect();
    const begin = performance.now();
    const { name, version, protocolVersion, features } = await peer.info();
    const roundTrip = Number((performance.now() - begin).toFixed(3));
    const status = given.has("status")
      ? await request(peer, STATUS_PATH, [])
      : undefined;
    if (json) {
      return await out.line(
        JSON.stringify({
          url,
          name,
          version,
          protocolVersion,
          features,
          roundTrip,
          status,
        }),
      );
    }
    const rows: [string, string][] = [
      ["url", url],
      ["name", printable(name)],
      ["version", printable(version)],
      ["protocol", printable(protocolVersion)],
      ["round trip", `${roundTrip} ms`],
      ...Object.entries(features).map(([feature, what]): [string, string] => [
        printable(feature),
        colourJson(printable(JSON.stringify(what)), style),
      ]),
    ];
    if (isRecord(status)) rows.push(...statusRows(status));
    const width = Math.max(...rows.map(([label]) => label.length)) + 2;
    for (const [label, text] of rows) {
      await out.line(`${style.dim(pad(label, width))}${text}`);
    }
  },
};

/** The figures of a daemon for people; limits only that were reached. */
function statusRows(status: Readonly<Record<string, unknown>>) {
  const { limits, cluster, ...figures } = status;
  const rows = Object.entries(figures).map((
    [name, value],
  ): [string, string] => [
    printable(name),
    typeof value !== "number"
      ? printable(isRecord(value) ? JSON.stringify(value) : String(value))
      : SIZES.includes(name)
      ? sizeText(value)
      : `${Number(value.toFixed(1))}${UNITS[name] ?? ""}`,
  ]);
  if (isRecord(cluster)) rows.push(...clusterRows(cluster));
  for (const [name, report] of Object.entries(isRecord(limits) ? limits : {})) {
    if (!isRecord(report) || report.reached === 0) continue;
    const { limit, reached } = report;
    rows.push([printable(name), `limit of ${limit} reached ${reached} times`]);
  }
  return rows;
}
