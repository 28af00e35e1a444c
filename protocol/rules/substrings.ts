/**
 * What is part of a text, found in a time that grows with the lengths only.
 *
 * `String.includes` compares up to the length of one text times that of the
 * other: a part of 30,000 characters in a path of 60,000 takes a second.
 *
 * @module
 */

/** Nanoseconds that an index takes to make, for each character, roughly. */
export const INDEX_NS = 400;

// Nanoseconds of `String.includes` from which an index is made.
const MAX_PLAIN_NS = 1_000_000;

/** Tells what it includes. */
export interface Searched {
  includes(part: string): boolean;
}

let last: Substrings | undefined;

/**
 * A text to search parts in.
 *
 * @param weight Nanoseconds that the search takes at most without an index, for
 * each character of the text.
 */
export function searched(text: string, weight: number): Searched {
  if (weight < INDEX_NS || weight * text.length < MAX_PLAIN_NS) return text;
  // Many fetches look at the same path.
  if (last?.text !== text) last = new Substrings(text);
  return last;
}

/** A suffix automaton: every way from its root is a part of the text. */
class Substrings implements Searched {
  readonly text: string;
  // Of a state: its longest part, the state of the next shorter ones that end
  // elsewhere too, and the first of its edges.
  readonly #lengths: Int32Array;
  readonly #links: Int32Array;
  readonly #edges: Int32Array;
  // Of an edge: where it begins, its character, where it leads, and the next
  // edge of the same state.
  readonly #sources: Int32Array;
  readonly #units: Uint16Array;
  readonly #targets: Int32Array;
  readonly #siblings: Int32Array;
  // Edges by their source and character, with open addressing; -1: none.
  readonly #table: Int32Array;
  #stateCount = 0;
  #edgeCount = 0;

  constructor(text: string) {
    this.text = text;
    // A text of n characters has at most 2n states and 3n edges.
    const states = 2 * text.length + 2;
    const edges = 3 * text.length + 2;
    this.#lengths = new Int32Array(states);
    this.#links = new Int32Array(states);
    this.#edges = new Int32Array(states);
    this.#sources = new Int32Array(edges);
    this.#units = new Uint16Array(edges);
    this.#targets = new Int32Array(edges);
    this.#siblings = new Int32Array(edges);
    const slots = 2 ** Math.ceil(Math.log2(edges * 1.5));
    this.#table = new Int32Array(slots).fill(-1);
    let end = this.#state(0, -1);
    for (let at = 0; at < text.length; at++) {
      end = this.#extend(end, text.charCodeAt(at));
    }
  }

  includes(part: string): boolean {
    let state = 0;
    for (let at = 0; at < part.length; at++) {
      const edge = this.#find(state, part.charCodeAt(at));
      if (edge < 0) return false;
      state = this.#targets[edge];
    }
    return true;
  }

  /** Appends a character; returns the state of the whole text. */
  #extend(end: number, unit: number): number {
    const state = this.#state(this.#lengths[end] + 1, 0);
    let from = end;
    let edge = -1;
    for (; from >= 0; from = this.#links[from]) {
      edge = this.#find(from, unit);
      if (edge >= 0) break;
      this.#connect(from, unit, state);
    }
    if (from < 0) return state;
    const target = this.#targets[edge];
    this.#links[state] = this.#lengths[target] === this.#lengths[from] + 1
      ? target
      : this.#links[target] = this.#divide(from, unit, target);
    return state;
  }

  /** Makes a state of those parts of another that end here too. */
  #divide(from: number, unit: number, target: number): number {
    const part = this.#state(this.#lengths[from] + 1, this.#links[target]);
    for (
      let edge = this.#edges[target];
      edge >= 0;
      edge = this.#siblings[edge]
    ) this.#connect(part, this.#units[edge], this.#targets[edge]);
    for (; from >= 0; from = this.#links[from]) {
      const edge = this.#find(from, unit);
      if (edge < 0 || this.#targets[edge] !== target) break;
      this.#targets[edge] = part;
    }
    return part;
  }

  #state(length: number, link: number): number {
    const state = this.#stateCount++;
    this.#lengths[state] = length;
    this.#links[state] = link;
    this.#edges[state] = -1;
    return state;
  }

  #connect(source: number, unit: number, target: number): void {
    const edge = this.#edgeCount++;
    this.#sources[edge] = source;
    this.#units[edge] = unit;
    this.#targets[edge] = target;
    this.#siblings[edge] = this.#edges[source];
    this.#edges[source] = edge;
    const table = this.#table;
    const mask = table.length - 1;
    let slot = slotOf(source, unit) & mask;
    while (table[slot] >= 0) slot = (slot + 1) & mask;
    table[slot] = edge;
  }

  /** The edge of a state for a character; -1 if there is none. */
  #find(source: number, unit: number): number {
    const table = this.#table;
    const mask = table.length - 1;
    for (
      let slot = slotOf(source, unit) & mask;
      table[slot] >= 0;
      slot = (slot + 1) & mask
    ) {
      const edge = table[slot];
      if (this.#sources[edge] === source && this.#units[edge] === unit) {
        return edge;
      }
    }
    return -1;
  }
}

function slotOf(source: number, unit: number): number {
  const hash = Math.imul(source, 0x9e3779b1) + Math.imul(unit, 0x85ebca6b);
  return hash ^ hash >>> 15;
}
