/**
 * What raw clients have in common: a queue of what the daemon said, and the
 * ways to look at it.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { within } from "./within.ts";

/** Seconds in which a message has to come. */
const TIMEOUT_S = 30;

/** How a connection ended. */
export interface Ending {
  /** Close code of a WebSocket; `undefined` where there are none. */
  code?: number;
  reason: string;
}

/** A connection whose frames a test writes and reads itself. */
export abstract class Client implements AsyncDisposable {
  // A queue with its front at an index: shifting long arrays takes long.
  #messages: string[] = [];
  #front = 0;
  #waiting: PromiseWithResolvers<void> | undefined;
  #ending: Ending | undefined;
  #ids = 0;

  /** Sends one message: text as it is, anything else as JSON. */
  abstract send(message: unknown): Promise<void>;
  /** Ends the connection without a word. */
  abstract close(): void;

  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  /** Takes a message of the daemon. */
  protected received(message: string): void {
    this.#messages.push(message);
    this.#waiting?.resolve();
  }

  /** Notes that nothing more will come. */
  protected ended(ending: Ending): void {
    this.#ending ??= ending;
    this.#waiting?.resolve();
  }

  /** The next message as it came. */
  async text(seconds = TIMEOUT_S): Promise<string> {
    const message = await this.#next(seconds);
    if (message === undefined) {
      const { code, reason } = this.#ending ?? { reason: "" };
      throw new Error(`the connection has ended: ${code ?? ""} ${reason}`);
    }
    return message;
  }

  async #next(seconds: number): Promise<string | undefined> {
    while (this.#front === this.#messages.length) {
      if (this.#ending !== undefined) return undefined;
      this.#messages = [];
      this.#front = 0;
      this.#waiting = Promise.withResolvers();
      await within(this.#waiting.promise, "a message of the daemon", seconds);
    }
    return this.#messages[this.#front++];
  }

  /** The next message, if it comes in time. */
  async next(seconds = TIMEOUT_S): Promise<unknown> {
    return JSON.parse(await this.text(seconds));
  }

  /** The next few messages. */
  async take(count: number): Promise<unknown[]> {
    const messages: unknown[] = [];
    while (messages.length < count) messages.push(await this.next());
    return messages;
  }

  /** Expects these messages, in this order. */
  async expect(...messages: unknown[]): Promise<void> {
    for (const message of messages) assertEquals(await this.next(), message);
  }

  /** Sends a request and returns its answer, the next message, without id. */
  async ask(method: string, params?: unknown): Promise<unknown> {
    const id = ++this.#ids;
    await this.send({ id, method, params });
    const { id: answered, ...answer } = asRecord(await this.next());
    assertEquals(answered, id, "the answer's id");
    return answer;
  }

  /** Sends a request that has to work. */
  async do(method: string, params?: unknown): Promise<void> {
    assertEquals(await this.ask(method, params), { result: true });
  }

  /** Asserts that the daemon has sent nothing that was not looked at. */
  async quiet(): Promise<void> {
    const barrier = { barrier: ++this.#ids };
    await this.send({ id: "barrier", method: "echo", params: barrier });
    assertEquals(await this.next(), { id: "barrier", result: barrier });
  }

  /** Asserts that the daemon says nothing more and ends the connection. */
  async ending(): Promise<Ending> {
    const message = await this.#next(TIMEOUT_S);
    assertEquals(message, undefined, "a message instead of the end");
    return this.#ending ?? { reason: "" };
  }
}

/** Takes what must be an object apart. */
export function asRecord(value: unknown): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return { ...value };
  }
  throw new TypeError(`no object: ${JSON.stringify(value)}`);
}
