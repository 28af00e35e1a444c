/**
 * Where the members of a JSON object lie in its text.
 *
 * @module
 */
import { isAscii, readString } from "../../base/utf8.ts";

/** The members of one JSON object: where each name and each value lies. */
export class Members {
  /** The text that the positions refer to. */
  bytes: Uint8Array = new Uint8Array(0);
  #count = 0;
  // Four positions a member: name start, name end, value start, value end.
  // A name that contains escapes has its start stored negated.
  #at = new Int32Array(32);

  /** Forgets all members, for the object in another text. */
  clear(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.#count = 0;
  }

  /** Notes one member. */
  push(
    nameStart: number,
    nameEnd: number,
    escaped: boolean,
    valueStart: number,
    valueEnd: number,
  ): void {
    const i = this.#count++ << 2;
    if (i === this.#at.length) {
      const grown = new Int32Array(this.#at.length * 2);
      grown.set(this.#at);
      this.#at = grown;
    }
    const at = this.#at;
    at[i] = escaped ? ~nameStart : nameStart;
    at[i + 1] = nameEnd;
    at[i + 2] = valueStart;
    at[i + 3] = valueEnd;
  }

  /**
   * Finds a member by its name; of several of one name the last counts.
   *
   * @returns A number for {@linkcode Members.start} and
   * {@linkcode Members.end}, or -1 if there is no such member.
   */
  find(name: string): number {
    const at = this.#at;
    for (let i = (this.#count << 2) - 4; i >= 0; i -= 4) {
      const start = at[i];
      if (start >= 0) {
        if (
          at[i + 1] - start === name.length &&
          isAscii(this.bytes, start, name)
        ) return i;
      } else if (readString(this.bytes, ~start - 1, at[i + 1] + 1) === name) {
        return i;
      }
    }
    return -1;
  }

  /** Visits all members in their order, with where their values lie. */
  forEach(
    visit: (name: string, start: number, end: number) => void,
  ): void {
    const at = this.#at;
    for (let i = 0; i < this.#count << 2; i += 4) {
      const start = at[i] >= 0 ? at[i] : ~at[i];
      const name = readString(this.bytes, start - 1, at[i + 1] + 1);
      visit(name, at[i + 2], at[i + 3]);
    }
  }

  /** Number of the members. */
  get count(): number {
    return this.#count;
  }

  /** Where the last member ends; `undefined` if there is none. */
  get last(): number | undefined {
    return this.#count === 0 ? undefined : this.#at[(this.#count << 2) - 1];
  }

  /** Where the value of a found member begins. */
  start(member: number): number {
    return this.#at[member + 2];
  }

  /** Where the value of a found member ends. */
  end(member: number): number {
    return this.#at[member + 3];
  }
}
