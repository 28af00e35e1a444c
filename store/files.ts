/**
 * The runtime's file system.
 *
 * @module
 */
import process from "node:process";

/**
 * `node:fs`, loaded by the first store that has a file: it is the largest of the
 * modules that a daemon on Deno otherwise starts without.
 */
export function files(): typeof import("node:fs") {
  return process.getBuiltinModule("node:fs");
}
