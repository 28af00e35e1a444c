/**
 * Values that say themselves what they are.
 *
 * @module
 */

/**
 * A value with a type that JSON has no word for: {@linkcode TypedBytes} or
 * {@linkcode TypedNumber}.
 */
export abstract class Typed {
  /** What JSON peers see of it, for `JSON.stringify`. */
  abstract toJSON(): unknown;
  /** Whether another value says the same. */
  abstract sameAs(other: unknown): boolean;
}
