/**
 * Backups of what a daemon has on the disk: GUN's graph and kept values. They
 * are made by another program than the daemon, which may go on meanwhile.
 *
 * @module
 */
import { mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Environment } from "../command_line/arguments.ts";
import { GRAPH_FORM, IN_MEMORY } from "../gun/store/open.ts";
import { copyDatabase, restoreDatabase } from "../store/copy.ts";
import type { DatabaseForm } from "../store/database.ts";
import { KEPT } from "./kept/kind.ts";
import { readOptions } from "./options/read.ts";

/** A file of a daemon, and its name in a backup. */
export interface StoredFile {
  readonly name: "gun.db" | "kept.db";
  readonly path: string;
  readonly form: DatabaseForm;
}

/**
 * The files of a daemon that is started with these options.
 *
 * @throws {UsageError} if the options are invalid.
 */
export async function storedFiles(
  args: readonly string[],
  env: Environment,
): Promise<StoredFile[]> {
  // The patterns don't matter: without any there would be no file.
  const all = [...args, "--keep", "#"];
  const task = await readOptions(all, env, (file) => readFile(file, "utf8"));
  if (!("run" in task)) return [];
  const { gun, keep } = task.run.daemon;
  const files: StoredFile[] = [];
  if (gun?.store !== undefined && gun.store !== IN_MEMORY) {
    files.push({ name: "gun.db", path: gun.store, form: GRAPH_FORM });
  }
  if (keep !== undefined && keep.file !== IN_MEMORY) {
    files.push({ name: "kept.db", path: keep.file, form: KEPT.form });
  }
  return files;
}

/** A file that was copied. */
export interface Copied {
  readonly from: string;
  readonly to: string;
  /** Size of the copy; `undefined`: there was nothing to copy. */
  readonly bytes: number | undefined;
}

/**
 * Copies a daemon's files into a folder.
 *
 * @throws {Error} if one can't be copied.
 */
export function backUp(
  files: readonly StoredFile[],
  folder: string,
): Copied[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return files.map(({ name, path, form }) => {
    const to = join(folder, name);
    return { from: path, to, bytes: copyDatabase(path, to, form) };
  });
}

/**
 * Puts a backup in the place of a daemon's files.
 *
 * @throws {StoreLocked} if the daemon is running.
 * @throws {Error} if a file is damaged, or can't be written.
 */
export function restore(file: StoredFile, folder: string): Copied {
  const from = join(folder, file.name);
  restoreDatabase(from, file.path, file.form);
  return { from, to: file.path, bytes: undefined };
}
