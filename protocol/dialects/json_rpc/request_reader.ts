/**
 * Takes JSON-RPC messages apart, for all dialects that are made of them.
 *
 * @module
 */
import { parseRules } from "../../rules/parse.ts";
import { Asked, type ElementKind, kindsFrom } from "../../rules/rules.ts";
import { type AddExtras, NO_EXTRAS, type ValueNotes } from "../../extras.ts";
import {
  type AddParams,
  type Condition,
  PLAIN_ADD,
  type RequestId,
} from "../../inbox.ts";
import { JsonScanner } from "../../json/scanner.ts";
import type { Value } from "../../values/value.ts";
import { Span } from "../../values/span.ts";
import { ValueType } from "../../values/types.ts";
import { KeyCache } from "../../../base/key_cache.ts";
import type { Slice } from "../../../base/slice.ts";
import { readDigits, readString, readText } from "../../../base/utf8.ts";
import { quotable, Refusal, SECRET_METHODS } from "../../errors/refusal.ts";

const QUOTE = 0x22;
const OPEN_OBJECT = 0x7b;
const MINUS = 0x2d;
const NULL = 0x6e;
const TRUE = 0x74;
const FALSE = 0x66;

/** Shortest time a request may be allowed to take, in seconds (cjet's). */
const MIN_TIMEOUT = 0.001;

// Paths and methods that are likely to come again. All dialects share them.
export const paths: KeyCache = new KeyCache(readString, 4096);
const methods = new KeyCache(readString, 64);

function isNumber(first: number): boolean {
  return first === MINUS || (first >= 0x30 && first <= 0x39);
}

/**
 * The message that its scanner has just read. Methods for a required parameter
 * throw a {@linkcode Refusal} where it is missing or of a wrong type. The
 * slices are used again for the next one of their kind.
 */
export class MessageReader {
  /** Reads the text. */
  readonly scanner: JsonScanner = new JsonScanner("params");
  readonly #nested = new JsonScanner("");
  readonly #message = new Span();
  readonly #params = new Span();
  readonly #value = new Span();
  readonly #meta = new Span();

  /** The message itself, if it may be quoted in an answer. */
  whole(bytes: Uint8Array, start: number, end: number): Slice | undefined {
    return quotable(this.#message.at(bytes, start, end));
  }

  /**
   * The message's id as it was written; `undefined` if there is none, `null`
   * if it can't be one.
   */
  id(): RequestId | null {
    const { outer } = this.scanner;
    const at = outer.find("id");
    if (at < 0) return undefined;
    const { bytes } = outer;
    const start = outer.start(at);
    const end = outer.end(at);
    // A text that grows by each digit takes twice as long.
    const number = readDigits(bytes, start, end);
    if (number >= 0) return `${number}`;
    const first = bytes[start];
    if (first === QUOTE || isNumber(first)) return readText(bytes, start, end);
    return first === NULL ? undefined : null;
  }

  /**
   * The message's id if it is some digits, with or without quotes, as those of the
   * daemon's requests are; else -1.
   */
  token(): number {
    const { outer } = this.scanner;
    const at = outer.find("id");
    if (at < 0) return -1;
    const start = outer.start(at);
    const quote = outer.bytes[start] === QUOTE ? 1 : 0;
    return readDigits(outer.bytes, start + quote, outer.end(at) - quote);
  }

  /**
   * The message's method; `undefined` if there is none, `null` if it is no
   * string.
   */
  method(): string | undefined | null {
    const { outer } = this.scanner;
    const at = outer.find("method");
    if (at < 0) return undefined;
    const start = outer.start(at);
    return outer.bytes[start] === QUOTE
      ? methods.of(outer.bytes, start, outer.end(at))
      : null;
  }

  /** A member of the message itself. */
  member(name: string): Value | undefined {
    const { outer } = this.scanner;
    const at = outer.find(name);
    return at < 0 ? undefined : this.#value.of(outer, at);
  }

  /** The parameters as they came, or nothing. */
  params(): Value | undefined {
    const { outer } = this.scanner;
    const at = outer.find("params");
    return at < 0 ? undefined : this.#params.of(outer, at);
  }

  /** The parameters as they came. */
  allParams(): Value {
    return this.params() ?? this.refuse("missing", "params");
  }

  /** Refuses the message for one of its parameters. */
  refuse(kind: "missing" | "wrongType", param: string): never {
    const params = this.params();
    const isSecret = SECRET_METHODS.includes(this.method() ?? "");
    throw new Refusal({
      kind,
      param,
      got: params && !isSecret ? quotable(params) : undefined,
    });
  }

  /** Where a parameter is among the inner members, or -1. */
  #find(name: string): number {
    if (!this.scanner.hasInner) {
      this.refuse(this.params() ? "wrongType" : "missing", "params");
    }
    return this.scanner.inner.find(name);
  }

  /** A parameter of any type. */
  optional(name: string): Value | undefined {
    const at = this.#find(name);
    return at < 0 ? undefined : this.#value.of(this.scanner.inner, at);
  }

