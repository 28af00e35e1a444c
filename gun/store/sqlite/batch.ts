/**
 * The writes of a task in their stored form.
 *
 * @module
 */
import type { StatementSync } from "node:sqlite";
import { storedName } from "./names.ts";
import type { RefusedCall } from "../../../store/task.ts";
import { SAME_SOUL, type WriteTask } from "./task.ts";

const NO_CALLS: ReadonlySet<number> = new Set();

/** Longest value that is stored beside its key, in UTF-16 units. */
const MAX_SHORT_VALUE = 1000;

/** The statements that write a property. */
export interface WriteStatements {
  /** Writes soul, key, value and state. */
  readonly upsert: StatementSync;
  /** Stores a long value under a new id. */
  readonly insertLong: StatementSync;
}

const encoder = new TextEncoder();

/** Calls to be written, and those refused for their content. */
export class Batch {
  // Soul, key and text of each write in turn.
  readonly #texts: string[] = [];
  readonly #states: Float64Array;
  readonly #ends: Uint32Array;
  readonly #faults = new Map<number, string>();

  constructor(task: WriteTask) {
    this.#states = task.states;
    this.#ends = task.ends;
    this.#prepare(task);
  }

  /** How many calls there are. */
  get calls(): number {
    return this.#ends.length;
  }

  /** Writes a call, unless one of its writes is invalid. */
  keep(call: number, { upsert, insertLong }: WriteStatements): void {
    if (this.#faults.has(call)) return;
    const texts = this.#texts;
    const end = this.#ends[call];
    for (let i = call === 0 ? 0 : this.#ends[call - 1]; i < end; i++) {
      const state = this.#states[i];
      const text = texts[i * 3 + 2];
      upsert.run(
        texts[i * 3],
        texts[i * 3 + 1],
        text.length <= MAX_SHORT_VALUE ? text : idOf(text, insertLong),
        // SQLite keeps no -0: NULL stands for it.
        Object.is(state, -0) ? null : state,
      );
    }
  }

  /** The refused calls, with those that the caller found no room for. */
  refusals(full = NO_CALLS): readonly RefusedCall[] {
    const refusals: RefusedCall[] = [];
    for (const call of full) refusals.push({ call, reason: null });
    for (const [call, reason] of this.#faults) refusals.push({ call, reason });
    return refusals.sort((a, b) => a.call - b.call);
  }

  #prepare({ texts, lengths, states, ends }: WriteTask): void {
    let at = 0;
    const next = (length: number) => texts.slice(at, at += length);
    let call = 0;
    let soul = "";
    let soulFault: string | null = null;
    for (let i = 0; i < states.length; i++) {
      while (ends[call] <= i) call++;
      const length = lengths[i * 3];
      if (length !== SAME_SOUL) {
        const name = next(length);
        soulFault = nameFault(name);
        soul = storedName(name);
      }
      const key = next(lengths[i * 3 + 1]);
      const text = next(lengths[i * 3 + 2]);
      const fault = soulFault ?? nameFault(key) ?? valueFault(text, states[i]);
      if (fault !== null) this.#faults.set(call, fault);
      this.#texts.push(soul, storedName(key), text);
    }
  }
}

/** Stores a long value; returns its id as a blob, which no text is equal to. */
function idOf(text: string, insertLong: StatementSync): Uint8Array {
  return encoder.encode(String(insertLong.run(text).lastInsertRowid));
}

function nameFault(name: string): string | null {
  return name.isWellFormed() ? null : "a name that is not well-formed Unicode";
}

// Values that SQLite would change.
function valueFault(text: string, state: number): string | null {
  if (!text.isWellFormed() || text.includes("\0")) {
    return "a value that is not JSON";
  }
  return Number.isNaN(state) ? "a state that is not a number" : null;
}
