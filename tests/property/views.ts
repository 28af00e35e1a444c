/**
 * What fetches show to a peer.
 *
 * @module
 */
import { Failure, must, same } from "./failure.ts";
import { isObject, itemsOf, membersOf, stringOf } from "./json_text.ts";
import { type Json, matches, type Rules, windowOf } from "./rules.ts";
import type { Speech } from "./speech.ts";

/** What happens to an element. */
export type EventKind = "add" | "change" | "remove";

/** An event that a quick peer has to receive. */
export interface Expected {
  readonly kind: EventKind;
  readonly path: string;
  /** `undefined` for a method. */
  readonly value: string | undefined;
  /** Whether the peer can't set or call it. */
  readonly fetchOnly: boolean;
  /** Whether it has come. */
  come: boolean;
}

/** An event that has come. */
export interface Notified {
  readonly kind: EventKind;
  readonly path: string;
  readonly value: string | undefined;
  readonly fetchOnly: string | undefined;
  /** Whether it has no value in this dialect. */
  readonly silent: boolean;
}

/** An element as a fetch has to show it. */
export interface Shown {
  readonly path: string;
  readonly value: string | undefined;
  readonly json: Json | undefined;
  /** Whether it is fetch-only; `undefined` if that has changed meanwhile. */
  readonly fetchOnly: boolean | undefined;
}

/** All values that the elements ever had, by their paths. */
export class History {
  readonly #values = new Map<string, (string | undefined)[]>();

  /** A new element, or a new value. */
  note(path: string, value: string | undefined): void {
    const values = this.#values.get(path);
    if (values === undefined) this.#values.set(path, [value]);
    else values.push(value);
  }

