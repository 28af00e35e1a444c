/**
 * What is said to each of the buses, byte by byte: a change of a value that is
 * fetched, or the message of a subject that is subscribed to.
 *
 * @module
 */

/** How a bus is spoken to, over TCP. */
export interface Protocol {
  /** What a connection says first; its answers come before everything else. */
  readonly hello: Uint8Array;
  /** Adds what is published, if it has to exist. */
  readonly announce: Uint8Array;
  /** Subscribes to all that is published. */
  readonly subscribe: Uint8Array;
  /** Publishes a value of six digits; each is as long as the others. */
  publish(value: number): Uint8Array;
  /** What shows that a text is the notification of a value. */
  shows(text: string, value: number): boolean;
}

const encoder = new TextEncoder();

function bytes(text: string): Uint8Array {
  return encoder.encode(text);
}

function jetFrames(...messages: unknown[]): Uint8Array {
  const texts = messages.map((message) => bytes(JSON.stringify(message)));
  const all = new Uint8Array(
    texts.reduce((sum, { length }) => sum + 4 + length, 0),
  );
  const view = new DataView(all.buffer);
  let at = 0;
  for (const text of texts) {
    view.setUint32(at, text.length);
    all.set(text, at + 4);
    at += 4 + text.length;
  }
  return all;
}

const PATH = "bench/fan/state";

/** Classic Jet. */
export const JET: Protocol = {
  hello: jetFrames({ id: 1, method: "config", params: { name: "bench" } }),
  announce: jetFrames({
    id: 2,
    method: "add",
    params: { path: PATH, value: 100_000 },
  }),
  subscribe: jetFrames({
    id: 3,
    method: "fetch",
    params: { id: "f", path: { equals: PATH } },
  }),
  publish: (value) =>
    jetFrames({ method: "change", params: { path: PATH, value } }),
  shows: (text, value) => text.includes(`"value":${value}`),
};

const SUBJECT = "bench.fan.state";

/** Core NATS: nothing is kept for who comes later. */
export const NATS: Protocol = {
  hello: bytes('CONNECT {"verbose":false,"pedantic":false}\r\nPING\r\n'),
  announce: bytes("PING\r\n"),
  subscribe: bytes(`SUB ${SUBJECT} 1\r\nPING\r\n`),
  publish: (value) => bytes(`PUB ${SUBJECT} 6\r\n${value}\r\n`),
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

/** MQTT 3.1.1 with QoS 0. */
export const MQTT: Protocol = {
  // Clean session, no keep-alive, a client id from the server.
  hello: mqtt(0x10, "MQTT", 4, 2, 0, 0, ""),
  announce: mqtt(0xc0),
  subscribe: mqtt(0x82, 0, 1, TOPIC, 0),
  publish: (value) => {
    const digits = bytes(String(value));
    return mqtt(0x30, TOPIC, ...digits);
  },
  shows: (text, value) => text.includes(`${TOPIC}${value}`),
};
