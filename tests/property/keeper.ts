/**
 * Values that are kept: the disk of a program, and what has to be on it.
 *
 * @module
 */
import type { KeptStore, KeptWrite } from "../../bus/kept/store.ts";

/** A disk that takes values, or does not. */
export class FickleStore implements KeptStore {
  readonly patterns: readonly string[];
  /** Why nothing can be written; `null`: everything can. */
  fault: Error | null = null;
  readonly #later: (task: () => void) => void;

  constructor(patterns: readonly string[], later: (task: () => void) => void) {
    this.patterns = patterns;
    this.#later = later;
  }

  write(_write: KeptWrite, done: (error: Error | null) => void): void {
    const { fault } = this;
    this.#later(() => done(fault));
  }
}

/** Patterns of a program, and the same as plain conditions. */
export const PATTERNS: Readonly<Record<string, (path: string) => boolean>> = {
  "a/bc": (path) => path === "a/bc",
  "b/#": (path) => path === "b" || path.startsWith("b/"),
  "+/b": (path) => path === "a/b" || path === "A/b",
};

/** A value that is kept. */
export interface Kept {
  readonly value: string;
  readonly time: number;
}

/** What has to be on the disk. */
export class Keeper {
  /** Patterns of the states of the daemon's own; `undefined`: nothing is kept. */
  readonly #patterns: readonly string[] | undefined;
  readonly values = new Map<string, Kept>();
  /** Whether the disk takes nothing. */
  fails = false;

  constructor(patterns: readonly string[] | undefined) {
    this.#patterns = patterns;
  }

  /** Whether owners can have values kept. */
  get takes(): boolean {
    return this.#patterns !== undefined;
  }

  /** Whether states with this path are the daemon's own. */
  owns(path: string): boolean {
    return this.#patterns?.some((pattern) => PATTERNS[pattern](path)) ?? false;
  }

  /** Writes a value, or removes it; returns whether that is possible. */
  write(path: string, kept: Kept | undefined): boolean {
    if (this.fails) return false;
    if (kept === undefined) this.values.delete(path);
    else this.values.set(path, kept);
    return true;
  }
}
