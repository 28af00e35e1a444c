/**
 * Objects by numbers that are counted up.
 *
 * @module
 */

/** Has a number of its own. */
export interface Numbered {
  /** A whole number. */
  readonly token: number;
}

/** Places of a table with few objects: a power of two. */
const MIN_PLACES = 8;
/** An empty table with more places than these gives them back. */
const MAX_KEPT_PLACES = 1 << 10;

/**
 * What waits under a number until it is answered: the number's last bits are its
 * place, and numbers whose place is taken are skipped. At most every second place
 * is taken.
 *
 * A `Map` makes a new table after as many insertions as it has places, however few
 * there are at a time. Each table that is left refers to the next one: as soon as
 * one of them has become old, V8 keeps all that follow, with what they held, until
 * the next collection of the old generation.
 */
export class TokenTable<Item extends Numbered> {
  #items: (Item | undefined)[] = new Array(MIN_PLACES).fill(undefined);
  #mask = MIN_PLACES - 1;
  #size = 0;

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  /** Whether a number may be given to the next one that is put in. */
  isFree(token: number): boolean {
    return this.#items[token & this.#mask] === undefined;
  }

  /** Puts one in, whose number is free. */
  add(item: Item): void {
    if (2 * ++this.#size > this.#items.length) this.#grow();
    this.#items[item.token & this.#mask] = item;
  }

  get(token: number): Item | undefined {
    const item = this.#items[token & this.#mask];
    return item?.token === token ? item : undefined;
  }

  /** Takes one out, if it is there. */
  delete(item: Item): void {
    const place = item.token & this.#mask;
    if (this.#items[place] !== item) return;
    this.#items[place] = undefined;
    if (--this.#size > 0 || this.#items.length <= MAX_KEPT_PLACES) return;
    this.#resize(MIN_PLACES);
  }

  /** Two with different places have different ones among twice as many too. */
  #grow(): void {
    const items = this.#items;
    this.#resize(2 * items.length);
    for (const item of items) {
      if (item !== undefined) this.#items[item.token & this.#mask] = item;
    }
  }

  #resize(places: number): void {
    this.#items = new Array(places).fill(undefined);
    this.#mask = places - 1;
  }

  /**
   * All of them, from a number on: in the order of their numbers, but for those
   * that others have overtaken by as many as there are places. While it goes on,
   * some may be taken out, and none is put in.
   */
  *from(token: number): Generator<Item> {
    const items = this.#items;
    for (let n = 0; n < items.length; n++) {
      const item = items[(token + n) & (items.length - 1)];
      if (item !== undefined) yield item;
    }
  }
}
