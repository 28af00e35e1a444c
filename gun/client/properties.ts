/**
 * The properties of one node as far as they are known.
 *
 * @module
 */
import { decide, type Decision } from "../graph/ham.ts";
import type { GraphValue, Property } from "../graph/value.ts";
import type { Update } from "./message.ts";

/** A property as a program keeps it. */
export interface Held extends Property {
  /** What the program is given; for a signed value what was signed. */
  readonly value: GraphValue;
}

/** A property that has come, with what the program shall be given. */
export interface Incoming extends Update {
  /** What the program shall be given. */
  readonly plain: GraphValue;
}

/** The properties of one node by their names. */
export class Properties {
  readonly #held = new Map<string, Held>();

  /** Takes a property, if it wins against the one that is there. */
  take({ key, value, plain, state }: Incoming, now: number): Decision {
    const incoming = { text: JSON.stringify(value), state };
    const decision = decide(incoming, this.#held.get(key), now);
    if (decision === "accept") {
      this.#held.set(key, { ...incoming, value: plain });
    }
    return decision;
  }

  /** One of them. */
  get(key: string): Held | undefined {
    return this.#held.get(key);
  }

  /** Puts an earlier one back, or nothing. */
  restore(key: string, held: Held | undefined): void {
    if (held === undefined) this.#held.delete(key);
    else this.#held.set(key, held);
  }

  /** All of them. */
  entries(): Iterable<[string, Held]> {
    return this.#held;
  }

  /** The values that are there: what was deleted is left out. */
  values(): Map<string, GraphValue> {
    const values = new Map<string, GraphValue>();
    for (const [key, { value }] of this.#held) {
      if (value !== null) values.set(key, value);
    }
    return values;
  }
}
