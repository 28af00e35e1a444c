/**
 * Memory of many small values: those of states, and the parameters of requests
 * that wait. A typed array costs some 200 bytes and a call of the allocator, so
 * small values share pages. A value of similar size overwrites the old one.
 *
 * @module
 */
import { copyBytes } from "./byte_writer.ts";

// Size of the slots of each class, in bytes.
const SIZES = [8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024];
const MAX_SIZE = SIZES[SIZES.length - 1];
// Index of the class for a length, by its number of 8-byte units.
const CLASS_OF = new Uint8Array(MAX_SIZE / 8 + 1);
for (let i = 0, c = 0; i < CLASS_OF.length; i++) {
  while (SIZES[c] < i * 8) c++;
  CLASS_OF[i] = c;
}

const PAGE_BYTES = 1 << 16;
const OWN_ARRAY = -1;
const NO_BYTES = new Uint8Array(0);

// Slots begin at multiples of 8, so that a place and a length up to MAX_SIZE, which
// takes 11 bits, are one number of 24 bits.
const PLACE_SHIFT = 8;
const LENGTH = (1 << 11) - 1;

/**
 * A value's place in a {@linkcode ByteStore}. It has two fields: with a third one
 * an element of the bus, which is a cell too, takes 160 bytes on Bun instead of
 * 112, and 8 more on Deno.
 */
export class Cell {
  #bytes: Uint8Array = NO_BYTES;
  // Place and length in a page; negative: length in an array of its own.
  #place = 0;

  /** The page, or an array of its own for a large value. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Where the value begins. */
  get start(): number {
    return this.#place < 0 ? 0 : this.#place >> PLACE_SHIFT & ~7;
  }

  /** Number of bytes of the value. */
  get length(): number {
    return this.#place < 0 ? -this.#place : this.#place & LENGTH;
  }

  /** Where the value ends. */
  get end(): number {
    return this.start + this.length;
  }

  /**
   * Gives the value a place. Called by the store.
   *
   * @param start A multiple of 8 in a page; 0 in an array of its own.
   */
  move(bytes: Uint8Array, start: number, length: number): void {
    this.#bytes = bytes;
    this.#place = length > MAX_SIZE ? -length : start << PLACE_SHIFT | length;
  }
}

/** Index of the size class of a length, or {@linkcode OWN_ARRAY}. */
function classOf(length: number): number {
  return length > MAX_SIZE ? OWN_ARRAY : CLASS_OF[(length + 7) >> 3];
}

/** Index of the size class of the slot that a cell has, or {@linkcode OWN_ARRAY}. */
function classOfCell({ bytes, length }: Cell): number {
  return bytes === NO_BYTES ? OWN_ARRAY : classOf(length);
}

/** Allocates slots of one size in shared pages. */
class SizeClass {
  readonly #bytes: number;
  #page: Uint8Array = NO_BYTES;
  #next = 0;
  #used = 0;
  // Freed slots: the page of each and where it begins in it.
  #freePages: Uint8Array[] = [];
  #freeStarts: number[] = [];

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  allocate(cell: Cell, length: number): void {
    this.#used++;
    const page = this.#freePages.pop();
    if (page !== undefined) {
      cell.move(page, this.#freeStarts.pop() ?? 0, length);
      return;
    }
    if (this.#next + this.#bytes > this.#page.length) {
      // The first page is small: most daemons hold few values of most sizes.
      const size = this.#page.length === 0 ? PAGE_BYTES >> 4 : PAGE_BYTES;
      this.#page = new Uint8Array(size);
      this.#next = 0;
    }
    cell.move(this.#page, this.#next, length);
    this.#next += this.#bytes;
  }

  free(cell: Cell): void {
    if (--this.#used === 0) {
      // No slot is in use: keep the last page, free the others.
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

/** Holds the values of many cells. */
export class ByteStore {
  /** Bytes that are held, here and {@linkcode account elsewhere}. */
  bytes = 0;
  readonly #classes = SIZES.map((bytes) => new SizeClass(bytes));

  /** Counts bytes that are held elsewhere, or no longer if negative. */
  account(bytes: number): void {
    this.bytes += bytes;
  }

  /** Copies bytes into a cell, in place of what it held. */
  put(cell: Cell, from: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.bytes += length - cell.length;
    const sizeClass = classOf(length);
    const former = classOfCell(cell);
    if (sizeClass === OWN_ARRAY) {
      // An array of its own is reused if at least half of it is needed.
      const fits = former === OWN_ARRAY &&
        cell.bytes.length >= length &&
        cell.bytes.length <= length * 2;
      if (!fits) this.#release(cell);
      cell.move(fits ? cell.bytes : new Uint8Array(length), 0, length);
    } else if (sizeClass === former) {
      cell.move(cell.bytes, cell.start, length);
    } else {
      this.#release(cell);
      this.#classes[sizeClass].allocate(cell, length);
    }
    copyBytes(from, start, end, cell.bytes, cell.start);
  }

  /** Empties a cell. */
  drop(cell: Cell): void {
    this.#release(cell);
    this.bytes -= cell.length;
    cell.move(NO_BYTES, 0, 0);
  }

  #release(cell: Cell): void {
    const sizeClass = classOfCell(cell);
    if (sizeClass !== OWN_ARRAY) this.#classes[sizeClass].free(cell);
  }
}
