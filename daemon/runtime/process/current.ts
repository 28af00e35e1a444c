/**
 * The process that this program runs in.
 *
 * @module
 */
import { processOfDeno } from "./deno.ts";
import { processOfNode } from "./node.ts";
import type { OwnProcess } from "./outside.ts";

/** The process of this program. */
export function currentProcess(): OwnProcess {
  return typeof Deno === "undefined" ? processOfNode() : processOfDeno();
}
