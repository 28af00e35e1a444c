/**
 * Answers to gets.
 *
 * @module
 */
import { Cost, type Turns } from "../../base/turns.ts";
import type { CachedGraph } from "../graph/graph.ts";
import type { NameRange } from "../graph/store.ts";
import type { Property } from "../graph/value.ts";
import type { Ids } from "../wire/ids.ts";
import { costOf, type Lex, type Query } from "../wire/lex.ts";
import { nodeText, NodeWriter, putText } from "../wire/writer.ts";
import { lifetimeOf } from "./verify.ts";

// Larger nodes and ranges are split into messages of about this length.
const MAX_PART_LENGTH = 1 << 20;
// Larger nodes are written in slices.
const MAX_SMALL_NODE_BYTES = 1 << 18;
// Number of properties, or souls, in one read of the store.
const PAGE_SIZE = 200;
// Souls that a reversed range reads at most.
const MAX_REVERSED_SOULS = 10_000;
// Properties that a reversed range drops at a time.
const DROPPED_PROPERTIES = 1000;
/** A node of a range, in the units of {@linkcode Cost}. */
const NODE_COST = 3_000;
/** Writing a property, in the units of {@linkcode Cost}. */
const PROPERTY_COST = 400;

/** Messages one after the other; `null` where the slice is spent. */
export type AnswerSteps = Generator<string | null, undefined>;

type KeyedProperty = readonly [string, Property];

/** What is left of the budget of a range. */
interface Rest {
  budget: number;
}

/** Answers gets from the graph. */
export class Answers {
  readonly #graph: CachedGraph;
  readonly #ids: Ids;
  readonly #now: () => number;
  readonly #turns: Turns;

  constructor(
    graph: CachedGraph,
    ids: Ids,
    now: () => number,
    turns: Turns,
  ) {
    this.#graph = graph;
    this.#ids = ids;
    this.#now = now;
    this.#turns = turns;
  }

