/**
 * Which messages have been seen, and who sent them.
 *
 * @module
 */

/** How long an id is remembered at least, in milliseconds. */
export const REMEMBERED = 9_000;

/**
 * Remembers ids for 9 to 18 seconds, in two generations: forgetting is dropping
 * the older one. If there are too many ids it is dropped earlier.
 *
 * @typeParam Sender Who sends messages, and is sent the answers to them.
 */
export class Seen<Sender> {
  readonly #most: number;
  #current = new Map<string, Sender>();
  #older = new Map<string, Sender>();
  #since = -Infinity;

  /** @param most Ids remembered at a time. */
  constructor(most: number) {
    this.#most = Math.max(1, most >> 1);
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
      this.#current.size >= this.#most ||
      // Also if the clock was set back.
      Math.abs(now - this.#since) > REMEMBERED
    ) this.#rotate(now);
    if (this.#current.has(id)) return false;
    const older = this.#older.get(id);
    if (older !== undefined) {
      // Asked again, remembered again.
      this.#current.set(id, older);
      return false;
    }
    this.#current.set(id, sender);
    return true;
  }

  #rotate(now: number): void {
    this.#older = this.#current;
    this.#current = new Map();
    this.#since = now;
  }

  /** Who sent the message with an id, if that is remembered. */
  sender(id: string): Sender | undefined {
    return this.#current.get(id) ?? this.#older.get(id);
  }
}
