/**
 * Sums of the log, by which members find out whether they follow the same one.
 *
 * @module
 */

/** Sums that are kept: entries of some seconds. */
const KEPT = 1 << 14;

/**
 * The sum of all entries up to each of the last ones, by their numbers and bytes. It
 * begins with that of the member whose state was taken over.
 */
export class LogSums {
  /** Number of the last entry. */
  sequence = 0;
  // Number of the entry with the oldest sum.
  #first = 0;
  readonly #sums = new Uint32Array(KEPT);

  /** Begins behind an entry, with the sum up to it. */
  begin(sequence: number, sum: number): void {
    this.sequence = this.#first = sequence;
    this.#sums[sequence % KEPT] = sum;
  }

  /** Adds the next entry. */
  add(bytes: Uint8Array): void {
    const sum = this.#sums[this.sequence % KEPT];
    const sequence = ++this.sequence;
    this.#sums[sequence % KEPT] = sum + hash(bytes, sequence);
    if (sequence - this.#first === KEPT) this.#first++;
  }

  /** The sum up to an entry; `undefined`: it is not known any more, or yet. */
  at(sequence: number): number | undefined {
    if (sequence < this.#first || sequence > this.sequence) return undefined;
    return this.#sums[sequence % KEPT];
  }

  /** Takes the entries behind this one back; their sums must be known. */
  back(sequence: number): void {
    this.sequence = sequence;
  }
}

/** FNV-1a, begun with the number. */
function hash(bytes: Uint8Array, sequence: number): number {
  let hash = 0x811c9dc5 ^ Math.imul(sequence, 0x9e3779b1);
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}
