/**
 * Standard output and error, with back-pressure, until their pipe is closed.
 *
 * @module
 */
import type { Writable } from "node:stream";
import {
  Failure,
  firstLineOf,
  isBrokenPipe,
  Stopped,
} from "../../command_line/errors.ts";

/** Size of terminals that report none, and of other outputs. */
const COLUMNS = 80;
const ROWS = 24;

/** A stream that may be a terminal. */
export interface OutputStream extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** One of the two outputs. */
export class Output {
  readonly #stream: OutputStream;
  readonly #onBroken: (reason: Error) => void;
  readonly #broken = Promise.withResolvers<never>();
  #failed: Error | undefined;

  /**
   * @param stream Where it is written.
   * @param broken Called when the pipe is closed or a write fails.
   */
  constructor(stream: OutputStream, broken: (reason: Error) => void) {
    this.#stream = stream;
    this.#onBroken = broken;
    this.#broken.promise.catch(() => {});
    stream.on("error", (error: unknown) => void this.#fail(error));
  }

  /** Whether a person looks at it. */
  get isTerminal(): boolean {
    return this.#stream.isTTY === true;
  }

  /** The width of the terminal. */
  get columns(): number {
    return this.#stream.columns || COLUMNS;
  }

  /** The height of the terminal. */
  get rows(): number {
    return this.#stream.rows || ROWS;
  }

  /** Calls back when the terminal has another size. @returns ends that. */
  onResize(callback: () => void): () => void {
    this.#stream.on("resize", callback);
    return () => void this.#stream.off("resize", callback);
  }

  /** Writes a line. Fulfilled when more can be written. */
  async line(text: string): Promise<void> {
    await this.write(`${text}\n`);
  }

  /**
   * Writes a text or bytes. Fulfilled when more can be written.
   *
   * @throws {Stopped} if the pipe is closed.
   * @throws {Failure} if it can't be written.
   */
  async write(data: string | Uint8Array): Promise<void> {
    if (this.#failed !== undefined) throw this.#failed;
    try {
      if (this.#stream.write(data)) return;
    } catch (error) {
      throw this.#fail(error);
    }
    const drained = new Promise<void>((resolve) =>
      this.#stream.once("drain", () => resolve())
    );
    await Promise.race([drained, this.#broken.promise]);
  }

  /** Writes a text without waiting: for messages, and what is drawn. */
  put(text: string): void {
    if (this.#failed !== undefined) return;
    try {
      this.#stream.write(text);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Fulfilled when all output is written, or the pipe is closed. */
  async flush(): Promise<void> {
    if (this.#failed !== undefined) return;
    const left = new Promise<void>((resolve) =>
      this.#stream.write("", () => resolve())
    );
    await Promise.race([left, this.#broken.promise]).catch(() => {});
  }

  #fail(error: unknown): Error {
    if (this.#failed !== undefined) return this.#failed;
    this.#failed = isBrokenPipe(error)
      ? new Stopped("closed pipe")
      : new Failure(`can't write: ${firstLineOf(error)}`);
    this.#broken.reject(this.#failed);
    this.#onBroken(this.#failed);
    return this.#failed;
  }
}
