/**
 * The format of the messages on a connection.
 *
 * @module
 */

/** How the messages of a connection are framed. */
export interface Format {
  /** Largest message taken, in bytes. */
  readonly maxMessage: number;
  /** Whether it is binary Jet, and not JSON. */
  readonly binary: boolean;
}
