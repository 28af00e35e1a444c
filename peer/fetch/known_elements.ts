/**
 * What a program knows of the elements of a fetch.
 *
 * @module
 */
import type { Entry } from "./entry.ts";

/** What a program knows of nodes, or of states and methods. */
export class KnownElements<T> {
  /** By path, in the order of their coming. */
  readonly entries = new Map<string, Entry<T>>();
  /**
   * What was known before the reconnect and has not been reported since, in
   * the same order.
   */
  readonly unseen = new Set<string>();

  begin(): void {
    this.unseen.clear();
    for (const path of this.entries.keys()) this.unseen.add(path);
  }
}

/** Leaves and nodes: where leaves may have leaves below, a path can be both. */
export interface Known<T> {
  readonly leaves: KnownElements<T>;
  readonly nodes: KnownElements<T>;
  /** What separates the segments of a path. */
  readonly separator: string;
}
