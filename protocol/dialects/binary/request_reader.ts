/**
 * Messages of binary peers, turned into the calls of an inbox.
 *
 * @module
 */
import {
  BINARY_VERSION,
  Fn,
  InfoTag,
  KindBit,
  MessageType,
  Status,
} from "../../binary/format.ts";
import { classicRules } from "../classic/rules.ts";
import { INTERNAL_ERROR } from "../../errors/codes.ts";
import type { Inbox, LeafKind, RequestId } from "../../inbox.ts";
import type { Fault, UnreadFault } from "../../errors/fault.ts";
import { BinaryReader, Unreadable } from "../../binary/reader.ts";
import { parseRules } from "../../rules/parse.ts";
import {
  type CheckedRules,
  type ElementKind,
  RuleError,
} from "../../rules/rules.ts";
import { ByteWriter } from "../../../base/byte_writer.ts";
import { faultOf, NO_VALUE, type Value } from "../../values/value.ts";
import { ValueType } from "../../values/types.ts";
import type { Slice } from "../../../base/slice.ts";
import { readText } from "../../../base/utf8.ts";
import { Refusal, refuse } from "../../errors/refusal.ts";
import { Options } from "./options.ts";

/** Paths in the cache of decoded texts. */
const CACHED_PATHS = 4096;

/** A value of the message being read, used again for the next. */
class ReadValue implements Value {
  type: number = ValueType.none;
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
}

/** Reads the messages of all binary peers, one after the other. */
export class RequestReader {
  readonly #in = new BinaryReader(CACHED_PATHS);
  readonly #value = new ReadValue();
  readonly #options = new Options();
  readonly #error = new ByteWriter();

  /** Reads one message and calls the inbox for it. */
  read(bytes: Uint8Array, start: number, end: number, to: Inbox): void {
    const input = this.#in;
    input.begin(bytes, start, end);
    let id: RequestId = undefined;
    try {
      const type = input.u8();
      switch (type) {
        case MessageType.request:
          id = this.#id();
          return this.#request(input.u8(), id, to);
        case MessageType.response:
          return this.#response(to);
        case MessageType.event:
          return this.#event(input.u8(), to);
        case MessageType.info:
          return this.#info(to);
      }
      const reason = `there is no type ${type} of messages`;
      to.refuse(undefined, { kind: "protocol", reason });
    } catch (error) {
      to.refuse(id, faultOfError(error, id));
    }
  }

  /** Reads the first bytes of a message that can't be carried out. */
  readHead(head: Uint8Array, fault: UnreadFault, to: Inbox): void {
    const input = this.#in;
    input.begin(head, 0, head.length);
    const type = input.u8();
    if (type === MessageType.response) {
      const token = input.u32();
      const reason = `the owner's response: ${fault.reason}`;
      const error = this.#jsonError(INTERNAL_ERROR, reason, undefined);
      return to.routed.answer(token, false, error);
    }
    to.refuse(type === MessageType.request ? this.#id() : undefined, fault);
  }

  #id(): string {
    const id = this.#in.u32();
    if (id === 0) refuse({ kind: "protocol", reason: "0 is no id" });
    return `${id}`;
  }

