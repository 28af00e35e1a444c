/**
 * Standard input and files.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { concat } from "../../base/concat.ts";
import { Stopped } from "../../command_line/errors.ts";
import type { Sources } from "../data/value.ts";

/** A stream that may be a terminal. */
export interface InputStream extends Readable {
  readonly isTTY?: boolean;
}

/** What a command reads. */
export class Input implements Sources {
  readonly #open: () => InputStream;

  /** @param open Returns the standard input. */
  constructor(open: () => InputStream) {
    this.#open = open;
  }

  /** Whether a person types it. */
  get isTerminal(): boolean {
    return this.#open().isTTY === true;
  }

  /** The bytes of a file; `-` is the standard input. */
  async readFile(path: string): Promise<Uint8Array> {
    return path === "-" ? await this.readInput() : await readFile(path);
  }

  /** Everything that comes by the standard input. */
  async readInput(): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.#open()) {
      chunks.push(
        typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk,
      );
    }
    return concat(chunks);
  }

  /** The lines of the standard input as they come. */
  lines(): AsyncIterable<string> {
    return createInterface({ input: this.#open(), crlfDelay: Infinity });
  }

  /** Asks for a password, which is not shown. */
  async password(prompt: string): Promise<string> {
    const { Interrupted, readPassword } = await import(
      "../../command_line/prompt.ts"
    );
    try {
      return await readPassword(prompt);
    } catch (error) {
      // Ctrl-C is a key there, and no signal.
      throw error instanceof Interrupted ? new Stopped("SIGINT") : error;
    }
  }
}
