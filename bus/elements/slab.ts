/**
 * Memory of the states' values. A typed array costs some 200 bytes and a call
 * of the allocator, so small values share pages. A value of similar size
 * overwrites the old one.
 *
 * @module
 */
import { copyBytes } from "../../base/byte_writer.ts";

// Room of the slots in each class of pages, in bytes.
const ROOMS = [8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024];
const LARGEST = ROOMS[ROOMS.length - 1];
// Class for a length, looked up by its number of 8-byte units.
const CLASS_OF = new Uint8Array(LARGEST / 8 + 1);
for (let i = 0, c = 0; i < CLASS_OF.length; i++) {
  while (ROOMS[c] < i * 8) c++;
  CLASS_OF[i] = c;
}

const PAGE = 1 << 16;
const OWN = -1;
const NOTHING = new Uint8Array(0);

/** A value's place in a {@linkcode ByteStore}. */
export class Cell {
  /** The page, or an array of its own for a large value. */
  bytes: Uint8Array = NOTHING;
  /** Where the value begins. */
  start = 0;
  /** Where the value ends. */
  end = 0;
  /** Class of the page, or {@linkcode OWN}. */
  room = OWN;
}

/** Slots of one size. */
class Shelf {
  readonly #room: number;
  #page: Uint8Array = NOTHING;
  #next = 0;
  #used = 0;
  // Freed slots: the page of each and where it begins in it.
  #freePages: Uint8Array[] = [];
  #freeStarts: number[] = [];

  constructor(room: number) {
    this.#room = room;
  }

  take(cell: Cell): void {
    this.#used++;
    const page = this.#freePages.pop();
    if (page !== undefined) {
      cell.bytes = page;
      cell.start = this.#freeStarts.pop() ?? 0;
      return;
    }
    if (this.#next + this.#room > this.#page.length) {
      // The first page is small: most daemons hold few values of most sizes.
      const size = this.#page.length === 0 ? PAGE >> 4 : PAGE;
      this.#page = new Uint8Array(size);
      this.#next = 0;
    }
    cell.bytes = this.#page;
    cell.start = this.#next;
    this.#next += this.#room;
  }

  give(cell: Cell): void {
    if (--this.#used === 0) {
      // Nothing is left: begin anew with the last page, let the others go.
      this.#next = 0;
      if (this.#freePages.length > 0) {
        this.#freePages = [];
        this.#freeStarts = [];
      }
    } else {
      this.#freePages.push(cell.bytes);
      this.#freeStarts.push(cell.start);
    }
  }
}

/** Keeps the values of many cells. */
export class ByteStore {
  readonly #shelves = ROOMS.map((room) => new Shelf(room));

  /** Copies bytes into a cell, in place of what it held. */
  put(cell: Cell, from: Uint8Array, start: number, end: number): void {
    const length = end - start;
    const room = length > LARGEST ? OWN : CLASS_OF[(length + 7) >> 3];
    if (room === OWN) {
      // A large value in an array of its own that fits is written over too.
      const fits = cell.room === OWN && cell.bytes.length >= length &&
        cell.bytes.length <= length * 2;
      if (!fits) {
        this.#release(cell);
        cell.bytes = new Uint8Array(length);
        cell.room = OWN;
        cell.start = 0;
      }
    } else if (room !== cell.room) {
      this.#release(cell);
      this.#shelves[room].take(cell);
      cell.room = room;
    }
    cell.end = cell.start + length;
    copyBytes(from, start, end, cell.bytes, cell.start);
  }

  /** Empties a cell. */
  drop(cell: Cell): void {
    this.#release(cell);
    cell.bytes = NOTHING;
    cell.room = OWN;
    cell.start = cell.end = 0;
  }

  #release(cell: Cell): void {
    if (cell.room !== OWN) this.#shelves[cell.room].give(cell);
  }
}
