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
  Option,
  Status,
} from "../../binary/format.ts";
import { classicRules } from "../classic/rules.ts";
import { INTERNAL_ERROR } from "../../errors/codes.ts";
import type { Inbox, RequestId } from "../../dialect.ts";
import { PacketReader, refuse } from "./packet_reader.ts";
import {
  type ElementKind,
  type FetchRules,
  RuleError,
} from "../../rules/rules.ts";
import { ByteWriter } from "../../../base/byte_writer.ts";
import { NO_VALUE, type Value } from "../../values/value.ts";
import { ValueType } from "../../values/types.ts";
import type { Slice } from "../../../base/slice.ts";
import { readText } from "../../../base/utf8.ts";
import { Refusal } from "../../errors/refusal.ts";

/** Default row limit of a `LIST`. */
const LIST_LIMIT = 1000;

/** The options of a request. */
class Options {
  /** Seconds. */
  timeout: number | undefined;
  valueAsResult = false;
  fetchOnly = false;
  access: unknown;
  kinds: number = KindBit.state;
  from = 1;
  limit = LIST_LIMIT;
  values = false;

  /** Forgets what was read before. */
  clear(): this {
    this.timeout = undefined;
    this.valueAsResult = false;
    this.fetchOnly = false;
    this.access = undefined;
    this.kinds = KindBit.state;
    this.from = 1;
    this.limit = LIST_LIMIT;
    this.values = false;
    return this;
  }
}

/** Reads the messages of all binary peers, one after the other. */
export class BinaryReader {
  readonly #in = new PacketReader();
  readonly #field = new PacketReader();
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
      to.refuse(id, faultOf(error, id));
    }
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
      faultOf(error, undefined);
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
    input.options((tag, start, end) => {
      if (tag === InfoTag.name) {
        to.config(
          undefined,
          readText(input.bytes, start, end),
          undefined,
          false,
        );
      }
    });
  }

  #request(fn: number, id: RequestId, to: Inbox): void {
    const input = this.#in;
    switch (fn) {
      case Fn.notifyState:
        return to.elements.change(id, input.key(), input.value());
      case Fn.setState: {
        const key = input.key();
        const value = input.value();
        const { timeout, valueAsResult } = this.#readOptions();
        return to.routed.set(id, key, value, valueAsResult, timeout, NO_VALUE);
      }
      case Fn.callMethod: {
        const key = input.key();
        const args = input.optionalValue();
        const { timeout } = this.#readOptions();
        return to.routed.call(id, key, args, timeout, NO_VALUE);
      }
      case Fn.addState: {
        const key = input.key();
        const value = input.value();
        return to.elements.add(id, key, value, this.#readOptions());
      }
      case Fn.addMethod: {
        const key = input.key();
        return to.elements.add(id, key, undefined, this.#readOptions());
      }
      case Fn.removeState:
        return to.elements.remove(id, input.key(), false);
      case Fn.removeMethod:
        return to.elements.remove(id, input.key(), true);
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
      case Fn.list: {
        const key = input.key();
        const { from, limit, values } = this.#readOptions();
        return to.fetches.list(id, key, { from, limit, values });
      }
      case Fn.removeBelow:
        return to.elements.removeBelow(id, input.key());
      case Fn.notifyBelow:
        return to.elements.changeBelow(id, input.key(), this.#values());
      case Fn.config:
        return to.config(id, input.text(), undefined, false);
      case Fn.info:
        return to.info(id);
      case Fn.echo:
        return to.echo(id, input.optionalValue() ?? NO_VALUE);
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

  #startsWith(): FetchRules {
    const startsWith = this.#in.key();
    const bits = this.#readOptions().kinds;
    const kinds: ElementKind[] = [];
    if (bits & KindBit.state) kinds.push("state");
    if (bits & KindBit.method) kinds.push("method");
    if (bits & KindBit.node) kinds.push("node");
    return {
      path: startsWith === "" ? undefined : { startsWith },
      values: [],
      kinds,
    };
  }

  #rules(): FetchRules {
    const { type, bytes, start, end } = this.#in.value();
    if (type !== ValueType.json) {
      refuse({ kind: "invalid", reason: "rules must be JSON" });
    }
    return classicRules(JSON.parse(readText(bytes, start, end)));
  }

  /** Values below a path, each by its key. */
  #values(): Map<string, Value> {
    const input = this.#in;
    const count = input.u32();
    const values = new Map<string, Value>();
    for (let i = 0; i < count; i++) {
      const key = input.text();
      const { type, bytes, start, end } = input.value();
      values.set(key, { type, bytes, start, end });
    }
    return values;
  }

  #texts(): string[] {
    const count = this.#in.u16();
    return Array.from({ length: count }, () => this.#in.text());
  }

  #readOptions(): Options {
    const options = this.#options.clear();
    if (!this.#in.more) return options;
    this.#in.options(this.#readOption);
    return options;
  }

  readonly #readOption = (tag: number, start: number, end: number): void => {
    const { bytes } = this.#in;
    const options = this.#options;
    const field = this.#field;
    field.begin(bytes, start, end);
    switch (tag) {
      case Option.timeout: {
        const timeout = field.u32();
        if (timeout === 0) {
          refuse({ kind: "invalid", reason: "a timeout is at least 1 ms" });
        }
        options.timeout = timeout / 1000;
        return;
      }
      case Option.valueAsResult:
        options.valueAsResult = true;
        return;
      case Option.fetchOnly:
        options.fetchOnly = true;
        return;
      case Option.access:
        options.access = parsed({ bytes, start, end });
        return;
      case Option.kinds:
        options.kinds = field.u8();
        return;
      case Option.from:
        options.from = Math.max(1, field.u32());
        return;
      case Option.limit:
        options.limit = field.u32();
        return;
      case Option.values:
        options.values = true;
    }
  };

  #response(to: Inbox): void {
    const input = this.#in;
    const token = input.u32();
    let ok = false;
    let payload: Value;
    try {
      ok = input.u8() === Status.success;
      payload = ok ? input.optionalValue() ?? NO_VALUE : this.#failure();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
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
    const data = input.optionalValue();
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

/** What the handling of a message was stopped for. */
function faultOf(error: unknown, id: RequestId): Refusal["fault"] {
  if (error instanceof RuleError) {
    return { kind: "invalid", reason: error.message };
  }
  if (!(error instanceof Refusal)) throw error;
  const { fault } = error;
  // Without an id an invalid message is reported as a parse error.
  return id === undefined && fault.kind === "invalid"
    ? { kind: "parse", reason: fault.reason }
    : fault;
}

function parsed({ bytes, start, end }: Slice): unknown {
  try {
    return JSON.parse(readText(bytes, start, end));
  } catch {
    refuse({ kind: "invalid", reason: "access is not JSON" });
  }
}
