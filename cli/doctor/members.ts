/**
 * Checks what a daemon says of the members of its cluster.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import { counted } from "../print/format.ts";
import { type Finding, findings } from "./finding.ts";

/** Part of a lease after which a member should have been heard of. */
const SILENT_PART = 0.5;

interface MemberReport {
  readonly name: string;
  readonly version: string;
  readonly protocol: number;
  /** By the clock of the log, in milliseconds since 1970. */
  readonly heard: number;
}

function isMember(value: unknown): value is MemberReport {
  return isRecord(value) && typeof value.name === "string";
}

/** Checks the figure `$daemon/cluster`. */
export function checkMembers(report: unknown): Finding[] {
  if (!isRecord(report) || !Array.isArray(report.members)) return [];
  const found = findings("cluster");
  const { state, lease } = report;
  const members = report.members.filter(isMember);
  if (state !== "joined") {
    const text = state === "leaderless"
      ? "NATS has no leader, so adds wait: see the servers of NATS"
      : "the daemon is cut off: see its way to NATS";
    return [found("fail", text)];
  }
  const names = members.map(({ name }) => name).sort();
  const result = [
    found("ok", `${counted(names.length, "member")}: ${names.join(", ")}`),
  ];
  const twice = names.find((name, i) => name === names[i + 1]);
  if (twice !== undefined) {
    const text = `two members are named ${twice}: log and metrics mix them up`;
    result.push(found("warn", `${text}; give each its own --name`));
  }
  result.push(
    ...differing(members, "version", "finish the upgrade"),
    ...differing(members, "protocol", "upgrade the older ones"),
  );
  const now = Math.max(...members.map(({ heard }) => heard));
  for (const { name, heard } of members) {
    const seconds = (now - heard) / 1000;
    if (!(seconds > Number(lease) * SILENT_PART)) continue;
    const text = `${name} was not heard of for ${seconds.toFixed(1)} s`;
    result.push(
      found(
        "warn",
        `${text} of a lease of ${lease} s: is it busy, or cut off?`,
      ),
    );
  }
  return result;
}

function differing(
  members: readonly MemberReport[],
  figure: "version" | "protocol",
  advice: string,
): Finding[] {
  const names = Map.groupBy(members, (member) => member[figure]);
  if (names.size < 2) return [];
  const text = [...names].map(([value, of]) =>
    `${value} (${of.map(({ name }) => name).join(", ")})`
  ).join(" and ");
  return [findings("cluster")("warn", `${figure} ${text}: ${advice}`)];
}
