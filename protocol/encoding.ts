/**
 * Other encodings of the same messages, which a peer can ask for by `config`.
 *
 * @module
 */

/** Turns JSON messages into another form and back. */
export interface Encoding {
  /** Encodes a JSON text. */
  encode(json: string): Uint8Array;
  /**
   * Decodes a message into a JSON text.
   *
   * @throws {Error} if it is not in this encoding.
   */
  decode(bytes: Uint8Array): string;
}
