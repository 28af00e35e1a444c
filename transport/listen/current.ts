/**
 * The listening sockets of the runtime that this program runs in.
 *
 * @module
 */
import type { Sockets } from "./listener.ts";

/** Loads the sockets of the current runtime. */
export async function currentSockets(): Promise<Sockets> {
  if ("Deno" in globalThis) return (await import("./deno.ts")).sockets;
  if ("Bun" in globalThis) return (await import("./bun.ts")).sockets;
  return (await import("./node.ts")).sockets;
}
