/**
 * Raw connections, for strangers and for peers that behave.
 *
 * @module
 */
import { connect, type Socket } from "node:net";
import { setImmediate } from "node:timers";
import { frames } from "./bytes.ts";
import { FrameReader } from "./frame_reader.ts";
import { asRecord } from "../support/client.ts";
import { within } from "../support/within.ts";

const decoder = new TextDecoder();

/** Where a connection goes to. */
export interface Target {
  /** TCP port of this machine. */
  readonly port: number;
  /** Own address, one of 127.0.0.0/8; 127.0.0.1 if not given. */
  readonly from?: string;
}

/** What a request was answered, without its id. */
export type Answer = Record<string, unknown>;

/** A TCP connection that reads nothing at first. */
export class Connection implements Disposable {
  readonly #socket: Socket;
  readonly #ended = Promise.withResolvers<void>();
  readonly #answers = new Map<unknown, (answer: Answer) => void>();
  #take: ((chunk: Uint8Array) => void) | undefined;
  #ids = 0;
  #isOpen = true;
  #isLeft = false;
  /** Whether the other side ended it, as far as reading shows. */
  wasEnded = false;
  /** Bytes sent and received so far. */
  sent = 0;
  received = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("error", () => {});
    socket.on("end", () => this.#end());
    socket.on("close", () => this.#end());
  }

  /** Connects; fails if the daemon does not accept. */
  static async open({ port, from }: Target): Promise<Connection> {
    const socket = connect({ port, host: "127.0.0.1", localAddress: from });
    const connection = new Connection(socket);
    await within(
      new Promise<void>((resolve, reject) => {
        socket.once("connect", resolve);
        socket.once("close", () => reject(new Error("no connection")));
      }),
      "a connection",
    );
    socket.setNoDelay();
    return connection;
  }

  /** Whether neither side has ended it, as far as reading shows. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Fulfilled at its end, which is noticed only where it is read. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /**
   * Sends bytes as they are.
   *
   * @returns when the system has taken them; `false` if the connection ended.
   */
  async send(bytes: Uint8Array): Promise<boolean> {
    await letOthersRun();
    if (!this.#isOpen) return false;
    const taken = new Promise<void>((resolve) =>
      this.#socket.write(bytes, () => resolve())
    );
    await Promise.race([taken, this.ended]);
    this.sent += bytes.length;
    return this.#isOpen;
  }

  /** Sends messages, each in a frame of its own. */
  message(...messages: unknown[]): Promise<boolean> {
    return this.send(frames(messages));
  }

  /** Reads and throws away, from now on. */
  drain(): this {
    return this.#reading(() => {});
  }

  /** Reads frames, behind a length in big endian. */
  read(received: (message: Uint8Array) => void): this {
    const reader = new FrameReader(received);
    return this.#reading((chunk) => reader.push(chunk));
  }

  /** Reads what comes first, until the callback says that it is enough. */
  firstBytes(isEnough: (chunk: Uint8Array) => boolean): void {
    const take = (chunk: Uint8Array) => {
      if (!isEnough(chunk)) return;
      this.#socket.off("data", take);
      this.#socket.pause();
    };
    this.#socket.on("data", take);
  }

  /** Reads JSON: answers for {@linkcode ask}, and the rest for a callback. */
  converse(other: (message: Answer) => void = () => {}): this {
    return this.read((bytes) => {
      const message = asRecord(JSON.parse(decoder.decode(bytes)));
      const answered = "method" in message
        ? undefined
        : this.#answers.get(message.id);
      if (answered === undefined) return other(message);
      this.#answers.delete(message.id);
      answered(message);
    });
  }

  /** Sends a request and waits for its answer, while {@linkcode converse} reads. */
  async ask(
    method: string,
    params: unknown = {},
    seconds = 10,
  ): Promise<Answer> {
    const id = `asked${++this.#ids}`;
    const answer = new Promise<Answer>((resolve) =>
      this.#answers.set(id, resolve)
    );
    await this.message({ id, method, params });
    const lost = this.ended.then(() => {
      throw new Error(`the connection ended before the answer of ${method}`);
    });
    return await within(
      Promise.race([answer, lost]),
      `the answer of ${method}`,
      seconds,
    );
  }

  /** Ends the connection after what was sent. */
  finish(): void {
    this.#isLeft = true;
    this.#socket.end();
  }

  /** Ends the connection by RST. */
  reset(): void {
    this.#isLeft = true;
    this.#socket.resetAndDestroy();
    this.#end();
  }

  /** Ends the connection without a word. */
  [Symbol.dispose](): void {
    this.#isLeft = true;
    this.#socket.destroy();
    this.#end();
  }

  #reading(take: (chunk: Uint8Array) => void): this {
    if (this.#take === undefined) {
      this.#socket.on("data", (chunk: Uint8Array) => {
        this.received += chunk.length;
        this.#take?.(chunk);
      });
    }
    this.#take = take;
    this.#socket.resume();
    return this;
  }

  #end(): void {
    this.wasEnded ||= !this.#isLeft;
    this.#isOpen = false;
    this.#ended.resolve();
  }
}

/** Milliseconds for which sending may keep everything else from running. */
const MAX_SENDING_MS = 10;

let lastBreak = 0;

/** As long as the system takes all at once, no timer and no socket has a turn. */
async function letOthersRun(): Promise<void> {
  if (performance.now() - lastBreak < MAX_SENDING_MS) return;
  await new Promise((resolve) => setImmediate(resolve));
  lastBreak = performance.now();
}
