/**
 * Ids of the messages that the relay makes itself.
 *
 * @module
 */

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** A text of random letters. */
export function randomLetters(length: number, random: () => number): string {
  let text = "";
  for (let i = 0; i < length; i++) {
    text += LETTERS[Math.floor(random() * LETTERS.length)];
  }
  return text;
}

/**
 * Makes ids that nobody else makes. There are only letters in them: a peer of
 * GUN takes an id for known if it is that of a put and some digits.
 */
export class Ids {
  readonly #prefix: string;
  #count = 0;

  /** @param random Numbers from 0 up to 1. */
  constructor(random: () => number) {
    this.#prefix = randomLetters(8, random);
  }

  /** The next id. */
  next(): string {
    let rest = this.#count++;
    let text = this.#prefix;
    do {
      text += LETTERS[rest % LETTERS.length];
      rest = Math.floor(rest / LETTERS.length);
    } while (rest > 0);
    return text;
  }
}
