/**
 * The daemons of a cluster, as each of them reports them.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";

/** A daemon of a cluster. */
export interface ClusterMember {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly elements: number;
  /** Whether it is the daemon of this page. */
  readonly own: boolean;
}

/**
 * Reads the daemons of a cluster; the one of the page is the first, the others
 * are in the order of their names. `undefined`: it is on its own.
 */
export function readMembers(raw: unknown): ClusterMember[] | undefined {
  if (!isRecord(raw) || !Array.isArray(raw.members)) return undefined;
  const members: ClusterMember[] = [];
  for (const one of raw.members) {
    if (!isRecord(one)) continue;
    const { member, name, version, elements } = one;
    members.push({
      id: typeof member === "string" ? member : "",
      name: typeof name === "string" ? name : "",
      version: typeof version === "string" ? version : "",
      elements: typeof elements === "number" ? elements : 0,
      own: member === raw.member,
    });
  }
  return members.sort((a, b) =>
    Number(b.own) - Number(a.own) || a.name.localeCompare(b.name, "en") ||
    (a.id < b.id ? -1 : 1)
  );
}
