/**
 * The messages of the load: prepared once, with a number that is written into
 * them when they are sent, and found by that number when they come back.
 *
 * @module
 */
import { headLength, writeHead } from "./socket.ts";

/** Length of a number as letters: ids must not have digits. */
const NUMBER_LENGTH = 8;
const A = "A".charCodeAt(0);
const ZERO = "0".charCodeAt(0);
const QUOTE = '"'.charCodeAt(0);
/** Precedes the number in a value; occurs nowhere else. */
const MARK = "|".charCodeAt(0);
/** Precedes the answered id; also occurs in an `ok`. */
const AT = "@".charCodeAt(0);
/** From `@` to the number: `@":"x`. */
const NUMBER_OFFSET = 5;
const PLACEHOLDER = "A".repeat(NUMBER_LENGTH);
const STATE = "1000000000000";
/** Distance of states to the past, so that none is ahead of a clock. */
const STATE_OFFSET_MS = 60_000;

const encoder = new TextEncoder();

/** A number as letters, always equally many. */
export function letters(number: number): string {
  let text = "";
  for (let i = 0; i < NUMBER_LENGTH; i++) {
    text = String.fromCharCode(A + number % 26) + text;
    number = Math.floor(number / 26);
  }
  return text;
}

function writeLetters(bytes: Uint8Array, at: number, number: number): void {
  for (let i = at + NUMBER_LENGTH - 1; i >= at; i--) {
    bytes[i] = A + number % 26;
    number = Math.floor(number / 26);
  }
}

function readLetters(bytes: Uint8Array, at: number): number {
  let number = 0;
  for (let i = at; i < at + NUMBER_LENGTH; i++) {
    number = number * 26 + bytes[i] - A;
  }
  return number;
}

/** A message with places for its number and for its states. */
export interface Template {
  readonly bytes: Uint8Array;
  readonly numbers: readonly number[];
  readonly states: readonly number[];
}

function template(text: string): Template {
  return {
    bytes: encoder.encode(text),
    numbers: places(text, PLACEHOLDER),
    states: places(text, STATE),
  };
}

function places(text: string, part: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    found.push(at);
  }
  return found;
}

/** A put of properties of one node. */
export function put(soul: string, keys: readonly string[]): Template {
  const states = keys.map((key) => `"${key}":${STATE}`);
  const values = keys.map((key) => `"${key}":"|${PLACEHOLDER}"`);
  const meta = `"_":{"#":"${soul}",">":{${states}}}`;
  return template(
    `{"#":"p${PLACEHOLDER}","put":{"${soul}":{${meta},${values}}}}`,
  );
}

/** A get of a node. */
export function get(soul: string): Template {
  return template(`{"#":"g${PLACEHOLDER}","get":{"#":"${soul}"}}`);
}

/** Sends templates in turn, each time with another number and a later state. */
export class Sequence {
  readonly #templates: readonly Template[];
  readonly #packed: number;
  readonly #state = Date.now() - STATE_OFFSET_MS;
  #next: number;

  /** @param packed Limit of the messages in one frame. */
  constructor(templates: readonly Template[], packed = 1, first = 0) {
    this.#templates = templates;
    this.#packed = packed;
    this.#next = first;
  }

  /** The number of the next message. */
  get next(): number {
    return this.#next;
  }

  /** The frames of the next messages. */
  take(count: number): Uint8Array {
    const templates = this.#templates;
    let length = 0;
    for (let n = 0; n < count; n++) {
      const { bytes } = templates[(this.#next + n) % templates.length];
      length += headLength(bytes.length * this.#packed) + bytes.length + 2;
    }
    const out = new Uint8Array(length);
    let at = 0;
    for (let n = 0; n < count; n += this.#packed) {
      at = this.#frame(out, at, Math.min(this.#packed, count - n));
    }
    return out.subarray(0, at);
  }

  #frame(out: Uint8Array, at: number, count: number): number {
    const templates = this.#templates;
    if (count === 1) {
      const { bytes } = templates[this.#next % templates.length];
      return this.#message(out, writeHead(out, at, bytes.length));
    }
    // Brackets around, commas between.
    let length = count + 1;
    for (let n = 0; n < count; n++) {
      length += templates[(this.#next + n) % templates.length].bytes.length;
    }
    at = writeHead(out, at, length);
    for (let n = 0; n < count; n++) {
      out[at] = (n === 0 ? "[" : ",").charCodeAt(0);
      at = this.#message(out, at + 1);
    }
    out[at] = "]".charCodeAt(0);
    return at + 1;
  }

  #message(out: Uint8Array, at: number): number {
    const number = this.#next++;
    const { length } = this.#templates;
    const { bytes, numbers, states } = this.#templates[number % length];
    out.set(bytes, at);
    for (const place of numbers) writeLetters(out, at + place, number);
    let state = this.#state + Math.floor(number / length);
    for (let digit = STATE.length - 1; digit >= 0; digit--) {
      for (const place of states) out[at + place + digit] = ZERO + state % 10;
      state = Math.floor(state / 10);
    }
    return at + bytes.length;
  }
}

/** How many values of puts are in a message. */
export function valuesIn(message: Uint8Array): number {
  let count = 0;
  for (let at = message.indexOf(MARK); at >= 0; count++) {
    at = message.indexOf(MARK, at + 1 + NUMBER_LENGTH);
  }
  return count;
}

/** Calls back with the number of each value in a message. */
export function eachValue(
  message: Uint8Array,
  found: (number: number) => void,
): void {
  for (let at = message.indexOf(MARK); at >= 0;) {
    found(readLetters(message, at + 1));
    at = message.indexOf(MARK, at + 1 + NUMBER_LENGTH);
  }
}

/** Calls back with the number of each message that is answered in a message. */
export function eachAnswered(
  message: Uint8Array,
  found: (number: number) => void,
): void {
  for (let at = message.indexOf(AT); at >= 0;) {
    // An `ok` has a number there, or nothing.
    const isId = message[at + 1] === QUOTE && message[at + 3] === QUOTE;
    if (isId) found(readLetters(message, at + NUMBER_OFFSET));
    at = message.indexOf(AT, at + 1);
  }
}

/** Numbers, each of which counts once: gun's relay answers twice at times. */
export class Once {
  #seen = new Uint8Array(1 << 20);
  /** How many there were. */
  count = 0;

  /** Adds a number; `false` if it was there already. */
  add(number: number): boolean {
    while (number >= this.#seen.length) {
      const more = new Uint8Array(this.#seen.length * 2);
      more.set(this.#seen);
      this.#seen = more;
    }
    if (this.#seen[number] === 1) return false;
    this.#seen[number] = 1;
    this.count++;
    return true;
  }
}
