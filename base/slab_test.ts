import { assertEquals } from "@std/assert";
import { ByteStore, Cell } from "./slab.ts";

/** A generator of pseudorandom numbers below a bound. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = Math.imul(state, 1664525) + 1013904223 >>> 0;
    return Math.floor(state / 2 ** 32 * below);
  };
}

const contentOf = ({ bytes, start, end }: Cell) => bytes.slice(start, end);

Deno.test("cells keep their values while others come, grow, shrink and go", () => {
  const next = random(7);
  const store = new ByteStore();
  const cells = Array.from({ length: 300 }, () => new Cell());
  const contents = cells.map(() => new Uint8Array(0));
  // Around the sizes of slots, and beyond the largest of them.
  const sizes = [0, 1, 7, 8, 9, 16, 100, 1016, 1023, 1024, 1025, 5000, 70_000];
  for (let step = 0; step < 20_000; step++) {
    const n = next(cells.length);
    const size = next(20) === 0 ? sizes[next(sizes.length)] : next(40);
    if (next(8) === 0) {
      store.drop(cells[n]);
      contents[n] = new Uint8Array(0);
    } else {
      const from = new Uint8Array(size + 3).fill(next(256), 2);
      store.put(cells[n], from, 2, 2 + size);
      contents[n] = from.slice(2, 2 + size);
    }
    if (step % 500 > 0) continue;
    assertEquals(cells.map(contentOf), contents);
  }
  assertEquals(cells.map(contentOf), contents);
  const bytes = contents.reduce((sum, { length }) => sum + length, 0);
  assertEquals(store.bytes, bytes);
});

Deno.test("the numbers of a cell move with its value, and are its own", () => {
  const next = random(11);
  const store = new ByteStore();
  const cells = Array.from({ length: 200 }, () => new Cell());
  const numbers = new Map<Cell, [number, number]>();
  for (let step = 1; step < 10_000; step++) {
    const cell = cells[next(cells.length)];
    if (next(8) === 0) {
      store.drop(cell);
      numbers.delete(cell);
      assertEquals([cell.first, cell.second], [0, 0]);
      continue;
    }
    const size = next(10) === 0 ? next(3000) : next(40);
    const value = new Uint8Array(size).fill(255);
    if (!numbers.has(cell) && size % 2 === 0) store.place(cell, value, 0, size);
    else store.put(cell, value, 0, size);
    assertEquals(cell.bytes.subarray(cell.start, cell.end), value);
    if (!numbers.has(cell) || next(2) === 0) {
      const noted: [number, number] = [2 ** 41 + step / 8, step];
      cell.note(...noted);
      numbers.set(cell, noted);
    }
    if (step % 100 > 0) continue;
    for (const [each, noted] of numbers) {
      assertEquals([each.first, each.second], noted);
    }
  }
});
