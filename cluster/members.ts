/**
 * What operators see of the members.
 *
 * @module
 */
import type { LeaveReason, Member } from "./directory.ts";
import { stateOf } from "./figures.ts";
import type { Membership } from "./membership.ts";

/** The members, as `info` and the figures of a daemon have them. */
export function infoOf(membership: Membership): unknown {
  const { id, directory } = membership;
  return {
    member: id,
    state: stateOf(membership),
    // In seconds.
    lease: membership.leaseMs / 1000,
    entries: directory.sequence,
    members: [...directory.members.values()].map((member) => ({
      member: member.id,
      name: member.info.name,
      version: member.info.version,
      protocol: member.info.protocol,
      since: member.joinedAt,
      heard: member.lastTime,
      elements: member.places.size,
    })),
  };
}

/** What the log of a daemon says when it has joined. */
export function joinText({ id, directory }: Membership): string {
  const names: string[] = [];
  for (const member of directory.members.values()) {
    if (member.id !== id) names.push(member.info.name);
  }
  const others = names.length === 0
    ? "it is the only one"
    : `with ${names.sort().join(", ")}`;
  return `joined the cluster: ${others}`;
}

/** What the log of a daemon says when another one has ended. */
export function leftText(
  { info: { name }, places: { size } }: Member,
  reason: LeaveReason,
): string {
  if (reason === "left") return `${name} has left the cluster`;
  if (reason === "replaced") return `${name} joins the cluster anew`;
  const elements = size === 1 ? "element is" : "elements are";
  return `${name} was not heard of for a lease: its ${size} ${elements} gone`;
}
