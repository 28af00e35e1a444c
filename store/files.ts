/**
 * The runtime's file system.
 *
 * @module
 */

/**
 * `node:fs`, loaded by the first store that has a file: it is the largest of the
 * modules that a daemon on Deno otherwise starts without. Deno loads
 * `node:process` too when `globalThis.process` is first read.
 */
export function files(): typeof import("node:fs") {
  return globalThis.process.getBuiltinModule("node:fs");
}

/** `node:path`, loaded like {@linkcode files}. */
export function paths(): typeof import("node:path") {
  return globalThis.process.getBuiltinModule("node:path");
}

/** Whether a path exists and may be read; without `node:fs` on Deno. */
export function exists(path: string): boolean {
  if (typeof Deno === "undefined") return files().existsSync(path);
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
