/**
 * Paths that messages about an owner's elements concern.
 *
 * @module
 */

/** The path that a message concerns. */
export interface Concern {
  readonly path: string;
  /** Whether it concerns all paths below this one, too. */
  readonly isBelow: boolean;
}

/** A collection of {@linkcode Concern}s; it may have one several times. */
export class ConcernedPaths {
  readonly #separator: string;
  readonly #exact = new Map<string, number>();
  readonly #below: string[] = [];

  constructor(separator: string) {
    this.#separator = separator;
  }

  add({ path, isBelow }: Concern): void {
    if (isBelow) this.#below.push(path);
    else this.#exact.set(path, (this.#exact.get(path) ?? 0) + 1);
  }

  delete({ path, isBelow }: Concern): void {
    if (isBelow) {
      const at = this.#below.indexOf(path);
      if (at >= 0) this.#below.splice(at, 1);
      return;
    }
    const count = this.#exact.get(path) ?? 0;
    if (count > 1) this.#exact.set(path, count - 1);
    else this.#exact.delete(path);
  }

  get isEmpty(): boolean {
    return this.#exact.size + this.#below.length === 0;
  }

  /** Whether it has a path that another concern has as well. */
  meets({ path, isBelow }: Concern): boolean {
    if (this.#exact.has(path)) return true;
    for (const node of this.#below) {
      if (this.#isBelow(path, node)) return true;
      if (isBelow && this.#isBelow(node, path)) return true;
    }
    if (!isBelow) return false;
    for (const each of this.#exact.keys()) {
      if (this.#isBelow(each, path)) return true;
    }
    return false;
  }

  #isBelow(path: string, node: string): boolean {
    return path === node || node === "" ||
      path.startsWith(node + this.#separator);
  }
}
