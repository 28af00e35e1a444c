/**
 * Messages of strangers as bytes.
 *
 * @module
 */
import { concat, frame } from "../support/stream_client.ts";
import { Opcode, webSocketFrame } from "../support/websocket_client.ts";

/** A request of classic Jet. */
export interface Request {
  readonly id?: string | number;
  readonly method: string;
  readonly params?: unknown;
}

/** Things that differ by their number, from 1. */
export function many<T>(count: number, make: (number: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index + 1));
}

/** Messages as JSON, each in a frame, in one piece. */
export function frames(messages: readonly unknown[]): Uint8Array {
  return concat(...messages.map((message) => frame(JSON.stringify(message))));
}

/** One frame with all messages in one array. */
export function arrayFrame(messages: readonly unknown[]): Uint8Array {
  return frame(JSON.stringify(messages));
}

/** Switches a connection to MessagePack. */
export const MSGPACK: Uint8Array = frames([
  { id: 1, method: "config", params: { encoding: "msgpack" } },
]);

/** A request to fetch. */
export function fetch(id: number | string, rules: object): Request {
  return { id, method: "fetch", params: { id: `f${id}`, ...rules } };
}

/** A request to get. */
export function get(id: number, rules: object = {}): Request {
  return { id, method: "get", params: rules };
}

/** The same bytes so many times. */
export function repeated(bytes: Uint8Array, count: number): Uint8Array {
  const all = new Uint8Array(bytes.length * count);
  for (let index = 0; index < count; index++) {
    all.set(bytes, bytes.length * index);
  }
  return all;
}

/** A message, or several, as one text of a WebSocket. */
export function textFrame(message: unknown): Uint8Array {
  return webSocketFrame(Opcode.text, JSON.stringify(message));
}

/** The head of an HTTP request, from its parts. */
export function head(...lines: readonly string[]): Uint8Array {
  return new TextEncoder().encode(lines.join("\r\n"));
}
