/**
 * A property with its place in the graph.
 *
 * @module
 */
import type { Write } from "./store.ts";

// What an entry takes in memory beside its characters: the object, its place
// in its node's table and the heads of two strings.
const OVERHEAD = 150;

/** A property as it came, as it is kept in memory and as the store takes it. */
export class Entry implements Write {
  readonly soul: string;
  readonly key: string;
  readonly text: string;
  readonly state: number;

  constructor(soul: string, key: string, text: string, state: number) {
    this.soul = soul;
    this.key = key;
    this.text = text;
    this.state = state;
  }

  /** About what it takes in memory, in bytes. */
  get bytes(): number {
    return OVERHEAD + this.key.length + this.text.length;
  }
}

/** Properties of one node. */
export interface NodeEntries {
  /** The node's soul. */
  readonly soul: string;
  /** Some of its properties. */
  readonly entries: readonly Entry[];
}
