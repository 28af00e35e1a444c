/**
 * Checkouts that are compared.
 *
 * @module
 */
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { Failure, UsageError } from "../command_line/errors.ts";

const PROJECT = fileURLToPath(new URL("..", import.meta.url));
const SIGNALS = ["SIGINT", "SIGTERM"] as const;
const INTERRUPTED = 130;

/**
 * Folders of checkouts: those that are named, and worktrees of the commits that
 * are named, which end with it.
 */
export class Checkouts implements Disposable {
  /** Their paths, in the order of the names. */
  readonly folders: string[] = [];
  readonly #temp = mkdtempSync(join(tmpdir(), "jet-compare-"));
  readonly #worktrees: string[] = [];

  /**
   * @param names Commits, or folders of checkouts.
   * @throws {UsageError} for a name that is neither.
   */
  constructor(names: readonly string[]) {
    for (const signal of SIGNALS) process.once(signal, this.#interrupt);
    try {
      for (const name of names) {
        this.folders.push(
          existsSync(join(name, "daemon.ts"))
            ? realpathSync(name)
            : this.#checkOut(name),
        );
      }
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  [Symbol.dispose](): void {
    for (const signal of SIGNALS) process.off(signal, this.#interrupt);
    for (const folder of this.#worktrees.splice(0)) {
      git("worktree", "remove", "--force", folder);
    }
    rmSync(this.#temp, { recursive: true, force: true });
  }

  readonly #interrupt = () => {
    this[Symbol.dispose]();
    process.exit(INTERRUPTED);
  };

  #checkOut(name: string): string {
    const commit = `${name}^{commit}`;
    if (git("rev-parse", "--verify", "--quiet", commit).status !== 0) {
      throw new UsageError(`neither a commit nor a checkout: ${name}`);
    }
    const folder = join(this.#temp, `${this.#worktrees.length}`);
    const { status, stderr } = git(
      ...["worktree", "add", "--detach", folder, commit],
    );
    if (status !== 0) throw new Failure(stderr.trim());
    this.#worktrees.push(folder);
    const packages = join(PROJECT, "node_modules");
    if (existsSync(packages)) {
      symlinkSync(packages, join(folder, "node_modules"));
    }
    return folder;
  }
}

function git(...args: string[]): { status: number | null; stderr: string } {
  return spawnSync("git", ["-C", PROJECT, ...args], { encoding: "utf8" });
}
