/**
 * A WebSocket client that can do what a browser's would never do.
 *
 * @module
 */
import { Client } from "./client.ts";
import { Gate } from "./gate.ts";
import { ReadBuffer } from "./read_buffer.ts";
import { concat } from "./stream_client.ts";
import { within } from "./within.ts";
import { writeAll } from "./write_all.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Kinds of WebSocket frames. */
export const Opcode = {
  continuation: 0,
  text: 1,
  binary: 2,
  close: 8,
  ping: 9,
  pong: 10,
} as const;

/** How a handshake is made. */
export interface HandshakeOptions {
  /** The request's target; "/" if not given. */
  path?: string;
  /** Offered subprotocols; "jet" if not given, `null` for none. */
  protocol?: string | null;
  /** Header fields beside or instead of the usual ones; `null` leaves one out. */
  headers?: Record<string, string | null>;
}

/** The head of an HTTP answer. */
export interface AnswerHead {
  status: number;
  headers: Headers;
}

/** Sends the head of an HTTP request and reads that of the answer. */
async function request(
  conn: Deno.Conn,
  target: string,
  fields: readonly [string, string][],
): Promise<{ head: AnswerHead; rest: Uint8Array }> {
  const lines = [
    `GET ${target} HTTP/1.1`,
    "Host: 127.0.0.1",
    ...fields.map(([name, value]) => `${name}: ${value}`),
  ];
  await conn.write(encoder.encode(`${lines.join("\r\n")}\r\n\r\n`));
  const chunk = new Uint8Array(1 << 12);
  let bytes: Uint8Array = new Uint8Array(0);
  for (;;) {
    const length = await within(conn.read(chunk), "the answer's head");
    if (length === null) throw new Error("no answer");
    bytes = concat(bytes, chunk.subarray(0, length));
    // One character for each byte, so that the index is that of the bytes.
    const text = String.fromCharCode(...bytes);
    const end = text.indexOf("\r\n\r\n");
    if (end < 0) continue;
    const [status, ...lines] = text.slice(0, end).split("\r\n");
    const answered = new Headers(lines.map((line): [string, string] => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    }));
    return {
      head: { status: Number(status.split(" ")[1]), headers: answered },
      rest: bytes.slice(end + 4),
    };
  }
}

/** The bytes of one frame of a client. */
export function webSocketFrame(
  opcode: number,
  payload: string | Uint8Array,
  final = true,
): Uint8Array {
  const body = typeof payload === "string" ? encoder.encode(payload) : payload;
  const head = new DataView(new ArrayBuffer(14));
  head.setUint8(0, (final ? 0x80 : 0) | opcode);
  let at = 2;
  if (body.length < 126) {
    head.setUint8(1, 0x80 | body.length);
  } else if (body.length < 0x10000) {
    head.setUint8(1, 0x80 | 126);
    head.setUint16(2, body.length);
    at = 4;
  } else {
    head.setUint8(1, 0x80 | 127);
    head.setBigUint64(2, BigInt(body.length));
    at = 10;
  }
  // Masked with zeros, which is allowed and keeps the payload readable.
  return concat(new Uint8Array(head.buffer, 0, at + 4), body);
}

/** A WebSocket, frame by frame. */
export class WebSocketClient extends Client {
  readonly #conn: Deno.Conn;
  /** Shut to stop reading from the socket, after at most one more piece. */
  readonly reading: Gate = new Gate();
  /** The answer to the handshake. */
  readonly head: AnswerHead;
  readonly #rest = new ReadBuffer();
  #gathered: Uint8Array = new Uint8Array(0);
  readonly #pongs: string[] = [];
  #pong = Promise.withResolvers<void>();
  readonly #binaries: Uint8Array[] = [];
  #binary = Promise.withResolvers<void>();
  /** Whether pings are answered. */
  answersPings = true;
  /** Pings received so far. */
  pings = 0;
  #ping = Promise.withResolvers<void>();

  private constructor(conn: Deno.Conn, head: AnswerHead, rest: Uint8Array) {
    super();
    this.#conn = conn;
    this.head = head;
    this.#rest.add(rest);
    this.#read();
  }

  /** Connects, and fails if the daemon does not want that. */
  static async connect(
    port: number,
    options: HandshakeOptions = {},
  ): Promise<WebSocketClient> {
    const { conn, head, rest } = await handshake(port, options);
    if (head.status === 101) return new WebSocketClient(conn, head, rest);
    conn.close();
    throw new Error(`the daemon answers ${head.status}`);
  }

