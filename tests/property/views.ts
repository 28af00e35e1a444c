/**
 * What fetches show to a peer.
 *
 * @module
 */
import { Failure, must, same } from "./failure.ts";
import { isObject, itemsOf, membersOf, stringOf } from "./json_text.ts";
import {
  type Asked,
  entryAfter,
  eventMembers,
  isEntryOf,
  isSame,
  type Members,
  type Notes,
  NOTHING_ASKED,
  type NoticeKind,
  show,
  takenFrom,
} from "./notes.ts";
import { type Json, matches, type Rules, windowOf } from "./rules.ts";
import type { Speech } from "./speech.ts";

/** What happens to an element, or what its owner sends. */
export type EventKind = "add" | "change" | "remove" | "signal" | NoticeKind;

/** An event that a quick peer has to receive. */
export interface Expected {
  readonly kind: EventKind;
  readonly path: string;
  /** `undefined` for a method. */
  readonly value: string | undefined;
  /** Whether the peer can't set or call it. */
  readonly fetchOnly: boolean;
  /** Whether it is of a signal, as fetches see it that ask for signals. */
  readonly signal: boolean;
  /** What is said of the element, and what was and will be. */
  readonly notes: Notes;
  readonly log: readonly Notes[];
  /** Whether more than the value has changed. */
  readonly forced: boolean;
  /** Whether it is what a signal sent, which is removed at once. */
  readonly passing: boolean;
  /** Whether the removal of the same moment may come instead. */
  readonly optional: boolean;
  /** Whether it has the same moment as others, and may come after those. */
  readonly loose: boolean;
  /** Whether it has come. */
  come: boolean;
}

/** An event that has come. */
export interface Notified {
  readonly kind: EventKind;
  readonly path: string;
  readonly value: string | undefined;
  readonly fetchOnly: string | undefined;
  readonly signal: boolean;
  readonly members: Members;
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
  /** Unless they are not looked at. */
  readonly notes?: Notes;
  /** Whether it is a signal: its events have no times of what was not shown. */
  readonly signal?: boolean;
}

/** All values that the elements ever had, by their paths. */
export class History {
  readonly #values = new Map<string, (string | undefined)[]>();
  readonly #attempts = new Set<{ path: string; value: string | undefined }>();

  /** A new element, or a new value. */
  note(path: string, value: string | undefined): void {
    const values = this.#values.get(path);
    if (values === undefined) this.#values.set(path, [value]);
    else values.push(value);
  }

  /**
   * An element may come at any time from now on: its events are not later than
   * the answer to its owner on another connection.
   *
   * @returns Ends this, when the answer has come.
   */
  attempt(path: string, value: string | undefined): () => void {
    const attempt = { path, value };
    this.#attempts.add(attempt);
    return () => this.#attempts.delete(attempt);
  }

