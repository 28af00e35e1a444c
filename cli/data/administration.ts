/**
 * Methods of the daemon for who operates it.
 *
 * @module
 */
import { NotFound, type Peer } from "../../peer.ts";

/** Lists the connections. */
export const PEERS_PATH = "$jet/peers";
/** Ends connections, given by their ids. */
export const KICK_PATH = "$jet/kick";

/**
 * Calls such a method.
 *
 * @throws {Error} if the daemon does not have it for this peer.
 */
export async function administer(
  peer: Peer,
  path: string,
  args: readonly unknown[],
): Promise<unknown[]> {
  try {
    const result = await peer.call(path, args);
    if (Array.isArray(result)) return result;
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    throw new Error(
      "the daemon allows that to administrators (--user), or without users to this machine",
    );
  }
  throw new TypeError("the daemon answers with no list");
}
