/**
 * What becomes of an owner's answer on its way to a client of another dialect.
 *
 * @module
 */
import { Failure, must, same } from "./failure.ts";
import type { Family } from "./faults.ts";
import { isObject, membersOf } from "./json_text.ts";

/** An owner's answer. */
export interface Replied {
  readonly from: Family;
  readonly ok: boolean;
  /** As the daemon has it. */
  readonly text: string;
  readonly path: string;
  readonly call: boolean;
  /** Value that the client asked for. */
  readonly value: string | undefined;
  readonly valueAsResult: boolean;
  /** The state's value when the owner answered. */
  readonly present: string | undefined;
}

/** What the answers to a client depend on: its dialect, and node-jet 2.x. */
export type Receiver = Family | "nodeJet";

/**
 * Fails unless a client has received what an owner answered.
 *
 * @param translate How a text looks to the client.
 */
export function mustBeTranslated(
  reply: Replied,
  to: Receiver,
  answer: { readonly result?: string; readonly error?: string },
  translate: (text: string) => string,
): void {
  if (reply.ok) mustBeResult(reply, to, answer.result, translate);
  else mustBeError(reply.text, to, answer.error, translate);
}

function mustBeResult(
  reply: Replied,
  to: Receiver,
  result: string | undefined,
  translate: (text: string) => string,
): void {
  const { from, text, path, call, value, valueAsResult } = reply;
  const fromV3 = from === "v3";
  const toV3 = to === "v3";
  const byCpp = !call && from === "cjet" &&
    (text === "{}" || text.startsWith('{"warning":'));
  if (byCpp && to === "nodeJet") {
    const wanted = [value, reply.present].map((text) => text ?? "true");
    return must(
      valueAsResult ? wanted.includes(result ?? "") : result === "true",
      () => "the result",
    );
  }
  if (to === "cjet" && !call) {
    return same(
      result,
      translate(cjetResult(reply)),
      () => "the result",
    );
  }
  if (call || fromV3 === toV3) {
    return same(result, translate(text), () => "the result");
  }
  if (fromV3) {
    const taken = isObject(text) ? membersOf(text).get("value") : undefined;
    const wanted = valueAsResult && taken !== undefined ? taken : "true";
    return same(result, translate(wanted), () => "the result");
  }
  const said = valueAsResult && text !== "true" && text !== "{}" && !byCpp;
  const members = membersOf(result ?? "");
  same(members.size, 2, () => "members of the result");
  same(members.get("path"), JSON.stringify(path), () => "the result's path");
  const taken = members.get("value");
  if (valueAsResult && byCpp && taken === reply.present) return;
  same(taken, said ? text : value, () => "the result's value");
}

/** What a C++ client is answered, which takes nothing but objects. */
function cjetResult({ from, text, valueAsResult }: Replied): string {
  const isObj = isObject(text);
  if (from === "v3") {
    const taken = isObj ? membersOf(text).get("value") : undefined;
    return valueAsResult ? taken ?? "{}" : "{}";
  }
  return isObj || valueAsResult && text !== "true" ? text : "{}";
}

function mustBeError(
  sent: string,
  to: Receiver,
  error: string | undefined,
  translate: (text: string) => string,
): void {
  if (error === undefined) throw new Failure("it is no error");
  if (to !== "nodeJet" || !isObject(sent)) {
    return same(error, translate(sent), () => "the error");
  }
  const before = membersOf(translate(sent));
  const after = membersOf(error);
  const data = before.get("data") ?? "null";
  const code = before.get("code");
  if (
    code === "-32603" && !isObject(data) ||
    code === "-32602" && data === "null"
  ) {
    // A process of node-jet 2.x would die of an error without data.
    must(isObject(after.get("data")), () => "data of the error");
    after.delete("data");
    before.delete("data");
  } else if (data.includes("jet.InvalidParam")) {
    const inside = membersOf(after.get("data") ?? "");
    const argument = membersOf(inside.get("invalidArgument") ?? "");
    const { details } = JSON.parse(data);
    const message = JSON.stringify(details);
    same(argument.get("message"), message, () => "data.invalidArgument");
    inside.delete("invalidArgument");
    mustBeSame(inside, membersOf(data));
    after.delete("data");
    before.delete("data");
  }
  mustBeSame(after, before);
}

function mustBeSame(
  actual: ReadonlyMap<string, string>,
  expected: ReadonlyMap<string, string>,
): void {
  same(actual.size, expected.size, () => "members of the error");
  for (const [name, value] of expected) {
    same(actual.get(name), value, () => `${name} of the error`);
  }
}
