/**
 * Figures of a cluster for metrics.
 *
 * @module
 */
import type { ChannelTraffic } from "./channel.ts";
import type { Membership } from "./membership.ts";
import type { Remote } from "./remote.ts";

/** States of a membership. */
export const CLUSTER_STATES = ["joined", "leaderless", "cut off"] as const;

/**
 * What a daemon is in its cluster. "leaderless": adds wait until NATS has elected
 * a leader.
 */
export type ClusterState = typeof CLUSTER_STATES[number];

/** What one daemon exchanges with the member of a name. */
export interface MemberFigures extends Readonly<ChannelTraffic> {
  /** Bytes whose arrival the member has not confirmed. */
  readonly backlog: number;
  /** Number of elements whose newest values wait for room. */
  readonly waitingValues: number;
}

/** What metrics tell of a cluster. */
export interface ClusterFigures {
  readonly state: ClusterState;
  /** Number of members, with this one. */
  readonly members: number;
  /** Number of paths of all members. */
  readonly paths: number;
  /** Milliseconds until the daemon is cut off if the log takes nothing more. */
  readonly leaseLeftMs: number;
  /** Number of entries that the log has taken, and that have not come yet. */
  readonly lag: number;
  /** Milliseconds since an entry of the log was applied. */
  readonly logAgeMs: number;
  /** The other members by their names. */
  readonly others: ReadonlyMap<string, MemberFigures>;
}

/** What a membership is. */
export function stateOf(
  { joined, isStanding }: Pick<Membership, "joined" | "isStanding">,
): ClusterState {
  if (!joined) return "cut off";
  return isStanding ? "leaderless" : "joined";
}

/** The present figures; members of the same name are summed. */
export function figuresOf(
  membership: Membership,
  remotes: Iterable<Remote>,
): ClusterFigures {
  const others = new Map<string, MemberFigures>();
  for (const { member, channel, waitingValues } of remotes) {
    const { traffic } = channel;
    const { name } = member.info;
    const sum = others.get(name);
    others.set(name, {
      messagesIn: traffic.messagesIn + (sum?.messagesIn ?? 0),
      messagesOut: traffic.messagesOut + (sum?.messagesOut ?? 0),
      bytesIn: traffic.bytesIn + (sum?.bytesIn ?? 0),
      bytesOut: traffic.bytesOut + (sum?.bytesOut ?? 0),
      backlog: channel.backlog + (sum?.backlog ?? 0),
      waitingValues: waitingValues + (sum?.waitingValues ?? 0),
    });
  }
  const { directory, leaseLeftMs, lag, logAgeMs } = membership;
  return {
    state: stateOf(membership),
    members: directory.members.size,
    paths: directory.size,
    leaseLeftMs,
    lag,
    logAgeMs,
    others,
  };
}
