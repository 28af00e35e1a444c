/**
 * Ids of recent messages and their senders.
 *
 * @module
 */

/** Time for which an id is remembered at least. */
export const REMEMBERED_MS = 9_000;

/**
 * Remembers ids for 9 to 18 seconds in two generations, of which the older one
 * is dropped when the newer one is old enough, or full.
 *
 * @typeParam Sender What answers are routed to.
 */
export class Seen<Sender> {
  readonly #capacity: number;
  #current = new Map<string, Sender>();
  #older = new Map<string, Sender>();
  #since = -Infinity;

  /** @param capacity Ids remembered at a time. */
  constructor(capacity: number) {
    this.#capacity = Math.max(1, capacity >> 1);
  }

  /** Number of ids remembered. */
  get size(): number {
    return this.#current.size + this.#older.size;
  }

  /**
   * Notes a message.
   *
   * @param now Milliseconds of the clock.
   * @returns Whether it is new.
   */
  note(id: string, sender: Sender, now: number): boolean {
    if (
      this.#current.size >= this.#capacity ||
      // The clock may have been set back.
      Math.abs(now - this.#since) > REMEMBERED_MS
    ) this.#rotate(now);
    if (this.#current.has(id)) return false;
    const older = this.#older.get(id);
    if (older !== undefined) {
      // A repeated id is remembered for the full time again.
      this.#current.set(id, older);
      return false;
    }
    this.#current.set(id, sender);
    return true;
  }

  /** Drops ids whose time is over. */
  expire(now: number): void {
    if (Math.abs(now - this.#since) <= REMEMBERED_MS) return;
    if (this.#current.size > 0 || this.#older.size > 0) this.#rotate(now);
  }

  #rotate(now: number): void {
    this.#older = this.#current;
    this.#current = new Map();
    this.#since = now;
  }

  /** The sender of the message with this id, if it is remembered. */
  sender(id: string): Sender | undefined {
    return this.#current.get(id) ?? this.#older.get(id);
  }
}
