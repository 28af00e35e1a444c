/**
 * What was removed lately, so that a stream can go on where it was cut.
 *
 * @module
 */
import type { RemovedElement } from "../../bus/elements/stamps.ts";

/** Most removals that are remembered. */
const MAX_REMOVALS = 10_000;

/** Remembers the last removals. */
export class RemovalLog {
  readonly #max: number;
  #entries: RemovedElement[] = [];
  #since: number;

  /** @param since Number of the last change before the first one here. */
  constructor(since: number, max: number = MAX_REMOVALS) {
    this.#since = since;
    this.#max = max;
  }

  /** All removals after the change with this number are remembered. */
  get since(): number {
    return this.#since;
  }

  /** An element is removed. */
  note({ path, revision, restriction }: RemovedElement): void {
    const entries = this.#entries;
    entries.push({ path, revision, restriction });
    if (entries.length < this.#max * 2) return;
    const dropped = entries.length - this.#max;
    this.#since = entries[dropped - 1].revision;
    this.#entries = entries.slice(dropped);
  }

  /** The removals after a change, oldest first. */
  after(revision: number): RemovedElement[] {
    return this.#entries.filter((removed) => removed.revision > revision);
  }
}
