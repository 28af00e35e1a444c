/**
 * An app of GUN whose messages a test writes and reads itself.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { asRecord } from "./client.ts";
import { within } from "./within.ts";

/** Properties of one node, each with its state. */
export type Node = Record<string, readonly [value: unknown, state: number]>;

/** A graph as it is put. */
export function graph(nodes: Record<string, Node>): unknown {
  return Object.fromEntries(
    Object.entries(nodes).map(([soul, node]) => [soul, {
      _: {
        "#": soul,
        ">": Object.fromEntries(
          Object.entries(node).map(([key, [, state]]) => [key, state]),
        ),
      },
      ...Object.fromEntries(
        Object.entries(node).map(([key, [value]]) => [key, value]),
      ),
    }]),
  );
}

/** A connection to `/gun`. */
export class GunClient implements AsyncDisposable {
  readonly #socket: WebSocket;
  readonly #messages: Record<string, unknown>[] = [];
  #news = Promise.withResolvers<void>();
  #serial = 0;
  /** Fulfilled when the connection has ended. */
  readonly closed: Promise<unknown>;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.onclose = resolve);
    socket.onmessage = ({ data }) => {
      const frame: unknown = JSON.parse(data);
      for (const message of Array.isArray(frame) ? frame : [frame]) {
        const said = asRecord(
          typeof message === "string" ? JSON.parse(message) : message,
        );
        // Neighbours greet each other.
        if (said.dam === undefined) this.#messages.push(said);
      }
      this.#news.resolve();
    };
  }

  /** Connects to a daemon of this machine. */
  static async connect(
    port: number,
    headers: Record<string, string> = {},
  ): Promise<GunClient> {
    const url = `ws://127.0.0.1:${port}/gun`;
    const socket = new WebSocket(url, { headers });
    const client = new GunClient(socket);
    await within(
      new Promise((resolve, reject) => {
        socket.onopen = resolve;
        socket.onerror = reject;
      }),
      "a connection",
    );
    return client;
  }

  /** Sends one message. */
  send(message: unknown): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** The first message, of those that have come or come now, that fits. */
  async until(
    fits: (message: Record<string, unknown>) => boolean,
  ): Promise<Record<string, unknown>> {
    for (;;) {
      const at = this.#messages.findIndex(fits);
      if (at >= 0) return this.#messages.splice(at, 1)[0];
      this.#news = Promise.withResolvers();
      await within(this.#news.promise, "a message of the relay");
    }
  }

  /** The messages that have come and were not looked at. */
  takeAll(): Record<string, unknown>[] {
    return this.#messages.splice(0);
  }

  /** Sends a request and gives its answer, without the ids. */
  async ask(message: Record<string, unknown>): Promise<unknown> {
    const id = `q${++this.#serial}x${crypto.randomUUID().slice(0, 8)}`;
    this.send({ "#": id, ...message });
    const { "#": _id, "@": _to, "##": _hash, ...answer } = await this.until(
      (message) => message["@"] === id,
    );
    return answer;
  }

  /** Puts, and waits until that is durable. */
  async put(nodes: Record<string, Node>): Promise<void> {
    assertEquals(await this.ask({ put: graph(nodes) }), { ok: true });
  }

  /** Value and state of a property as the relay has it. */
  async property(
    soul: string,
    key: string,
  ): Promise<readonly [unknown, unknown] | undefined> {
    const { put } = asRecord(await this.ask({ get: { "#": soul, ".": key } }));
    if (put === undefined) return undefined;
    const node = asRecord(asRecord(put)[soul]);
    const states = asRecord(asRecord(node._)[">"]);
    return [node[key], states[key]];
  }

  /** Waits for the message that a property has a value. */
  async received(soul: string, key: string, value: unknown): Promise<void> {
    const wanted = JSON.stringify(value);
    await this.until(({ put }) => {
      if (put === undefined) return false;
      const node = asRecord(put)[soul];
      return node !== undefined &&
        JSON.stringify(asRecord(node)[key]) === wanted;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await this.closed;
  }
}
