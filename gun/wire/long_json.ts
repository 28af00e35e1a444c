/**
 * Parses long JSON texts in steps.
 *
 * @module
 */
import type { Steps } from "../../base/turns.ts";

/** Deeper texts are not read. */
const MAX_DEPTH = 1000;
// In the units of `Cost`: a value or a name, and what is read in one step.
const TOKEN_COST = 400;
const STEP_COST = 200_000;

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const LITERALS: readonly (readonly [string, unknown])[] = [
  ["null", null],
  ["true", true],
  ["false", false],
];

/** An array or an object that is being read. */
type Container = { readonly items: unknown[] } | {
  readonly members: Record<string, unknown>;
  /** Name of the member that is being read. */
  name: string;
};

/** Parses JSON; `undefined` if it is none, or nested too deeply to be read. */
export function* parseInSteps(text: string): Steps<unknown> {
  const reader = new Reader(text);
  try {
    while (!reader.done) {
      const from = reader.at;
      let cost = 0;
      while (!reader.done && cost < STEP_COST) {
        reader.next();
        cost += TOKEN_COST;
        if (reader.at - from > STEP_COST) break;
      }
      yield cost + reader.at - from;
    }
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  return reader.value;
}

/** Reads a text, value by value, without recursion. */
class Reader {
  /** Where the rest begins. */
  at = 0;
  /** The whole, when it is done. */
  value: unknown = undefined;
  done = false;
  readonly #text: string;
  readonly #open: Container[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /**
   * Reads the beginning of an array or an object, or one value in it.
   *
   * @throws {SyntaxError} if the text is not JSON or too deep.
   */
  next(): void {
    this.#skipSpace();
    const first = this.#text[this.at];
    if (first === "[") {
      this.at++;
      this.#enter({ items: [] }, "]");
    } else if (first === "{") {
      this.at++;
      const container = { members: {}, name: "" };
      if (this.#enter(container, "}")) container.name = this.#name();
    } else {
      this.#add(first === '"' ? this.#string() : this.#plain());
    }
  }

  /** Returns whether there is anything in it. */
  #enter(container: Container, end: string): boolean {
    if (this.#open.length >= MAX_DEPTH) throw new SyntaxError("too deep");
    this.#skipSpace();
    const isEmpty = this.#text[this.at] === end;
    if (isEmpty) {
      this.at++;
      this.#add("items" in container ? container.items : container.members);
    } else {
      this.#open.push(container);
    }
    return !isEmpty;
  }

  /** Adds a value to the innermost container, and ends those that are full. */
  #add(value: unknown): void {
    for (let added = value;;) {
      const container = this.#open.at(-1);
      this.#skipSpace();
      if (container === undefined) {
        if (this.at < this.#text.length) throw new SyntaxError("more follows");
        this.value = added;
        this.done = true;
        return;
      }
      const isArray = "items" in container;
      if (isArray) container.items.push(added);
      else setMember(container.members, container.name, added);
      const after = this.#text[this.at++];
      if (after === ",") {
        if (!isArray) container.name = this.#name();
        return;
      }
      if (after !== (isArray ? "]" : "}")) throw new SyntaxError("no end");
      this.#open.pop();
      added = isArray ? container.items : container.members;
    }
  }

  /** The name of a member, and the colon behind it. */
  #name(): string {
    this.#skipSpace();
    const name = this.#string();
    this.#skipSpace();
    if (this.#text[this.at++] !== ":") throw new SyntaxError("no colon");
    return name;
  }

  #string(): string {
    const text = this.#text;
    const from = this.at;
    if (text[from] !== '"') throw new SyntaxError("no string");
    for (let to = from;;) {
      to = text.indexOf('"', to + 1);
      if (to < 0) throw new SyntaxError("no end of a string");
      let escapes = 0;
      while (text[to - 1 - escapes] === "\\") escapes++;
      if (escapes % 2 === 1) continue;
      this.at = to + 1;
      // Checks and decodes the escapes.
      return JSON.parse(text.slice(from, to + 1));
    }
  }

  #plain(): unknown {
    for (const [name, value] of LITERALS) {
      if (!this.#text.startsWith(name, this.at)) continue;
      this.at += name.length;
      return value;
    }
    NUMBER.lastIndex = this.at;
    const number = NUMBER.exec(this.#text)?.[0];
    if (number === undefined) throw new SyntaxError("no value");
    this.at += number.length;
    return Number(number);
  }

  #skipSpace(): void {
    // Most have none.
    if (this.#text.charCodeAt(this.at) > 0x20) return;
    SPACE.lastIndex = this.at;
    SPACE.test(this.#text);
    this.at = SPACE.lastIndex;
  }
}

function setMember(
  members: Record<string, unknown>,
  name: string,
  value: unknown,
): void {
  if (name !== "__proto__") {
    members[name] = value;
    return;
  }
  // An assignment would change the prototype.
  Object.defineProperty(members, name, {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  });
}
