/**
 * Notifications, encoded once for all fetches that get the same one.
 *
 * @module
 */
import type { EventKind } from "./dialect.ts";
import type { ByteWriter } from "../base/byte_writer.ts";

/** A notification, kept while the same event goes to more fetches. */
export interface EventText<T extends ByteWriter> {
  /** Number of its event. */
  turn: number;
  readonly text: T;
}

/** The last notification of each kind. */
export class EventTexts<T extends ByteWriter> {
  readonly #add: EventText<T>;
  // Of an element that this peer, but not every peer, can only fetch.
  readonly #addReadOnly: EventText<T>;
  readonly #change: EventText<T>;
  readonly #remove: EventText<T>;

  /** @param make Makes an empty text. */
  constructor(make: () => T) {
    const none = () => ({ turn: -1, text: make() });
    this.#add = none();
    this.#addReadOnly = none();
    this.#change = none();
    this.#remove = none();
  }

  /** The last one of a kind. */
  of(kind: EventKind, readOnly: boolean): EventText<T> {
    if (kind === "change") return this.#change;
    if (kind === "remove") return this.#remove;
    return readOnly ? this.#addReadOnly : this.#add;
  }
}
