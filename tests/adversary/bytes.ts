/**
 * Messages of strangers as bytes, made once and written often.
 *
 * @module
 */
import { frame } from "../support/stream_client.ts";
import { Opcode, webSocketFrame } from "../support/websocket_client.ts";

/** A request of classic Jet. */
export interface Request {
  readonly id?: string | number;
  readonly method: string;
  readonly params?: unknown;
}

/** Requests that differ by their number, from 1. */
export function requests(
  count: number,
  make: (number: number) => Request,
): Request[] {
  return Array.from({ length: count }, (_, index) => make(index + 1));
}

/** One frame with all messages in one array. */
export function arrayFrame(messages: readonly unknown[]): Uint8Array {
  return frame(JSON.stringify(messages));
}

/** The same bytes so many times. */
export function repeated(bytes: Uint8Array, count: number): Uint8Array {
  const all = new Uint8Array(bytes.length * count);
  for (let index = 0; index < count; index++) {
    all.set(bytes, bytes.length * index);
  }
  return all;
}

/** A message of GUN, or several, as one frame of a WebSocket. */
export function gunFrame(message: unknown): Uint8Array {
  return webSocketFrame(Opcode.text, JSON.stringify(message));
}
