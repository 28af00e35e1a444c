/**
 * The operations that are one request each: what goes over the wire, and how
 * the answer is read. `Peer` and `PeerSync` both run them.
 *
 * @module
 */
import { claimed, ignore, isRecord } from "../base/narrowing.ts";
import { type DaemonInfo, readInfo } from "./connection/info.ts";
import type { Limits } from "./connection/limits.ts";
import type { SetAnswer, SetWarning } from "./elements/warning.ts";
import type { ListOptions, SetBelowOptions, SetOptions } from "./options.ts";
import { rulesToWire } from "./codecs/rules.ts";
import type { FetchRules } from "../protocol/rules/written.ts";
import { checkValue, isTyped } from "./values/values.ts";

/** One request, and the meaning of its answer. */
export interface Operation<Result> {
  /** The method on the wire. */
  readonly method: string;
  /** Its parameters. */
  readonly params: Record<string, unknown>;
  /** Whether it is sent again on every later connection. */
  readonly repeated?: boolean;
  /**
   * Reads the result.
   *
   * @throws {JetError} if the result is not what the operation asks for.
   */
  readonly read: (result: unknown) => Result;
}

/** Runs operations over the connection of a peer. */
export interface OperationRunner {
  /** Default timeout in seconds of `get`, `set`, `call` and `list`. */
  readonly timeout: number | undefined;
  /**
   * Sends the request and reads its answer.
   *
   * @throws {JetError} as the operation says.
   */
  run<Result>(operation: Operation<Result>, limits: Limits): Promise<Result>;
}

export function info(): Operation<DaemonInfo> {
  return { method: "info", params: { revision: true }, read: readInfo };
}

export function config(name: string): Operation<void> {
  return {
    method: "config",
    params: { name },
    repeated: true,
    read: ignore,
  };
}

/** Its answer is for `readRights`. */
export function authenticate(
  user: string,
  password: string,
): Operation<unknown> {
  return {
    method: "authenticate",
    params: { user, password },
    repeated: true,
    read: asGiven,
  };
}

export function changePassword(
  user: string,
  password: string,
): Operation<void> {
  return { method: "passwd", params: { user, password }, read: ignore };
}

export function addUser(
  user: string,
  password: string,
  groups: readonly string[],
): Operation<void> {
  const params = { user, password, groups };
  return { method: "addUser", params, read: ignore };
}

/** Its answer is for `readEntries` or `readValue`. */
export function get(rules: FetchRules): Operation<unknown> {
  return { method: "get", params: rulesToWire(rules), read: asGiven };
}

/** @param timeout Instead of that of the options. */
export function set<T>(
  path: string,
  value: T,
  options: SetOptions,
  timeout: number | undefined = options.timeout,
): Operation<SetAnswer<T>> {
  if (typeof value !== "object") checkValue(value);
  const { if: condition } = options;
  const valueAsResult = options.valueAsResult === true || undefined;
  return {
    method: "set",
    params: { path, value, timeout, valueAsResult, if: condition },
    read: (result) =>
      valueAsResult ? { value: claimed<T>(result) } : readAnswer(result),
  };
}

export function setBelow(
  below: string,
  values: Readonly<Record<string, unknown>>,
  { timeout, if: condition }: SetBelowOptions,
): Operation<SetAnswer<never>> {
  for (const value of Object.values(values)) checkValue(value);
  return {
    method: "set",
    params: { below, values, timeout, if: condition },
    read: readAnswer,
  };
}

export function forget(path: string): Operation<void> {
  return { method: "remove", params: { path }, read: ignore };
}

export function call<Result>(
  path: string,
  args: readonly unknown[] | object,
  { timeout }: Limits,
): Operation<Result> {
  if (typeof args !== "object" || args === null) {
    throw new TypeError("arguments are an array or an object: call(path, [1])");
  }
  // What JSON has no words for is always in an array.
  const params = { path, args: isTyped(args) ? [args] : args, timeout };
  return { method: "call", params, read: claimed<Result> };
}

/** Its answer is for `readListing`. */
export function list(
  path: string,
  { timeout: _timeout, signal: _signal, ...which }: ListOptions,
): Operation<unknown> {
  return { method: "list", params: { ...which, path }, read: asGiven };
}

/** Reads the result of a `set` without `valueAsResult`. */
function readAnswer(result: unknown): { warning?: SetWarning } {
  const warning = isRecord(result) ? result.warning : undefined;
  if (!isRecord(warning) || typeof warning.code !== "number") return {};
  const { code, message } = warning;
  const text = typeof message === "string" ? message : "";
  return { warning: { code, message: text } };
}

/** For the readers in `answers.ts`, which pages load when they need one. */
function asGiven(result: unknown): unknown {
  return result;
}
