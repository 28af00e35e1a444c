/**
 * The members of a long object by their names.
 *
 * @module
 */
import { readString } from "../../base/utf8.ts";
import { textHash } from "./text_hash.ts";
import { isEscaped, JsonWalk } from "./walk.ts";

// Slots of the table for each member, at least.
const SPREAD = 2;
// Probes for each member on average, beyond which there is no table: the names
// are compared one by one.
const MAX_PROBES = 8;
// Positions of each member: its name, the end of that, its value, the end.
const POSITIONS = 4;

const encoder = new TextEncoder();

/** The bytes of a member's value. */
export interface MemberValue {
  readonly start: number;
  readonly end: number;
}

/** Finds a member of an object that is known to be correct, without an index. */
export function findMember(
  bytes: Uint8Array,
  start: number,
  end: number,
  name: string,
): MemberValue | undefined {
  const wanted = encoder.encode(name);
  let found: MemberValue | undefined;
  for (const walk = new JsonWalk(bytes, start, end); walk.next();) {
    const isNamed = isText(
      bytes,
      walk.nameStart + 1,
      walk.nameEnd - 1,
      wanted,
    );
    const { start } = walk;
    const end = walk.skip();
    // Of several members of one name the last one counts.
    if (isNamed) found = { start, end };
  }
  return found;
}

/** Positions of the members of an object, which are found by their names. */
export class MemberIndex {
  // Relative to the beginning of the object.
  readonly #at: Int32Array;
  // Each slot has the number of a member plus 1; 0: free. `null`: too many
  // collisions.
  readonly #table: Int32Array | null;

  /**
   * @param start Where the object begins, which is known to be correct.
   * @param end Where it ends.
   */
  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#at = positions(bytes, start, end);
    this.#table = this.#tableOf(bytes, start);
  }

  get #count(): number {
    return this.#at.length / POSITIONS;
  }

  #tableOf(bytes: Uint8Array, start: number): Int32Array | null {
    const at = this.#at;
    const count = this.#count;
    let size = 8;
    while (size < count * SPREAD) size *= 2;
    const table = new Int32Array(size);
    let probes = count * MAX_PROBES;
    for (let number = 0; number < count; number++) {
      const from = start + at[number * POSITIONS];
      const to = start + at[number * POSITIONS + 1];
      const name = isEscaped(bytes, from, to)
        ? encoder.encode(readString(bytes, from - 1, to + 1))
        : undefined;
      const hash = name === undefined
        ? textHash(bytes, from, to)
        : textHash(name, 0, name.length);
      let slot = hash & (size - 1);
      while (table[slot] !== 0) {
        const other = table[slot] - 1;
        const isSame = name === undefined
          ? this.#isNamed(bytes, start, other, bytes, from, to)
          : this.#isNamed(bytes, start, other, name, 0, name.length);
        // Of several members of one name the last one counts.
        if (isSame) break;
        if (--probes < 0) return null;
        slot = (slot + 1) & (size - 1);
      }
      table[slot] = number + 1;
    }
    return table;
  }

  /**
   * Finds a member by its name.
   *
   * @param bytes The bytes of the object.
   * @param start Where it begins now.
   * @returns Where its value lies; `undefined` if there is none.
   */
  find(
    bytes: Uint8Array,
    start: number,
    name: string,
  ): MemberValue | undefined {
    const wanted = encoder.encode(name);
    const number = this.#numberOf(bytes, start, wanted);
    if (number < 0) return undefined;
    const at = number * POSITIONS;
    return { start: start + this.#at[at + 2], end: start + this.#at[at + 3] };
  }

  #numberOf(bytes: Uint8Array, start: number, name: Uint8Array): number {
    const { length } = name;
    const isNamed = (number: number) =>
      this.#isNamed(bytes, start, number, name, 0, length);
    const table = this.#table;
    if (table === null) {
      let last = this.#count - 1;
      while (last >= 0 && !isNamed(last)) last--;
      return last;
    }
    let slot = textHash(name, 0, length) & (table.length - 1);
    for (;; slot = (slot + 1) & (table.length - 1)) {
      const number = table[slot] - 1;
      if (number < 0 || isNamed(number)) return number;
    }
  }

  /** Whether the name of a member is what lies from `from` up to `to`. */
  #isNamed(
    bytes: Uint8Array,
    start: number,
    number: number,
    name: Uint8Array,
    from: number,
    to: number,
  ): boolean {
    const at = number * POSITIONS;
    const first = start + this.#at[at];
    const end = start + this.#at[at + 1];
    if (!isEscaped(bytes, first, end)) {
      return isSame(bytes, first, end, name, from, to);
    }
    const decoded = encoder.encode(readString(bytes, first - 1, end + 1));
    return isSame(decoded, 0, decoded.length, name, from, to);
  }
}

function positions(bytes: Uint8Array, start: number, end: number): Int32Array {
  let at = new Int32Array(1024);
  let count = 0;
  for (const walk = new JsonWalk(bytes, start, end); walk.next();) {
    if (count === at.length) {
      const grown = new Int32Array(at.length * 2);
      grown.set(at);
      at = grown;
    }
    at[count++] = walk.nameStart + 1 - start;
    at[count++] = walk.nameEnd - 1 - start;
    at[count++] = walk.start - start;
    at[count++] = walk.skip() - start;
  }
  return at.slice(0, count);
}

/** Whether the inside of a JSON string stands for a text in UTF-8. */
function isText(
  bytes: Uint8Array,
  start: number,
  end: number,
  text: Uint8Array,
): boolean {
  if (!isEscaped(bytes, start, end)) {
    return isSame(bytes, start, end, text, 0, text.length);
  }
  const decoded = encoder.encode(readString(bytes, start - 1, end + 1));
  return isSame(decoded, 0, decoded.length, text, 0, text.length);
}

function isSame(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): boolean {
  if (aEnd - aStart !== bEnd - bStart) return false;
  for (let i = aStart, k = bStart; i < aEnd; i++, k++) {
    if (a[i] !== b[k]) return false;
  }
  return true;
}
