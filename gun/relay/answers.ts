/**
 * Answers to gets.
 *
 * @module
 */
import type { CachedGraph } from "../graph/graph.ts";
import type { Ids } from "../wire/ids.ts";
import { costOf, type Lex, type Query } from "../wire/lex.ts";
import type { Property } from "../graph/value.ts";
import { lifetimeOf } from "./verify.ts";
import { nodeText, NodeWriter, putText } from "../wire/writer.ts";

// Larger nodes are split into messages of about this length.
const MAX_PART_LENGTH = 1 << 20;
// Number of properties, or souls, in one read of the store.
const PAGE_SIZE = 1000;
// Souls that a reversed range reads at most.
const MAX_REVERSED_SOULS = 10_000;

/** The answer to a get. */
export interface GetAnswer {
  /** The first message; `null` if there is nothing. */
  readonly text: string | null;
  /** More messages, to be sent one after the other. */
  readonly rest: Iterator<string> | null;
  /** Souls of the nodes in the answer, if a range was asked for. */
  readonly souls: readonly string[];
}

const NOTHING: GetAnswer = { text: null, rest: null, souls: [] };

type KeyedProperties = Iterable<readonly [string, Property]>;

/** Answers gets from the graph. */
export class Answers {
  readonly #graph: CachedGraph;
  readonly #ids: Ids;
  readonly #now: () => number;

  constructor(graph: CachedGraph, ids: Ids, now: () => number) {
    this.#graph = graph;
    this.#ids = ids;
    this.#now = now;
  }

  /** Answers the get with this id. */
  to(id: string, { soul, key, budget }: Query): GetAnswer {
    if (typeof soul !== "string") return this.#nodes(id, soul, key, budget);
    if (key === null) return this.#node(id, soul);
    if (typeof key === "string") return this.#property(id, soul, key);
    const { properties } = this.#range(soul, key, budget);
    if (properties.length === 0) return NOTHING;
    return this.#only(id, nodeText(soul, properties));
  }

  #only(id: string, nodes: string): GetAnswer {
    const text = putText(this.#ids.next(), nodes, id);
    return { text, rest: null, souls: [] };
  }

  #property(id: string, soul: string, key: string): GetAnswer {
    const property = this.#graph.property(soul, key);
    if (property === undefined || property.state < this.#oldest(soul)) {
      return NOTHING;
    }
    return this.#only(id, nodeText(soul, [[key, property]]));
  }

  #node(id: string, soul: string): GetAnswer {
    const node = this.#graph.node(soul);
    if (!node.complete || node.bytes > MAX_PART_LENGTH) {
      return this.#large(id, soul);
    }
    if (node.entries.size === 0) return NOTHING;
    const properties = this.#alive(soul, node.entries);
    const writer = new NodeWriter(soul);
    for (const [key, property] of properties) writer.add(key, property);
    return writer.empty ? NOTHING : this.#only(id, writer.end());
  }

  /** Splits a large node into messages. */
  #large(id: string, soul: string): GetAnswer {
    const messages = this.#messages(id, soul);
    const { value, done } = messages.next();
    if (done || value === undefined) return NOTHING;
    return { text: value, rest: messages, souls: [] };
  }

  *#messages(id: string, soul: string): Generator<string, undefined> {
    let node = new NodeWriter(soul);
    for (const page of this.#graph.pages(soul, {}, PAGE_SIZE)) {
      for (const [key, property] of this.#alive(soul, page)) {
        node.add(key, property);
        if (node.length < MAX_PART_LENGTH) continue;
        yield putText(this.#ids.next(), node.end(), id);
        node = new NodeWriter(soul);
      }
    }
    if (!node.empty) yield putText(this.#ids.next(), node.end(), id);
  }

  /** Properties in a range, until the budget is used up. */
  #range(
    soul: string,
    { range, reverse }: Lex,
    budget: number,
  ): { properties: (readonly [string, Property])[]; rest: number } {
    const properties: (readonly [string, Property])[] = [];
    let from = 0;
    let rest = budget;
    for (const page of this.#graph.pages(soul, range, PAGE_SIZE)) {
      for (const item of this.#alive(soul, page)) {
        properties.push(item);
        rest -= costOf(item[1].text);
        if (rest > 0) continue;
        if (!reverse) return { properties, rest };
        // Drops the first ones while the rest alone uses up the budget.
        for (;;) {
          const more = rest + costOf(properties[from][1].text);
          if (more > 0) break;
          rest = more;
          from++;
        }
      }
      if (from > PAGE_SIZE) {
        properties.splice(0, from);
        from = 0;
      }
    }
    return {
      properties: from === 0 ? properties : properties.slice(from),
      rest,
    };
  }

  /** Nodes whose souls are in a range. */
  #nodes(
    id: string,
    lex: Lex,
    key: Query["key"],
    budget: number,
  ): GetAnswer {
    const nodes: string[] = [];
    const souls: string[] = [];
    let rest = budget;
    for (const soul of this.#souls(lex)) {
      if (rest <= 0) break;
      const found = this.#part(soul, key, rest);
      if (found.properties.length === 0) continue;
      rest = found.rest;
      nodes.push(nodeText(soul, found.properties));
      souls.push(soul);
    }
    if (nodes.length === 0) return NOTHING;
    return { ...this.#only(id, nodes.join(",")), souls };
  }

  #part(
    soul: string,
    key: Query["key"],
    budget: number,
  ): { properties: (readonly [string, Property])[]; rest: number } {
    if (typeof key !== "string") {
      return this.#range(soul, key ?? { range: {}, reverse: false }, budget);
    }
    const property = this.#graph.property(soul, key);
    if (property === undefined || property.state < this.#oldest(soul)) {
      return { properties: [], rest: budget };
    }
    const rest = budget - costOf(property.text);
    return { properties: [[key, property]], rest };
  }

  *#souls({ range, reverse }: Lex): Generator<string> {
    if (reverse) {
      yield* this.#graph.souls(range, MAX_REVERSED_SOULS).reverse();
      return;
    }
    let rest = range;
    for (;;) {
      const souls = this.#graph.souls(rest, PAGE_SIZE);
      for (const soul of souls) {
        if (rest === range || soul !== rest.from) yield soul;
      }
      if (souls.length < PAGE_SIZE) return;
      rest = { ...range, from: souls[souls.length - 1] };
    }
  }

  *#filter(properties: KeyedProperties, oldest: number): KeyedProperties {
    for (const item of properties) {
      if (item[1].state >= oldest) yield item;
    }
  }

  #alive(soul: string, properties: KeyedProperties): KeyedProperties {
    const oldest = this.#oldest(soul);
    return oldest === -Infinity ? properties : this.#filter(properties, oldest);
  }

  /** The oldest state at which a property of a node has not expired. */
  #oldest(soul: string): number {
    const lifetime = lifetimeOf(soul);
    return lifetime === Infinity ? -Infinity : this.#now() - lifetime;
  }
}
