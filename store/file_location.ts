/**
 * A database in a file.
 *
 * @module
 */
import { files, paths } from "./files.ts";
import { databaseExists, openDatabase } from "./database.ts";
import { Lock } from "./lock.ts";
import type { DatabaseReader, StoreKind } from "./kind.ts";
import type { DatabaseLocation } from "./location.ts";
import {
  type AnswerHandler,
  type TaskRunner,
  ThreadRunner,
} from "./task_runner.ts";
import { fileName } from "./unwritable.ts";

/** A database in a file, which may not exist yet. */
export class FileLocation<Reader extends DatabaseReader, Task>
  implements DatabaseLocation<Reader, Task> {
  readonly name: string;
  readonly #kind: StoreKind<Reader, Task>;
  readonly #path: string;
  readonly #maxBytes: number;
  #lock: Lock | undefined;
  #reader: Reader | undefined;
  #thread: ThreadRunner<Task> | undefined;
  #exists = false;
  #existed = false;

  /**
   * @param path An absolute path.
   * @param maxBytes Size that the file may grow to.
   */
  constructor(kind: StoreKind<Reader, Task>, path: string, maxBytes: number) {
    this.name = fileName(kind.form, path);
    this.#kind = kind;
    this.#path = path;
    this.#maxBytes = maxBytes;
  }

  /**
   * Opens an existing file.
   *
   * @throws {StoreLocked} if it is in use.
   * @throws {Error} if it is not a store or can't be read.
   */
  open(): void {
    // A file is opened only under the lock: closing it drops the POSIX locks of
    // every other connection that this process has to the same file.
    const found = files().statSync(this.#path, { throwIfNoEntry: false });
    if (found === undefined || found.isFile() && found.size === 0) return;
    const lock = new Lock(this.#path);
    try {
      this.#exists = databaseExists(this.#path, this.#kind.form);
      this.#reader = this.#read();
      this.#existed = this.#exists;
      this.#lock = lock;
    } catch (error) {
      if (this.#exists) lock.release();
      else lock.remove();
      throw error;
    }
  }

  get existed(): boolean {
    return this.#existed;
  }

  #read(): Reader {
    return this.#kind.reader(openDatabase(this.#path, this.#kind.form));
  }

  reader(): Reader | undefined {
    if (this.#reader === undefined && this.#exists) this.#reader = this.#read();
    return this.#reader;
  }

  prepare(onAnswer: AnswerHandler): void {
    this.#threadFor(onAnswer).start();
  }

  runner(onAnswer: AnswerHandler): TaskRunner<Task> {
    if (this.#lock === undefined) {
      files().mkdirSync(paths().dirname(this.#path), { recursive: true });
      this.#lock = new Lock(this.#path);
    }
    return this.#threadFor(onAnswer);
  }

  #threadFor(onAnswer: AnswerHandler): ThreadRunner<Task> {
    const file = { path: this.#path, maxBytes: this.#maxBytes };
    return this.#thread ??= new ThreadRunner(this.#kind, file, (answer) => {
      // Only an open database has a size.
      if (answer.bytes !== null) this.#exists = true;
      onAnswer(answer);
    });
  }

  release(): void {
    this.#thread?.end();
    this.#reader?.close();
    this.#lock?.release();
    this.#lock = this.#reader = undefined;
  }
}
