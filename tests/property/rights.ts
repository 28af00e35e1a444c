/**
 * Who may do what, written without the daemon's own code.
 *
 * @module
 */

/** What can be done with an element. */
export type Action = "fetch" | "set" | "call";

/** An account. */
export interface Account {
  readonly name: string;
  readonly admin: boolean;
  readonly fetchGroups: readonly string[];
  readonly setGroups: readonly string[];
  readonly callGroups: readonly string[];
}

/** The password of everybody. */
export const PASSWORD = "secret";

/** All who can log in. */
export const ACCOUNTS: readonly Account[] = [
  {
    name: "john",
    admin: false,
    fetchGroups: ["public"],
    setGroups: [],
    callGroups: ["lab"],
  },
  {
    name: "anna",
    admin: true,
    fetchGroups: ["public", "lab"],
    setGroups: ["lab"],
    callGroups: ["lab"],
  },
  {
    name: "mary",
    admin: false,
    fetchGroups: ["lab"],
    setGroups: ["lab", "public"],
    callGroups: [],
  },
  {
    name: "root",
    admin: true,
    fetchGroups: [],
    setGroups: [],
    callGroups: [],
  },
];

/** The access of an element as its owner wrote it, in either form. */
export interface Access {
  readonly fetchGroups?: readonly string[] | null;
  readonly setGroups?: readonly string[] | null;
  readonly callGroups?: readonly string[] | null;
  readonly read?: string | null;
  readonly write?: string | null;
}

/** Access that owners ask for. */
export const ACCESSES: readonly Access[] = [
  { fetchGroups: ["public"], setGroups: ["lab"], callGroups: ["lab"] },
  { fetchGroups: ["lab"] },
  { fetchGroups: ["lab", "public"], setGroups: [] },
  { fetchGroups: [] },
  { setGroups: ["public"], callGroups: ["public"] },
  {},
  { read: "public", write: "lab" },
  { read: "", write: "lab" },
  { read: "lab", write: "" },
  { read: "all", write: "admin" },
  { read: "admin" },
  { read: "", write: "" },
];

/** Whether a peer that is not the owner may do something. */
export function allowed(
  access: Access | undefined,
  action: Action,
  who: Account | undefined,
  closed: boolean,
): boolean {
  if (access === undefined) return !closed || who !== undefined;
  if ("read" in access || "write" in access) {
    const { read, write } = access;
    if (!read && !write) return !closed || who !== undefined;
    const member = action === "fetch" ? "read" : "write";
    const group = access[member];
    return member in access && (!group || inOne([group], action, who));
  }
  const groups = access[`${action}Groups`];
  if (groups) return inOne(groups, action, who);
  const { fetchGroups, setGroups, callGroups } = access;
  return !fetchGroups && !setGroups && !callGroups && who !== undefined;
}

function inOne(
  groups: readonly string[],
  action: Action,
  who: Account | undefined,
): boolean {
  if (who === undefined) return false;
  if (groups.includes("all")) return true;
  if (groups.includes("admin") && who.admin) return true;
  return groups.some((group) => who[`${action}Groups`].includes(group));
}

/** Whether both mean the same to the daemon, for each user. */
export function isSameAccess(
  one: Access | undefined,
  other: Access | undefined,
): boolean {
  return normal(one) === normal(other);
}

/** Whether an access has no restriction. */
export function isOpen(access: Access | undefined): boolean {
  return normal(access) === "open";
}

function normal(access: Access | undefined): string {
  if (access === undefined) return "open";
  const isPair = "read" in access || "write" in access;
  if (isPair && !access.read && !access.write) return "open";
  return JSON.stringify(access);
}