  /** Where the value is that an element has now. */
  last(path: string): number {
    return Math.max(0, (this.#values.get(path)?.length ?? 0) - 1);
  }

  /** Where a value is, not before `from`; -1 if it is not there. */
  find(
    path: string,
    value: string | undefined,
    from: number,
    speech: Speech,
  ): number {
    const values = this.#values.get(path) ?? [];
    for (let i = from; i < values.length; i++) {
      const had = values[i];
      if ((had === undefined ? had : speech.translated(had)) === value) {
        return i;
      }
    }
    return -1;
  }
}

/** One fetch of one peer, as that peer sees it. */
export abstract class View {
  readonly rules: Rules;
  /** Whether the peer has ended it and knows of nothing that may still come. */
  ended = false;
  /** What matched in the beginning and since then, until it is answered. */
  readonly initial = new Set<string>();
  protected readonly speech: Speech;
  readonly #history: History;
  // Index of the last value of each element that has come.
  readonly #seen = new Map<string, number>();
  // How far the history was when the fetch began.
  readonly #begun: (path: string) => number;
  readonly #byPath = new Map<string, boolean>();

  constructor(
    rules: Rules,
    speech: Speech,
    history: History,
    paths: readonly string[],
  ) {
    this.rules = rules;
    this.speech = speech;
    this.#history = history;
    const begun = new Map(paths.map((path) => [path, history.last(path)]));
    this.#begun = (path) => begun.get(path) ?? 0;
  }

  /** Whether an element is to be shown, as far as the rules tell. */
  matches(path: string, json: Json | undefined): boolean {
    let possible = this.#byPath.get(path);
    if (possible === undefined) {
      possible = matches({ path: this.rules.path, values: [] }, { path, json });
      this.#byPath.set(path, possible);
    }
    return possible && matches({ ...this.rules, path: {} }, { path, json });
  }

  /** An event that has to come; returns whether that has to be now. */
  abstract expect(event: Expected): boolean;
  /** A notification has come. */
  abstract notified(params: string): void;
  /** Whether it shows an element. */
  abstract has(path: string): boolean;
  /** Fails unless all that was expected has come. */
  abstract mustBeQuiet(): void;
  /** Fails unless it shows exactly this. */
  abstract mustShow(elements: readonly Shown[]): void;

  /** Fails if the value is none that the element had lately. */
  protected mustBeNew(path: string, value: string | undefined): void {
    const from = this.#seen.get(path) ?? this.#begun(path);
    const at = this.#history.find(path, value, from, this.speech);
    must(at >= 0, () => `${path} has not been ${value} since its last event`);
    this.#seen.set(path, at);
  }
}

/** A fetch with events. */
export class EventView extends View {
  protected readonly shown = new Map<string, string | undefined>();
  readonly #expected: Expected[] | undefined;

  /** @param quick Whether every event has to come, and at once. */
  constructor(
    rules: Rules,
    speech: Speech,
    history: History,
    paths: readonly string[],
    quick: boolean,
  ) {
    super(rules, speech, history, paths);
    if (quick) this.#expected = [];
  }

  override expect(event: Expected): boolean {
    this.#expected?.push(event);
    return true;
  }

  override has(path: string): boolean {
    return this.shown.has(path);
  }

  override notified(params: string): void {
    const members = membersOf(params);
    const path = stringOf(members.get("path"));
    const kind = this.#kindOf(stringOf(members.get("event")));
    const value = members.get("value");
    const fetchOnly = members.get("fetchOnly");
    for (const name of ["path", "event", "value", "fetchOnly"]) {
      members.delete(name);
    }
    same(members.size, 0, () => `unknown members of ${params}`);
    must(
      fetchOnly === undefined ||
        fetchOnly === "true" && kind === "add" && this.speech.family !== "v3",
      () => `fetchOnly in ${params}`,
    );
    const silent = kind === "remove" && this.speech.family === "v3";
    must(!silent || value === undefined, () => `a value in ${params}`);

    this.mustBeExpected({ kind, path, value, fetchOnly, silent });
    same(this.shown.has(path), kind !== "add", () => `${path} was there`);
    if (kind === "remove") this.shown.delete(path);
    else this.shown.set(path, value);
  }

  /** Fails unless an event had to come. */
  protected mustBeExpected(
    { kind, path, value, fetchOnly, silent }: Notified,
  ): void {
    const next = this.#expected?.shift();
    if (this.#expected !== undefined) {
      if (next === undefined) throw new Failure("it has no reason");
      next.come = true;
      const wanted = next.value === undefined || silent
        ? undefined
        : this.speech.translated(next.value);
      const readOnly = next.kind === "add" && next.fetchOnly &&
        this.speech.family !== "v3";
      must(
        next.kind === kind && next.path === path && wanted === value &&
          readOnly === (fetchOnly === "true"),
        () => `it should be ${JSON.stringify(next)}`,
      );
    } else if (!silent) {
      this.mustBeNew(path, value);
    }
  }

  #kindOf(event: string): EventKind {
    const plain = event.toLowerCase();
    const written = this.speech.family === "v3"
      ? plain[0].toUpperCase() + plain.slice(1)
      : plain;
    must(event === written, () => `the event is called ${event}`);
    if (plain === "add" || plain === "change" || plain === "remove") {
      return plain;
    }
    throw new Failure(`no event is called ${event}`);
  }

  override mustBeQuiet(): void {
    must(
      this.#expected === undefined || this.#expected.length === 0,
      () => `missing: ${JSON.stringify(this.#expected)}`,
    );
  }

  override mustShow(elements: readonly Shown[]): void {
    for (const { path, value } of elements) {
      must(this.shown.has(path), () => `it does not show ${path}`);
      const wanted = value === undefined
        ? value
        : this.speech.translated(value);
      same(this.shown.get(path), wanted, () => `it shows ${path}`);
    }
    const paths = new Set(elements.map(({ path }) => path));
    for (const path of this.shown.keys()) {
      must(paths.has(path), () => `it still shows ${path}`);
    }
  }
}

/** When rows may come again, and must have. */
interface Pace {
  report(): void;
  isOver(changedAt: number): boolean;
}

interface Row {
  readonly path: string;
  readonly value: string | undefined;
  readonly fetchOnly: boolean;
}

/** A fetch with rows, which it puts into a list as node-jet does. */
export class SortedView extends View {
  readonly #rows = new Map<number, Row>();
  readonly #sort: NonNullable<Rules["sort"]>;
  readonly #interval: Pace | undefined;
  #first = true;

