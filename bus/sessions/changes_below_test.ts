import { assert, assertEquals } from "@std/assert";
import type { Fault } from "../../protocol/errors/fault.ts";
import { ValueType } from "../../protocol/values/types.ts";
import type { Value } from "../../protocol/values/value.ts";
import { TurnClock } from "../../tests/support/turn_clock.ts";
import { Turns } from "../../base/turns.ts";
import { ChangesBelow } from "./changes_below.ts";

const COUNT = 20_000;
const decoder = new TextDecoder();

/** A message with the numbers from 0 on, each five bytes long. */
function message(): { bytes: Uint8Array; values: Map<string, Value> } {
  const numbers = Array.from({ length: COUNT }, (_, n) => 10_000 + n);
  const bytes = new TextEncoder().encode(numbers.join(""));
  const values = new Map(numbers.map((number, n) => [
    `s/${number}`,
    { type: ValueType.json, bytes, start: 5 * n, end: 5 * n + 5 },
  ]));
  return { bytes, values };
}

/** The states with their values, and the fault of one path. */
class States {
  readonly taken = new Map<string, string>();
  readonly #wrong: string | undefined;

  constructor(wrong?: string) {
    this.#wrong = wrong;
  }

  faultOf(path: string): Fault | null {
    return path === this.#wrong ? { kind: "notFound", path } : null;
  }

  change(path: string, { bytes, start, end }: Value): void {
    this.taken.set(path, decoder.decode(bytes.subarray(start, end)));
  }
}

/** Carries out work in slices; returns how many there were. */
function finish(work: ChangesBelow, turns: Turns, meanwhile: () => void) {
  let slices = 1;
  turns.arrive();
  for (; !work.proceed(); slices++) {
    meanwhile();
    turns.left = 100_000;
  }
  return slices;
}

Deno.test("many changes in one request are made in slices, whatever becomes of its bytes", () => {
  const turns = new Turns(new TurnClock(), () => {});
  const states = new States();
  const { bytes, values } = message();
  const work = new ChangesBelow(turns, states, values);
  const slices = finish(work, turns, () => bytes.fill(0x78));
  assert(slices > 10, `${slices} slices`);
  assertEquals(work.fault, null);
  assertEquals(states.taken.size, COUNT);
  for (const [path, text] of states.taken) assertEquals(path, `s/${text}`);
});

Deno.test("none of the changes in one request is made if the last is refused", () => {
  const turns = new Turns(new TurnClock(), () => {});
  const path = `s/${10_000 + COUNT - 1}`;
  const states = new States(path);
  const work = new ChangesBelow(turns, states, message().values);
  finish(work, turns, () => {});
  assertEquals(work.fault, { kind: "notFound", path });
  assertEquals(states.taken.size, 0);
});
