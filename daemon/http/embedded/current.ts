/**
 * Upgrades by means of the runtime that this program runs in.
 *
 * @module
 */
import type { EmbeddedServer } from "./server.ts";

/**
 * Loads the upgrades of the current runtime.
 *
 * @throws {TypeError} if it has none, as Node.
 */
export async function currentEmbeddedServer(): Promise<EmbeddedServer> {
  if ("Deno" in globalThis) return (await import("./deno.ts")).embeddedServer;
  if ("Bun" in globalThis) return (await import("./bun.ts")).embeddedServer;
  throw new TypeError(
    "this request has no socket to upgrade: see upgradeListener",
  );
}
