/**
 * An app that speaks GUN word by word.
 *
 * @module
 */
import { assert } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { WebSocketClient } from "../support/websocket_client.ts";

type Said = Record<string, unknown>;

let serial = 0;

/** Letters only: to apps of GUN, other ids may look like those of parts. */
function nextId(): string {
  const digits = [...`${++serial}`];
  return digits.map((digit) => "abcdefghij"[Number(digit)]).join("") + "Z";
}

/** A connection to `/gun`. */
export class WireClient implements AsyncDisposable {
  /** The WebSocket. */
  readonly socket: WebSocketClient;
  #waiting: Said[] = [];

  private constructor(socket: WebSocketClient) {
    this.socket = socket;
  }

  /** Connects, and reads the relay's name. */
  static async connect(port: number, path = "/gun"): Promise<WireClient> {
    const socket = await WebSocketClient.connect(port, {
      path,
      protocol: null,
    });
    const client = new WireClient(socket);
    const { dam, pid } = await client.until(() => true);
    assert(dam === "?" && typeof pid === "string");
    return client;
  }

  /** Sends a frame: text as it is, anything else as JSON. */
  say(frame: unknown): Promise<void> {
    return this.socket.send(frame);
  }

  /** The next message that is looked for; others are passed over. */
  async until(wanted: (said: Said) => boolean): Promise<Said> {
    for (;;) {
      for (;;) {
        const said = this.#waiting.shift();
        if (said === undefined) break;
        if (wanted(said)) return said;
      }
      const frame = await this.socket.next();
      this.#waiting.push(...(Array.isArray(frame) ? frame : [frame])
        .map(asRecord));
    }
  }

  /** Puts, and returns the answer. */
  async put(graph: unknown): Promise<Said> {
    const id = nextId();
    await this.say({ "#": id, put: graph });
    return await this.until((said) => said["@"] === id);
  }

  /** Gets, and returns the answer. */
  async get(get: unknown): Promise<Said> {
    const id = nextId();
    await this.say({ "#": id, get });
    return await this.until((said) => said["@"] === id);
  }

  /** The value of a property. */
  async value(soul: string, key: string): Promise<unknown> {
    const { put } = await this.get({ "#": soul, ".": key });
    return put === undefined ? undefined : asRecord(asRecord(put)[soul])[key];
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.socket[Symbol.asyncDispose]();
  }
}
