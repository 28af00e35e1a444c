/**
 * A file, or the standard output, that is written line by line.
 *
 * @module
 */
import { createWriteStream, type WriteStream } from "node:fs";
import { once } from "node:events";
import type { Output } from "../print/output.ts";

/** Writes lines to a file; `-` is the standard output. */
export class LineWriter {
  readonly #output: Output;
  readonly #file: WriteStream | undefined;
  #failed: Error | undefined;
  #bytes = 0;

  private constructor(output: Output, file: WriteStream | undefined) {
    this.#output = output;
    this.#file = file;
    file?.on("error", (error) => this.#failed = error);
  }

  /** Opens a file, which is made or emptied. */
  static async open(path: string, output: Output): Promise<LineWriter> {
    if (path === "-") return new LineWriter(output, undefined);
    const file = createWriteStream(path);
    await once(file, "open");
    return new LineWriter(output, file);
  }

  /** How many bytes were written, about. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Writes a line. @throws if the file can't be written. */
  line(text: string): void {
    if (this.#failed !== undefined) throw this.#failed;
    this.#bytes += text.length + 1;
    if (this.#file === undefined) this.#output.put(`${text}\n`);
    else this.#file.write(`${text}\n`);
  }

  /** Fulfilled when everything is in the file. */
  async close(): Promise<void> {
    const file = this.#file;
    if (file !== undefined && this.#failed === undefined) {
      await new Promise<void>((resolve) => {
        file.on("error", () => resolve());
        file.end(() => resolve());
      });
    }
    if (this.#failed !== undefined) throw this.#failed;
  }
}
