/**
 * Writes frames of WebSocket, for both ends of a connection.
 *
 * @module
 */
import {
  FIN_BIT,
  LENGTH_IN_16_BITS,
  LENGTH_IN_64_BITS,
  MASK_BIT,
  MASKING_KEY_LENGTH,
  MAX_CLOSE_REASON_LENGTH,
  type Opcode,
} from "./format.ts";
import { mask } from "./mask.ts";

/** Bytes of the header of a frame that a server sends. */
export function headerLength(payload: number): number {
  if (payload < LENGTH_IN_16_BITS) return 2;
  return payload < 0x10000 ? 4 : 10;
}

/**
 * Writes the header of an unfragmented frame.
 *
 * @param key Masking key, if a client sends the frame; {@linkcode mask} has to
 * be applied to the payload.
 * @returns Where the payload begins.
 */
export function writeHeader(
  bytes: Uint8Array,
  at: number,
  opcode: Opcode,
  payload: number,
  key?: Uint8Array,
): number {
  const masked = key === undefined ? 0 : MASK_BIT;
  bytes[at++] = FIN_BIT | opcode;
  if (payload < LENGTH_IN_16_BITS) {
    bytes[at++] = masked | payload;
  } else if (payload < 0x10000) {
    bytes[at++] = masked | LENGTH_IN_16_BITS;
    bytes[at++] = payload >>> 8;
    bytes[at++] = payload;
  } else {
    bytes[at++] = masked | LENGTH_IN_64_BITS;
    let high = Math.floor(payload / 0x100000000);
    for (let i = 3; i >= 0; i--) {
      bytes[at + i] = high;
      high = Math.floor(high / 256);
    }
    at += 4;
    bytes[at++] = payload >>> 24;
    bytes[at++] = payload >>> 16;
    bytes[at++] = payload >>> 8;
    bytes[at++] = payload;
  }
  if (key !== undefined) {
    bytes.set(key, at);
    at += MASKING_KEY_LENGTH;
  }
  return at;
}

const encoder = new TextEncoder();

/**
 * The payload of a close frame.
 *
 * @param reason Is cut to the 123 bytes that a close frame has room for.
 */
export function closePayload(code: number, reason: string): Uint8Array {
  const room = new Uint8Array(2 + MAX_CLOSE_REASON_LENGTH);
  room[0] = code >>> 8;
  room[1] = code;
  const { written } = encoder.encodeInto(reason, room.subarray(2));
  return room.subarray(0, 2 + written);
}

/**
 * A frame of its own.
 *
 * @param key Masking key, if a client sends the frame.
 */
export function encodeWebSocketFrame(
  opcode: Opcode,
  payload: Uint8Array,
  key?: Uint8Array,
): Uint8Array {
  const header = headerLength(payload.length) +
    (key === undefined ? 0 : MASKING_KEY_LENGTH);
  const frame = new Uint8Array(header + payload.length);
  const start = writeHeader(frame, 0, opcode, payload.length, key);
  frame.set(payload, start);
  if (key !== undefined) mask(frame, start, frame.length, key);
  return frame;
}
