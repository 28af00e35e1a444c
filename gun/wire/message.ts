/**
 * Parsing and validation of incoming messages.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import type { Steps } from "../../base/turns.ts";
import { type NodeEntries, PropertyEntry } from "../graph/entry.ts";
import type { WireLimits } from "./limits.ts";
import { isValue, textOf } from "../graph/value.ts";
import { parse } from "./json.ts";
import { parseInSteps } from "./long_json.ts";

/** Length of a text up to which it is parsed at once. */
export const MAX_DIRECT_LENGTH = 1 << 16;

// In the units of `Cost`: reading a property, and what is read in one step.
const PROPERTY_COST = 700;
const STEP_COST = 200_000;

/** A message with unchecked members. */
export type WireMessage = Readonly<Record<string, unknown>>;

/** The messages of a frame, with `null` for each element that is none. */
export type Messages = Iterator<WireMessage | null | LongText>;

/** The JSON text of a message in an array, too long to be read at once. */
export class LongText {
  /** The text. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * The messages of a frame: one object, or an array of objects or of their JSON
 * texts. Nested arrays are ignored too, so depth costs nothing.
 *
 * @returns The messages, with `null` for each element that is none; `undefined`
 * if the frame is not JSON.
 */
export function messagesOf(
  frame: string,
): Generator<WireMessage | null> | undefined {
  const parsed = isJson(frame) ? parse(frame) : [];
  return parsed === undefined ? undefined : elements(itemsOf(parsed));
}

/** The same in steps, for a long frame. */
export function* readMessages(frame: string): Steps<Messages | undefined> {
  const parsed = isJson(frame) ? yield* parseInSteps(frame) : [];
  return parsed === undefined ? undefined : longElements(itemsOf(parsed));
}

/** The message of a text that is an element of an array, in steps. */
export function* readMessage(
  { text }: LongText,
): Steps<WireMessage | null> {
  const message = yield* parseInSteps(text);
  return isRecord(message) ? message : null;
}

/** Whether a frame may be JSON; others are no messages of GUN. */
function isJson(frame: string): boolean {
  const first = frame.charCodeAt(0);
  return first === BRACE || first === BRACKET;
}

function itemsOf(parsed: unknown): readonly unknown[] {
  return Array.isArray(parsed) ? parsed : [parsed];
}

function* elements(
  items: readonly unknown[],
): Generator<WireMessage | null> {
  for (const item of items) yield element(item);
}

function* longElements(
  items: readonly unknown[],
): Generator<WireMessage | null | LongText> {
  for (const item of items) {
    if (typeof item === "string" && item.length > MAX_DIRECT_LENGTH) {
      yield new LongText(item);
    } else {
      yield element(item);
    }
  }
}

function element(item: unknown): WireMessage | null {
  const message = typeof item === "string" ? textMessage(item) : item;
  return isRecord(message) ? message : null;
}

/** A message that is a text; a text that can't be one is not parsed. */
function textMessage(text: string): unknown {
  return /^\s*\{/.test(text) ? parse(text) : null;
}

const BRACE = 0x7b;
const BRACKET = 0x5b;

/**
 * Reads the `put` of a message, as a whole or not at all.
 *
 * @returns Its nodes; or the reason for `err`.
 */
export function* readPut(
  put: unknown,
  limits: WireLimits,
): Steps<NodeEntries[] | string> {
  if (!isRecord(put)) return "Invalid put!";
  const nodes: NodeEntries[] = [];
  let count = 0;
  let cost = 0;
  for (const soul of Object.keys(put)) {
    const node = put[soul];
    const states = statesOf(soul, node, limits);
    if (typeof states === "string") return states;
    const entries: PropertyEntry[] = [];
    for (const key of Object.keys(Object(node))) {
      if (key === "_") continue;
      const entry = readEntry(soul, key, Object(node)[key], states, limits);
      if (typeof entry === "string") return entry;
      if (++count > limits.properties) {
        return "Too many properties in one message!";
      }
      entries.push(entry);
      cost += PROPERTY_COST + entry.text.length;
      if (cost < STEP_COST) continue;
      yield cost;
      cost = 0;
    }
    cost += PROPERTY_COST;
    // A copy has no room for more.
    nodes.push({ soul, entries: entries.slice() });
  }
  return nodes;
}

/** The states of a node; or what is wrong with the node. */
function statesOf(
  soul: string,
  node: unknown,
  limits: WireLimits,
): Readonly<Record<string, unknown>> | string {
  const trouble = nameTrouble(soul, limits.name);
  if (trouble !== null) return `Invalid soul: ${trouble}!`;
  if (!isRecord(node)) return `Invalid node ${shown(soul)}!`;
  const meta = node._;
  if (!isRecord(meta)) return `No metadata in ${shown(soul)}!`;
  if (meta["#"] !== soul) return `Wrong soul in ${shown(soul)}!`;
  const states = meta[">"];
  return isRecord(states) ? states : `No states in ${shown(soul)}!`;
}

/** A property; or what is wrong with it. */
function readEntry(
  soul: string,
  key: string,
  value: unknown,
  states: Readonly<Record<string, unknown>>,
  limits: WireLimits,
): PropertyEntry | string {
  const trouble = nameTrouble(key, limits.name);
  if (trouble !== null) return `Invalid key in ${shown(soul)}: ${trouble}!`;
  // A key such as `constructor` may find an inherited member, but no number.
  const state = states[key];
  if (typeof state !== "number" || !Number.isFinite(state)) {
    return `No state of ${shown(key)} in ${shown(soul)}!`;
  }
  if (!isValue(value)) {
    return `Invalid value of ${shown(key)} in ${shown(soul)}!`;
  }
  return new PropertyEntry(soul, key, textOf(value), state);
}

/** Why a soul or a key is invalid; `null` if it is valid. */
export function nameTrouble(name: string, longest: number): string | null {
  if (name === "") return "it is empty";
  if (name.length > longest) return "it is too long";
  return name.isWellFormed() ? null : "it is not Unicode";
}

/** A name, shortened for an error message. */
function shown(name: string): string {
  return JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}…` : name);
}