  /** A request without a response: its errors are dropped too. */
  #event(fn: number, to: Inbox): void {
    try {
      this.#request(fn, undefined, to);
    } catch (error) {
      faultOfError(error, undefined);
    }
  }

  #info(to: Inbox): void {
    const input = this.#in;
    const major = input.u32();
    if (major !== BINARY_VERSION.major) {
      const reason = `version ${major} is not spoken here, ` +
        `only ${BINARY_VERSION.major}`;
      to.refuse(undefined, { kind: "protocol", reason });
      return to.goodbye(reason);
    }
    input.u32();
    input.u32();
    input.options((tag) => {
      if (tag === InfoTag.noHalfClose) {
        to.info(undefined, { noHalfClose: true });
      }
      if (tag !== InfoTag.name) return;
      const name = readText(input.bytes, input.at, input.end);
      to.config(undefined, name, undefined, false);
    });
  }

  #request(fn: number, id: RequestId, to: Inbox): void {
    const input = this.#in;
    switch (fn) {
      case Fn.notifyState:
        return this.#change(id, to);
      case Fn.setState:
        return this.#set(id, to);
      case Fn.setBelow:
        return this.#setBelow(id, to);
      case Fn.callMethod: {
        const key = input.key();
        const args = this.#readOptional();
        const { timeout } = this.#readOptions();
        return to.routed.call(id, key, args, timeout, NO_VALUE);
      }
      case Fn.cancel:
        return to.routed.cancel(id, `${input.u32()}`);
      case Fn.addState: {
        const key = input.key();
        const value = this.#readValue();
        return to.elements.add(id, key, value, this.#readOptions().element);
      }
      case Fn.addMethod: {
        const key = input.key();
        return to.elements.add(id, key, undefined, this.#readOptions().element);
      }
      case Fn.addSignal: {
        const key = input.key();
        const element = { ...this.#readOptions().element, signal: true };
        return to.elements.add(id, key, undefined, element);
      }
      case Fn.removeState:
        return this.#remove(id, to, "state");
      case Fn.removeMethod:
        return this.#remove(id, to, "method");
      case Fn.removeSignal:
        return this.#remove(id, to, "signal");
      case Fn.removeBelow: {
        const key = input.key();
        return to.elements.removeBelow(id, key, this.#readOptions().keeps);
      }
      case Fn.notifyBelow:
        return to.elements.changeBelow(id, input.key(), this.#values());
      case Fn.signal:
        return to.elements.signal(id, input.key(), this.#readValue());
    }
    this.#fetchRequest(fn, id, to);
  }

  #change(id: RequestId, to: Inbox): void {
    const key = this.#in.key();
    const value = this.#readOptional();
    const { notes } = this.#readOptions();
    // Without notes, no value is one that is missing.
    to.elements.change(
      id,
      key,
      notes === null ? value ?? checked(NO_VALUE) : value,
      notes,
    );
  }

  #set(id: RequestId, to: Inbox): void {
    const key = this.#in.key();
    const value = this.#readValue();
    const { timeout, valueAsResult, condition } = this.#readOptions();
    to.routed.set(id, key, value, valueAsResult, timeout, NO_VALUE, condition);
  }

  #setBelow(id: RequestId, to: Inbox): void {
    const key = this.#in.key();
    const values = this.#values();
    const { timeout, condition } = this.#readOptions();
    to.routed.setBelow(id, key, values, timeout, NO_VALUE, condition);
  }

  #remove(id: RequestId, to: Inbox, kind: LeafKind): void {
    const key = this.#in.key();
    to.elements.remove(id, key, this.#readOptions().keeps, kind);
  }

  /** A request of a fetcher, or one about the connection. */
  #fetchRequest(fn: number, id: RequestId, to: Inbox): void {
    const input = this.#in;
    switch (fn) {
      case Fn.fetchStates:
        // Without a response the peer has no fetch id to end it with.
        if (id === undefined) return;
        return to.fetches.fetch(id, undefined, this.#startsWith(), false);
      case Fn.fetch:
        if (id === undefined) return;
        return to.fetches.fetch(id, undefined, this.#rules(), false);
      case Fn.unfetch:
        return to.fetches.unfetch(id, `${input.u32()}`);
      case Fn.query:
        return to.fetches.get(id, this.#rules());
      case Fn.get:
        return to.fetches.read(id, input.key());
      case Fn.list:
        return this.#list(id, to);
    }
    this.#connectionRequest(fn, id, to);
  }

  #list(id: RequestId, to: Inbox): void {
    const key = this.#in.key();
    const { from, limit, values, asked, kinds } = this.#readOptions();
    to.fetches.list(id, key, {
      from,
      limit,
      values,
      asked,
      kinds: kinds === undefined ? undefined : kindsIn(kinds),
    });
  }

  /** A request about the connection or about users. */
  #connectionRequest(fn: number, id: RequestId, to: Inbox): void {
    const input = this.#in;
    switch (fn) {
      case Fn.config:
        return to.config(id, input.text(), undefined, false);
      case Fn.info:
        return to.info(id, this.#readOptions().details);
      case Fn.ping:
        return to.echo(id, NO_VALUE);
      case Fn.echo:
        return to.echo(id, this.#readOptional() ?? NO_VALUE);
      case Fn.authenticate:
        return to.users.authenticate(id, input.text(), input.text());
      case Fn.passwd:
        return to.users.passwd(id, input.text(), input.text());
      case Fn.addUser:
        return to.users.addUser(id, input.text(), input.text(), this.#texts());
    }
    if (id !== undefined) {
      to.refuse(id, { kind: "unknownMethod", method: `${fn}` });
    }
  }

  /** A value that must be there and right. It is valid until the next one. */
  #readValue(): Value {
    return checked(this.#readAny());
  }

  /** A value that is right, or none. */
  #readOptional(): Value | undefined {
    const value = this.#readAny();
    return value.type === ValueType.none && value.start === value.end
      ? undefined
      : checked(value);
  }

  #readAny(): Value {
    const input = this.#in;
    const value = this.#value;
    value.type = input.u8();
    const length = input.u32();
    value.start = input.skip(length);
    value.end = input.at;
    value.bytes = input.bytes;
    return value;
  }

  #startsWith(): CheckedRules {
    const startsWith = this.#in.key();
    const { kinds = KindBit.state } = this.#readOptions();
    return {
      path: startsWith === "" ? undefined : { startsWith },
      values: [],
      kinds: kindsIn(kinds),
    };
  }

  #rules(): CheckedRules {
    const { type, bytes, start, end } = this.#readValue();
    if (type !== ValueType.json) {
      refuse({ kind: "invalid", reason: "rules must be JSON" });
    }
    return classicRules(parseRules(bytes, start, end));
  }

  /** Values below a path, each by its key. */
  #values(): Map<string, Value> {
    const input = this.#in;
    const count = input.u32();
    const values = new Map<string, Value>();
    for (let i = 0; i < count; i++) {
      const key = input.text();
      const { type, bytes, start, end } = this.#readValue();
      values.set(key, { type, bytes, start, end });
    }
    return values;
  }

  #texts(): string[] {
    const count = this.#in.u16();
    return Array.from({ length: count }, () => this.#in.text());
  }

  #readOptions(): Options {
    return this.#options.read(this.#in);
  }

  #response(to: Inbox): void {
    const input = this.#in;
    const token = input.u32();
    let ok = false;
    let payload: Value;
    try {
      ok = input.u8() === Status.success;
      payload = ok ? this.#readOptional() ?? NO_VALUE : this.#failure();
    } catch (error) {
      if (!isRefused(error)) throw error;
      ok = false;
      payload = this.#jsonError(
        INTERNAL_ERROR,
        "the owner's answer can't be read",
        undefined,
      );
    }
    to.routed.answer(token, ok, payload);
  }

  #failure(): Value {
    const input = this.#in;
    const code = input.i32();
    const message = input.text();
    const data = this.#readOptional();
    return this.#jsonError(
      code,
      message,
      data?.type === ValueType.json ? data : undefined,
    );
  }

  /** An error in the form of JSON-RPC owners. */
  #jsonError(code: number, message: string, data: Slice | undefined): Value {
    const out = this.#error.clear().ascii('{"message":').quoted(message)
      .ascii(`,"code":${code}`);
    if (data !== undefined) {
      out.ascii(',"data":').slice(data.bytes, data.start, data.end);
    }
    out.ascii("}");
    return {
      type: ValueType.json,
      bytes: out.bytes,
      start: 0,
      end: out.length,
    };
  }
}

