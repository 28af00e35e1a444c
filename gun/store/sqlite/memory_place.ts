/**
 * A database in memory.
 *
 * @module
 */
import { createInMemory } from "./database.ts";
import type { Place } from "./place.ts";
import { Reader } from "./reader.ts";
import { type Doer, LocalDoer, type OnAnswer } from "./thread.ts";
import { Writer } from "./writer.ts";

/** A database that one connection reads and writes. */
export class MemoryPlace implements Place {
  readonly #maxBytes: number;
  readonly #database = createInMemory();
  readonly #reader = new Reader(this.#database);
  #written = false;

  /** @param maxBytes Size that it may grow to. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  reader(): Reader {
    return this.#reader;
  }

  doer(onAnswer: OnAnswer): Doer {
    this.#written = true;
    return new LocalDoer(new Writer(this.#database, this.#maxBytes), onAnswer);
  }

  release(): void {
    if (!this.#written) this.#reader.close();
  }
}
