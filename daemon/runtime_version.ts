/**
 * The versions of the runtimes that the daemon is made for.
 *
 * @module
 */

/**
 * The oldest versions that all of it is made for, by their names in
 * `process.versions`: Radar is in text modules, stores need `node:sqlite`.
 */
const OLDEST: readonly (readonly [name: string, version: string])[] = [
  ["deno", "2.8"],
  ["bun", "1.4"],
];

/**
 * What is to be said about a runtime.
 *
 * @param versions As `process.versions`.
 * @returns `undefined` for the versions that the daemon is made for.
 */
export function versionWarning(
  versions: Readonly<Record<string, string | undefined>>,
): string | undefined {
  // Bun says which Node.js it resembles, and so does Deno.
  for (const [name, oldest] of OLDEST) {
    const version = versions[name];
    if (version === undefined) continue;
    return isOlder(version, oldest)
      ? `${name} ${version} is older than ${oldest}, from which on this ` +
        "daemon is tested: some of it may fail"
      : undefined;
  }
  return "the daemon runs on Deno and Bun: elsewhere some of it may fail";
}

function isOlder(version: string, oldest: string): boolean {
  const [major, minor] = version.split(".").map(Number);
  const [oldestMajor, oldestMinor] = oldest.split(".").map(Number);
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}
