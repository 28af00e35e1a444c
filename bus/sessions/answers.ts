/**
 * Answers to `get`, which are made in slices.
 *
 * @module
 */
import type { ValueMatcher } from "../../protocol/rules/rules.ts";
import type { Subject } from "../elements/watcher.ts";
import { Cost } from "../../base/turns.ts";
import type { CompiledQuery } from "../fetches/compile.ts";
import { sortedRows } from "../fetches/sorted.ts";
import { valueMatches } from "../fetches/value_query.ts";
import type { Host } from "./host.ts";

/** The elements that match, written as they are found. */
export class ListAnswer {
  readonly #host: Host;
  readonly #id: string;
  readonly #list: ReturnType<Host["dialect"]["elements"]>;
  readonly #values: ValueMatcher | null;

  constructor(host: Host, id: string, values: ValueMatcher | null) {
    this.#host = host;
    this.#id = id;
    this.#list = host.dialect.elements(id);
    this.#values = values;
  }

  /** Adds a subject, if its value matches. */
  readonly add = (subject: Subject): void => {
    if (this.#values !== null && !valueMatches(this.#values, subject)) return;
    const { context, readOnly } = this.#host;
    // What is longer is refused in the end.
    if (this.#list.length > context.limits.values.maxAnswer) return;
    context.turns.left -= Cost.output;
    this.#list.add(subject, readOnly(subject));
  };

  /** Sends the answer. */
  send(): void {
    const { limits } = this.#host.context;
    const fault = limits.exceeded("maxAnswer", this.#list.length);
    if (fault === null) this.#host.send(this.#list.end());
    else this.#host.fail(this.#id, fault);
  }
}

/** The rows of a sorted query, made when all elements are known. */
export class RowsAnswer {
  readonly #host: Host;
  readonly #id: string;
  readonly #query: CompiledQuery;
  readonly #subjects: Subject[] = [];

  constructor(host: Host, id: string, query: CompiledQuery) {
    this.#host = host;
    this.#id = id;
    this.#query = query;
  }

  /** Adds a subject. */
  readonly add = (subject: Subject): void => {
    this.#subjects.push(subject);
  };

  /** Sends the answer. */
  send(): void {
    const { dialect, readOnly } = this.#host;
    // Some may have been removed between two slices.
    const rows = sortedRows(
      this.#query,
      this.#subjects.filter(({ removed }) => !removed),
    );
    this.#host.send(dialect.rows(this.#id, rows, readOnly));
  }
}
