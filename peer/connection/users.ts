/**
 * Users, as peers log in.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import {
  ConnectionClosed,
  JetError,
  Unauthorized,
} from "../../protocol/errors/classes.ts";

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

/**
 * The daemon's answer to a login.
 *
 * @throws {Unauthorized} if it is none.
 * @throws {ConnectionClosed} if the connection ends before.
 */
export async function authenticated(
  { user }: Record<string, unknown>,
  asked: Promise<unknown>,
): Promise<unknown> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof JetError)) throw error;
    if (error instanceof ConnectionClosed) throw error;
    if (error instanceof Unauthorized) throw error;
    throw new Unauthorized(
      `the daemon does not let ${user} in: ${error.message}`,
    );
  }
}

function texts(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((each) => typeof each === "string")
    : [];
}
