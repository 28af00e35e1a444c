/**
 * `jet info`: name, version and features of the daemon.
 *
 * @module
 */
import type { Command } from "../shell/command.ts";
import { colourJson } from "../print/format.ts";
import { pad, printable } from "../print/text.ts";

/** See the module. */
export const info: Command = {
  name: "info",
  summary: "Print what the daemon says about itself",
  operands: [],
  options: [],
  examples: ["jet info --url ws://localhost:11123"],
  connects: true,
  async run({ json, out, style, url, connect }) {
    await using peer = await connect();
    const begin = performance.now();
    const { name, version, protocolVersion, features } = await peer.info();
    const roundTrip = Number((performance.now() - begin).toFixed(3));
    if (json) {
      return await out.line(
        JSON.stringify({
          url,
          name,
          version,
          protocolVersion,
          features,
          roundTrip,
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
    const width = Math.max(...rows.map(([label]) => label.length)) + 2;
    for (const [label, text] of rows) {
      await out.line(`${style.dim(pad(label, width))}${text}`);
    }
  },
};
