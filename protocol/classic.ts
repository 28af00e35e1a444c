/**
 * Classic Jet: JSON-RPC as node-jet 2.x, jet-js, lua-jet and, with small
 * differences, cjet and its C++ peers speak it. Requests to an owner carry the
 * path as their method; notifications carry the fetch id as theirs.
 *
 * @module
 */
import { classicError, ownerError } from "./classic_errors.ts";
import { classicRules } from "./classic_rules.ts";
import type {
  Dialect,
  Entry,
  EventKind,
  Inbox,
  Info,
  RequestId,
  Routed,
  Row,
} from "./dialect.ts";
import type { Fault } from "./fault.ts";
import {
  JsonError,
  JsonScanner,
  type Members,
  readString,
  readText,
  type Slice,
} from "./json.ts";
import { RuleError } from "./rules.ts";
import { Text } from "./text.ts";

const QUOTE = 0x22;
const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;

/** Version of the classic protocol that `info` tells, as node-jet has it. */
export const PROTOCOL_VERSION = "1.1.0";

/** Shortest time a request may be allowed to take, in seconds (cjet's). */
const MIN_TIMEOUT = 0.001;

/** A stretch of the message being read, used again for the next message. */
class Span implements Slice {
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;

  of(members: Members, member: number): this {
    this.bytes = members.bytes;
    this.start = members.start(member);
    this.end = members.end(member);
    return this;
  }

  at(bytes: Uint8Array, start: number, end: number): this {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    return this;
  }
}

/** Stops the handling of a message whose parameters are wrong. */
class Refusal {
  readonly fault: Fault;
  constructor(fault: Fault) {
    this.fault = fault;
  }
}

/** A notification's text, kept while the same event goes to more fetches. */
class EventText {
  turn = -1;
  readonly text = new Text();
}

/** Speaks classic Jet. One instance serves all sessions of a daemon. */
export class ClassicDialect implements Dialect {
  readonly name: string = "classic";

