/**
 * Answers to `get`, which are made in slices.
 *
 * @module
 */
import type { ElementList, RowList } from "../../protocol/dialect.ts";
import type { ValueMatcher } from "../../protocol/rules/rules.ts";
import type { Subject } from "../elements/watcher.ts";
import { Cost } from "../../base/turns.ts";
import type { CompiledQuery } from "../fetches/compile.ts";
import { Order, SORT_COST } from "../fetches/sorted.ts";
import { readCost, valueMatches } from "../fetches/value_query.ts";
import type { Host } from "./host.ts";

/** Rows that are written between two looks at the slice. */
const ROWS_AT_ONCE = 64;

/** The elements that match, written as they are found. */
export class ListAnswer {
  readonly #host: Host;
  readonly #id: string;
  readonly #list: ReturnType<Host["dialect"]["elements"]>;
  readonly #values: ValueMatcher | null;

  constructor(host: Host, id: string, { values, asked }: CompiledQuery) {
    this.#host = host;
    this.#id = id;
    this.#list = host.dialect.elements(id, asked);
    this.#values = values;
  }

  /** Adds a subject, if its value matches. */
  readonly add = (subject: Subject): void => {
    const { context, readOnly } = this.#host;
    if (this.#values !== null) {
      context.turns.charge(readCost(subject));
      if (!valueMatches(this.#values, subject)) return;
    }
    // What is longer is refused in the end.
    if (this.#list.length > context.limits.values.maxAnswer) return;
    context.turns.charge(Cost.output);
    this.#list.add(subject, readOnly(subject));
  };

  /** Sends the answer. */
  proceed(): boolean {
    sendList(this.#host, this.#id, this.#list);
    return true;
  }
}

/** The rows of a sorted query, written when all elements are known. */
export class RowsAnswer {
  readonly #host: Host;
  readonly #id: string;
  readonly #order: Order;
  readonly #asked: number;
  readonly #readsValues: boolean;
  // The rows that have been visited, and how many of them are written.
  #visited = 0;
  #rows = 0;
  #list: RowList | undefined;

  constructor(host: Host, id: string, query: CompiledQuery) {
    this.#host = host;
    this.#id = id;
    this.#order = new Order(query);
    this.#asked = query.asked;
    this.#readsValues = query.readsValues;
  }

  /** Adds a subject. */
  readonly add = (subject: Subject): void => {
    const { turns } = this.#host.context;
    turns.charge(SORT_COST + (this.#readsValues ? readCost(subject) : 0));
    this.#order.collect(subject, this.#order.keyOf(subject));
  };

  /** Writes rows, and sends the answer when all are written. */
  proceed(): boolean {
    const { context: { turns, limits }, dialect, readOnly } = this.#host;
    const list = this.#list ??= dialect.rows(this.#id, this.#asked);
    const sorter = this.#order.sorted();
    while (turns.left > 0 && list.length <= limits.values.maxAnswer) {
      const { length } = list;
      const before = this.#visited;
      sorter.visit(before, ROWS_AT_ONCE, (subject, index) => {
        this.#visited++;
        // Some have been removed between two slices: the others move up.
        if (subject.removed) return;
        const gone = this.#visited - ++this.#rows;
        list.add(subject, index - gone, readOnly(subject));
      });
      const count = this.#visited - before;
      turns.charge(count * Cost.output + (list.length - length));
      if (count < ROWS_AT_ONCE) return this.#send(list);
    }
    return list.length > limits.values.maxAnswer ? this.#send(list) : false;
  }

  #send(list: RowList): true {
    sendList(this.#host, this.#id, list);
    return true;
  }
}

/** Sends an answer, or why it is not sent. */
function sendList(
  host: Host,
  id: string,
  list: Pick<ElementList, "length" | "end">,
): void {
  const fault = host.context.limits.exceeded("maxAnswer", list.length);
  if (fault === null) host.answerLong(id, list.end());
  else host.fail(id, fault);
}
