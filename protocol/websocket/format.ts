/**
 * The frames of WebSocket (RFC 6455, section 5.2).
 *
 * @module
 */

/** Kinds of frames (RFC 6455, section 5.2). */
export const Opcode = {
  /** A further fragment of a message. */
  continuation: 0x0,
  /** A message of UTF-8 text. */
  text: 0x1,
  /** A message of bytes. */
  binary: 0x2,
  /** The closing handshake. */
  close: 0x8,
  /** Asks for a pong. */
  ping: 0x9,
  /** Answers a ping, or is a sign of life. */
  pong: 0xa,
} as const;

/** One of the opcodes of {@linkcode Opcode}. */
export type Opcode = typeof Opcode[keyof typeof Opcode];

/** The end of a connection that is working sends frames masked, or takes them. */
export type WebSocketRole = "server" | "client";

/** The first byte's bit of a message's last frame. */
export const FIN_BIT = 0x80;
/** The first byte's bits that must be 0 without extensions. */
export const RESERVED_BITS = 0x70;
/** The first byte's bits of the {@linkcode Opcode}. */
export const OPCODE_BITS = 0x0f;
/** The second byte's bit of a masked frame. */
export const MASK_BIT = 0x80;
/** The second byte's bits of the length. */
export const LENGTH_BITS = 0x7f;
/** A length that is in the two bytes behind it. */
export const LENGTH_IN_16_BITS = 126;
/** A length that is in the eight bytes behind it. */
export const LENGTH_IN_64_BITS = 127;
/** Bytes of a masking key. */
export const MASKING_KEY_LENGTH = 4;
/** Bytes of the longest payload of a control frame. */
export const MAX_CONTROL_LENGTH = 125;
/** Bytes of the longest header of a frame. */
export const MAX_HEADER_LENGTH = 14;
/** Bytes of the longest reason of a close frame. */
export const MAX_CLOSE_REASON_LENGTH = 123;
