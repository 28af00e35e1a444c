/**
 * The members of a cluster, for people.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import { counted, durationText } from "./format.ts";
import { printable } from "./text.ts";

/** A row for the cluster, and one for each member. */
export function clusterRows(
  cluster: Readonly<Record<string, unknown>>,
): [string, string][] {
  const { state, lease, member: own } = cluster;
  const all: readonly unknown[] = Array.isArray(cluster.members)
    ? cluster.members
    : [];
  const members = all.filter(isRecord);
  // By the clock of the log, as all times of members.
  const now = Math.max(...members.map(({ heard }) => Number(heard)));
  const count = counted(members.length, "member");
  return [
    ["cluster", printable(`${state}, ${count}, lease ${lease} s`)],
    ...members.map((member): [string, string] => {
      const { name, version, since, heard, elements } = member;
      const texts = [
        String(version),
        counted(Number(elements), "element"),
        `member for ${durationText(now - Number(since))}`,
        member.member === own
          ? "this daemon"
          : `heard ${durationText(now - Number(heard))} ago`,
      ];
      return [`  ${printable(String(name))}`, printable(texts.join(", "))];
    }),
  ];
}
