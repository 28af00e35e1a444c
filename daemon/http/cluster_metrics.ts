/**
 * Metrics of a cluster.
 *
 * @module
 */
import {
  CLUSTER_STATES,
  type ClusterFigures,
  type MemberFigures,
} from "../../cluster/figures.ts";
import type { Exposition, Labels } from "./exposition.ts";

/** What the metrics need of a daemon's part in a cluster. */
export interface ClusterMonitor {
  /** `undefined`: NATS was not reached yet. */
  readonly figures: ClusterFigures | undefined;
  /** How often the daemon was cut off. */
  readonly cutOffs: number;
  /** Why it serves no peers now, if it is cut off. */
  readonly cutOff: string | undefined;
}

/** Adds the metrics. The labels are names of daemons, as they were started. */
export function exposeCluster(
  out: Exposition,
  { figures, cutOffs }: ClusterMonitor,
): void {
  const state = figures?.state ?? "cut off";
  out.gauges(
    "jet_cluster_state",
    "1 for what the daemon is in its cluster",
    CLUSTER_STATES.map((one) => [{ state: one }, one === state ? 1 : 0]),
  );
  out.counter(
    "jet_cluster_cut_offs",
    "How often the daemon was cut off",
    cutOffs,
  );
  if (figures === undefined) return;
  const { members, paths, leaseLeftMs, lag, logAgeMs, others } = figures;
  out.gauge("jet_cluster_members", "Members, with this daemon", members);
  out.gauge("jet_cluster_paths", "Paths of all members", paths);
  out.gauge(
    "jet_cluster_lease_left_seconds",
    "Time until the daemon is cut off if NATS takes nothing more",
    leaseLeftMs / 1000,
  );
  out.gauge(
    "jet_cluster_lag_entries",
    "Entries that NATS has taken, and that have not come back",
    lag,
  );
  out.gauge(
    "jet_cluster_log_age_seconds",
    "Time since an entry of the log came",
    logAgeMs / 1000,
  );
  out.counters(
    "jet_cluster_messages",
    "Messages of NATS between this daemon and another member",
    byDirection(others, "messagesIn", "messagesOut"),
  );
  out.counters(
    "jet_cluster_message_bytes",
    "Their bytes",
    byDirection(others, "bytesIn", "bytesOut"),
  );
  out.gauges(
    "jet_cluster_backlog_bytes",
    "Output whose arrival the member has not confirmed",
    byMember(others, "backlog"),
  );
  out.gauges(
    "jet_cluster_waiting_values",
    "States whose newest values wait for a member that is too slow",
    byMember(others, "waitingValues"),
  );
}

type Samples = (readonly [Labels, number])[];

function byMember(
  others: ReadonlyMap<string, MemberFigures>,
  figure: keyof MemberFigures,
  more: Labels = {},
): Samples {
  return [...others].map((
    [member, figures],
  ) => [{ member, ...more }, figures[figure]]);
}

function byDirection(
  others: ReadonlyMap<string, MemberFigures>,
  incoming: keyof MemberFigures,
  outgoing: keyof MemberFigures,
): Samples {
  return [
    ...byMember(others, incoming, { direction: "in" }),
    ...byMember(others, outgoing, { direction: "out" }),
  ];
}
