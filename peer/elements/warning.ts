/**
 * Warnings: what an owner says about a value that it has taken.
 *
 * @module
 */

/** The code of a warning that the value was adapted; HBK's C++ peers use it. */
export const ADAPTED = 1;

/** What the owner of a state says about a value that it has taken. */
export interface SetWarning {
  /** What kind of warning: {@linkcode ADAPTED}, or what owner and user know. */
  readonly code: number;
  /** What there is to know, for a reader; may be empty. */
  readonly message: string;
}

/** What a `set` gives. */
export interface SetAnswer<T = unknown> {
  /** With `valueAsResult`: the value that the owner has taken. */
  readonly value?: T;
  /** Without `valueAsResult`: the owner's warning, if there is one. */
  readonly warning?: SetWarning;
}

/** The warning as an owner's handler gives it. */
export function asWarning(said: string | SetWarning): SetWarning {
  return typeof said === "string" ? { code: ADAPTED, message: said } : said;
}