  /** The status with which the daemon refuses a handshake. */
  static async refusal(
    port: number,
    options: HandshakeOptions,
  ): Promise<number> {
    const { conn, head } = await handshake(port, options);
    conn.close();
    return head.status;
  }

  override send(message: unknown): Promise<void> {
    return this.frame(
      Opcode.text,
      typeof message === "string" ? message : JSON.stringify(message),
    );
  }

  /** Sends one frame. */
  async frame(
    opcode: number,
    payload: string | Uint8Array,
    final = true,
  ): Promise<void> {
    await this.write(webSocketFrame(opcode, payload, final));
  }

  /** Sends bytes as they are, whatever they mean. */
  write(bytes: Uint8Array): Promise<void> {
    return writeAll(this.#conn, bytes);
  }

  /** Ends its side without a close frame, and still reads. */
  async endWriting(): Promise<void> {
    await this.#conn.closeWrite();
  }

  /** The payload of the next pong. */
  async pong(): Promise<string> {
    for (;;) {
      const payload = this.#pongs.shift();
      if (payload !== undefined) return payload;
      this.#pong = Promise.withResolvers();
      await within(this.#pong.promise, "a pong");
    }
  }

  /** The next binary message. */
  async binary(): Promise<Uint8Array> {
    for (;;) {
      const message = this.#binaries.shift();
      if (message !== undefined) return message;
      this.#binary = Promise.withResolvers();
      await within(this.#binary.promise, "a binary message");
    }
  }

  /** Waits until so many pings have come. */
  async pinged(count: number): Promise<void> {
    while (this.pings < count) {
      this.#ping = Promise.withResolvers();
      await within(this.#ping.promise, "a ping");
    }
  }

  override close(): void {
    this.reading.open();
    try {
      this.#conn.close();
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }

  async #read(): Promise<void> {
    const chunk = new Uint8Array(1 << 16);
    try {
      await this.#frames();
      for (;;) {
        await this.reading.pass();
        const length = await this.#conn.read(chunk);
        if (length === null) break;
        this.#rest.add(chunk.subarray(0, length));
        await this.#frames();
      }
      this.ended({ reason: "no close frame" });
      // As programs do: the daemon waits for that before it ends.
      this.close();
    } catch (error) {
      this.ended({ reason: error instanceof Error ? error.name : "broken" });
    }
  }

  async #frames(): Promise<void> {
    for (;;) {
      const { bytes } = this.#rest;
      if (bytes.length < 2) return;
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      let length = bytes[1] & 0x7f;
      let at = 2;
      if (length === 126) {
        if (bytes.length < 4) return;
        length = view.getUint16(2);
        at = 4;
      } else if (length === 127) {
        if (bytes.length < 10) return;
        length = Number(view.getBigUint64(2));
        at = 10;
      }
      if (bytes.length < at + length) return;
      const frame = this.#rest.take(at + length);
      await this.#frame(frame[0], frame.slice(at));
    }
  }

  async #frame(first: number, payload: Uint8Array): Promise<void> {
    switch (first & 0x0f) {
      case Opcode.continuation:
      case Opcode.text:
        this.#gathered = this.#gathered.length === 0
          ? payload
          : concat(this.#gathered, payload);
        if ((first & 0x80) === 0) return;
        this.received(decoder.decode(this.#gathered));
        this.#gathered = new Uint8Array(0);
        return;
      case Opcode.close: {
        const code = payload.length < 2
          ? 1005
          : new DataView(payload.buffer).getUint16(0);
        const reason = decoder.decode(payload.slice(2));
        this.ended({ code, reason });
        // The other side may be gone already.
        await this.frame(Opcode.close, payload).catch(() => {});
        return;
      }
      case Opcode.binary:
        this.#binaries.push(payload);
        this.#binary.resolve();
        return;
      case Opcode.ping:
        this.pings++;
        this.#ping.resolve();
        if (!this.answersPings) return;
        return await this.frame(Opcode.pong, payload);
      case Opcode.pong:
        this.#pongs.push(decoder.decode(payload));
        this.#pong.resolve();
        return;
      default:
        throw new Error(`frame of kind ${first & 0x0f}`);
    }
  }
}

async function handshake(
  port: number,
  { path = "/", protocol = "jet", headers = {} }: HandshakeOptions,
): Promise<{ conn: Deno.Conn; head: AnswerHead; rest: Uint8Array }> {
  const fields = Object.entries({
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol": protocol,
    ...headers,
  }).filter((field): field is [string, string] => field[1] !== null);
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  conn.setNoDelay();
  try {
    const { head, rest } = await request(conn, path, fields);
    return { conn, head, rest };
  } catch (error) {
    conn.close();
    throw error;
  }
}
