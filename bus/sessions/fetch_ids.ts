/**
 * Ids of the fetches that peers don't name.
 *
 * @module
 */

// Binary Jet has 32 bits for an id.
const MAX_FETCH_ID = 0xffffffff;

/** Allocates ids; each is unique until it is released. */
export class FetchIds {
  readonly #used = new Set<string>();
  #last = 0;

  /** An id that is not in use. */
  allocate(): string {
    let id: string;
    do {
      this.#last = this.#last === MAX_FETCH_ID ? 1 : this.#last + 1;
      id = `${this.#last}`;
    } while (this.#used.has(id));
    this.#used.add(id);
    return id;
  }

  /** Ends the use of an id. */
  release(id: string): void {
    this.#used.delete(id);
  }
}
