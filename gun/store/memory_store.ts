/**
 * A store in memory.
 *
 * @module
 */
import { contains } from "../graph/graph.ts";
import { compareNames } from "../graph/order.ts";
import type { GraphStore, NameRange, Write } from "../graph/store.ts";
import type { Property } from "../graph/value.ts";

/** Keeps the graph in memory, for tests. */
export class MemoryStore implements GraphStore {
  readonly #nodes = new Map<string, Map<string, Property>>();
  readonly #later: (task: () => void) => void;
  #bytes = 0;
  #isPrepared = false;

  /** @param later Defers the callback of a write. */
  constructor(later: (task: () => void) => void = queueMicrotask) {
    this.#later = later;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get existed(): boolean {
    return this.#isPrepared || this.#nodes.size > 0;
  }

  property(soul: string, key: string): Property | undefined {
    return this.#nodes.get(soul)?.get(key);
  }

  properties(
    soul: string,
    range: NameRange = {},
    limit = Infinity,
  ): Map<string, Property> {
    const found = [...this.#nodes.get(soul) ?? []]
      .filter(([key]) => contains(range, key))
      .sort(([a], [b]) => compareNames(a, b));
    return new Map(found.slice(0, limit));
  }

  souls(range: NameRange = {}, limit = Infinity): string[] {
    return [...this.#nodes.keys()].filter((soul) => contains(range, soul))
      .sort(compareNames).slice(0, limit);
  }

  has(soul: string): boolean {
    return this.#nodes.has(soul);
  }

  write(writes: readonly Write[], done: (error: Error | null) => void): void {
    for (const { soul, key, text, state } of writes) {
      let node = this.#nodes.get(soul);
      if (node === undefined) {
        node = new Map();
        this.#nodes.set(soul, node);
      }
      this.#bytes += text.length - (node.get(key)?.text.length ?? 0);
      node.set(key, { text, state });
    }
    this.#later(() => done(null));
  }

  prepare(): Promise<void> {
    this.#isPrepared = true;
    return Promise.resolve();
  }

  forget(souls: readonly string[]): Promise<void> {
    for (const soul of souls) this.#nodes.delete(soul);
    return Promise.resolve();
  }

  compact(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
