/**
 * The HTTP server of the runtime that this program runs in.
 *
 * @module
 */
import type { HttpServer } from "./server.ts";

/** Loads the HTTP server of the current runtime. */
export async function currentHttpServer(): Promise<HttpServer> {
  return "Deno" in globalThis
    ? (await import("./deno.ts")).httpServer
    : (await import("./bun.ts")).httpServer;
}
