/**
 * What a value is, and how it is shown in one line.
 *
 * @module
 */
import { exactDigits, exactJson, plainText } from "./exact.ts";

/** Kinds of values that are shown differently. */
export type ValueKind =
  | "number"
  | "string"
  | "boolean"
  | "null"
  | "json"
  | "bytes";

/** Longest preview, in characters. */
const PREVIEW_LENGTH = 80;
/** Longest JSON that is written for a preview, in members. */
const PREVIEW_MEMBERS = 12;

/** The kind of a value. */
export function kindOf(value: unknown): ValueKind {
  switch (typeof value) {
    case "number":
    case "bigint":
      return "number";
    case "boolean":
      return "boolean";
    case "string":
      if (exactDigits(value) !== undefined) return "number";
      return isDataUrl(value) ? "bytes" : "string";
    default:
      return value === null || value === undefined ? "null" : "json";
  }
}

/** The digits of a number as its owner wrote them. */
export function digitsOf(value: unknown): string {
  return exactDigits(value) ?? String(value);
}

/** A value as a number for plots; `undefined` if it has none. */
export function asNumber(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  const digits = exactDigits(value);
  return digits === undefined ? undefined : Number(digits);
}

/** Control characters as visible marks; so are those that turn the direction. */
export function visibleControls(text: string): string {
  return text.replace(
    // deno-lint-ignore no-control-regex
    /[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g,
    (one) => {
      const code = one.charCodeAt(0);
      if (code < 0x20) return String.fromCharCode(0x2400 + code);
      return code === 0x7f ? "␡" : "⍰";
    },
  );
}

/** A value in one line. */
export function previewOf(value: unknown): string {
  switch (kindOf(value)) {
    case "number":
      return digitsOf(value);
    case "string":
      return shorten(`"${visibleControls(plainText(String(value)))}"`);
    case "bytes":
      return describeBytes(String(value));
    case "json":
      return shorten(exactJson(clipped(value)));
    default:
      return String(value ?? null);
  }
}

function shorten(text: string): string {
  return text.length > PREVIEW_LENGTH
    ? `${text.slice(0, PREVIEW_LENGTH - 1)}…`
    : text;
}

// The first members only: a large value is not written for 80 characters.
function clipped(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.length > PREVIEW_MEMBERS
      ? value.slice(0, PREVIEW_MEMBERS)
      : value;
  }
  if (typeof value !== "object" || value === null) return value;
  const entries: [string, unknown][] = [];
  for (const key in value) {
    if (entries.length === PREVIEW_MEMBERS) break;
    entries.push([key, Reflect.get(value, key)]);
  }
  return Object.fromEntries(entries);
}

const DATA_URL =
  /^data:([\w.+-]+\/[\w.+-]+)((?:;[\w.+-]+=[^;,]*)*)(;base64)?,/i;

/** Whether a text carries bytes. */
export function isDataUrl(text: string): boolean {
  return text.startsWith("data:") && DATA_URL.test(text);
}

/** Bytes with their type. */
export interface Bytes {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The bytes of a `data:` URL; `undefined` if they can't be read. */
export function bytesOf(url: string): Bytes | undefined {
  const match = DATA_URL.exec(url);
  if (match === null) return undefined;
  const content = url.slice(match[0].length);
  try {
    const text = decodeURIComponent(content);
    const bytes = match[3] === undefined
      ? new TextEncoder().encode(text)
      : Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
    return { type: match[1].toLowerCase(), bytes };
  } catch {
    return undefined;
  }
}

function describeBytes(url: string): string {
  const match = DATA_URL.exec(url);
  if (match === null) return shorten(url);
  const length = url.length - match[0].length;
  const size = match[3] === undefined ? length : Math.floor(length * 3 / 4);
  return `${match[1]} ${formatBytes(size)}`;
}

/** A size in a unit that reads well. */
export function formatBytes(size: number): string {
  if (size < 1000) return `${size} B`;
  if (size < 1e6) return `${trim(size / 1e3)} kB`;
  return size < 1e9 ? `${trim(size / 1e6)} MB` : `${trim(size / 1e9)} GB`;
}

/** A count or a rate in few characters. */
export function formatCount(count: number): string {
  if (count < 1000) return trim(count);
  return count < 1e6 ? `${trim(count / 1e3)} k` : `${trim(count / 1e6)} M`;
}

function trim(number: number): string {
  if (number >= 100 || Number.isInteger(number)) return number.toFixed(0);
  return number >= 10 ? number.toFixed(1) : number.toFixed(number < 1 ? 1 : 2);
}

/** How long ago, in few characters. */
export function formatAge(ms: number): string {
  const s = Math.max(0, ms) / 1000;
  if (s < 10) return `${s.toFixed(1)} s`;
  if (s < 60) return `${Math.floor(s)} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  return s < 86_400
    ? `${Math.floor(s / 3600)} h`
    : `${Math.floor(s / 86_400)} d`;
}

/** A time of day with milliseconds. */
export function formatTime(at: number): string {
  const date = new Date(at);
  const part = (n: number, size = 2) => String(n).padStart(size, "0");
  return `${part(date.getHours())}:${part(date.getMinutes())}:${
    part(date.getSeconds())
  }.${part(date.getMilliseconds(), 3)}`;
}

/** A time with date, milliseconds and zone. */
export function formatFullTime(at: number): string {
  const date = new Date(at);
  const part = (n: number) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${part(date.getMonth() + 1)}-${
    part(date.getDate())
  } ${formatTime(at)} ${formatZone(date)}`;
}

/** The zone of the browser, as UTC+1. */
export function formatZone(date = new Date()): string {
  const minutes = -date.getTimezoneOffset();
  if (minutes === 0) return "UTC";
  const hours = Math.trunc(minutes / 60);
  const rest = Math.abs(minutes % 60);
  return `UTC${minutes < 0 ? "−" : "+"}${Math.abs(hours)}${
    rest === 0 ? "" : `:${String(rest).padStart(2, "0")}`
  }`;
}

/** The digits of a number in groups of three, for reading only. */
export function groupDigits(digits: string): string {
  const match = /^(-?)(\d{5,})(.*)$/.exec(digits);
  if (match === null) return digits;
  const [, sign, whole, rest] = match;
  return sign + whole.replace(/\B(?=(?:\d{3})+$)/g, "\u2009") + rest;
}

/** The last segment of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
