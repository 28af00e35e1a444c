/**
 * Other encodings of the same messages, which a peer can ask for by `config`.
 *
 * @module
 */
import type { ByteWriter } from "../base/byte_writer.ts";
import type { Pieces } from "../base/piece_writer.ts";
import type { Steps } from "../base/turns.ts";

/** Turns JSON messages into another form and back. */
export interface Encoding {
  /** Encodes a JSON text. */
  encode(json: string): Uint8Array;
  /**
   * Encodes a long text piece by piece: an object whose last member is an array,
   * divided between two items of that.
   *
   * @returns The pieces of the message.
   */
  encodeLong(text: Pieces): Steps<Uint8Array[]>;
  /**
   * Encodes a notification, whose parameters are encoded once for all fetches.
   *
   * @param head Its beginning, up to the parameters; one text for each fetch.
   * @param body The parameters and the brace that closes the message.
   */
  notification(head: ByteWriter, body: ByteWriter): Uint8Array;
  /**
   * Decodes a message into a JSON text.
   *
   * @throws {Error} if it is not in this encoding.
   */
  decode(bytes: Uint8Array): string;
}
