/**
 * Requests as functions of binary Jet with their payload and options.
 *
 * @module
 */
import { DetailBit, Fn, Option } from "../../../protocol/binary/format.ts";
import type { Params } from "../codec.ts";
import { isRecord } from "../../../base/narrowing.ts";
import type { BinaryWriter } from "../../../protocol/binary/writer.ts";
import type { LeafKind } from "../../../protocol/inbox.ts";
import type { OwnedPaths } from "./owned.ts";
import { kindsOf, prefixFetch, rulesJson } from "./rules.ts";
import { writeAsked, writeNotes } from "./notes.ts";
import {
  writeArguments,
  writeJson,
  writeNone,
  writeText,
  writeValue,
} from "./value.ts";
import { METHOD_NOT_FOUND } from "../../../protocol/errors/codes.ts";
import { InvalidArgument, JetError } from "../../../protocol/errors/classes.ts";

const ADD = {
  state: Fn.addState,
  method: Fn.addMethod,
  signal: Fn.addSignal,
} as const;

const REMOVE = {
  state: Fn.removeState,
  method: Fn.removeMethod,
  signal: Fn.removeSignal,
} as const;

const MAX_TIMEOUT_MS = 0xffffffff;

/**
 * Writes the function of a request and all that follows it.
 *
 * @throws {InvalidArgument} if a parameter is not what it must be.
 * @throws {TypeError} if a value can't be written.
 * @throws {JetError} if binary Jet has no such function.
 */
export function writeRequest(
  out: BinaryWriter,
  method: string,
  params: Params,
  owned: OwnedPaths,
): void {
  switch (method) {
    case "add":
      return writeAdd(out, params, owned);
    case "change":
      return writeChange(out, params, owned);
    case "remove":
      return writeRemove(out, params, owned);
    case "signal":
      out.u8(Fn.signal);
      owned.writeKey(out, text(params, "path"));
      return writeValue(out, params.value);
    case "set":
      if (params.below !== undefined) {
        out.u8(Fn.setBelow);
        writeBelow(out, params);
        writeTimeout(out, params);
        return writeCondition(out, params.if);
      }
      out.u8(Fn.setState);
      writeText(out, text(params, "path"));
      writeValue(out, params.value);
      writeTimeout(out, params);
      if (params.valueAsResult === true) writeFlag(out, Option.valueAsResult);
      return writeCondition(out, params.if);
    case "call":
      out.u8(Fn.callMethod);
      writeText(out, text(params, "path"));
      writeArguments(out, params.args);
      return writeTimeout(out, params);
    case "fetch":
      return writeFetch(out, params);
    case "get":
      out.u8(Fn.query);
      return writeJson(out, rulesJson(params));
    case "list":
      return writeList(out, params);
    case "config":
      out.u8(Fn.config);
      return writeText(out, text(params, "name"));
    case "info":
      out.u8(Fn.info);
      if (params.time === true || params.revision === true) {
        const bits = (params.time === true ? DetailBit.time : 0) |
          (params.revision === true ? DetailBit.revision : 0);
        out.u8(Option.details).u16(1).u8(bits);
      }
      return;
    case "cancel":
      out.u8(Fn.cancel).u32(Number(params.id));
      return;
    case "ping":
      out.u8(Fn.ping);
      return;
    case "echo":
      out.u8(Fn.echo);
      return writeValue(out, params);
    case "authenticate":
      out.u8(Fn.authenticate);
      return writeUser(out, params);
    case "passwd":
      out.u8(Fn.passwd);
      return writeUser(out, params);
    case "addUser":
      return writeNewUser(out, params);
  }
  throw new JetError(`binary Jet has no ${method}`, {
    code: METHOD_NOT_FOUND,
    data: method,
  });
}

function kindOf({ type, value }: Params): LeafKind {
  if (type === "signal") return type;
  return value === undefined ? "method" : "state";
}

function writeAdd(out: BinaryWriter, params: Params, owned: OwnedPaths): void {
  const path = text(params, "path");
  const kind = kindOf(params);
  owned.add(path, kind);
  out.u8(ADD[kind]);
  owned.writeKey(out, path);
  if (kind === "state") writeValue(out, params.value);
  writeTimeout(out, params);
  if (params.fetchOnly === true) writeFlag(out, Option.fetchOnly);
  if (params.access !== undefined) {
    out.u8(Option.access);
    writeText(out, JSON.stringify(params.access));
  }
  if (params.deadline === true) writeFlag(out, Option.deadline);
  if (params.caller === true) writeFlag(out, Option.caller);
  if (typeof params.cancel === "number") {
    out.u8(Option.cancel).u16(4).u32(params.cancel);
  }
  if (typeof params.displaced === "number") {
    out.u8(Option.displaced).u16(4).u32(params.displaced);
  }
  if (params.replace === "silent") writeFlag(out, Option.replace);
  if (params.group !== undefined) writeFlag(out, Option.group);
  if (typeof params.stay === "number") {
    out.u8(Option.stay).u16(4).u32(Math.ceil(params.stay * 1000));
  }
  if (params.keep === true) writeFlag(out, Option.keep);
  writeNotes(out, params);
}

