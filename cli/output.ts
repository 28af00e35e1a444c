/**
 * Standard output and error: lines, however slow the one who reads them is,
 * until nobody does.
 *
 * @module
 */
import type { WriteStream } from "node:tty";
import { Stopped } from "./errors.ts";

/** Columns of a terminal that does not say, and of what is no terminal. */
const COLUMNS = 80;
const ROWS = 24;

/** One of the two outputs. */
export class Output {
  readonly #stream: WriteStream;
  readonly #broken = Promise.withResolvers<never>();

  /**
   * @param stream Where it is written.
   * @param broken Called when nobody reads any more.
   */
  constructor(stream: WriteStream, broken: () => void) {
    this.#stream = stream;
    this.#broken.promise.catch(() => {});
    stream.on("error", (error: unknown) => {
      if (!isBrokenPipe(error)) throw error;
      this.#broken.reject(new Stopped("closed pipe"));
      broken();
    });
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
   * @throws {Stopped} if nobody reads it.
   */
  async write(data: string | Uint8Array): Promise<void> {
    if (this.#stream.write(data)) return;
    const drained = new Promise<void>((resolve) =>
      this.#stream.once("drain", () => resolve())
    );
    await Promise.race([drained, this.#broken.promise]);
  }

  /** Writes a text without waiting: for messages, and what is drawn. */
  put(text: string): void {
    this.#stream.write(text);
  }

  /** Fulfilled when everything has left, or nobody reads it. */
  async flush(): Promise<void> {
    const left = new Promise<void>((resolve) =>
      this.#stream.write("", () => resolve())
    );
    await Promise.race([left, this.#broken.promise]).catch(() => {});
  }
}

function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EPIPE";
}
