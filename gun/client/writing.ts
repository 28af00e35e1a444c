/**
 * A put while it is put together.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import { type GraphValue, isLink, isValue } from "../graph/value.ts";
import type { Core } from "./core.ts";
import { isKey, type Update } from "./message.ts";
import type { RequestOptions } from "./options.ts";

/**
 * What can be put: a value, or the properties of a node, in which there may be
 * nodes again.
 */
export type GraphInput =
  | GraphValue
  | NodeInput
  | ReadonlyMap<string, GraphInput>;

/** Properties by their names. */
export interface NodeInput {
  /** What a property shall hold; `null` deletes it. */
  readonly [key: string]: GraphInput;
}

/** Properties of nodes, all to be put at once, with one state. */
export class Writing {
  readonly #core: Core;
  readonly #options: RequestOptions;
  readonly #state: number;
  readonly #updates = new Map<string, Map<string, Update>>();
  readonly #souls = new Map<object, string>();

  constructor(core: Core, options: RequestOptions) {
    this.#core = core;
    this.#options = options;
    // The time of the call counts, however long it takes to find the place.
    this.#state = core.state();
  }

  /** Adds a property. */
  add(soul: string, key: string, value: GraphValue): void {
    const update = { soul, key: checkKey(key), value, state: this.#state };
    const node = this.#updates.get(soul);
    if (node === undefined) this.#updates.set(soul, new Map([[key, update]]));
    else node.set(key, update);
  }

  /**
   * Adds properties of a node, with the nodes in them.
   *
   * @returns nothing if that is done; a promise if the relay has to be asked.
   * @throws {TypeError} if something can't be put.
   */
  fillNode(soul: string, input: GraphInput): void | Promise<void> {
    const entries = entriesOf(input);
    if (entries === undefined) throw unusable("a node", input);
    if (typeof input === "object" && input !== null) {
      this.#souls.set(input, soul);
    }
    const nested: [string, GraphInput][] = [];
    for (const [key, value] of entries) {
      if (isValue(value)) this.add(soul, key, value);
      else if (!isNestable(value)) throw unusable(key, value);
      else nested.push([key, value]);
    }
    if (nested.length > 0) return this.#fillAll(soul, nested);
  }

  /** The node that a property links to; a new one if it links to none. */
  readonly linked = async (soul: string, key: string): Promise<string> => {
    const properties = await this.#core.once(soul, key, this.#options);
    const value = properties.get(key)?.value;
    if (isLink(value)) return value["#"];
    const made = `${soul}/${key}`;
    this.add(soul, key, { "#": made });
    return made;
  };

  /** Sends it. */
  put(): Promise<void> {
    const updates: Update[] = [];
    for (const node of this.#updates.values()) updates.push(...node.values());
    return this.#core.put(updates, this.#options);
  }

  async #fillAll(soul: string, inputs: [string, GraphInput][]): Promise<void> {
    for (const [key, input] of inputs) await this.#nest(soul, key, input);
  }

  async #nest(soul: string, key: string, input: GraphInput): Promise<void> {
    checkKey(key);
    if (!isNestable(input)) throw unusable(key, input);
    // An object that is there twice, or in itself, is one node.
    const known = this.#souls.get(input);
    if (known !== undefined) return this.add(soul, key, { "#": known });
    await this.fillNode(await this.linked(soul, key), input);
  }
}

/** Whether it is a node in a node. What was meant to be a link is none. */
function isNestable(input: unknown): input is object {
  return entriesOf(input) !== undefined &&
    (input instanceof Map || !(isRecord(input) && "#" in input));
}

function entriesOf(input: unknown): Iterable<[string, GraphInput]> | undefined {
  if (input instanceof Map) return input;
  return isRecord(input) && !isLink(input) && isPlain(input)
    ? Object.entries(input)
    : undefined;
}

/** Whether it is an object of members, and no `Date` or the like. */
function isPlain(input: object): input is NodeInput {
  const prototype: unknown = Object.getPrototypeOf(input);
  return prototype === null || prototype === Object.prototype ||
    Object.getPrototypeOf(prototype) === null;
}

function checkKey(key: string): string {
  if (!isKey(key)) {
    throw new TypeError(`no property can be called ${JSON.stringify(key)}`);
  }
  return key;
}

function unusable(what: string, input: unknown): TypeError {
  const kind = Array.isArray(input)
    ? "an array"
    : typeof input === "object"
    ? "such an object"
    : typeof input === "number"
    ? String(input)
    : typeof input;
  return new TypeError(`the graph can't hold ${kind} for ${what}`);
}