  /** A parameter of any type that must be there. */
  required(name: string): Value {
    return this.optional(name) ?? this.refuse("missing", name);
  }

  /** The arguments of a call; some peers send `null` for none. */
  args(): Value | undefined {
    const args = this.optional("args");
    return args && args.bytes[args.start] === NULL ? undefined : args;
  }

  /** A string that must be there. */
  string(name: string): string {
    return this.optionalString(name) ?? this.refuse("missing", name);
  }

  /** The path of an element that is there, most likely. */
  path(): string {
    const at = this.#findString("path");
    if (at < 0) this.refuse("missing", "path");
    const { inner } = this.scanner;
    return paths.of(inner.bytes, inner.start(at), inner.end(at));
  }

  /** A string; absent and `null` are nothing. */
  optionalString(name: string): string | undefined {
    const at = this.#findString(name);
    if (at < 0) return undefined;
    const { inner } = this.scanner;
    return readString(inner.bytes, inner.start(at), inner.end(at));
  }

  /** Where a string is among the inner members, or -1. */
  #findString(name: string): number {
    const at = this.#find(name);
    if (at < 0) return at;
    const { inner } = this.scanner;
    const first = inner.bytes[inner.start(at)];
    if (first === QUOTE) return at;
    return first === NULL ? -1 : this.refuse("wrongType", name);
  }

  /**
   * A string in the parameters of `config`, which may be missing altogether.
   */
  configText(name: string): string | undefined {
    return this.scanner.hasInner ? this.optionalString(name) : undefined;
  }

  /** A parameter as a JavaScript value. */
  parsed(name: string): unknown {
    const { inner } = this.scanner;
    const at = this.#find(name);
    return at < 0 ? undefined : JSON.parse(
      readText(inner.bytes, inner.start(at), inner.end(at)),
    );
  }

  /**
   * All parameters of a fetch or get as a JavaScript value; an empty object for
   * none and null.
   *
   * @throws {RuleError} if they are too much.
   */
  parsedRules(): unknown {
    const params = this.params();
    if (params === undefined || params.bytes[params.start] === NULL) return {};
    if (!this.scanner.hasInner) this.refuse("wrongType", "params");
    return parseRules(params.bytes, params.start, params.end);
  }

  /** A boolean; absent and `null` are false. */
  flag(name: string): boolean {
    const at = this.#find(name);
    if (at < 0) return false;
    const { inner } = this.scanner;
    const first = inner.bytes[inner.start(at)];
    if (first === TRUE) return true;
    if (first === FALSE || first === NULL) return false;
    return this.refuse("wrongType", name);
  }

  /** The groups of a new user; none if they are absent. */
  groups(): string[] {
    const groups = this.parsed("groups") ?? [];
    if (
      !Array.isArray(groups) || groups.some((name) => typeof name !== "string")
    ) this.refuse("wrongType", "groups");
    return groups;
  }

  /** The path of a `list`; without one it is the root. */
  listPath(): string {
    return this.scanner.hasInner ? this.optionalString("path") ?? "" : "";
  }

  /** Bits of what a `list` asks for; see {@linkcode Asked}. */
  listAsked(): number {
    return (this.listFlag("meta") ? Asked.meta : 0) |
      (this.listFlag("times") ? Asked.times : 0) |
      (this.listFlag("presence") ? Asked.presence : 0);
  }

  /** The kinds that a `list` asks for; see {@linkcode kindsFrom}. */
  listKinds(): readonly ElementKind[] | undefined {
    return this.scanner.hasInner
      ? kindsFrom(undefined, this.parsed("type"))
      : undefined;
  }

  /** A boolean of a request that may have no parameters at all. */
  listFlag(name: string): boolean {
    return this.scanner.hasInner && this.flag(name);
  }

  /** A whole number; `otherwise` if it is absent or `null`. */
  count(name: string, least: number, otherwise: number): number {
    if (!this.scanner.hasInner) return otherwise;
    const value = this.parsed(name) ?? otherwise;
    if (
      typeof value === "number" && Number.isInteger(value) && value >= least
    ) {
      return value;
    }
    return this.refuse("wrongType", name);
  }

  /** The members of an object, each where it lies. */
  members(name: string): Map<string, Value> {
    const object = this.required(name);
    if (object.bytes[object.start] !== OPEN_OBJECT) {
      this.refuse("wrongType", name);
    }
    const { bytes } = object;
    this.#nested.begin(bytes, object.start, object.end);
    this.#nested.object(object.start);
    const found = new Map<string, Value>();
    this.#nested.outer.forEach((name, start, end) => {
      found.set(name, { bytes, start, end, type: ValueType.json });
    });
    return found;
  }

  /** Seconds; absent and `null` are nothing. */
  timeout(): number | undefined {
    const at = this.#find("timeout");
    if (at < 0) return undefined;
    const { inner } = this.scanner;
    const start = inner.start(at);
    if (inner.bytes[start] === NULL) return undefined;
    if (isNumber(inner.bytes[start])) {
      const seconds = Number(readText(inner.bytes, start, inner.end(at)));
      if (seconds >= MIN_TIMEOUT) return seconds;
    }
    return this.refuse("wrongType", "timeout");
  }

  /** Whether there is a path, and one more parameter at most. */
  isShort(): boolean {
    return this.scanner.hasInner && this.scanner.inner.count <= 2 &&
      this.#find("path") >= 0;
  }

  /** The condition of a `set`; `null`: none. */
  condition(): Condition | null {
    const condition = this.parsed("if") ?? null;
    if (condition === null) return null;
    const { revision, epoch: given } = Object(condition);
    const epoch = given ?? undefined;
    const isRight = typeof revision === "number" &&
      (epoch === undefined || typeof epoch === "string");
    return isRight ? { revision, epoch } : this.refuse("wrongType", "if");
  }

  /** The parameters of `add` beside path and value. */
  addParams(): AddParams {
    if (this.isShort() && this.#find("value") >= 0) return PLAIN_ADD;
    const deadline = this.flag("deadline");
    const caller = this.flag("caller");
    const cancel = this.#optionalId("cancel");
    const displaced = this.#optionalId("displaced");
    const group = this.#optionalId("group");
    const wishes = { deadline, caller, cancel, displaced, group };
    return {
      signal: this.#isSignal(),
      fetchOnly: this.flag("fetchOnly"),
      timeout: this.timeout(),
      access: this.parsed("access"),
      replacesSilent: this.#replacesSilent(),
      wishes: Object.values(wishes).some(Boolean) ? wishes : null,
      extras: this.#addExtras(),
    };
  }

  /** Other types are none of an element's: they are ignored. */
  #isSignal(): boolean {
    const at = this.#find("type");
    return at >= 0 && this.parsed("type") === "signal";
  }

  #addExtras(): AddExtras | null {
    const expires = this.#seconds("expires");
    const stay = this.#seconds("stay");
    const keep = this.flag("keep") || undefined;
    const notes = this.#notes();
    const isEmpty = notes === null && expires === undefined &&
      stay === undefined && keep === undefined;
    return isEmpty ? null : { ...notes ?? NO_EXTRAS, expires, stay, keep };
  }

  /** Seconds above 0; absent and `null` are nothing. */
  #seconds(name: string): number | undefined {
    const seconds = this.#number(name);
    return seconds === undefined || seconds > 0
      ? seconds
      : this.refuse("wrongType", name);
  }

  /** What a `change` says of its value; `null`: nothing. */
  changeNotes(): ValueNotes | null {
    // Most have path and value, and are not searched for more.
    return this.scanner.inner.count <= 2 && this.#find("value") >= 0
      ? null
      : this.#notes();
  }

  #notes(): ValueNotes | null {
    const meta = this.#object("meta");
    const at = this.#number("at");
    const quality = this.optionalString("quality");
    return meta === undefined && at === undefined && quality === undefined
      ? null
      : { meta, at, quality };
  }

  /** An object where it lies; `null` as it was written. */
  #object(name: string): Slice | null | undefined {
    const at = this.#find(name);
    if (at < 0) return undefined;
    const { inner } = this.scanner;
    const first = inner.bytes[inner.start(at)];
    if (first === NULL) return null;
    if (first !== OPEN_OBJECT) this.refuse("wrongType", name);
    return this.#meta.of(inner, at);
  }

  /** A number; absent and `null` are nothing. */
  #number(name: string): number | undefined {
    const value = this.#find(name) < 0 ? null : this.parsed(name);
    if (value === null) return undefined;
    return typeof value === "number" ? value : this.refuse("wrongType", name);
  }

  /** An id; absent and `null` are nothing. */
  #optionalId(name: string): string | undefined {
    const at = this.#find(name);
    if (at < 0) return undefined;
    const { inner } = this.scanner;
    return inner.bytes[inner.start(at)] === NULL
      ? undefined
      : this.notificationId(name);
  }

  #replacesSilent(): boolean {
    const replace = this.optionalString("replace");
    if (replace !== undefined && replace !== "silent") {
      this.refuse("wrongType", "replace");
    }
    return replace !== undefined;
  }

  /** The id of a request as its sender wrote it. */
  requestId(): string {
    return this.#id("id");
  }

  /** An id: a number or a string as it was written. */
  #id(name: string): string {
    const at = this.#find(name);
    if (at < 0) this.refuse("missing", name);
    // Not through the shared slice: the value of an `add` is in use.
    const { inner } = this.scanner;
    const start = inner.start(at);
    const first = inner.bytes[start];
    if (first === NULL) this.refuse("missing", name);
    if (first !== QUOTE && !isNumber(first)) this.refuse("wrongType", name);
    return readText(inner.bytes, start, inner.end(at));
  }

  /**
   * An id of notifications as JSON text. A string is brought into one form, a
   * number stays as it was written: it must come back as the number it was.
   */
  notificationId(name: string): string {
    const text = this.#id(name);
    // Only what is escaped can be written in several ways.
    return text.includes("\\") ? JSON.stringify(JSON.parse(text)) : text;
  }
}
