/**
 * Upgrades by means of the runtime that this program runs in.
 *
 * @module
 */
import type { EmbeddedServer } from "./server.ts";

/** Loads the upgrades of the current runtime. */
export async function currentEmbeddedServer(): Promise<EmbeddedServer> {
  return "Deno" in globalThis
    ? (await import("./deno.ts")).embeddedServer
    : (await import("./bun.ts")).embeddedServer;
}
