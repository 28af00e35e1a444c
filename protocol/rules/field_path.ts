/**
 * Where in a value a rule or a sort looks.
 *
 * @module
 */
import { RuleError } from "./rule.ts";
import { LazyJson, type ReadableJson } from "../json/lazy.ts";

/**
 * Where in a value a rule or a sort looks, parsed from a text: `age`, `n.age`,
 * `list[0]`, `[0].name`, `a["b c"]`. The empty text is the value itself.
 *
 * Only a value's own members are seen, so `toString` or `__proto__` is there
 * only if the JSON has it. The `length` of arrays and strings can be asked for.
 */
export class FieldPath {
  /** The text it was parsed from. */
  readonly text: string;

  /** The names on the way, outermost first; an index as its digits. */
  readonly steps: readonly string[];

  // For every step its number if it can be an array's index, else -1.
  readonly #indexes: readonly number[];

  /** @throws {RuleError} if the text can't be understood. */
  constructor(text: string) {
    this.text = text;
    this.steps = parseField(text);
    this.#indexes = this.steps.map(arrayIndex);
  }

  /**
   * The value that holds the last step; `undefined` if the way there breaks
   * off, or if the whole value is no object although there are steps.
   */
  holder(value: ReadableJson | undefined): ReadableJson | undefined {
    if (typeof value !== "object" || value === null) return undefined;
    const last = this.steps.length - 1;
    let holder: ReadableJson | undefined = value;
    for (let i = 0; i < last; i++) {
      holder = this.#member(holder, i);
      if (holder === undefined || holder === null) return undefined;
    }
    return holder;
  }

  /** The last step's value in its holder; `undefined` if it isn't there. */
  last(holder: ReadableJson): ReadableJson | undefined {
    return this.#member(holder, this.steps.length - 1);
  }

  #member(holder: ReadableJson, step: number): ReadableJson | undefined {
    const name = this.steps[step];
    if (typeof holder === "object") {
      if (holder === null) return undefined;
      if (holder instanceof LazyJson) return this.#read(holder, step);
      if (!Array.isArray(holder)) {
        return Object.hasOwn(holder, name) ? holder[name] : undefined;
      }
    } else if (typeof holder !== "string") {
      return undefined;
    }
    const index = this.#indexes[step];
    if (index >= 0) return index < holder.length ? holder[index] : undefined;
    return name === "length" ? holder.length : undefined;
  }

  #read(holder: LazyJson, step: number): ReadableJson | undefined {
    const name = this.steps[step];
    if (!holder.isArray) return holder.member(name);
    const index = this.#indexes[step];
    if (index >= 0) return holder.item(index);
    return name === "length" ? holder.length : undefined;
  }
}

/** What a field of the value is; `undefined` if it has no such field. */
export function readField(
  path: FieldPath,
  value: ReadableJson | undefined,
): ReadableJson | undefined {
  if (path.steps.length === 0) return value;
  const holder = path.holder(value);
  return holder === undefined ? undefined : path.last(holder);
}

const INDEX = /^(?:0|[1-9][0-9]{0,9})$/;

function arrayIndex(name: string): number {
  return INDEX.test(name) ? Number(name) : -1;
}

const DOT = 0x2e;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const BACKSLASH = 0x5c;

function parseField(text: string): string[] {
  const steps: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (text.charCodeAt(at) === OPEN) {
      const start = at + 1;
      const quote = text.charCodeAt(start);
      if (quote === QUOTE || quote === APOSTROPHE) {
        const end = closingQuote(text, start);
        steps.push(unescape(text, start + 1, end));
        at = end + 1;
      } else {
        const end = text.indexOf("]", start);
        const index = text.slice(start, end < 0 ? text.length : end);
        if (!INDEX.test(index)) throw badField(text, `[${index}`);
        steps.push(index);
        at = end;
      }
      if (text.charCodeAt(at) !== CLOSE) throw badField(text, "[");
      at++;
      continue;
    }
    // A name: at the very beginning, else behind a dot.
    if (steps.length > 0) {
      if (text.charCodeAt(at) !== DOT) throw badField(text, text.slice(at));
      at++;
    }
    const start = at;
    while (at < text.length && !endsName(text.charCodeAt(at))) at++;
    if (at === start) throw badField(text, text.slice(at));
    steps.push(text.slice(start, at));
  }
  return steps;
}

function endsName(code: number): boolean {
  return code === DOT || code === OPEN || code === CLOSE;
}

/** Where the string that begins at `start` with its quote ends. */
function closingQuote(text: string, start: number): number {
  const quote = text.charCodeAt(start);
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at;
    if (code === BACKSLASH) at++;
  }
  throw badField(text, text.slice(start));
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);
const HEX4 = /^[0-9a-fA-F]{4}$/;

function unescape(text: string, start: number, end: number): string {
  let plain = "";
  let from = start;
  for (;;) {
    const at = text.indexOf("\\", from);
    if (at < 0 || at >= end) return plain + text.slice(from, end);
    plain += text.slice(from, at);
    const escaped = text[at + 1];
    from = at + 2;
    if (escaped === "u") {
      const hex = text.slice(from, from + 4);
      if (!HEX4.test(hex)) throw badField(text, text.slice(at, from + 4));
      plain += String.fromCharCode(parseInt(hex, 16));
      from += 4;
    } else {
      plain += ESCAPES.get(escaped) ?? escaped;
    }
  }
}

function badField(text: string, near: string): RuleError {
  return new RuleError(
    text,
    `the field ${JSON.stringify(text)} can't be understood at ${
      JSON.stringify(near)
    }`,
  );
}