  /** @param interval When rows may come, after the first ones. */
  constructor(
    rules: Rules,
    speech: Speech,
    history: History,
    paths: readonly string[],
    interval?: Pace,
  ) {
    super(rules, speech, history, paths);
    this.#interval = interval;
    if (rules.sort === undefined) throw new TypeError("it does not sort");
    this.#sort = rules.sort;
  }

  override expect(): boolean {
    return false;
  }

  override has(path: string): boolean {
    return [...this.#rows.values()].some((row) => row.path === path);
  }

  override notified(params: string): void {
    const members = membersOf(params);
    const changes = itemsOf(members.get("changes") ?? "");
    const n = Number(members.get("n"));
    const { from, to } = this.#sort;
    const last = from + n - 1;
    must(
      members.size === 2 && n >= 0 && (n === 0 || last <= to),
      () => `n in ${params}`,
    );
    must(
      this.#first || changes.length > 0 || n !== this.#rows.size,
      () => `nothing new in ${params}`,
    );
    if (!this.#first) this.#interval?.report();
    this.#first = false;
    let previous = 0;
    for (const change of changes) {
      const [index, row] = rowOf(change);
      must(
        index >= from && index <= last && index > previous,
        () => `the index in ${change}`,
      );
      previous = index;
      this.mustBeNew(row.path, row.value);
      this.#rows.set(index, row);
    }
    for (const index of this.#rows.keys()) {
      if (index > last) this.#rows.delete(index);
    }
    same(this.#rows.size, n, () => "rows that are known");
  }

  override mustBeQuiet(): void {
    must(!this.#first, () => "there was no first notification");
  }

  override mustShow(elements: readonly Shown[]): void {
    if (this.#interval?.isOver(0) === false) return;
    mustBeRows(
      [...this.#rows].sort(([a], [b]) => a - b),
      windowOf(this.#sort, elements),
      this.#sort.from,
      this.speech,
    );
  }
}

/** A row as it is in a message, with its index. */
function rowOf(text: string): [number, Row] {
  must(isObject(text), () => `${text} is no row`);
  const members = membersOf(text);
  const path = stringOf(members.get("path"));
  const value = members.get("value");
  const index = Number(members.get("index"));
  const fetchOnly = members.get("fetchOnly") === "true";
  const count = 2 + (value === undefined ? 0 : 1) + (fetchOnly ? 1 : 0);
  same(members.size, count, () => `members of ${text}`);
  return [index, { path, value, fetchOnly }];
}

/** Fails unless the rows, as texts, are these elements. */
export function mustBeTheseRows(
  rows: readonly string[],
  elements: readonly Shown[],
  from: number,
  speech: Speech,
): void {
  mustBeRows(rows.map(rowOf), elements, from, speech);
}

function mustBeRows(
  rows: readonly (readonly [number, Row])[],
  elements: readonly Shown[],
  from: number,
  speech: Speech,
): void {
  const show = () =>
    `the rows are ${rows.map(([i, { path }]) => `${i} ${path}`)}` +
    ` instead of ${elements.map(({ path }) => path)}`;
  same(rows.length, elements.length, show);
  elements.forEach((element, i) => {
    const [index, row] = rows[i];
    same(index, from + i, show);
    same(row.path, element.path, show);
    const { value, fetchOnly } = element;
    const wanted = value === undefined ? value : speech.translated(value);
    same(row.value, wanted, () => `the row of ${row.path} shows`);
    if (fetchOnly !== undefined) {
      same(row.fetchOnly, fetchOnly, () => `the row of ${row.path} fetchOnly`);
    }
  });
}
