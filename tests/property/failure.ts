/**
 * What is thrown when something is not as it has to be.
 *
 * @module
 */

/** The daemon did something wrong, or what it did is not expected. */
export class Failure extends Error {
  override readonly name = "Failure";
}

/** Fails unless the condition holds. The text is only made when it is needed. */
export function must(condition: boolean, what: () => string): void {
  if (!condition) throw new Failure(what());
}

/** Fails unless both are the same. */
export function same<T>(actual: T, expected: T, what: () => string): void {
  if (actual === expected) return;
  throw new Failure(`${what()}: ${actual} instead of ${expected}`);
}