  /** Where the value is that an element has now. */
  last(path: string): number {
    return Math.max(0, (this.#values.get(path)?.length ?? 0) - 1);
  }

  /**
   * Where a value is, not before `from`; `from` if only an attempt has it, -1 if
   * it is not there.
   */
  find(
    path: string,
    value: string | undefined,
    from: number,
    speech: Pick<Speech, "translated">,
  ): number {
    const isIt = (had: string | undefined) =>
      (had === undefined ? had : speech.translated(had)) === value;
    const values = this.#values.get(path) ?? [];
    for (let i = from; i < values.length; i++) if (isIt(values[i])) return i;
    for (const attempt of this.#attempts) {
      if (attempt.path === path && isIt(attempt.value)) return from;
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
  protected readonly asked: Asked;
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
    this.asked = rules.asked ?? NOTHING_ASKED;
    this.speech = speech;
    this.#history = history;
    const begun = new Map(paths.map((path) => [path, history.last(path)]));
    this.#begun = (path) => begun.get(path) ?? 0;
  }

  /** Whether an element is to be shown, as far as the rules tell. */
  matches(path: string, json: Json | undefined): boolean {
    return this.matchesPath(path) &&
      matches({ ...this.rules, path: {} }, { path, json });
  }

  /** Whether it asks for a notice. */
  asks(what: keyof Asked): boolean {
    return this.asked[what];
  }

  /** Whether it shows signals as such. */
  get signals(): boolean {
    return this.rules.types?.includes("signal") ?? false;
  }

  /** Whether it shows elements of a kind. */
  includes(kind: "state" | "method" | "signal"): boolean {
    const kinds = this.rules.types ??
      (this.speech.seesMethods ? ["state", "method"] : ["state"]);
    return kinds.includes(kind);
  }

  /** Whether an element is to be shown because of its path alone. */
  matchesPath(path: string): boolean {
    let possible = this.#byPath.get(path);
    if (possible === undefined) {
      const rules = { path: this.rules.path, values: [] };
      possible = matches(rules, { path, json: undefined });
      this.#byPath.set(path, possible);
    }
    return possible;
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

/** What a fetch with events shows of an element. */
export interface Entry {
  readonly value: string | undefined;
  readonly members: Members;
}

/** A fetch with events. */
export class EventView extends View {
  protected readonly shown = new Map<string, Entry>();
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
    const left = membersOf(params);
    const path = stringOf(left.get("path"));
    const kind = this.#kindOf(stringOf(left.get("event")));
    const value = left.get("value");
    const fetchOnly = left.get("fetchOnly");
    const type = left.get("type");
    const members = takenFrom(left);
    const lost = Number(left.get("lost") ?? 0);
    for (
      const name of ["path", "event", "value", "fetchOnly", "type", "lost"]
    ) left.delete(name);
    same(left.size, 0, () => `unknown members of ${params}`);
    must(
      type === undefined ||
        type === '"signal"' && (kind === "add" || kind === "remove"),
      () => `the type in ${params}`,
    );
    const isOwed = this.#expected === undefined && this.signals &&
      (kind === "signal" || type !== undefined && kind === "remove");
    must(lost === 0 || lost > 0 && isOwed, () => `lost in ${params}`);
    must(
      fetchOnly === undefined ||
        fetchOnly === "true" && kind === "add" && this.speech.family !== "v3",
      () => `fetchOnly in ${params}`,
    );
    const silent = kind === "remove" && this.speech.family === "v3" ||
      kind === "meta" || kind === "stale" || kind === "away" || kind === "back";
    must(!silent || value === undefined, () => `a value in ${params}`);

    const signal = type !== undefined;
    this.mustBeExpected({
      kind,
      path,
      value,
      fetchOnly,
      signal,
      members,
      silent,
    });
    const entry = this.shown.get(path);
    same(entry !== undefined, kind !== "add", () => `${path} was there`);
    if (kind === "remove") this.shown.delete(path);
    else {
      this.shown.set(path, {
        value: silent || kind === "signal" ? entry?.value : value,
        members: entryAfter(kind, entry?.members ?? members, members),
      });
    }
  }

  /** Fails unless an event had to come. */
  protected mustBeExpected(event: Notified): void {
    const { kind, path, value, fetchOnly, silent } = event;
    if (this.#expected !== undefined) {
      const next = this.#next(path, kind);
      if (next === undefined) throw new Failure("it has no reason");
      next.come = true;
      const wanted = next.value === undefined || silent
        ? undefined
        : this.speech.translated(next.value);
      const readOnly = next.kind === "add" && next.fetchOnly &&
        this.speech.family !== "v3";
      const members = eventMembers(
        next.kind,
        next.notes,
        this.asked,
        this.speech,
      );
      const named = next.signal && (kind === "add" || kind === "remove");
      // The order of what is due at one moment is that of slices.
      const isUnordered = next.loose && (kind === "add" || kind === "remove");
      const except = isUnordered ? ["revision"] : [];
      must(
        next.kind === kind && next.path === path && wanted === value &&
          readOnly === (fetchOnly === "true") && named === event.signal &&
          isSame(members, event.members, ...except),
        () => {
          const { log: _, notes: __, ...rest } = next;
          return `it should be ${JSON.stringify(rest)} with ${show(members)}`;
        },
      );
    } else if (!silent) {
      this.mustBeNew(path, value);
    }
  }

  /** The event that has to come next; of one moment, that of a path. */
  #next(path: string, kind: EventKind): Expected | undefined {
    const expected = this.#expected ?? [];
    const omitted = expected.findIndex((event) =>
      event.optional && event.path === path
    );
    if (omitted >= 0 && kind === "remove") expected.splice(omitted, 1);
    let at = 0;
    while (expected[at]?.loose && expected[at].path !== path) at++;
    if (expected[at]?.path !== path) at = 0;
    return expected.splice(at, 1)[0];
  }

  #kindOf(event: string): EventKind {
    const plain = event.toLowerCase();
    const written = this.speech.family === "v3"
      ? plain[0].toUpperCase() + plain.slice(1)
      : plain;
    must(event === written, () => `the event is called ${event}`);
    const kind = KINDS.find((kind) => kind === plain);
    if (kind !== undefined) return kind;
    throw new Failure(`no event is called ${event}`);
  }

  override mustBeQuiet(): void {
    must(
      this.#expected === undefined || this.#expected.length === 0,
      () => `missing: ${JSON.stringify(this.#expected)}`,
    );
  }

  override mustShow(elements: readonly Shown[]): void {
    for (const element of elements) {
      const { path } = element;
      const entry = this.shown.get(path);
      if (entry === undefined) throw new Failure(`it does not show ${path}`);
      this.mustShowElement(element, entry);
    }
    const paths = new Set(elements.map(({ path }) => path));
    for (const path of this.shown.keys()) {
      must(paths.has(path), () => `it still shows ${path}`);
    }
  }

  /** @param except Members that may be older. */
  protected mustShowElement(
    { path, value, notes, signal }: Shown,
    entry: Entry,
    ...except: readonly string[]
  ): void {
    if (!except.includes("value")) {
      const wanted = value === undefined
        ? value
        : this.speech.translated(value);
      same(entry.value, wanted, () => `it shows ${path}`);
    }
    if (notes === undefined) return;
    if (signal) except = [...except, "time", "revision"];
    must(
      isEntryOf(entry.members, notes, this.asked, this.speech, ...except),
      () =>
        `it shows ${path} with ${show(entry.members)} instead of ` +
        JSON.stringify(notes),
    );
  }
}

const KINDS = [
  "add",
  "change",
  "remove",
  "meta",
  "stale",
  "away",
  "back",
  "signal",
] as const;

/** When rows may come again, and must have. */
interface Pace {
  report(): void;
  isOver(changedAt: number): boolean;
}

interface Row {
  readonly path: string;
  readonly value: string | undefined;
  readonly fetchOnly: boolean;
  readonly members: Members;
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
      this.asked,
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
  const said = takenFrom(members);
  const count = 2 + (value === undefined ? 0 : 1) + (fetchOnly ? 1 : 0);
  same(members.size, count, () => `members of ${text}`);
  return [index, { path, value, fetchOnly, members: said }];
}

/** Fails unless the rows, as texts, are these elements. */
export function mustBeTheseRows(
  rows: readonly string[],
  elements: readonly Shown[],
  from: number,
  speech: Speech,
  asked: Asked = NOTHING_ASKED,
): void {
  mustBeRows(rows.map(rowOf), elements, from, speech, asked);
}

function mustBeRows(
  rows: readonly (readonly [number, Row])[],
  elements: readonly Shown[],
  from: number,
  speech: Speech,
  asked: Asked,
): void {
  const all = () =>
    `the rows are ${rows.map(([i, { path }]) => `${i} ${path}`)}` +
    ` instead of ${elements.map(({ path }) => path)}`;
  same(rows.length, elements.length, all);
  elements.forEach((element, i) => {
    const [index, row] = rows[i];
    same(index, from + i, all);
    same(row.path, element.path, all);
    const { value, fetchOnly, notes } = element;
    const wanted = value === undefined ? value : speech.translated(value);
    same(row.value, wanted, () => `the row of ${row.path} shows`);
    if (fetchOnly !== undefined) {
      same(row.fetchOnly, fetchOnly, () => `the row of ${row.path} fetchOnly`);
    }
    if (notes === undefined) return;
    must(
      isEntryOf(row.members, notes, asked, speech),
      () =>
        `the row of ${row.path} has ${show(row.members)} instead of ` +
        JSON.stringify(notes),
    );
  });
}
