/**
 * Connected byte streams. One file of `transport/streams/` implements
 * {@linkcode ByteStream} for each runtime, for both ends of a connection.
 *
 * @module
 */

/** What TLS has found out about the other end of a connection. */
export interface SecureEnd {
  /** Common name of its certificate, if a trusted authority has signed that. */
  readonly name?: string;
  /** Why its certificate is refused; `undefined` if it is not. */
  readonly refusal?: string;
}

/** A connected byte stream, as a link uses it. */
export interface ByteStream {
  /** Address of the other end, for logs. */
  readonly remote: string;
  /**
   * Whether the system ends the connection when the other end acknowledges
   * nothing any more; false if not given.
   */
  readonly endsWhenDead?: boolean;
  /** The other end's certificate; `undefined` without TLS. */
  readonly secure?: SecureEnd;
  /**
   * Begins to write. The bytes stay untouched until
   * {@linkcode StreamHandler.wrote} has accounted for all of them.
   */
  write(bytes: Uint8Array): void;
  /** Ends the writing side: half-close. Input is still read. */
  endWriting(): void;
  /**
   * Closes the stream once the system has sent what it took; the handler is not
   * called any more.
   */
  close(): void;
  /** Closes the stream at once; the handler is not called any more. */
  destroy(): void;
  /** Stops reading, so that the other end is pushed back. */
  pause(): void;
  /** Goes on reading. */
  resume(): void;
}

/** Callbacks of a byte stream, implemented by its link. */
export interface StreamHandler {
  /** Takes input: the first `length` bytes of `chunk`, until it returns. */
  received(chunk: Uint8Array, length: number): void;
  /**
   * The system has taken `length` bytes of the current write; after
   * {@linkcode outputLost} they are dropped.
   */
  wrote(length: number): void;
  /**
   * A write has failed: nothing that is written arrives any more. What has arrived
   * is still read; {@linkcode lost} follows.
   */
  outputLost?(): void;
  /** The other end has ended its side: half-close. */
  ended(): void;
  /** The connection is gone: nothing can be written any more. */
  lost(reason?: Error): void;
}
