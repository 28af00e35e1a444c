/**
 * The daemons of a cluster, as each of them reports them.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";

/** Part of a lease after which a member should have been heard of. */
const SILENT_PART = 0.5;

/** A daemon of a cluster. */
export interface ClusterMember {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly elements: number;
  /** Milliseconds since it joined; `undefined`: an older daemon reports. */
  readonly ageMs: number | undefined;
  /** Milliseconds for which it was not heard of. */
  readonly silentMs: number | undefined;
  /** Whether that is long for its lease. */
  readonly isSilent: boolean;
  /** Whether it is the daemon of this page. */
  readonly own: boolean;
}

/** A cluster. */
export interface ClusterReport {
  /** What the daemon of this page is in it, such as "joined". */
  readonly state: string;
  /** The daemon of this page is the first, the others are by name. */
  readonly members: readonly ClusterMember[];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** Reads what a daemon says of its cluster. `undefined`: it is on its own. */
export function readCluster(raw: unknown): ClusterReport | undefined {
  if (!isRecord(raw) || !Array.isArray(raw.members)) return undefined;
  const records = raw.members.filter(isRecord);
  // Times are those of the log, whose clock is not that of the page.
  const now = Math.max(...records.map(({ heard }) => numberOf(heard) ?? 0));
  const before = (time: unknown) => {
    const ms = numberOf(time);
    return ms === undefined ? undefined : now - ms;
  };
  const silentFrom = (numberOf(raw.lease) ?? Infinity) * 1000 * SILENT_PART;
  const members = records.map((one): ClusterMember => {
    const silentMs = before(one.heard);
    return {
      id: textOf(one.member),
      name: textOf(one.name),
      version: textOf(one.version),
      elements: numberOf(one.elements) ?? 0,
      ageMs: before(one.since),
      silentMs,
      isSilent: (silentMs ?? 0) > silentFrom,
      own: one.member === raw.member,
    };
  });
  members.sort((a, b) =>
    Number(b.own) - Number(a.own) || a.name.localeCompare(b.name, "en") ||
    (a.id < b.id ? -1 : 1)
  );
  return { state: textOf(raw.state), members };
}
