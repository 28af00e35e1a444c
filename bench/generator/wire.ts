/**
 * How messages are framed on a connection of the load generator.
 *
 * @module
 */

/** Bytes that the header of a frame takes at most, on every wire. */
export const MAX_HEADER_BYTES = 14;

/** Receives one message: the bytes from `start` up to `end`. */
export type Take = (bytes: Uint8Array, start: number, end: number) => void;

/** Cuts the input of one connection into messages. */
export interface Input {
  /** Where the next bytes are to be read to. */
  readonly room: Uint8Array;
  /** Takes so many bytes that have been read to there. */
  took(length: number): void;
}

/** The framing of one transport. */
export interface Wire {
  /** Prepares a connection that has just been made. */
  open(connection: Deno.TcpConn): Promise<void>;
  /** Writes the header of a frame; returns where its payload begins. */
  begin(bytes: Uint8Array, at: number, payload: number): number;
  /** Finishes a frame whose payload has been written. */
  finish(bytes: Uint8Array, start: number, end: number): void;
  /**
   * Reads a connection.
   *
   * @param take Called for each message.
   */
  input(bufferSize: number, take: Take): Input;
}
