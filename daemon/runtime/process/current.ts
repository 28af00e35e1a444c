/**
 * The process that this program runs in.
 *
 * @module
 */
import { processOfBun } from "./bun.ts";
import { processOfDeno } from "./deno.ts";
import { processOfNode } from "./node.ts";
import type { OwnProcess } from "./outside.ts";

/** The process of this program. */
export function currentProcess(): OwnProcess {
  if ("Deno" in globalThis) return processOfDeno();
  return "Bun" in globalThis ? processOfBun() : processOfNode();
}
