/**
 * Writing by the clients of tests.
 *
 * @module
 */
import { within } from "./within.ts";

/** Writes all of the bytes; the daemon has to go on reading them. */
export async function writeAll(
  conn: Deno.Conn,
  bytes: Uint8Array,
): Promise<void> {
  let at = 0;
  while (at < bytes.length) {
    at += await within(conn.write(bytes.subarray(at)), "the daemon reads");
  }
}