  readonly #scanner = new JsonScanner("params");
  readonly #params = new Span();
  readonly #value = new Span();
  readonly #out = new Text();
  readonly #events: Record<EventKind, EventText> = {
    add: new EventText(),
    change: new EventText(),
    remove: new EventText(),
  };

  read(bytes: Uint8Array, start: number, end: number, to: Inbox): void {
    const scanner = this.#scanner;
    try {
      const at = scanner.begin(bytes, start, end);
      if (bytes[at] === OPEN_OBJECT) {
        const stop = scanner.object(at);
        scanner.finish(start, stop);
        this.#message(bytes, at, stop, to);
      } else {
        const stop = scanner.value(at);
        scanner.finish(start, stop);
        if (bytes[at] === OPEN_ARRAY) this.#batch(bytes, at, to);
        else this.#scalar(bytes, at, stop, to);
      }
    } catch (error) {
      if (!(error instanceof JsonError)) throw error;
      to.refuse(undefined, { kind: "parse", reason: error.message });
    }
  }

  /** Every element of an array is a message of its own. */
  #batch(bytes: Uint8Array, at: number, to: Inbox): void {
    const scanner = this.#scanner;
    at = scanner.skipSpace(at + 1);
    while (bytes[at] !== 0x5d) {
      let stop: number;
      if (bytes[at] === OPEN_OBJECT) {
        stop = scanner.object(at);
        this.#message(bytes, at, stop, to);
      } else {
        stop = scanner.value(at);
        const message = this.#params.at(bytes, at, stop);
        to.refuse(undefined, { kind: "invalidRequest", message });
      }
      at = scanner.skipSpace(stop);
      if (bytes[at] === 0x2c) at = scanner.skipSpace(at + 1);
    }
  }

  #scalar(bytes: Uint8Array, at: number, stop: number, to: Inbox): void {
    if (bytes[at] === 0x6e) {
      // The C++ peer says `null` before it hangs up, and cjet closes on it:
      // what that peer owned must be gone when the next peer looks.
      to.goodbye();
    } else {
      const message = this.#params.at(bytes, at, stop);
      to.refuse(undefined, { kind: "invalidRequest", message });
    }
  }

  /** Handles the object that the scanner has just read. */
  #message(bytes: Uint8Array, start: number, end: number, to: Inbox): void {
    const outer = this.#scanner.outer;
    const idAt = outer.find("id");
    let id: RequestId;
    if (idAt >= 0) {
      const first = bytes[outer.start(idAt)];
      const isId = first === QUOTE || first === 0x2d ||
        (first >= 0x30 && first <= 0x39);
      if (isId) id = readText(bytes, outer.start(idAt), outer.end(idAt));
      else if (first !== 0x6e) {
        // Neither string, number nor null: there is no id to answer with.
        const message = this.#params.at(bytes, start, end);
        return to.refuse(undefined, { kind: "invalidRequest", message });
      }
    }
    const methodAt = outer.find("method");
    if (methodAt < 0) return this.#answer(id, start, end, to);
    if (bytes[outer.start(methodAt)] !== QUOTE) {
      const message = this.#params.at(bytes, start, end);
      return to.refuse(id, { kind: "invalidRequest", message });
    }
    const method = readString(
      bytes,
      outer.start(methodAt),
      outer.end(methodAt),
    );
    try {
      this.#request(method, id, to);
    } catch (error) {
      if (error instanceof Refusal) to.refuse(id, error.fault);
      else if (error instanceof RuleError) {
        to.refuse(id, { kind: "invalid", reason: error.message });
      } else throw error;
    }
  }

  #answer(id: RequestId, start: number, end: number, to: Inbox): void {
    const outer = this.#scanner.outer;
    const result = outer.find("result");
    const found = result >= 0 ? result : outer.find("error");
    if (found < 0) {
      const message = this.#params.at(outer.bytes, start, end);
      return to.refuse(id, { kind: "invalidRequest", message });
    }
    // Answers without an id, as 3.x peers give to notifications, and answers
    // to what nobody asked are nobody's.
    if (id === undefined) return;
    const token = Number(id[0] === '"' ? id.slice(1, -1) : id);
    if (!Number.isSafeInteger(token)) return;
    to.answer(token, result >= 0, this.#value.of(outer, found));
  }

  #request(method: string, id: RequestId, to: Inbox): void {
    switch (method) {
      case "change":
        return to.change(id, this.#path(), this.#required("value"));
      case "set":
        return to.set(
          id,
          this.#path(),
          this.#required("value"),
          this.#flag("valueAsResult"),
          this.#timeout(),
          this.#allParams(),
        );
      case "call":
        return to.call(
          id,
          this.#path(),
          this.#args(),
          this.#timeout(),
          this.#allParams(),
        );
      case "add":
        return to.add(id, this.#path(), this.#optional("value"), {
          fetchOnly: this.#flag("fetchOnly"),
          timeout: this.#timeout(),
          access: this.#parsed("access"),
        });
      case "remove":
        return to.remove(id, this.#path());
      case "fetch":
        return to.fetch(id, this.#fetchId(), this.#rules());
      case "unfetch":
        return to.unfetch(id, this.#fetchId());
      case "get":
        return to.get(id, this.#rules());
      case "info":
        return to.info(id);
      case "config":
        return to.config(id, this.#optionalString("name"));
      case "echo": {
        const outer = this.#scanner.outer;
        const at = outer.find("params");
        return to.echo(id, at < 0 ? undefined : this.#value.of(outer, at));
      }
      case "authenticate":
        return to.authenticate(
          id,
          this.#string("user"),
          this.#string("password"),
        );
      default:
        return to.refuse(id, { kind: "unknownMethod", method });
    }
  }

  /** The parameters as they came, or nothing. */
  #given(): Slice | undefined {
    const outer = this.#scanner.outer;
    const at = outer.find("params");
    return at < 0 ? undefined : this.#params.of(outer, at);
  }

  #allParams(): Slice {
    return this.#given() ?? this.#refuse("missing", "params");
  }

  #refuse(kind: "missing" | "wrongType", param: string): never {
    throw new Refusal({ kind, param, got: this.#given() });
  }

  /** Where a parameter is among the inner members, or -1. */
  #find(name: string): number {
    if (!this.#scanner.hasInner) {
      this.#refuse(this.#given() ? "wrongType" : "missing", "params");
    }
    return this.#scanner.inner.find(name);
  }

  #required(name: string): Slice {
    return this.#optional(name) ?? this.#refuse("missing", name);
  }

  #optional(name: string): Slice | undefined {
    const at = this.#find(name);
    return at < 0 ? undefined : this.#value.of(this.#scanner.inner, at);
  }

  /** The arguments of a call; `null` is how some peers say that there are none. */
  #args(): Slice | undefined {
    const args = this.#optional("args");
    return args && args.bytes[args.start] === 0x6e ? undefined : args;
  }

  #path(): string {
    return this.#string("path");
  }

  #string(name: string): string {
    return this.#optionalString(name) ?? this.#refuse("missing", name);
  }

  #optionalString(name: string): string | undefined {
    if (!this.#scanner.hasInner && name === "name") return undefined;
    const at = this.#find(name);
    if (at < 0) return undefined;
    const { inner } = this.#scanner;
    const start = inner.start(at);
    if (inner.bytes[start] !== QUOTE) this.#refuse("wrongType", name);
    return readString(inner.bytes, start, inner.end(at));
  }

  #parsed(name: string): unknown {
    const slice = this.#optional(name);
    return slice && JSON.parse(readText(slice.bytes, slice.start, slice.end));
  }

  /** A boolean; absent and `null` are false. */
  #flag(name: string): boolean {
    const at = this.#find(name);
    if (at < 0) return false;
    const { inner } = this.#scanner;
    const first = inner.bytes[inner.start(at)];
    if (first === 0x74) return true;
    if (first === 0x66 || first === 0x6e) return false;
    return this.#refuse("wrongType", name);
  }

  #timeout(): number | undefined {
    const at = this.#find("timeout");
    if (at < 0) return undefined;
    const { inner } = this.#scanner;
    const text = readText(inner.bytes, inner.start(at), inner.end(at));
    if (text === "null") return undefined;
    const seconds = Number(text[0] === '"' ? NaN : text);
    if (!(seconds >= MIN_TIMEOUT)) this.#refuse("wrongType", "timeout");
    return seconds;
  }

  /**
   * A fetch id as JSON text. A string is brought into one form, a number stays
   * as it was written: it must come back as the number it was.
   */
  #fetchId(): string {
    const id = this.#required("id");
    const text = readText(id.bytes, id.start, id.end);
    const first = id.bytes[id.start];
    if (first === QUOTE) return JSON.stringify(JSON.parse(text));
    if (first === 0x2d || (first >= 0x30 && first <= 0x39)) return text;
    return this.#refuse("wrongType", "id");
  }

  #rules(): ReturnType<typeof classicRules> {
    const params = this.#given();
    if (params === undefined || params.bytes[params.start] === 0x6e) {
      return classicRules({});
    }
    if (!this.#scanner.hasInner) this.#refuse("wrongType", "params");
    return classicRules(
      JSON.parse(readText(params.bytes, params.start, params.end)),
    );
  }

  #begin(id: RequestId): Text {
    const out = this.#out.clear().ascii("{");
    return id === undefined ? out : out.ascii('"id":').write(id).ascii(",");
  }

  #result(id: RequestId): Text {
    return this.#begin(id).ascii('"result":');
  }

  done(id: string): Text {
    return this.#result(id).ascii("true}");
  }

  failed(id: RequestId, fault: Fault): Text {
    const out = this.#begin(id).ascii('"error":');
    classicError(out, fault);
    return out.ascii("}");
  }

  info(id: string, info: Info): Text {
    return this.#result(id).json({
      name: info.name,
      version: info.version,
      protocolVersion: PROTOCOL_VERSION,
      features: {
        batches: true,
        // The name of 2.x and cjet, then that of 3.x.
        authentication: info.authentication,
        authenticate: info.authentication,
        fetch: "full",
      },
    }).ascii("}");
  }

  echo(id: string, params: Slice | undefined): Text {
    const out = this.#result(id);
    if (params === undefined) out.ascii("true");
    else out.slice(params.bytes, params.start, params.end);
    return out.ascii("}");
  }

  elements(id: string, elements: readonly Entry[]): Text {
    const out = this.#result(id).ascii("[");
    for (let i = 0; i < elements.length; i++) {
      out.ascii(i === 0 ? "{" : ",{");
      writeElement(out, elements[i], "add", true);
      out.ascii("}");
    }
    return out.ascii("]}");
  }

  rows(id: string, rows: readonly Row[]): Text {
    writeRows(this.#result(id), rows);
    return this.#out.ascii("}");
  }

  answered(routed: Routed, ok: boolean, payload: Slice): Text {
    if (ok) {
      return this.#result(routed.id)
        .slice(payload.bytes, payload.start, payload.end).ascii("}");
    }
    const out = this.#begin(routed.id).ascii('"error":');
    ownerError(out, payload);
    return out.ascii("}");
  }

  set(
    token: number | undefined,
    path: string,
    value: Slice,
    valueAsResult: boolean,
  ): Text {
    const out = this.#forward(token, path).ascii('{"value":')
      .slice(value.bytes, value.start, value.end);
    return out.ascii(valueAsResult ? ',"valueAsResult":true}}' : "}}");
  }

  call(
    token: number | undefined,
    path: string,
    args: Slice | undefined,
  ): Text {
    const out = this.#forward(token, path);
    // Without parameters a 2.x owner would never answer.
    if (args === undefined) out.ascii("[]");
    else out.slice(args.bytes, args.start, args.end);
    return out.ascii("}");
  }

  #forward(token: number | undefined, path: string): Text {
    const out = this.#out.clear().ascii("{");
    // As a string: cjet's peers know no other ids from their daemon.
    if (token !== undefined) out.ascii('"id":"').ascii(`${token}`).ascii('",');
    return out.ascii('"method":').quoted(path).ascii(',"params":');
  }

  head(fetchId: string): Text {
    return Text.of(`{"method":${fetchId},"params":`);
  }

  event(turn: number, kind: EventKind, entry: Entry): Text {
    const event = this.#events[kind];
    if (event.turn !== turn) {
      event.turn = turn;
      writeElement(event.text.clear().ascii("{"), entry, kind, kind === "add");
      event.text.ascii("}}");
    }
    return event.text;
  }

  changes(rows: readonly Row[], n: number): Text {
    const out = this.#out.clear().ascii('{"changes":');
    writeRows(out, rows);
    return out.ascii(`,"n":${n}}}`);
  }
}

function writeElement(
  out: Text,
  entry: Entry,
  kind: EventKind,
  flags: boolean,
): void {
  if (flags && entry.fetchOnly) out.ascii('"fetchOnly":true,');
  out.ascii('"path":').quoted(entry.path)
    .ascii(',"event":"').ascii(kind).ascii('"');
  writeValue(out, entry);
}

function writeValue(out: Text, entry: Entry): void {
  if (entry.method) return;
  out.ascii(',"value":').slice(entry.bytes, entry.start, entry.end);
}

function writeRows(out: Text, rows: readonly Row[]): void {
  out.ascii("[");
  for (let i = 0; i < rows.length; i++) {
    const { element, index } = rows[i];
    out.ascii(i === 0 ? '{"path":' : ',{"path":').quoted(element.path);
    writeValue(out, element);
    out.ascii(`,"index":${index}`);
    out.ascii(element.fetchOnly ? ',"fetchOnly":true}' : "}");
  }
  out.ascii("]");
}
