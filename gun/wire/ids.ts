/**
 * Ids of the relay's own messages.
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
 * Makes unique ids: a random prefix and a counter in letters. Digits are not
 * used, because GUN takes a put's id followed by digits for the same message.
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
