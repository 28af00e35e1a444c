/**
 * Methods of the daemon for operators.
 *
 * @module
 */
import { NotFound, type Peer } from "../../peer.ts";

/** Lists the connections. */
export const PEERS_PATH = "$jet/peers";
/** Ends connections, given by their ids. */
export const KICK_PATH = "$jet/kick";
/** Gives figures of the daemon, and how often each limit was reached. */
export const STATUS_PATH = "$jet/status";
/** Lists the tokens of users. */
export const TOKENS_PATH = "$jet/tokens";
/** Makes a token. */
export const CREATE_TOKEN_PATH = "$jet/tokens/create";
/** Revokes tokens, given by their ids. */
export const REVOKE_TOKEN_PATH = "$jet/tokens/revoke";

/**
 * Calls such a method.
 *
 * @throws {Error} if the daemon does not have it for this peer.
 */
export async function request(
  peer: Peer,
  path: string,
  args: readonly unknown[] | Readonly<Record<string, unknown>>,
): Promise<unknown> {
  try {
    return await peer.call(path, args);
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    throw new Error(
      "the daemon allows that to administrators (--user), or without users to this machine",
    );
  }
}

/**
 * Calls one whose result is a list.
 *
 * @throws {Error} if the daemon does not have it for this peer.
 */
export async function administer(
  peer: Peer,
  path: string,
  args: readonly unknown[],
): Promise<unknown[]> {
  const result = await request(peer, path, args);
  if (Array.isArray(result)) return result;
  throw new TypeError("the daemon answers with no list");
}
