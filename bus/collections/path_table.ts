/**
 * A table of things that have paths, in the order of their making.
 *
 * A `Map` of a million strings takes hundreds of milliseconds to grow. So the
 * table is divided: by path for look-ups, and by number for their order.
 *
 * @module
 */

/** What a table holds. */
export interface Numbered {
  readonly path: string;
  /** Unique, and higher than those of all that were made before. */
  readonly number: number;
}

/** Parts by path; a power of two. */
const SHARDS = 128;
/** Numbers in a part of the order. */
const CHUNK = 1 << 13;

/** Things by path, and in order. */
export class PathTable<T extends Numbered> {
  readonly #shards: (Map<string, T> | undefined)[] = new Array(SHARDS);
  readonly #chunks = new Map<number, Set<T>>();
  #size = 0;

  /** Number of things. */
  get size(): number {
    return this.#size;
  }

  /** What has this path. */
  get(path: string): T | undefined {
    return this.#shards[shardOf(path)]?.get(path);
  }

  /** Whether something has this path. */
  has(path: string): boolean {
    return this.get(path) !== undefined;
  }

  /** Adds what was made last; nothing may have its path. */
  add(item: T): void {
    const shard = shardOf(item.path);
    (this.#shards[shard] ??= new Map()).set(item.path, item);
    const chunk = Math.floor(item.number / CHUNK);
    const items = this.#chunks.get(chunk);
    if (items === undefined) this.#chunks.set(chunk, new Set([item]));
    else items.add(item);
    this.#size++;
  }

  /** Deletes what is there. */
  delete(item: T): void {
    const shard = shardOf(item.path);
    const inShard = this.#shards[shard];
    inShard?.delete(item.path);
    if (inShard?.size === 0) this.#shards[shard] = undefined;
    const chunk = Math.floor(item.number / CHUNK);
    const items = this.#chunks.get(chunk);
    items?.delete(item);
    if (items?.size === 0) this.#chunks.delete(chunk);
    this.#size--;
  }

  /**
   * All in the order of their making. They may be added and deleted meanwhile.
   */
  *values(): Generator<T> {
    for (const items of this.#chunks.values()) yield* items;
  }
}

/** Long paths of one kind differ in length, short ones in their last digits. */
function shardOf(path: string): number {
  const { length } = path;
  if (length < 2) return length;
  const last = path.charCodeAt(length - 1) + 10 * path.charCodeAt(length - 2);
  return (length * 17 + last) & (SHARDS - 1);
}