function writeChange(
  out: BinaryWriter,
  params: Params,
  owned: OwnedPaths,
): void {
  if (params.below === undefined) {
    const path = text(params, "path");
    if (params.value !== undefined || params.meta === undefined) {
      writeNotify(out, path, params.value, owned);
    } else {
      out.u8(Fn.notifyState);
      owned.writeKey(out, path);
      writeNone(out);
    }
    return writeNotes(out, params);
  }
  out.u8(Fn.notifyBelow);
  writeBelow(out, params);
}

function writeBelow(out: BinaryWriter, params: Params): void {
  const { values } = params;
  if (!isRecord(values)) throw new InvalidArgument("values must be an object");
  const entries = Object.entries(values);
  writeText(out, text(params, "below"));
  out.u32(entries.length);
  for (const [name, value] of entries) {
    writeText(out, name);
    writeValue(out, value);
  }
}

function writeCondition(out: BinaryWriter, condition: unknown): void {
  if (!isRecord(condition)) return;
  const { revision, epoch } = condition;
  if (typeof revision !== "number") return;
  out.u8(Option.revisionIs).u16(8).f64(revision);
  if (typeof epoch === "string") {
    out.u8(Option.epochIs);
    writeText(out, epoch);
  }
}

/** Writes the function that sends the new value of a state. */
export function writeNotify(
  out: BinaryWriter,
  path: string,
  value: unknown,
  owned: OwnedPaths,
): void {
  out.u8(Fn.notifyState);
  owned.writeKey(out, path);
  writeValue(out, value);
}

function writeRemove(
  out: BinaryWriter,
  params: Params,
  owned: OwnedPaths,
): void {
  if (params.below !== undefined) {
    out.u8(Fn.removeBelow);
    writeText(out, text(params, "below"));
    if (params.keep === true) writeFlag(out, Option.keep);
    return;
  }
  const path = text(params, "path");
  out.u8(REMOVE[owned.remove(path)]);
  writeText(out, path);
}

function writeFetch(out: BinaryWriter, params: Params): void {
  const short = prefixFetch(params);
  if (short === undefined) {
    out.u8(Fn.fetch);
    return writeJson(out, rulesJson(params));
  }
  out.u8(Fn.fetchStates);
  writeText(out, short.prefix);
  out.u8(Option.kinds).u16(1).u8(short.kinds);
}

function writeList(out: BinaryWriter, params: Params): void {
  out.u8(Fn.list);
  writeText(out, text(params, "path"));
  writeCount(out, Option.from, params, "from", 1);
  writeCount(out, Option.limit, params, "limit", 0);
  if (params.values === true) writeFlag(out, Option.values);
  const kinds = params.type === undefined ? undefined : kindsOf(params);
  if (kinds !== undefined) out.u8(Option.kinds).u16(1).u8(kinds);
  writeAsked(out, params);
}

function writeUser(out: BinaryWriter, params: Params): void {
  writeText(out, text(params, "user"));
  writeText(out, text(params, "password"));
}

function writeNewUser(out: BinaryWriter, params: Params): void {
  out.u8(Fn.addUser);
  writeUser(out, params);
  const { groups = [] } = params;
  if (!Array.isArray(groups)) {
    throw new InvalidArgument("groups must be an array of strings");
  }
  out.u16(groups.length);
  for (const group of groups) writeText(out, String(group));
}

function writeTimeout(out: BinaryWriter, { timeout }: Params): void {
  if (typeof timeout !== "number") return;
  const milliseconds = Math.max(1, Math.ceil(timeout * 1000));
  out.u8(Option.timeout).u16(4).u32(Math.min(MAX_TIMEOUT_MS, milliseconds));
}

function writeCount(
  out: BinaryWriter,
  option: number,
  params: Params,
  name: string,
  least: number,
): void {
  const count = params[name];
  if (count === undefined) return;
  const whole = typeof count === "number" && Number.isInteger(count);
  if (!whole || count < least || count > 0xffffffff) {
    throw new InvalidArgument(`${name} must be a whole number from ${least}`);
  }
  out.u8(option).u16(4).u32(count);
}

function writeFlag(out: BinaryWriter, option: number): void {
  out.u8(option).u16(0);
}

function text(params: Params, name: string): string {
  const value = params[name];
  if (typeof value === "string") return value;
  throw new InvalidArgument(`${name} must be a string`);
}
