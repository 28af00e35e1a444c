/**
 * Messages of GUN: how they are written, and what is believed of them.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import { type GraphValue, isValue } from "../graph/value.ts";

/** One property with its place, as it is put. */
export interface Update {
  /** Soul of the node. */
  readonly soul: string;
  /** Name of the property. */
  readonly key: string;
  /** What it holds. */
  readonly value: GraphValue;
  /** When it was written, in milliseconds since 1970. */
  readonly state: number;
}

/** What is asked for; the names are those of the wire. */
export interface Get {
  /** Soul, or conditions for souls. */
  readonly "#": string | Readonly<Record<string, string>>;
  /** Key, or conditions for keys; without it the whole node. */
  readonly "."?: string | Readonly<Record<string, string>>;
  /** How much is wanted. */
  readonly "%"?: number;
  /** Whether the last come first. */
  readonly "-"?: number;
}

/** `err` of a relay for a message above its limit. */
export const TOO_BIG = "Message too big!";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef";

/** Something that was never there before: letters, by chance. */
export function randomId(length = 12): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  // No digits: GUN takes what is an earlier id and digits for a part of that.
  return Array.from(bytes, (byte) => LETTERS[byte % LETTERS.length]).join("");
}

/**
 * Whether properties can have this name: `_` is what a node is described by.
 */
export function isKey(key: string): boolean {
  return key !== "" && key !== "_";
}

/** The JSON text of the graph that properties make. */
export function graphText(updates: Iterable<Update>): string {
  const nodes = new Map<string, Update[]>();
  for (const update of updates) {
    const node = nodes.get(update.soul);
    if (node === undefined) nodes.set(update.soul, [update]);
    else node.push(update);
  }
  return `{${[...nodes].map(nodeText).join(",")}}`;
}

function nodeText([soul, updates]: [string, Update[]]): string {
  const text = JSON.stringify(soul);
  const states: string[] = [];
  const values: string[] = [];
  for (const { key, value, state } of updates) {
    const name = JSON.stringify(key);
    states.push(`${name}:${state}`);
    values.push(`,${name}:${JSON.stringify(value)}`);
  }
  return `${text}:{"_":{"#":${text},">":{${states.join(",")}}}` +
    `${values.join("")}}`;
}

/** The properties in a `put`. What has not the form of one is left out. */
export function readGraph(put: unknown): Update[] {
  const updates: Update[] = [];
  if (!isRecord(put)) return updates;
  for (const [soul, node] of Object.entries(put)) {
    if (soul === "" || !isRecord(node) || !isRecord(node._)) continue;
    const states = node._[">"];
    if (node._["#"] !== soul || !isRecord(states)) continue;
    for (const [key, value] of Object.entries(node)) {
      if (!isKey(key) || !Object.hasOwn(states, key)) continue;
      const state = states[key];
      if (typeof state !== "number" || !Number.isFinite(state)) continue;
      if (isValue(value)) updates.push({ soul, key, value, state });
    }
  }
  return updates;
}
