/**
 * The graph: an LRU cache of nodes over the store.
 *
 * @module
 */
import { PropertyEntry } from "./entry.ts";
import { compareNames } from "./order.ts";
import { KeyLists, packed, type PackedProperties, unpacked } from "./packed.ts";
import type { GraphStore, NameRange } from "./store.ts";
import type { Property } from "./value.ts";

/** A node with at most so many properties is read as a whole on first use. */
const MAX_EAGER_PROPERTIES = 64;
/** A larger node is read from the store page by page. */
const MAX_CACHED_PROPERTIES = 4096;
/** Names that are collected before they are cut to the limit, in multiples of it. */
const COLLECTED_LIMITS = 4;
/** Memory of a node beside its properties. */
const NODE_OVERHEAD_BYTES = 300;
/** Memory of the nodes that are not packed. */
const MAX_UNPACKED_BYTES = 1 << 22;
/** A node with at most so many properties is packed. */
const MAX_PACKED_PROPERTIES = 64;
/** A larger node is not packed: copying it takes longer than it saves. */
const MAX_PACKED_BYTES = 1 << 16;
const NO_ENTRIES: Map<string, PropertyEntry> = new Map();
/** Nodes with unsaved properties that one `trim` passes over. */
const MAX_SKIPPED_NODES = 256;

// Costs in the units of `Cost`: a read of the store, each row of it, a property
// that is sorted, and a name that is compared.
const READ_COST = 20_000;
const ROW_COST = 1_500;
const SORT_COST = 200;
const COMPARE_COST = 60;

/** The cached part of a node. */
export class CachedNode {
  /** Its soul. */
  readonly soul: string;
  /** Its cached properties. */
  entries: Map<string, PropertyEntry> = new Map();
  /** Whether these are all of its properties. */
  complete = false;
  /** Properties that are not durable yet; they are not evicted. */
  unsaved: Map<string, PropertyEntry> | null = null;
  /** Its properties while it is packed; {@linkcode entries} is empty then. */
  packed: PackedProperties | null = null;
  /** Whether it was packed, or is too large for that, since its last use. */
  rests = false;
  /** Approximate memory in bytes. */
  bytes: number;
  /** The next older node in the LRU list. */
  older: CachedNode | null = null;
  /** The next newer node in the LRU list. */
  newer: CachedNode | null = null;

  constructor(soul: string) {
    this.soul = soul;
    this.bytes = NODE_OVERHEAD_BYTES + soul.length;
  }
}

/** Properties in the order of their keys. */
export interface PropertyPage {
  /** The properties. */
  readonly properties: readonly (readonly [string, Property])[];
  /** Whether the range has more after the last one. */
  readonly more: boolean;
}

/**
 * Reads and changes the graph. `set` replaces unconditionally. The caller writes
 * the entry to the store and reports the outcome by `saved` or `lost`.
 */
export class CachedGraph {
  readonly #store: GraphStore;
  readonly #memory: number;
  readonly #slice: { left: number };
  readonly #onEvicted: () => void;
  readonly #nodes = new Map<string, CachedNode>();
  readonly #unsavedNodes = new Set<CachedNode>();
  readonly #keyLists = new KeyLists();
  readonly #maxUnpacked: number;
  #oldest: CachedNode | null = null;
  #newest: CachedNode | null = null;
  // All nodes from the oldest one to this one rest.
  #newestResting: CachedNode | null = null;
  #bytes = 0;
  // Memory of the nodes that do not rest.
  #unpackedBytes = 0;
  #unsaved = 0;

  /**
   * @param memory Maximum bytes of the cache, without unsaved properties.
   * @param slice Is charged for reads of the store.
   * @param onEvicted Called for each node that is evicted.
   */
  constructor(
    store: GraphStore,
    memory: number,
    slice: { left: number } = { left: 0 },
    onEvicted: () => void = () => {},
  ) {
    this.#onEvicted = onEvicted;
    this.#store = store;
    this.#memory = memory;
    this.#maxUnpacked = Math.min(MAX_UNPACKED_BYTES, memory >> 2);
    this.#slice = slice;
  }

  /** Approximate memory in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes of the entries that are not durable yet. */
  get unsaved(): number {
    return this.#unsaved;
  }

