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
  // Number of exact paths below each node.
  readonly #nodes = new Map<string, number>();
  readonly #below: string[] = [];

  constructor(separator: string) {
    this.#separator = separator;
  }

  add({ path, isBelow }: Concern): void {
    if (isBelow) this.#below.push(path);
    else {
      count(this.#exact, path, 1);
      for (const node of this.#nodesOf(path)) count(this.#nodes, node, 1);
    }
  }

  delete({ path, isBelow }: Concern): void {
    if (isBelow) {
      const at = this.#below.indexOf(path);
      if (at >= 0) this.#below.splice(at, 1);
      return;
    }
    count(this.#exact, path, -1);
    for (const node of this.#nodesOf(path)) count(this.#nodes, node, -1);
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
    return isBelow && this.#hasBelow(path);
  }

  /** Whether it has a path, or one above or below it. */
  isInTheWayOf(path: string): boolean {
    if (this.isEmpty) return false;
    if (this.meets({ path, isBelow: true })) return true;
    return this.#nodesOf(path).some((node) => this.#exact.has(node));
  }

  #hasBelow(node: string): boolean {
    return node === "" ? this.#exact.size > 0 : this.#nodes.has(node);
  }

  #nodesOf(path: string): string[] {
    const nodes: string[] = [];
    for (
      let at = path.lastIndexOf(this.#separator);
      at > 0;
      at = path.lastIndexOf(this.#separator, at - 1)
    ) nodes.push(path.slice(0, at));
    return nodes;
  }

  #isBelow(path: string, node: string): boolean {
    return path === node || node === "" ||
      path.startsWith(node + this.#separator);
  }
}

function count(counts: Map<string, number>, path: string, by: number): void {
  const sum = (counts.get(path) ?? 0) + by;
  if (sum > 0) counts.set(path, sum);
  else counts.delete(path);
}
