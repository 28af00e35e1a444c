/**
 * `jet doctor`: checks a running daemon and its options.
 *
 * @module
 */
import { firstLineOf } from "../../command_line/errors.ts";
import { VERSION } from "../../base/version.ts";
import { isRecord } from "../../base/narrowing.ts";
import type { Peer } from "../../peer.ts";
import { type Finding, findings } from "../doctor/finding.ts";
import { printable } from "../print/text.ts";
import type { Command } from "../shell/command.ts";
import type { Context } from "../shell/context.ts";

/** Delay of the event loop that peers notice, in ms. */
const LONG_DELAY_MS = 250;

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
  const figures = await peer.get({ path: { startsWith: "$daemon/" } })
    .catch(() => []);
  for (const { path, value } of figures) {
    if (path === "$daemon/loopDelay" && Number(value) > LONG_DELAY_MS) {
      const text = `the event loop was ${Math.round(Number(value))} ms late`;
      result.push(found("warn", `${text}: the machine is too busy`));
    }
    if (path !== "$daemon/limits" || !isRecord(value)) continue;
    for (const [limit, report] of Object.entries(value)) {
      if (!isRecord(report) || !(Number(report.reached) > 0)) continue;
      const text = `limit ${limit} (${report.limit}) was reached`;
      result.push(
        found("warn", `${text} ${report.reached} times: the log says by whom`),
      );
    }
  }
  return result;
}

async function check({ url, connect, given }: Context): Promise<Finding[]> {
  const result: Finding[] = [];
  try {
    await using peer = await connect();
    result.push(...await checkDaemon(peer, url));
  } catch (error) {
    const { explainUnreachable } = await import("../doctor/reach.ts");
    const found = findings("daemon");
    result.push(found("fail", `${url}: ${firstLineOf(error)}`));
    result.push(found("fail", await explainUnreachable(url)));
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
