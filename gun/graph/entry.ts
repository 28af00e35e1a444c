/**
 * A property with its soul and key.
 *
 * @module
 */
import type { Write } from "./store.ts";

/** Memory of an entry beside its characters: object, map slot, string headers. */
const ENTRY_OVERHEAD_BYTES = 150;

/** A property as received, as cached and as written to the store. */
export class PropertyEntry implements Write {
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

  /** Approximate memory in bytes. */
  get bytes(): number {
    return ENTRY_OVERHEAD_BYTES + this.key.length + this.text.length;
  }
}

/** Properties of one node. */
export interface NodeEntries {
  /** The node's soul. */
  readonly soul: string;
  /** Some of its properties. */
  readonly entries: readonly PropertyEntry[];
}
