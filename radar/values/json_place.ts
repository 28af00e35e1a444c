/**
 * Where a text ceases to be JSON: the messages of `JSON.parse` differ between
 * browsers, and give no place for short texts.
 *
 * @module
 */

import { texts } from "../texts.ts";
import { visibleControls } from "./kinds.ts";

/** How deep arrays and objects are followed. */
const MAX_DEPTH = 1000;

const SPACE = /[ \t\n\r]*/y;
const SCALAR =
  /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true\b|false\b|null\b/y;
const STRING_START =
  /"(?:[ !#-[\]-\u{10ffff}]+|\\["\\/bfnrt]|\\u[\da-fA-F]{4})*/uy;

/** Reads a text from a place; each method is `false` where it is broken. */
class PlaceFinder {
  readonly #text: string;
  at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): boolean {
    return this.#value() && this.at === this.#text.length;
  }

  #skip(token: RegExp): boolean {
    token.lastIndex = this.at;
    if (!token.test(this.#text)) return false;
    this.at = token.lastIndex;
    return true;
  }

  #take(character: string): boolean {
    if (this.#text[this.at] !== character) return false;
    this.at++;
    this.#skip(SPACE);
    return true;
  }

  #value(): boolean {
    this.#skip(SPACE);
    const read = this.#text[this.at] === "{"
      ? this.#list("{", "}", () => this.#member())
      : this.#text[this.at] === "["
      ? this.#list("[", "]", () => this.#value())
      : this.#text[this.at] === '"'
      ? this.#string()
      : this.#skip(SCALAR);
    return read && this.#skip(SPACE);
  }

  #string(): boolean {
    return this.#skip(STRING_START) && this.#take('"');
  }

  #member(): boolean {
    return this.#string() && this.#take(":") && this.#value();
  }

  #list(start: string, end: string, part: () => boolean): boolean {
    if (++this.#depth > MAX_DEPTH) return false;
    this.#take(start);
    let read = this.#take(end);
    if (!read) {
      do {
        if (!part()) return false;
      } while (this.#take(","));
      read = this.#take(end);
    }
    this.#depth--;
    return read;
  }
}

/** The place where a text ceases to be JSON; `undefined` if it is JSON. */
export function brokenAt(text: string): number | undefined {
  const finder = new PlaceFinder(text);
  return finder.whole() ? undefined : finder.at;
}

/** Line and column of a place, from 1. */
export function lineOf(
  text: string,
  place: number,
): { readonly line: number; readonly column: number } {
  const before = text.slice(0, place);
  const line = before.split("\n").length;
  return { line, column: place - before.lastIndexOf("\n") };
}

/** What is wrong with a text that is no JSON, and where. */
export interface JsonProblem {
  readonly error: string;
  readonly position: number;
}

/** Describes a text that is no JSON. */
export function problemOfJson(text: string): JsonProblem {
  const position = brokenAt(text) ?? text.length;
  const { line, column } = lineOf(text, position);
  const code = text.codePointAt(position);
  const found = code === undefined ? "" : String.fromCodePoint(code);
  return {
    error: texts.notJsonAt(visibleControls(found), line, column),
    position,
  };
}
