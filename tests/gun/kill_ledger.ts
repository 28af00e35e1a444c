/**
 * What the kill tests write, and how they find out what became of it.
 *
 * @module
 */
import type { GraphStore, Write } from "../../gun/graph/store.ts";

const SOULS = 500;
const KEYS = ["a", "b", "c"];

/**
 * One of the calls that are made one after the other: a node of three keys. All
 * of it follows from its number, which is its state, so that what is found can
 * be compared.
 */
export function callOf(number: number): Write[] {
  const soul = soulOf(number);
  return KEYS.map((key) => {
    return { soul, key, text: textOf(number, key), state: number };
  });
}

/** The node that a call writes. */
export function soulOf(number: number): string {
  return `soul ${number * 31 % SOULS}`;
}

// Most of them are small, a few need many pages.
function textOf(number: number, key: string): string {
  const length = number % 97 === 0 ? 60_000 : number * 7919 % 1500;
  return JSON.stringify(`${number} ${key} `.padEnd(length, "é"));
}

/** Keeps account of the calls that were acknowledged. */
export class Ledger {
  // The last of them for each node.
  readonly #acknowledged = new Map<string, number>();
  #next = 1;
  #count = 0;

  /** Calls with this number and above were not made yet. */
  get next(): number {
    return this.#next;
  }

  /** How many were acknowledged. */
  get count(): number {
    return this.#count;
  }

  /** Notes that a call was acknowledged. */
  acknowledge(number: number): void {
    const soul = soulOf(number);
    const known = this.#acknowledged.get(soul) ?? 0;
    this.#acknowledged.set(soul, Math.max(number, known));
    this.#made(number);
    this.#count++;
  }

  #made(number: number): void {
    this.#next = Math.max(this.#next, number + 1);
  }

  /**
   * Compares with what is there: of each node the last acknowledged call or one
   * that was made after it, as a whole.
   *
   * @throws {Error} if anything is lost, torn or different.
   */
  check(store: GraphStore): void {
    for (const [soul, number] of this.#acknowledged) {
      if (!store.has(soul)) throw new Error(`${soul}: ${number} is lost`);
    }
    for (const soul of store.souls()) {
      const number = this.#check(store, soul);
      const acknowledged = this.#acknowledged.get(soul) ?? 0;
      if (number < acknowledged) {
        throw new Error(`${soul}: ${acknowledged} is lost, ${number} is there`);
      }
      this.#made(number);
    }
  }

  #check(store: GraphStore, soul: string): number {
    const found = store.properties(soul);
    const number = found.get(KEYS[0])?.state ?? NaN;
    const call = callOf(number);
    const whole = found.size === call.length && call.every((write) => {
      const property = found.get(write.key);
      return write.soul === soul && property?.text === write.text &&
        property.state === number;
    });
    if (whole) return number;
    throw new Error(
      `${soul}: not a whole call: ${JSON.stringify([...found]).slice(0, 200)}`,
    );
  }
}
