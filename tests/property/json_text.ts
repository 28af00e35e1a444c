/**
 * JSON as text: values must arrive with the very characters that they were
 * sent with, so they are cut out of the messages and not parsed.
 *
 * @module
 */
import { Failure, must } from "./failure.ts";

/** The members of an object, each as it is written. */
export function membersOf(text: string): Map<string, string> {
  const members = new Map<string, string>();
  let at = open(text, "{");
  while (text[at] !== "}") {
    const end = valueEnd(text, at);
    const name = stringOf(text.slice(at, end));
    at = skip(text, end);
    must(text[at] === ":", () => `no colon in ${text}`);
    at = skip(text, at + 1);
    const stop = valueEnd(text, at);
    must(!members.has(name), () => `${name} twice in ${text}`);
    members.set(name, text.slice(at, stop));
    at = next(text, stop);
  }
  must(skip(text, at + 1) === text.length, () => `more follows in ${text}`);
  return members;
}

/** The items of an array, each as it is written. */
export function itemsOf(text: string): string[] {
  const items: string[] = [];
  let at = open(text, "[");
  while (text[at] !== "]") {
    const stop = valueEnd(text, at);
    items.push(text.slice(at, stop));
    at = next(text, stop);
  }
  return items;
}

/** The string that a text stands for. */
export function stringOf(text: string | undefined): string {
  const value: unknown = text === undefined ? undefined : JSON.parse(text);
  if (typeof value === "string") return value;
  throw new Failure(`${text} is no string`);
}

/** Whether the text is that of an object. */
export function isObject(text: string | undefined): boolean {
  return text !== undefined && text[0] === "{";
}

function open(text: string, bracket: string): number {
  const at = skip(text, 0);
  must(text[at] === bracket, () => `no ${bracket} begins ${text}`);
  return skip(text, at + 1);
}

function next(text: string, at: number): number {
  at = skip(text, at);
  return text[at] === "," ? skip(text, at + 1) : at;
}

function skip(text: string, at: number): number {
  while (text[at] === " " || text[at] === "\n") at++;
  return at;
}

function stringEnd(text: string, at: number): number {
  for (at++; text[at] !== '"'; at++) if (text[at] === "\\") at++;
  return at + 1;
}

function valueEnd(text: string, at: number): number {
  if (text[at] === '"') return stringEnd(text, at);
  let depth = 0;
  for (; at < text.length; at++) {
    switch (text[at]) {
      case "{":
      case "[":
        depth++;
        break;
      case "}":
      case "]":
        if (depth === 0) return at;
        if (--depth === 0) return at + 1;
        break;
      case '"':
        at = stringEnd(text, at) - 1;
        break;
      case ",":
      case " ":
        if (depth === 0) return at;
    }
  }
  throw new Failure(`no end in ${text}`);
}