/** The kinds that bits stand for. */
function kindsIn(bits: number): ElementKind[] {
  const kinds: ElementKind[] = [];
  if (bits & KindBit.state) kinds.push("state");
  if (bits & KindBit.method) kinds.push("method");
  if (bits & KindBit.node) kinds.push("node");
  if (bits & KindBit.signal) kinds.push("signal");
  return kinds;
}

/** @throws {Refusal} if there is something wrong with the value. */
function checked(value: Value): Value {
  const reason = faultOf(value);
  if (reason !== undefined) refuse({ kind: "invalid", reason });
  return value;
}

/** Whether the message is at fault for an error. */
function isRefused(error: unknown): error is Refusal | Unreadable {
  return error instanceof Refusal || error instanceof Unreadable;
}

/** What the handling of a message was stopped for. */
function faultOfError(error: unknown, id: RequestId): Fault {
  if (error instanceof RuleError) {
    return { kind: "invalid", reason: error.message };
  }
  if (!isRefused(error)) throw error;
  const fault: Fault = error instanceof Refusal
    ? error.fault
    : { kind: "invalid", reason: error.message };
  // Without an id an invalid message is reported as a parse error.
  return id === undefined && fault.kind === "invalid"
    ? { kind: "parse", reason: fault.reason }
    : fault;
}
