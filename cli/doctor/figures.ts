/**
 * Checks the figures of a running daemon, and its clock.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import type { Peer } from "../../peer.ts";
import { type Finding, findings } from "./finding.ts";
import { checkMembers } from "./members.ts";

/** Delay of the event loop that peers notice, in ms. */
const LONG_DELAY_MS = 250;
/** Difference of clocks that is worth a word, in ms. */
const SKEW_MS = 2000;

/** Time between two updates of the figures, in ms. */
const UPDATE_MS = 1000;
/** A figure that is updated at each question. */
const UPTIME = "$daemon/uptime";

/** Checks what the daemon says of itself; peers may not be allowed to ask. */
export async function checkFigures(peer: Peer): Promise<Finding[]> {
  const figures = await peer.get({ path: { startsWith: "$daemon/" } })
    .catch(() => []);
  return figures.flatMap(({ path, value }) => {
    switch (path) {
      case "$daemon/loopDelay":
        return checkDelay(Number(value));
      case "$daemon/untrustedForwards":
        return checkForwards(Number(value));
      case "$daemon/limits":
        return checkLimits(value);
      case "$daemon/cluster":
        return checkMembers(value);
      default:
        return [];
    }
  });
}

function checkDelay(delayMs: number): Finding[] {
  if (!(delayMs > LONG_DELAY_MS)) return [];
  const text = `the event loop was ${Math.round(delayMs)} ms late`;
  return [findings("daemon")("warn", `${text}: the machine is too busy`)];
}

function checkForwards(count: number): Finding[] {
  if (!(count > 0)) return [];
  return [
    findings("proxy")(
      "warn",
      `${count} requests came through a proxy that is not in --trust-proxy: all ` +
        "its clients count as one, and as programs of this machine if it is here",
    ),
  ];
}

function checkLimits(limits: unknown): Finding[] {
  const found = findings("daemon");
  return Object.entries(isRecord(limits) ? limits : {}).flatMap(
    ([name, report]) => {
      if (!isRecord(report) || !(Number(report.reached) > 0)) return [];
      const text = `limit ${name} (${report.limit}) was reached`;
      return [
        found(
          "warn",
          `${text} ${report.reached} times; peers that it ended are in the log`,
        ),
      ];
    },
  );
}

/** Compares the daemon's clock with that of this machine. */
export async function checkClock(peer: Peer): Promise<Finding[]> {
  const before = Date.now();
  const rows = await peer.get({ path: { equals: UPTIME }, times: true })
    .catch(() => []);
  const time = rows[0]?.time;
  return time === undefined ? [] : [clockFinding(time, before, Date.now())];
}

/**
 * What is to be said of the time of a figure, in ms since 1970.
 *
 * @param before This machine's time when it was asked for.
 * @param after This machine's time when it had come.
 */
export function clockFinding(
  time: number,
  before: number,
  after: number,
): Finding {
  const found = findings("clock");
  const ahead = Math.max(time - after, 0);
  // If others ask too it was stamped up to a second before.
  const behind = Math.max(before - UPDATE_MS - time, 0);
  const skew = ahead + behind;
  if (skew < SKEW_MS) return found("ok", "the daemon has this machine's time");
  const seconds = (skew / 1000).toFixed(skew < 60_000 ? 1 : 0);
  return found(
    "warn",
    `the daemon's clock is ${seconds} s ${ahead > 0 ? "ahead" : "behind"}: ` +
      "the ends of tokens and certificates and the times of states depend on " +
      "it. Set both by NTP; if that was done since it started, start it anew",
  );
}
