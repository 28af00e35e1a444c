/**
 * The file of kept values.
 *
 * @module
 */
import type { KeptStore, KeptValue, KeptWrite } from "../../bus/kept/store.ts";
import { IN_MEMORY, openLocation, openLocationNow } from "../../store/open.ts";
import { tryFolder } from "../../store/unwritable.ts";
import type { DatabaseLocation } from "../../store/location.ts";
import { StoreQueue, type WriteDone } from "../../store/queue.ts";
import { KEPT, type KeptReader } from "./kind.ts";
import { KeptGroup, type KeptTask } from "./task.ts";

/** Which values survive a restart of the daemon. */
export interface KeepOptions {
  /**
   * Patterns of paths, such as `config/#`, below which all states are the
   * daemon's own: `set` creates and changes them. None by default.
   */
  patterns?: readonly string[];
  /**
   * The file with the values, created by the first that is kept; `:memory:`
   * keeps them until the daemon ends. Owners can have values kept too.
   */
  file: string;
  /**
   * Whether the first value that is kept finds out that the folder of a file that
   * is not there can't be made or written; default false: the daemon tries it when
   * it begins to listen, and listening fails.
   */
  lazy?: boolean;
}

/** Keeps values in a file. */
export class KeptFile implements KeptStore {
  readonly patterns: readonly string[];
  readonly #path: string;
  readonly #lazy: boolean;
  readonly #onOpen: (values: readonly KeptValue[]) => void;
  #queue: StoreQueue<KeptReader, KeptTask, KeptGroup> | undefined;

  /** @param onOpen Called with the values when the file is open. */
  constructor(
    { patterns = [], file, lazy = false }: KeepOptions,
    onOpen: (values: readonly KeptValue[]) => void,
  ) {
    this.patterns = patterns;
    this.#path = file;
    this.#lazy = lazy;
    this.#onOpen = onOpen;
  }

  /**
   * Opens the file, unless it is open.
   *
   * @throws {Error} if another program uses it, if it can't be read, or if its
   * folder can't be written.
   */
  async open(): Promise<void> {
    if (this.#queue !== undefined) return;
    if (!this.#lazy && this.#path !== IN_MEMORY) {
      tryFolder(KEPT.form, this.#path);
    }
    this.#begin(await openLocation(KEPT, this.#path, Infinity));
  }

  /** Like {@linkcode open}, without waiting for a program that is closing it. */
  openNow(): void {
    if (this.#queue !== undefined) return;
    this.#begin(openLocationNow(KEPT, this.#path, Infinity));
  }

  #begin(location: DatabaseLocation<KeptReader, KeptTask>): void {
    if (this.#queue !== undefined) return location.release();
    const values = location.reader()?.values() ?? [];
    this.#queue = new StoreQueue(
      location,
      () => new KeptGroup(),
      () => new Error("the file of kept values is full"),
    );
    // Peers are served later: for one of them its start would be a wait.
    if (this.patterns.length > 0) this.#queue.start();
    this.#onOpen(values);
  }

  write(write: KeptWrite, done: WriteDone): void {
    if (this.#queue !== undefined) {
      this.#queue.write((group) => group.add(write), done);
    } else queueMicrotask(() => done(new Error("the file is not open")));
  }

  /** Completes the writes and closes the file. */
  async close(): Promise<void> {
    await this.#queue?.close();
  }
}