  /** A node, also one that has no properties. */
  node(soul: string): CachedNode {
    const known = this.#nodes.get(soul);
    if (known !== undefined) {
      this.#touch(known);
      return known;
    }
    const node = new CachedNode(soul);
    this.#nodes.set(soul, node);
    this.#append(node);
    this.#bytes += node.bytes;
    this.#unpackedBytes += node.bytes;
    const stored = this.#store.properties(
      soul,
      undefined,
      MAX_EAGER_PROPERTIES + 1,
    );
    this.#charge(stored.size);
    node.complete = stored.size <= MAX_EAGER_PROPERTIES;
    for (const [key, { text, state }] of stored) {
      this.#keep(node, new PropertyEntry(soul, key, text, state));
    }
    return node;
  }

  /** A property of a node. */
  entry(node: CachedNode, key: string): PropertyEntry | undefined {
    const known = node.entries.get(key);
    if (known !== undefined || node.complete) return known;
    const stored = this.#store.property(node.soul, key);
    this.#charge(1);
    if (stored === undefined) return undefined;
    const entry = new PropertyEntry(node.soul, key, stored.text, stored.state);
    this.#keep(node, entry);
    return entry;
  }

  /** A property. */
  property(soul: string, key: string): Property | undefined {
    return this.entry(this.node(soul), key);
  }

  /** Sets a property; it is unsaved until {@linkcode saved} or {@linkcode lost}. */
  set(node: CachedNode, entry: PropertyEntry): void {
    this.#keep(node, entry);
    if (node.unsaved === null) {
      node.unsaved = new Map();
      this.#unsavedNodes.add(node);
    }
    node.unsaved.set(entry.key, entry);
    this.#unsaved += entry.bytes;
  }

  /** Whether the latest entry of a property is not durable yet. */
  isUnsaved(node: CachedNode, key: string): boolean {
    return node.unsaved !== null && node.unsaved.has(key);
  }

  /** Marks an entry as durable. */
  saved(entry: PropertyEntry): void {
    this.#unsaved -= entry.bytes;
    const node = this.#nodes.get(entry.soul);
    if (node?.unsaved?.get(entry.key) === entry) this.#release(node, entry);
  }

  /** Drops an entry that the store refused; the stored one is in force again. */
  lost(entry: PropertyEntry): void {
    this.#unsaved -= entry.bytes;
    const node = this.#nodes.get(entry.soul);
    if (node?.unsaved?.get(entry.key) !== entry) return;
    this.#release(node, entry);
    node.entries.delete(entry.key);
    node.complete = false;
    this.#grow(node, -entry.bytes);
  }

  #release(node: CachedNode, entry: PropertyEntry): void {
    if (node.unsaved === null) return;
    node.unsaved.delete(entry.key);
    if (node.unsaved.size > 0) return;
    node.unsaved = null;
    this.#unsavedNodes.delete(node);
  }

  /**
   * Properties of a node whose keys lie in a range, in the order of the keys.
   *
   * @param limit Largest number of properties.
   */
  page(soul: string, range: NameRange, limit: number): PropertyPage {
    const node = this.node(soul);
    if (node.complete && node.entries.size <= MAX_CACHED_PROPERTIES) {
      this.#slice.left -= node.entries.size * SORT_COST;
      const found: [string, Property][] = [];
      for (const [key, entry] of node.entries) {
        if (contains(range, key)) found.push([key, entry]);
      }
      found.sort(byName);
      const more = found.length > limit;
      return { properties: more ? found.slice(0, limit) : found, more };
    }
    const stored = this.#store.properties(soul, range, limit);
    this.#charge(stored.size);
    const more = stored.size >= limit;
    if (node.unsaved === null) return { properties: [...stored], more };
    this.#slice.left -= node.unsaved.size * COMPARE_COST;
    let to = range.to;
    if (more) { for (const key of stored.keys()) to = key; }
    const { unsaved } = node;
    // One more than the page has tells whether there are more.
    const keys = firstNames(unsaved.keys(), { ...range, to }, limit + 1);
    for (const key of keys) {
      const entry = unsaved.get(key);
      if (entry !== undefined) stored.set(key, entry);
    }
    const properties = [...stored].sort(byName);
    return properties.length <= limit
      ? { properties, more }
      : { properties: properties.slice(0, limit), more: true };
  }

  /** All properties of a node, page by page. */
  *pages(soul: string, range: NameRange, limit: number): Generator<
    readonly (readonly [string, Property])[]
  > {
    let rest = range;
    for (;;) {
      // Pages after the first one begin with the last of the one before.
      const isFirst = rest === range;
      const size = isFirst ? limit : limit + 1;
      const { properties, more } = this.page(soul, rest, size);
      const again = !isFirst && properties.at(0)?.[0] === rest.from;
      yield again ? properties.slice(1) : properties;
      const last = properties.at(-1);
      if (!more || last === undefined) return;
      rest = { ...range, from: last[0] };
    }
  }

  /** Souls of nodes in a range, in order, those not durable included. */
  souls(range: NameRange, limit: number): string[] {
    const stored = this.#store.souls(range, limit);
    this.#charge(stored.length);
    this.#slice.left -= this.#unsavedNodes.size * COMPARE_COST;
    const to = stored.length >= limit ? stored.at(-1) : range.to;
    const unsaved = firstNames(this.#unsavedSouls(), { ...range, to }, limit);
    if (unsaved.length === 0) return stored;
    const found = new Set([...stored, ...unsaved]);
    return [...found].sort(compareNames).slice(0, limit);
  }

  *#unsavedSouls(): Generator<string> {
    for (const { soul } of this.#unsavedNodes) yield soul;
  }

  /** Drops a node that is deleted from the store. */
  forget(soul: string): void {
    const node = this.#nodes.get(soul);
    if (node !== undefined && node.unsaved === null) this.#drop(node);
  }

  /**
   * Packs the least recently used nodes, and evicts those above the memory limit.
   */
  trim(): void {
    this.#packOldest();
    let skippable = MAX_SKIPPED_NODES;
    while (this.#bytes > this.#memory && skippable > 0) {
      const node = this.#oldest;
      if (node === null) return;
      if (node.unsaved === null) {
        this.#drop(node);
        this.#onEvicted();
      } else {
        skippable--;
        this.#shrink(node);
      }
    }
  }

  #packOldest(): void {
    let skippable = MAX_SKIPPED_NODES;
    while (this.#unpackedBytes > this.#maxUnpacked && skippable > 0) {
      const last = this.#newestResting;
      const node = last === null ? this.#oldest : last.newer;
      if (node === null) return;
      if (node.unsaved === null) {
        this.#rest(node);
      } else {
        skippable--;
        this.#touch(node);
      }
    }
  }

  /** Packs a node, if it is small. */
  #rest(node: CachedNode): void {
    this.#unpackedBytes -= node.bytes;
    this.#newestResting = node;
    node.rests = true;
    if (
      node.entries.size > MAX_PACKED_PROPERTIES || node.bytes > MAX_PACKED_BYTES
    ) return;
    node.packed = packed(node.entries.values(), this.#keyLists);
    node.entries = NO_ENTRIES;
    const bytes = NODE_OVERHEAD_BYTES + node.soul.length +
      node.packed.text.length;
    this.#bytes += bytes - node.bytes;
    node.bytes = bytes;
  }

  /** Unpacks a node. */
  #wake(node: CachedNode): void {
    if (this.#newestResting === node) this.#newestResting = node.older;
    node.rests = false;
    this.#unpackedBytes += node.bytes;
    if (node.packed === null) return;
    node.entries = unpacked(node.soul, node.packed);
    node.packed = null;
    this.#grow(node, bytesOf(node) - node.bytes);
  }

  /** Notes that a node that does not rest takes more memory. */
  #grow(node: CachedNode, more: number): void {
    node.bytes += more;
    this.#bytes += more;
    this.#unpackedBytes += more;
  }

  #charge(rows: number): void {
    this.#slice.left -= READ_COST + rows * ROW_COST;
  }

  #drop(node: CachedNode): void {
    this.#nodes.delete(node.soul);
    if (this.#newestResting === node) this.#newestResting = node.older;
    this.#remove(node);
    this.#bytes -= node.bytes;
    if (!node.rests) this.#unpackedBytes -= node.bytes;
  }

  /** Evicts the durable properties of a node. */
  #shrink(node: CachedNode): void {
    this.#touch(node);
    if (node.unsaved === null || node.unsaved.size === node.entries.size) {
      return;
    }
    node.entries = new Map(node.unsaved);
    node.complete = false;
    this.#grow(node, bytesOf(node) - node.bytes);
  }

  #keep(node: CachedNode, entry: PropertyEntry): void {
    const before = node.entries.get(entry.key);
    node.entries.set(entry.key, entry);
    const more = entry.bytes - (before === undefined ? 0 : before.bytes);
    this.#grow(node, more);
  }

  #touch(node: CachedNode): void {
    if (node.rests) this.#wake(node);
    if (this.#newest === node) return;
    this.#remove(node);
    this.#append(node);
  }

  #append(node: CachedNode): void {
    node.older = this.#newest;
    if (this.#newest === null) this.#oldest = node;
    else this.#newest.newer = node;
    this.#newest = node;
  }

  #remove(node: CachedNode): void {
    const { older, newer } = node;
    if (older === null) this.#oldest = newer;
    else older.newer = newer;
    if (newer === null) this.#newest = older;
    else newer.older = older;
    node.older = null;
    node.newer = null;
  }
}

/** Approximate memory of a node that is not packed. */
function bytesOf({ soul, entries }: CachedNode): number {
  let bytes = NODE_OVERHEAD_BYTES + soul.length;
  for (const entry of entries.values()) bytes += entry.bytes;
  return bytes;
}

function byName(
  [a]: readonly [string, Property],
  [b]: readonly [string, Property],
): number {
  return compareNames(a, b);
}

/** The first names of a range, in no order. */
function firstNames(
  names: Iterable<string>,
  { from, to, prefix }: NameRange,
  limit: number,
): string[] {
  const found: string[] = [];
  let last = to;
  for (const name of names) {
    if (!contains({ from, to: last, prefix }, name)) continue;
    if (found.push(name) < limit * COLLECTED_LIMITS) continue;
    found.sort(compareNames).length = limit;
    last = found.at(-1);
  }
  return found;
}

/** Whether a name lies in a range. */
export function contains(
  { from, to, prefix }: NameRange,
  name: string,
): boolean {
  return (prefix === undefined || name.startsWith(prefix)) &&
    (from === undefined || compareNames(name, from) >= 0) &&
    (to === undefined || compareNames(name, to) <= 0);
}
