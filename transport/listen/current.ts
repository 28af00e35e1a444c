/**
 * The listening sockets of the runtime that this program runs in.
 *
 * @module
 */
import type { Sockets } from "./listener.ts";

/** Loads the sockets of the current runtime. */
export async function currentSockets(): Promise<Sockets> {
  return "Deno" in globalThis
    ? (await import("./deno.ts")).sockets
    : (await import("./bun.ts")).sockets;
}
