/**
 * Memory of many small values: those of states, and the parameters of requests
 * that wait. A typed array costs some 200 bytes and a call of the allocator, so
 * small values share pages. A value of similar size overwrites the old one. Before
 * each value are two numbers: fields of an object would need boxes for them.
 *
 * @module
 */
import { copyBytes } from "./byte_writer.ts";

// Most bytes of a value in the slots of each class.
const SIZES = [
  ...[0, 8, 16, 24, 32, 48, 64, 96],
  ...[128, 192, 256, 384, 512, 768, 1024],
];
const MAX_SIZE = SIZES[SIZES.length - 1];
// Index of the class for a length, by its number of 8-byte units.
const CLASS_OF = new Uint8Array(MAX_SIZE / 8 + 1);
for (let i = 0, c = 0; i < CLASS_OF.length; i++) {
  while (SIZES[c] < i * 8) c++;
  CLASS_OF[i] = c;
}

// The two numbers.
const HEAD_BYTES = 16;
const PAGE_BYTES = 1 << 16;
const OWN_PAGE = -1;

/** Memory of several cells, or of one with a large value. */
class Page {
  readonly bytes: Uint8Array;
  readonly numbers: Float64Array;

  /** @param size A multiple of 8. */
  constructor(size: number) {
    const buffer = new ArrayBuffer(size);
    this.bytes = new Uint8Array(buffer);
    this.numbers = new Float64Array(buffer);
  }
}

// That of cells without a place.
const NO_PAGE = new Page(HEAD_BYTES);

// Slots begin at multiples of 8, so that a place and a length up to MAX_SIZE, which
// takes 11 bits, are one number of 24 bits.
const PLACE_SHIFT = 8;
const LENGTH = (1 << 11) - 1;

/**
 * A value's place in a {@linkcode ByteStore}. It has two fields: with a third one
 * an element of the bus, which is a cell too, takes 112 bytes on Bun instead of
 * 80, and 8 more on Deno.
 */
export class Cell {
  #page = NO_PAGE;
  // Place of the slot and length in a page; negative: length in a page of its own.
  #place = 0;

  /** The page, in which other cells may be too. */
  get page(): Page {
    return this.#page;
  }

  /** The bytes of the page. */
  get bytes(): Uint8Array {
    return this.#page.bytes;
  }

  /** Where the slot begins: at the two numbers. */
  get slot(): number {
    return this.#place < 0 ? 0 : this.#place >> PLACE_SHIFT & ~7;
  }

  /** Where the value begins. */
  get start(): number {
    return this.slot + HEAD_BYTES;
  }

  /** Number of bytes of the value. */
  get length(): number {
    return this.#place < 0 ? -this.#place : this.#place & LENGTH;
  }

  /** Where the value ends. */
  get end(): number {
    return this.start + this.length;
  }

  /** The first of the two numbers; 0 if the cell has no place. */
  get first(): number {
    return this.#page.numbers[this.slot >> 3];
  }

  /** The second one. */
  get second(): number {
    return this.#page.numbers[(this.slot >> 3) + 1];
  }

  /** Replaces the two numbers of a cell that has a place. */
  note(first: number, second: number): void {
    const { numbers } = this.#page;
    const at = this.slot >> 3;
    numbers[at] = first;
    numbers[at + 1] = second;
  }

  /**
   * Gives the value a place. Called by the store.
   *
   * @param slot A multiple of 8 in a page; 0 in a page of its own.
   */
  move(page: Page, slot: number, length: number): void {
    this.#page = page;
    this.#place = length > MAX_SIZE ? -length : slot << PLACE_SHIFT | length;
  }
}

/** Index of the size class of a length, or {@linkcode OWN_PAGE}. */
function classOf(length: number): number {
  return length > MAX_SIZE ? OWN_PAGE : CLASS_OF[(length + 7) >> 3];
}

/** Index of the size class of the slot that a cell has, or {@linkcode OWN_PAGE}. */
function classOfCell({ page, length }: Cell): number {
  return page === NO_PAGE ? OWN_PAGE : classOf(length);
}

/** Allocates slots of one size in shared pages. */
class SizeClass {
  readonly #bytes: number;
  #page = NO_PAGE;
  #next: number;
  #used = 0;
  // Freed slots: the page of each and where it begins in it.
  #freePages: Page[] = [];
  #freeSlots: number[] = [];

  /** @param bytes Most bytes of a value. */
  constructor(bytes: number) {
    this.#bytes = HEAD_BYTES + bytes;
    // There is no room in it.
    this.#next = this.#page.bytes.length;
  }

  allocate(cell: Cell, length: number): void {
    this.#used++;
    const page = this.#freePages.pop();
    if (page !== undefined) {
      cell.move(page, this.#freeSlots.pop() ?? 0, length);
      return;
    }
    if (this.#next + this.#bytes > this.#page.bytes.length) {
      // The first page is small: most daemons hold few values of most sizes.
      this.#page = new Page(
        this.#page === NO_PAGE ? PAGE_BYTES >> 4 : PAGE_BYTES,
      );
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
        this.#freeSlots = [];
      }
    } else {
      this.#freePages.push(cell.page);
      this.#freeSlots.push(cell.slot);
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
    if (sizeClass === former && sizeClass !== OWN_PAGE) {
      cell.move(cell.page, cell.slot, length);
    } else {
      const { first, second } = cell;
      this.#release(cell, former);
      this.#allocate(cell, former, length);
      cell.note(first, second);
    }
    copyBytes(from, start, end, cell.bytes, cell.start);
  }

  /**
   * Copies bytes into a cell that has no place yet. Its two numbers are any, until
   * they are {@linkcode Cell.note noted}.
   */
  place(cell: Cell, from: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.bytes += length;
    this.#allocate(cell, OWN_PAGE, length);
    copyBytes(from, start, end, cell.bytes, cell.start);
  }

  /** Empties a cell; its numbers are gone. */
  drop(cell: Cell): void {
    this.#release(cell, classOfCell(cell));
    this.bytes -= cell.length;
    cell.move(NO_PAGE, 0, 0);
  }

  #allocate(cell: Cell, former: number, length: number): void {
    const sizeClass = classOf(length);
    if (sizeClass === OWN_PAGE) moveToOwn(cell, former, length);
    else this.#classes[sizeClass].allocate(cell, length);
  }

  #release(cell: Cell, sizeClass: number): void {
    if (sizeClass !== OWN_PAGE) this.#classes[sizeClass].free(cell);
  }
}

/** Moves a large value to a page of its own, unless it has one that fits. */
function moveToOwn(cell: Cell, former: number, length: number): void {
  const size = HEAD_BYTES + (length + 7 & ~7);
  const before = cell.bytes.length;
  // It fits if at least half of it is needed.
  const fits = former === OWN_PAGE && before >= size && before <= size * 2;
  cell.move(fits ? cell.page : new Page(size), 0, length);
}
