/**
 * Counts by key.
 *
 * @module
 */

/** How many there are of each key; keys of which there are none take no memory. */
export class Tally<Key> {
  readonly #counts = new Map<Key, number>();

  /** How many there are. */
  of(key: Key): number {
    return this.#counts.get(key) ?? 0;
  }

  /** One more. */
  add(key: Key): void {
    this.#counts.set(key, this.of(key) + 1);
  }

  /** One less. */
  delete(key: Key): void {
    const count = this.of(key) - 1;
    if (count > 0) this.#counts.set(key, count);
    else this.#counts.delete(key);
  }
}
