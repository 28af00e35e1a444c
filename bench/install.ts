/**
 * Installs what measured programs need, where it is missing.
 *
 * @module
 */
import { Failure } from "../command_line/errors.ts";

/**
 * Runs a command in a folder, unless what it installs is there already.
 *
 * @param installed A path below the folder.
 * @throws {Failure} if it fails.
 */
export async function install(
  folder: URL,
  installed: string,
  [program, ...args]: readonly string[],
): Promise<void> {
  try {
    await Deno.stat(new URL(installed, folder));
    return;
  } catch { /* not yet */ }
  const command = [program, ...args].join(" ");
  console.error(`${command} in ${folder.pathname}`);
  try {
    const { success, stderr } = await new Deno.Command(program, {
      args,
      cwd: folder,
    }).output();
    if (success) return;
    throw new Failure(`${command}: ${new TextDecoder().decode(stderr).trim()}`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Failure(`${command}: there is no ${program}`);
  }
}

/** Installs the packages of a checkout, which Bun does not fetch by itself. */
export function installForBun(checkout: URL): Promise<void> {
  const command = ["bun", "install", "--frozen-lockfile"];
  return install(checkout, "node_modules", command);
}

/** Installs the packages of a folder from npm; one of them shows that it was done. */
export function installFromNpm(folder: URL, name: string): Promise<void> {
  const command = ["npm", "install", "--no-audit", "--no-fund"];
  return install(folder, `node_modules/${name}/package.json`, command);
}
