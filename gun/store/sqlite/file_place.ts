/**
 * A database in a file.
 *
 * @module
 */
import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { openDatabase, storeExists } from "./database.ts";
import { Lock } from "./lock.ts";
import type { Place } from "./place.ts";
import { Reader } from "./reader.ts";
import { type Doer, type OnAnswer, ThreadDoer } from "./thread.ts";

/** A database in a file, which need not be there yet. */
export class FilePlace implements Place {
  readonly #path: string;
  readonly #maxBytes: number;
  #lock: Lock | undefined;
  #reader: Reader | undefined;
  #there = false;

  /**
   * @param path An absolute path.
   * @param maxBytes Size that the file may grow to.
   */
  constructor(path: string, maxBytes: number) {
    this.#path = path;
    this.#maxBytes = maxBytes;
  }

  /**
   * Opens what is there.
   *
   * @throws {StoreLocked} if somebody else uses it.
   * @throws {Error} if it is not a store or can't be read.
   */
  open(): void {
    // Nobody's file is opened without the lock: to close it again would take
    // SQLite's locks on it from a store that this program has open already.
    const found = statSync(this.#path, { throwIfNoEntry: false });
    if (found === undefined || found.isFile() && found.size === 0) return;
    const lock = new Lock(this.#path);
    try {
      this.#there = storeExists(this.#path);
      this.#reader = new Reader(openDatabase(this.#path));
      this.#lock = lock;
    } catch (error) {
      if (this.#there) lock.release();
      else lock.remove();
      throw error;
    }
  }

  reader(): Reader | undefined {
    if (this.#reader === undefined && this.#there) {
      this.#reader = new Reader(openDatabase(this.#path));
    }
    return this.#reader;
  }

  doer(onAnswer: OnAnswer): Doer {
    if (this.#lock === undefined) {
      mkdirSync(dirname(this.#path), { recursive: true });
      this.#lock = new Lock(this.#path);
    }
    return new ThreadDoer(this.#path, this.#maxBytes, (answer) => {
      // Only an open database has a size.
      if (answer.bytes !== null) this.#there = true;
      onAnswer(answer);
    });
  }

  release(): void {
    this.#reader?.close();
    this.#lock?.release();
    this.#lock = this.#reader = undefined;
  }
}
