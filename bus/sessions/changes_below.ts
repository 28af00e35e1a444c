/**
 * Changes of many states in one request.
 *
 * @module
 */
import type { Fault } from "../../protocol/errors/fault.ts";
import type { Value } from "../../protocol/values/value.ts";
import { Cost, type Turns, type Work } from "../../base/turns.ts";

/** The states of an owner, as their changes need them. */
export interface ChangedStates {
  /** Why a state can't take a value; `null`: it can. */
  faultOf(path: string, value: Value): Fault | null;
  /** Gives a state its value. */
  change(path: string, value: Value): void;
}

// Changes between two looks at what is left of the slice: fewer are made at once.
const STRIDE = 64;

/** Checks all changes first, and makes all of them or none, in slices. */
export class ChangesBelow implements Work {
  /** Why none was made, when it is done; `null`: all have been. Only written here. */
  fault: Fault | null = null;
  readonly paths: readonly string[];
  readonly #turns: Turns;
  readonly #states: ChangedStates;
  #values: readonly Value[];
  #areOwn = false;
  #checked = 0;
  #changed = 0;

  /** @param values By path; their bytes need not stay valid. */
  constructor(
    turns: Turns,
    states: ChangedStates,
    values: ReadonlyMap<string, Value>,
  ) {
    this.#turns = turns;
    this.#states = states;
    this.paths = [...values.keys()];
    this.#values = [...values.values()];
  }

  proceed(): boolean {
    const { paths } = this;
    while (this.#checked < paths.length) {
      const at = this.#checked++;
      this.fault = this.#states.faultOf(paths[at], this.#values[at]);
      if (this.fault !== null) return true;
      if (this.#hasToWait(this.#checked)) return false;
    }
    while (this.#changed < paths.length) {
      const at = this.#changed++;
      this.#states.change(paths[at], this.#values[at]);
      if (this.#hasToWait(this.#changed)) return false;
    }
    return true;
  }

  #hasToWait(count: number): boolean {
    this.#turns.charge(Cost.message);
    if (count % STRIDE !== 0 || !this.#turns.spent) return false;
    if (!this.#areOwn) this.#values = ownCopies(this.#values);
    this.#areOwn = true;
    return true;
  }
}

/** The same values in one copy of the message that they lie in. */
function ownCopies(values: readonly Value[]): readonly Value[] {
  const { bytes } = values[0];
  let from = Infinity;
  let to = 0;
  for (const value of values) {
    if (value.bytes !== bytes) continue;
    from = Math.min(from, value.start);
    to = Math.max(to, value.end);
  }
  const copy = bytes.slice(from, to);
  return values.map(({ type, bytes: those, start, end }) =>
    those === bytes
      ? { type, bytes: copy, start: start - from, end: end - from }
      : { type, bytes: those.slice(start, end), start: 0, end: end - start }
  );
}
