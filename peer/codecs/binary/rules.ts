/**
 * Rules of a fetch that binary Jet has a short form for.
 *
 * @module
 */
import { KindBit } from "../../../protocol/binary/format.ts";
import type { Params } from "../codec.ts";
import { isRecord } from "../../../base/narrowing.ts";

/** What the short form has, and what is no rule. */
const SHORT_RULES = new Set(["path", "type", "nodes", "id", "addsFirst"]);

/** What is wanted: all kinds of elements whose path begins like this. */
export interface PrefixFetch {
  readonly prefix: string;
  /** Bits of the option `kinds`. */
  readonly kinds: number;
}

/** The short form of the rules; nothing if they have none. */
export function prefixFetch(params: Params): PrefixFetch | undefined {
  const isLong = Object.keys(params).some((rule) =>
    params[rule] !== undefined && !SHORT_RULES.has(rule)
  );
  if (isLong) return undefined;
  const prefix = prefixOf(params.path);
  const kinds = kindsOf(params);
  return prefix === undefined || kinds === undefined
    ? undefined
    : { prefix, kinds };
}

/** The rules without what is no rule, as JSON. */
export function rulesJson(params: Params): string {
  const { id: _id, addsFirst: _addsFirst, ...rules } = params;
  return JSON.stringify(rules);
}

function prefixOf(path: unknown): string | undefined {
  if (path === undefined) return "";
  if (!isRecord(path)) return undefined;
  let prefix: string | undefined = "";
  for (const [rule, operand] of Object.entries(path)) {
    if (operand === undefined) continue;
    if (rule === "startsWith" && typeof operand === "string") prefix = operand;
    else if (rule !== "caseInsensitive" || operand !== false) return undefined;
  }
  return prefix;
}

/** Bits of the kinds; nothing if there is another one. */
export function kindsOf({ type, nodes }: Params): number | undefined {
  if (nodes !== undefined && typeof nodes !== "boolean") return undefined;
  let kinds = nodes === true ? KindBit.node : 0;
  if (type === undefined) return kinds | KindBit.state | KindBit.method;
  if (!Array.isArray(type) || type.length === 0) return undefined;
  const names: unknown[] = type;
  for (const name of names) {
    if (name === "state") kinds |= KindBit.state;
    else if (name === "method") kinds |= KindBit.method;
    else if (name === "node") kinds |= KindBit.node;
    else if (name === "signal") kinds |= KindBit.signal;
    else return undefined;
  }
  return kinds;
}
