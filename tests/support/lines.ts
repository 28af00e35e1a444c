/**
 * The lines that a process prints, for those who wait for some of them.
 *
 * @module
 */
import { TextLineStream } from "@std/streams/text-line-stream";
import { within } from "./within.ts";

/** Collects lines as they come. */
export class Lines {
  /** All lines so far. */
  readonly all: string[] = [];
  /** Fulfilled when no more will come. */
  readonly done: Promise<void>;
  #ended = false;
  #news = Promise.withResolvers<void>();

  constructor(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.done = this.#collect(stream);
  }

  async #collect(
    stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  ): Promise<void> {
    const lines: ReadableStream<string> = stream
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream());
    for await (const line of lines) {
      this.all.push(line);
      this.#wake();
    }
    this.#ended = true;
    this.#wake();
  }

  #wake(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }

  /** The first line that matches, when it is there. */
  async match(pattern: RegExp): Promise<RegExpExecArray> {
    for (let i = 0;;) {
      for (; i < this.all.length; i++) {
        const found = pattern.exec(this.all[i]);
        if (found !== null) return found;
      }
      if (this.#ended) {
        throw new Error(
          `no line matches ${pattern}, there are: ${this.all.join(" | ")}`,
        );
      }
      await within(this.#news.promise, `a line like ${pattern}`, 30);
    }
  }
}
