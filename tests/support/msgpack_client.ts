/**
 * Clients that switch to MessagePack, as lua-jet's peers do.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { decode, encode } from "npm:@msgpack/msgpack@3.1.3";
import { asRecord } from "./client.ts";
import { ReadBuffer } from "./read_buffer.ts";
import { frame } from "./stream_client.ts";
import { within } from "./within.ts";

/** A message as it came: text is a `string`, everything else bytes. */
type Raw = string | Uint8Array;

/** Ways on which lua-jet's peers come. */
export const MSGPACK_TRANSPORTS = ["tcp", "websocket"] as const;

/** What a client is connected by: whole messages out and in. */
interface Pipe extends Disposable {
  /** Sends text as JSON was sent, bytes as MessagePack is. */
  send(message: Raw): Promise<void>;
}

const OPTIONS = { useBigInt64: true };

/** A connection on which JSON is followed by MessagePack. */
export class MsgpackClient implements Disposable {
  readonly #pipe: Pipe;
  readonly #messages: Raw[] = [];
  #news = Promise.withResolvers<void>();

  private constructor(open: (received: (message: Raw) => void) => Pipe) {
    this.#pipe = open((message) => {
      this.#messages.push(message);
      this.#news.resolve();
    });
  }

  /** Connects by TCP. */
  static async tcp(port: number): Promise<MsgpackClient> {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    return new MsgpackClient((received) => tcpPipe(conn, received));
  }

  /** Connects by a WebSocket, whose binary messages are MessagePack. */
  static async websocket(port: number): Promise<MsgpackClient> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`, "jet");
    socket.binaryType = "arraybuffer";
    const client = new MsgpackClient((received) =>
      webSocketPipe(socket, received)
    );
    const opened = Promise.withResolvers<void>();
    socket.onopen = () => opened.resolve();
    socket.onerror = () => opened.reject(new Error("no WebSocket"));
    await within(opened.promise, "a WebSocket");
    return client;
  }

  /** Sends a message as JSON. */
  json(message: unknown): Promise<void> {
    return this.#pipe.send(JSON.stringify(message));
  }

  /** Sends a message as MessagePack. */
  send(message: unknown): Promise<void> {
    return this.bytes(encode(message, OPTIONS));
  }

  /** Sends bytes as a message, whatever they mean. */
  bytes(bytes: Uint8Array): Promise<void> {
    return this.#pipe.send(bytes);
  }

  /** The next message as it came. */
  async raw(): Promise<Raw> {
    for (;;) {
      const message = this.#messages.shift();
      if (message !== undefined) return message;
      this.#news = Promise.withResolvers();
      await within(this.#news.promise, "a message of the daemon");
    }
  }

  /** The next message, which must be MessagePack; long integers are bigint. */
  async next(): Promise<unknown> {
    const message = await this.raw();
    // Over TCP nothing but the bytes tells what it is.
    if (typeof message === "string") throw new TypeError(`text: ${message}`);
    assertEquals(message[0] === 0x7b, false, "JSON instead of MessagePack");
    return decode(message, OPTIONS);
  }

  /** The next message, which must be JSON in text. */
  async nextJson(): Promise<unknown> {
    const message = await this.raw();
    return JSON.parse(
      typeof message === "string" ? message : new TextDecoder().decode(message),
    );
  }

  /** Expects these messages, in this order. */
  async expect(...messages: unknown[]): Promise<void> {
    for (const message of messages) assertEquals(await this.next(), message);
  }

  /** Sends a request and returns its answer, which must come next. */
  async ask(method: string, params?: unknown): Promise<unknown> {
    const id = "asked";
    await this.send({ id, method, ...params === undefined ? {} : { params } });
    const { id: answered, ...answer } = asRecord(await this.next());
    assertEquals(answered, id);
    return answer;
  }

  /** Asks for MessagePack, in JSON, and takes the answer, in JSON. */
  async switch(): Promise<void> {
    const params = { name: "lua", encoding: "msgpack" };
    await this.json({ id: 2, method: "config", params });
    assertEquals(await this.nextJson(), { id: 2, result: true });
  }

  [Symbol.dispose](): void {
    this.#pipe[Symbol.dispose]();
  }
}

function tcpPipe(conn: Deno.TcpConn, received: (message: Raw) => void): Pipe {
  const read = async () => {
    const rest = new ReadBuffer();
    const chunk = new Uint8Array(1 << 16);
    for (;;) {
      // Ends by an error when the test closes the connection.
      const length = await conn.read(chunk).catch(() => null);
      if (length === null) return;
      rest.add(chunk.subarray(0, length));
      for (;;) {
        const { bytes } = rest;
        if (bytes.length < 4) break;
        const view = new DataView(bytes.buffer, bytes.byteOffset);
        const size = view.getUint32(0);
        if (bytes.length < 4 + size) break;
        rest.drop(4);
        received(rest.take(size));
      }
    }
  };
  read();
  return {
    async send(message) {
      await conn.write(frame(message));
    },
    [Symbol.dispose]: () => conn.close(),
  };
}

function webSocketPipe(
  socket: WebSocket,
  received: (message: Raw) => void,
): Pipe {
  socket.onmessage = ({ data }) => {
    received(typeof data === "string" ? data : new Uint8Array(data));
  };
  return {
    send(message) {
      socket.send(
        typeof message === "string" ? message : new Uint8Array(message),
      );
      return Promise.resolve();
    },
    [Symbol.dispose]: () => socket.close(),
  };
}
