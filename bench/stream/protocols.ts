/**
 * What is said to each of the buses, byte by byte: a change of a value that is
 * fetched, or the message of a subject that is subscribed to.
 *
 * @module
 */

import { concat } from "../../base/concat.ts";
import { mask } from "../../protocol/websocket/mask.ts";
import { Opcode } from "../../protocol/websocket/format.ts";
import { writeHeader } from "../../protocol/websocket/writer.ts";

/** How a bus is spoken to. */
export interface Protocol {
  /** What makes a connection one of another kind, if anything has to. */
  readonly upgrade?: Uint8Array;
  /** What a connection says first; its answers come before everything else. */
  readonly hello: Uint8Array;
  /** Adds what is published, if it has to exist. */
  readonly announce: Uint8Array;
  /** Subscribes to all that is published. */
  readonly subscribe: Uint8Array;
  /** Publishes a value of six digits; each is as long as the others. */
  publish(value: number): Uint8Array;
  /** The same, and asks for an answer; each answer is as long as the others. */
  confirm(value: number): Uint8Array;
  /** Whether a later subscriber gets the last value. */
  readonly keeps?: boolean;
  /** Sets what is announced to a value of six digits, if the bus can. */
  set?(value: number): Uint8Array;
  /** What shows that a text is the notification of a value. */
  shows(text: string, value: number): boolean;
}

const encoder = new TextEncoder();

function bytes(text: string): Uint8Array {
  return encoder.encode(text);
}

/** A message behind its length. */
function framed(text: Uint8Array): Uint8Array {
  const head = new Uint8Array(4);
  new DataView(head.buffer).setUint32(0, text.length);
  return concat([head, text]);
}

/** Not zero: some servers skip the unmasking then. */
const MASKING_KEY = new Uint8Array([0x37, 0xfa, 0x21, 0x3d]);
const MAX_HEADER_BYTES = 14;

/** A message as a WebSocket frame of a client. */
function webSocketFrame(text: Uint8Array): Uint8Array {
  const frame = new Uint8Array(MAX_HEADER_BYTES + text.length);
  const start = writeHeader(frame, 0, Opcode.text, text.length, MASKING_KEY);
  frame.set(text, start);
  mask(frame, start, start + text.length, MASKING_KEY);
  return frame.slice(0, start + text.length);
}

const PATH = "bench/fan/state";

/** What a client asks for. */
const UPGRADE_REQUEST = [
  "GET / HTTP/1.1",
  "Host: 127.0.0.1",
  "Upgrade: websocket",
  "Connection: Upgrade",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Protocol: jet",
  "\r\n",
].join("\r\n");

/** Messages of Jet in JSON. */
function jet(
  frame: (text: Uint8Array) => Uint8Array,
  { upgrade, third = false }: {
    upgrade?: Uint8Array;
    /** Whether it is 3.x: ids are texts, and a change is a request. */
    third?: boolean;
  } = {},
): Protocol {
  const say = (message: unknown) => frame(bytes(JSON.stringify(message)));
  const id = (n: number) => third ? String(n) : n;
  const change = (id: unknown, value: number) =>
    say({ id, method: "change", params: { path: PATH, value } });
  // None of those that are published: 3.x does not tell of an equal value.
  const params = { path: PATH, value: 0 };
  // The id of a fetch is one of the whole daemon in 3.x.
  const fetch = third
    ? { id: "f_~~~~~", path: { startsWith: PATH } }
    : { id: "f", path: { equals: PATH } };
  return {
    upgrade,
    hello: say({ id: id(1), method: "info", params: {} }),
    announce: say({ id: id(2), method: "add", params }),
    subscribe: say({ id: id(3), method: "fetch", params: fetch }),
    // Without an id where that is possible.
    publish: (value) => change(third ? String(value) : undefined, value),
    confirm: (value) => change(id(value), value),
    keeps: true,
    set: (value) =>
      say({ id: id(value), method: "set", params: { path: PATH, value } }),
    shows: (text, value) =>
      text.includes(`"value":${value}`) ||
      new RegExp(`"id":"?${value}\\b`).test(text),
  };
}

/** Classic Jet. */
export const JET: Protocol = jet(framed);

/** Jet 3.x. */
export const JET_3: Protocol = jet(framed, { third: true });

/** Classic Jet over WebSocket: frames are masked and not compressed. */
export const JET_WEBSOCKET: Protocol = jet(
  webSocketFrame,
  { upgrade: bytes(UPGRADE_REQUEST) },
);

const SUBJECT = "bench.fan.state";

/** Core NATS: nothing is kept for who comes later. */
export const NATS: Protocol = {
  hello: bytes('CONNECT {"verbose":false,"pedantic":false}\r\nPING\r\n'),
  announce: bytes("PING\r\n"),
  subscribe: bytes(`SUB ${SUBJECT} 1\r\nPING\r\n`),
  publish: (value) => bytes(`PUB ${SUBJECT} 6\r\n${value}\r\n`),
  confirm: (value) => bytes(`PUB ${SUBJECT} 6\r\n${value}\r\nPING\r\n`),
  shows: (text, value) => text.includes(`${SUBJECT} 1 6\r\n${value}\r\n`),
};

function redis(...words: string[]): Uint8Array {
  const parts = words.map((word) => `$${word.length}\r\n${word}\r\n`);
  return bytes(`*${words.length}\r\n${parts.join("")}`);
}

/** PUBLISH and SUBSCRIBE of Redis; who publishes is answered each time. */
export const REDIS: Protocol = {
  hello: redis("PING"),
  announce: redis("PING"),
  subscribe: redis("SUBSCRIBE", SUBJECT),
  publish: (value) => redis("PUBLISH", SUBJECT, String(value)),
  confirm: (value) => redis("PUBLISH", SUBJECT, String(value)),
  shows: (text, value) => text.includes(`$6\r\n${value}\r\n`),
};

function mqtt(type: number, ...parts: (string | number)[]): Uint8Array {
  const body = parts.flatMap((part) => {
    if (typeof part === "number") return [part];
    const text = bytes(part);
    return [text.length >> 8, text.length & 0xff, ...text];
  });
  // Lengths below 128 take one byte.
  return Uint8Array.from([type, body.length, ...body]);
}

const TOPIC = "bench/fan/state";

function mqttPublish(value: number): Uint8Array {
  return mqtt(0x30, TOPIC, ...bytes(String(value)));
}

/** MQTT 3.1.1 with QoS 0. */
export const MQTT: Protocol = {
  // Clean session, no keep-alive, a client id from the server.
  hello: mqtt(0x10, "MQTT", 4, 2, 0, 0, ""),
  announce: mqtt(0xc0),
  subscribe: mqtt(0x82, 0, 1, TOPIC, 0),
  publish: mqttPublish,
  confirm: (value) => concat([mqttPublish(value), mqtt(0xc0)]),
  shows: (text, value) => text.includes(`${TOPIC}${value}`),
};
