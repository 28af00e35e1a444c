/**
 * The pipe of messages below a session.
 *
 * @module
 */
import type { ByteWriter } from "../base/byte_writer.ts";

/** What a link runs over. */
export type Transport = "tcp" | "unix" | "websocket" | "http" | "local";

/** Callbacks of a link, implemented by the session. */
export interface LinkHandler {
  /**
   * Input has arrived: the messages in it follow, without a break.
   *
   * @param length Number of its bytes, where they have a cost of their own.
   */
  arrived(length?: number): void;
  /**
   * One whole message; the bytes are only valid during the call, unless they are
   * the message's own.
   *
   * @param own Whether the bytes are used for nothing else; `false` if not given.
   */
  message(bytes: Uint8Array, start: number, end: number, own?: boolean): void;
  /**
   * One whole message that came as text, for those who want it so; without
   * this it is handed over as bytes.
   */
  text?(message: string): void;
  /** The peer announced or sent a message that is too long to be skipped. */
  overlong(reason: string): void;
  /**
   * A message that is longer than accepted has been skipped.
   *
   * @param head Its first bytes, valid until the function returns.
   * @param tail Its last bytes, from WebSockets; valid as long.
   */
  skipped(head: Uint8Array, reason: string, tail?: Uint8Array): void;
  /** Much of what was queued has been taken: more may be sent. */
  drained(): void;
  /**
   * The peer has ended its side: no message follows, and what is sent still
   * arrives until the link is closed. Without this it is closed at once.
   */
  inputEnded?(reason: string): void;
  /**
   * Nothing that is sent arrives any more. What the peer has sent before may still
   * follow.
   */
  outputLost?(): void;
  /** The link is closed, for whatever reason; nothing follows. */
  closed(reason: string): void;
}

/**
 * Delivers and takes whole messages. What is sent in one turn of the event
 * loop leaves in one write, where the transport can do that.
 */
export interface Link {
  /** What the link runs over. */
  readonly transport: Transport;
  /** Where the other side is, for logs. */
  readonly remote: string;
  /** Bytes that were sent and that the system has not taken yet. */
  readonly backlog: number;
  /** Bytes that the system has taken so far: whether the peer reads. */
  readonly taken: number;
  /** Connects the session; to be called once, before the first message. */
  start(handler: LinkHandler): void;
  /**
   * Queues one message of two parts, whose texts are copied before it
   * returns. Does nothing on a link that is closing.
   */
  send(head: ByteWriter | null, body: ByteWriter): void;
  /**
   * The same for a message that no other link is sent: what a fetch begins with.
   * Without this it is sent as the others.
   */
  sendAlone?(head: ByteWriter, body: ByteWriter): void;
  /**
   * Queues one message in pieces, which pass to the link: they are not copied
   * and must not be changed any more. Without this the pieces are joined.
   *
   * @param length Length of all pieces together, in bytes.
   * @param text Whether it is a text.
   */
  sendPieces?(
    pieces: readonly Uint8Array[],
    length: number,
    text: boolean,
  ): void;
  /** Queues one message that is not text. */
  sendBytes(message: Uint8Array): void;
  /**
   * Stops reading, so that the peer is pushed back; what has been read already
   * is still handed over. Does nothing where the transport can't do that.
   */
  pause(): void;
  /** Goes on reading. */
  resume(): void;
  /**
   * Takes messages that are not UTF-8 even where they should be, as MessagePack
   * in the text messages of a WebSocket.
   *
   * @returns `false` if the transport can't take them.
   */
  takeBytesInText(): boolean;
  /** Writes what was sent so far, in the middle of a turn that takes long. */
  flush?(): void;
  /**
   * Asks for a sign of life, which {@linkcode LinkHandler.arrived} reports.
   *
   * @returns Whether the other side is known to answer.
   */
  question?(): boolean;
  /**
   * Sends the messages of a turn as one JSON array, for a peer that asked for
   * it, where each would be an event of its runtime: on WebSockets.
   */
  joinIntoArrays?(): void;
  /**
   * Drops messages that were sent, where the system has not been given any part of
   * them: it is too late for them.
   */
  forget?(): void;
  /**
   * Closes the link after what has been sent; the handler is called later, never
   * during the call.
   *
   * @param code Close code of RFC 6455, for transports that have one.
   */
  close(code: number, reason: string): void;
}

/** Close codes of RFC 6455 that the daemon uses. */
export const CloseCode = {
  /** All is done. */
  normal: 1000,
  /** The daemon shuts down. */
  goingAway: 1001,
  /** The peer broke the protocol. */
  protocolError: 1002,
  /** The peer sent a kind of message that is not taken. */
  unsupported: 1003,
  /** The close frame of the peer had no code; is never sent. */
  none: 1005,
  /** A text was not UTF-8. */
  invalidPayload: 1007,
  /** The peer broke a rule of the daemon, such as reading in time. */
  policy: 1008,
  /** A message was too large. */
  tooLarge: 1009,
  /** The daemon failed. */
  internal: 1011,
} as const;
