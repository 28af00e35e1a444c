/**
 * `jet doctor`: checks a running daemon and its options.
 *
 * @module
 */
import { firstLineOf } from "../../command_line/errors.ts";
import { VERSION } from "../../base/version.ts";
import type { Peer } from "../../peer.ts";
import { type Finding, findings } from "../doctor/finding.ts";
import { printable } from "../print/text.ts";
import type { Command } from "../shell/command.ts";
import type { Context } from "../shell/context.ts";

/** Checks a daemon that answers. */
async function checkDaemon(peer: Peer, url: string): Promise<Finding[]> {
  const { name, version } = await peer.info();
  const found = findings("daemon");
  const result = [found("ok", `${name} ${version} answers at ${url}`)];
  if (version !== VERSION) {
    result.push(
      found(
        "warn",
        `the daemon has version ${version}, this program ${VERSION}`,
      ),
    );
  }
  const { checkFigures, checkClock } = await import("../doctor/figures.ts");
  result.push(...await checkFigures(peer), ...await checkClock(peer));
  return result;
}

async function check({ urls, connect, given }: Context): Promise<Finding[]> {
  const result: Finding[] = [];
  for (const url of urls) {
    try {
      await using peer = await connect({}, [url]);
      result.push(...await checkDaemon(peer, url));
    } catch (error) {
      const { explainUnreachable } = await import("../doctor/reach.ts");
      const found = findings("daemon");
      result.push(found("fail", `${url}: ${firstLineOf(error)}`));
      result.push(found("fail", await explainUnreachable(url)));
    }
  }
  const config = given.text("config");
  if (config !== undefined) {
    const { checkOptions } = await import("../doctor/options.ts");
    result.push(...await checkOptions(config));
  }
  return result;
}

/** See the module. */
export const doctor: Command = {
  name: "doctor",
  summary: "Check a daemon and its options, and say what to change",
  details:
    `Without a daemon it says what is at the address instead. With --config also the
options and files that the daemon is started with are checked, on its machine.
Exit code 1 if something has to be changed (fail), else 0.`,
  operands: [],
  options: [{
    name: "config",
    value: "FILE",
    help: "options of the daemon, as in its own --config",
    complete: "file",
  }],
  examples: ["jet doctor", "jet doctor --config /etc/jet.json --json"],
  connects: true,
  async run(context) {
    const { out, json } = context;
    const result = await check(context);
    for (const finding of result) {
      const { grade, check, text } = finding;
      await out.line(
        json
          ? JSON.stringify(finding)
          : `${grade.padEnd(5)}${check}: ${printable(text)}`,
      );
    }
    return result.some(({ grade }) => grade === "fail") ? 1 : 0;
  },
};