  /**
   * Answers a get with this id for one property or a small node.
   *
   * @returns The answer; `null` if there is nothing; `undefined` if the answer
   * takes {@linkcode steps}.
   */
  small(id: string, { soul, key }: Query): string | null | undefined {
    if (typeof soul !== "string") return undefined;
    if (typeof key === "string") {
      const found = this.#property(soul, key);
      return found === undefined
        ? null
        : putText(this.#ids.next(), nodeText(soul, [[key, found]]), id);
    }
    if (key !== null) return undefined;
    const node = this.#graph.node(soul);
    if (!node.complete || node.bytes > MAX_SMALL_NODE_BYTES) return undefined;
    const oldest = this.#oldest(soul);
    const writer = new NodeWriter(soul);
    this.#turns.left -= node.entries.size * PROPERTY_COST + node.bytes;
    for (const [key, property] of node.entries) {
      if (property.state >= oldest) writer.add(key, property);
    }
    return writer.empty ? null : putText(this.#ids.next(), writer.end(), id);
  }

  /**
   * Answers the get with this id.
   *
   * @param found Called with each soul of which the answer has something,
   * right after the first of it was read.
   */
  *steps(
    id: string,
    { soul, key, budget }: Query,
    found: (soul: string) => void,
  ): AnswerSteps {
    const writer = new AnswerWriter(id, this.#ids);
    if (typeof soul === "string") {
      const isWhole = key === null;
      const rest = { budget: isWhole ? Infinity : budget };
      yield* this.#node(writer, soul, key, rest, found);
    } else {
      const rest = { budget };
      for (const name of this.#souls(soul)) {
        if (rest.budget <= 0) break;
        yield* this.#node(writer, name, key, rest, found);
        this.#turns.charge(NODE_COST);
        if (this.#turns.spent) yield null;
      }
    }
    const text = writer.end();
    if (text !== null) yield text;
  }

  /** The queried properties of a node, until the budget is used up. */
  *#node(
    writer: AnswerWriter,
    soul: string,
    key: Query["key"],
    rest: Rest,
    found: (soul: string) => void,
  ): AnswerSteps {
    const range = typeof key === "string" || key === null ? {} : key.range;
    const pages = typeof key === "string"
      ? this.#single(soul, key)
      : key?.reverse
      ? this.#last(soul, range, rest.budget)
      : this.#alive(soul, range);
    let isFirst = true;
    for (const page of pages) {
      if (isFirst && page.length > 0) {
        isFirst = false;
        found(soul);
        writer.begin(soul);
      }
      for (const [key, property] of page) {
        const text = writer.add(key, property);
        this.#turns.left -= PROPERTY_COST + property.text.length;
        if (text !== null) yield text;
        rest.budget -= costOf(property.text);
        if (rest.budget <= 0) return;
      }
      if (this.#turns.spent) yield null;
    }
  }

  *#single(soul: string, key: string): Generator<readonly KeyedProperty[]> {
    const property = this.#property(soul, key);
    if (property !== undefined) yield [[key, property]];
  }

  /** Pages of properties that have not expired. */
  *#alive(
    soul: string,
    range: NameRange,
  ): Generator<readonly KeyedProperty[]> {
    for (const page of this.#graph.pages(soul, range, PAGE_SIZE)) {
      this.#turns.charge(page.length * Cost.visit);
      const oldest = this.#oldest(soul);
      yield oldest === -Infinity
        ? page
        : page.filter(([, { state }]) => state >= oldest);
    }
  }

  /** The last properties of a range that use up the budget. */
  *#last(
    soul: string,
    range: NameRange,
    budget: number,
  ): Generator<readonly KeyedProperty[]> {
    const properties: KeyedProperty[] = [];
    let from = 0;
    let rest = budget;
    for (const page of this.#alive(soul, range)) {
      for (const item of page) {
        properties.push(item);
        rest -= costOf(item[1].text);
        // Drops the first ones while the rest alone uses up the budget.
        while (rest <= 0) {
          const more = rest + costOf(properties[from][1].text);
          if (more > 0) break;
          rest = more;
          from++;
        }
      }
      if (from > DROPPED_PROPERTIES) {
        properties.splice(0, from);
        from = 0;
      }
      // Gives the reader of the pages the opportunity to pause.
      yield [];
    }
    for (let at = from; at < properties.length; at += PAGE_SIZE) {
      yield properties.slice(at, at + PAGE_SIZE);
    }
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

  #property(soul: string, key: string): Property | undefined {
    const property = this.#graph.property(soul, key);
    return property !== undefined && property.state >= this.#oldest(soul)
      ? property
      : undefined;
  }

  /** The oldest state at which a property of a node has not expired. */
  #oldest(soul: string): number {
    const lifetime = lifetimeOf(soul);
    return lifetime === Infinity ? -Infinity : this.#now() - lifetime;
  }
}

/** Writes nodes into messages of a limited length. */
class AnswerWriter {
  readonly #id: string;
  readonly #ids: Ids;
  #soul = "";
  #node: NodeWriter | null = null;
  #nodes = "";

  /** @param id Id of the get. */
  constructor(id: string, ids: Ids) {
    this.#id = id;
    this.#ids = ids;
  }

  /** Begins a node. */
  begin(soul: string): void {
    this.#endNode();
    this.#soul = soul;
  }

  /** Adds a property; returns a message that is complete by it. */
  add(key: string, property: Property): string | null {
    const node = this.#node ??= new NodeWriter(this.#soul);
    node.add(key, property);
    return this.#nodes.length + node.length < MAX_PART_LENGTH
      ? null
      : this.end();
  }

  /** The last message; `null` if there is nothing. */
  end(): string | null {
    this.#endNode();
    if (this.#nodes === "") return null;
    const text = putText(this.#ids.next(), this.#nodes, this.#id);
    this.#nodes = "";
    return text;
  }

  #endNode(): void {
    if (this.#node === null) return;
    this.#nodes += this.#nodes === ""
      ? this.#node.end()
      : `,${this.#node.end()}`;
    this.#node = null;
  }
}
