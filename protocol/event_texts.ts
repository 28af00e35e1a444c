/**
 * Notifications, encoded once for all fetches that get the same one.
 *
 * @module
 */
import type { AskedEventKind } from "./extras.ts";
import type { EventKind } from "./dialect.ts";
import type { ByteWriter } from "../base/byte_writer.ts";

/** A notification, kept while the same event goes to more fetches. */
export interface EventText<T extends ByteWriter> {
  /** Number of its event. */
  turn: number;
  readonly text: T;
}

/** Bits of a kind of events, above those of what is asked for. */
const KIND_BITS: Readonly<Record<EventKind | AskedEventKind, number>> = {
  add: 1 << 4,
  change: 2 << 4,
  remove: 3 << 4,
  meta: 4 << 4,
  stale: 5 << 4,
  away: 6 << 4,
  back: 7 << 4,
  signal: 8 << 4,
};
const READ_ONLY_BIT = 16 << 4;

/** The last notification of each kind. */
export class EventTexts<T extends ByteWriter> {
  /** The last `change` for fetches that ask for nothing more. */
  readonly change: EventText<T>;
  readonly #add: EventText<T>;
  // Of an element that this peer, but not every peer, can only fetch.
  readonly #addReadOnly: EventText<T>;
  readonly #remove: EventText<T>;
  // For fetches that ask for more.
  readonly #asked = new Map<number, EventText<T>>();
  readonly #make: () => T;

  /** @param make Makes an empty text. */
  constructor(make: () => T) {
    this.#make = make;
    const none = () => ({ turn: -1, text: make() });
    this.#add = none();
    this.#addReadOnly = none();
    this.change = none();
    this.#remove = none();
  }

  /**
   * The last one of a kind.
   *
   * @param asked Bits of what is asked for; see {@linkcode Asked}.
   */
  of(
    kind: EventKind | AskedEventKind,
    readOnly: boolean,
    asked: number,
  ): EventText<T> {
    if (asked !== 0) return this.#ofAsked(kind, readOnly, asked);
    if (kind === "change") return this.change;
    if (kind === "remove") return this.#remove;
    if (kind !== "add") return this.#ofAsked(kind, readOnly, asked);
    return readOnly ? this.#addReadOnly : this.#add;
  }

  #ofAsked(
    kind: EventKind | AskedEventKind,
    readOnly: boolean,
    asked: number,
  ): EventText<T> {
    const key = KIND_BITS[kind] | (readOnly ? READ_ONLY_BIT : 0) | asked;
    let text = this.#asked.get(key);
    if (text === undefined) {
      text = { turn: -1, text: this.#make() };
      this.#asked.set(key, text);
    }
    return text;
  }
}
