/**
 * Outgoing messages, concatenated from JSON texts.
 *
 * @module
 */
import type { NodeEntries } from "../graph/entry.ts";
import type { Steps } from "../../base/turns.ts";
import { lexText, type Query } from "./lex.ts";
import type { Property } from "../graph/value.ts";

// In the units of `Cost`: writing a property, and what is written in one step.
const PROPERTY_COST = 400;
const STEP_COST = 200_000;

/** A JSON string. */
export const quoted = (text: string): string => JSON.stringify(text);

/** Acknowledges a put as durable. */
export function okText(id: string, to: string): string {
  return `{"#":"${id}","@":${quoted(to)},"ok":true}`;
}

/** Refuses a message. */
export function errText(id: string, to: string, reason: string): string {
  return `{"#":"${id}","@":${quoted(to)},"err":${quoted(reason)}}`;
}

/** Reports an unreadable frame to the neighbour. */
export function damErrText(reason: string): string {
  return `{"dam":"!","err":${quoted(reason)}}`;
}

/** The handshake; `relay` is an extension of this relay. */
export function helloText(id: string, pid: string, to?: string): string {
  const answer = to === undefined ? "" : `,"@":${quoted(to)}`;
  return `{"#":"${id}","dam":"?","pid":"${pid}","relay":true${answer}}`;
}

/** A get that is forwarded. */
export function getText(id: string, { soul, key, budget }: Query): string {
  const has = key === null ? "" : `,".":${lexText(key)}`;
  const isLex = typeof soul !== "string" ||
    (key !== null && typeof key !== "string");
  const size = isLex ? `,"%":${budget}` : "";
  return `{"#":${quoted(id)},"get":{"#":${lexText(soul)}${has}${size}}}`;
}

/** Answers that there is nothing. */
export function nothingText(id: string, to: string): string {
  return `{"#":"${id}","@":${quoted(to)}}`;
}

/** A put, or with `to` the answer to a get, of nodes that are texts already. */
export function putText(
  id: string,
  nodes: string,
  to: string | null,
  ok = "",
): string {
  const answer = to === null ? "" : `,"@":${quoted(to)}`;
  return `{"#":${quoted(id)}${answer},"put":{${nodes}}${ok}}`;
}

/** The member of a `put` for a node. */
export function nodeText(
  soul: string,
  properties: Iterable<readonly [string, Property]>,
): string {
  const node = new NodeWriter(soul);
  for (const [key, property] of properties) node.add(key, property);
  return node.end();
}

/** The members of a `put` for nodes. */
export function* nodesText(nodes: readonly NodeEntries[]): Steps<string> {
  let text = "";
  let cost = 0;
  for (const { soul, entries } of nodes) {
    const node = new NodeWriter(soul);
    for (const entry of entries) {
      node.add(entry.key, entry);
      cost += PROPERTY_COST + entry.text.length;
      if (cost < STEP_COST) continue;
      yield cost;
      cost = 0;
    }
    cost += PROPERTY_COST;
    text += text === "" ? node.end() : `,${node.end()}`;
  }
  return text;
}

/** Writes a node, property by property. */
export class NodeWriter {
  readonly #soul: string;
  #states = "";
  #values = "";

  constructor(soul: string) {
    this.#soul = quoted(soul);
  }

  /** Whether nothing was added. */
  get empty(): boolean {
    return this.#states === "";
  }

  /** Characters until now. */
  get length(): number {
    return this.#states.length + this.#values.length;
  }

  /** Adds a property. */
  add(key: string, { text, state }: Property): void {
    const name = quoted(key);
    this.#states += this.#states === ""
      ? `${name}:${state}`
      : `,${name}:${state}`;
    this.#values += `,${name}:${text}`;
  }

  /** The member of a `put`. */
  end(): string {
    const soul = this.#soul;
    return `${soul}:{"_":{"#":${soul},">":{${this.#states}}}${this.#values}}`;
  }
}
