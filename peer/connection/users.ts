/**
 * Users, as peers log in.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";

/** Credentials of a peer. */
export interface PeerCredentials {
  readonly user: string;
  readonly password: string | undefined;
}

/** The groups of a user; empty if the daemon does not send them. */
export interface UserRights {
  /** Groups whose elements the user may fetch. */
  readonly fetchGroups: readonly string[];
  /** Groups whose states the user may set. */
  readonly setGroups: readonly string[];
  /** Groups whose methods the user may call. */
  readonly callGroups: readonly string[];
}

/** Reads the answer to `authenticate`. */
export function readRights(result: unknown): UserRights {
  const rights = isRecord(result) ? result : {};
  return {
    fetchGroups: texts(rights.fetchGroups),
    setGroups: texts(rights.setGroups),
    callGroups: texts(rights.callGroups),
  };
}

function texts(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((each) => typeof each === "string")
    : [];
}
