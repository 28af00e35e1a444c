/**
 * The fetches: standing queries that follow what happens to the elements.
 *
 * @module
 */
import type { FetchRules, JsonValue } from "../protocol/rules.ts";
import { PathMatcher, SortKey, ValueMatcher } from "../protocol/rules.ts";
import type { Text } from "../base/byte_writer.ts";
import type { Subject } from "./bus.ts";
import { Element } from "./elements/element.ts";
import type { Mount } from "./space/space.ts";
import type { Session } from "./sessions/session.ts";
import { Sorter } from "./fetches/window.ts";

/** The rules of a fetch, compiled once. */
export interface Query {
  readonly paths: PathMatcher;
  readonly values: ValueMatcher | null;
  readonly sort: FetchRules["sort"];
  readonly kinds: Kinds;
}

/** Which kinds of things a fetch is told of. */
export interface Kinds {
  readonly node: boolean;
  readonly state: boolean;
  readonly method: boolean;
}

/**
 * Compiles the rules of a fetch.
 *
 * @param separator What separates the segments of a path.
 * @param seesMethods Whether methods are told to who did not ask for them.
 * @throws {RuleError} if a rule makes no sense.
 */
export function compile(
  rules: FetchRules,
  separator: string,
  seesMethods: boolean,
): Query {
  const { sort } = rules;
  const kinds = rules.kinds ?? (seesMethods ? ["state", "method"] : ["state"]);
  const values = [...rules.values];
  if (sort !== undefined && sort.by === "value" && sort.type !== undefined) {
    // What is of another type can't be ordered among the rest.
    values.push({
      field: sort.field ?? "",
      operator: "isType",
      operand: sort.type,
    });
  }
  return {
    paths: new PathMatcher(rules.path ?? {}, separator),
    values: values.length === 0 ? null : new ValueMatcher(values),
    sort,
    kinds: {
      node: kinds.includes("node"),
      state: kinds.includes("state"),
      method: kinds.includes("method"),
    },
  };
}

/** Whether a value satisfies the value rules; methods and nodes have none. */
function valueMatches(values: ValueMatcher, element: Subject): boolean {
  return element instanceof Element && !element.method &&
    values.test(element.json);
}

/** One fetch of one session. */
export abstract class Fetch {
  /** Whose fetch it is. */
  readonly session: Session;
  /** Id that the peer gave it, in the form of its dialect. */
  readonly id: string;
  /** What precedes each of its notifications. */
  readonly head: Text;
  /** Which paths it follows. */
  readonly paths: PathMatcher;
  /** Which kinds it is told of. */
  readonly kinds: Kinds;
  /** Whether it leaves out states or methods. */
  readonly picky: boolean;
  /** Whether its path rules match every path. */
  readonly everything: boolean;
  /** Whether it tells rows in an order. */
  readonly sorted: boolean;
  /** Grows from fetch to fetch. */
  readonly serial: number;
  /** Whether the daemon gave it its id. */
  named = false;
  /** What it looks at, if that is not what peers have. */
  mount: Mount | undefined;

  constructor(session: Session, id: string, query: Query, serial: number) {
    this.session = session;
    this.id = id;
    this.head = session.dialect.head(id);
    this.paths = query.paths;
    this.kinds = query.kinds;
    this.picky = !query.kinds.state || !query.kinds.method;
    this.everything = query.paths.always;
    this.sorted = query.sort !== undefined;
    this.serial = serial;
  }

  /** Tells what matches when the fetch begins. */
  abstract begin(elements: readonly Subject[]): void;
  /** An element with a matching path has come. */
  abstract added(element: Subject, turn: number): void;
  /** The value of an element with a matching path has changed. */
  abstract changed(element: Subject, turn: number): void;
  /** An element with a matching path has gone. */
  abstract removed(element: Subject, turn: number): void;
  /** Tells what could not be told while the peer was slow; `true` when done. */
  abstract catchUp(): boolean;
}

/**
 * A fetch that reports events. While its peer is slow, it notes which elements
 * have news instead, and tells their newest values later.
 */
abstract class EventFetch extends Fetch {
  readonly #late = new Map<Subject, "add" | "change">();

  protected tell(
    kind: "add" | "change",
    element: Subject,
    turn: number,
  ): void {
    if (this.#late.size > 0 || this.session.congested) {
      if (!this.#late.has(element)) this.#late.set(element, kind);
      this.session.fallBehind(this);
    } else {
      this.session.notify(this, kind, element, turn);
    }
  }

  protected tellRemoved(element: Subject, turn: number): void {
    const late = this.#late.get(element);
    if (late !== undefined) this.#late.delete(element);
    // Of what it was not told to have come, the peer need not hear the end.
    if (late !== "add") this.session.notify(this, "remove", element, turn);
  }

  catchUp(): boolean {
    for (const [element, kind] of this.#late) {
      if (this.session.congested) return false;
      this.#late.delete(element);
      this.session.notify(this, kind, element, this.session.bus.nextTurn());
    }
    return true;
  }
}

/** A fetch with path rules only. */
class PathFetch extends EventFetch {
  begin(elements: readonly Subject[]): void {
    for (const element of elements) {
      this.tell("add", element, this.session.bus.nextTurn());
    }
  }

  added(element: Subject, turn: number): void {
    this.tell("add", element, turn);
  }

  changed(element: Subject, turn: number): void {
    this.tell("change", element, turn);
  }

  removed(element: Subject, turn: number): void {
    this.tellRemoved(element, turn);
  }
}

/** A fetch whose elements come and go with their values. */
class ValueFetch extends EventFetch {
  readonly #values: ValueMatcher;
  readonly #inside = new Set<Subject>();

  constructor(
    session: Session,
    id: string,
    query: Query,
    values: ValueMatcher,
    serial: number,
  ) {
    super(session, id, query, serial);
    this.#values = values;
  }

  begin(elements: readonly Subject[]): void {
    for (const element of elements) {
      this.added(element, this.session.bus.nextTurn());
    }
  }

  added(element: Subject, turn: number): void {
    if (!valueMatches(this.#values, element)) return;
    this.#inside.add(element);
    this.tell("add", element, turn);
  }

  changed(element: Subject, turn: number): void {
    if (!this.#inside.has(element)) {
      this.added(element, turn);
    } else if (valueMatches(this.#values, element)) {
      this.tell("change", element, turn);
    } else {
      this.removed(element, turn);
    }
  }

  removed(element: Subject, turn: number): void {
    if (this.#inside.delete(element)) this.tellRemoved(element, turn);
  }
}

/** A fetch that keeps its elements in order and reports rows. */
class SortedFetch extends Fetch {
  readonly #order: Order;
  #late = false;

  constructor(session: Session, id: string, query: Query, serial: number) {
    super(session, id, query, serial);
    this.#order = new Order(query);
  }

  begin(elements: readonly Subject[]): void {
    const { changes, n } = this.#order.begin(elements);
    this.session.sendChanges(this, changes, n);
  }

  added(element: Subject): void {
    this.#update(element, this.#order.keyOf(element));
  }

  changed(element: Subject): void {
    this.#update(element, this.#order.keyOf(element));
  }

  removed(element: Subject): void {
    this.#update(element, undefined);
  }

  #update(element: Subject, key: JsonValue | undefined): void {
    const { sorter } = this.#order;
    if (this.#late || this.session.congested) {
      sorter.updateQuiet(element, key);
      this.#late = true;
      this.session.fallBehind(this);
      return;
    }
    const report = sorter.update(element, key);
    if (report) this.session.sendChanges(this, report.changes, report.n);
  }

  catchUp(): boolean {
    if (this.session.congested) return false;
    this.#late = false;
    const report = this.#order.sorter.catchUp();
    if (report) this.session.sendChanges(this, report.changes, report.n);
    return true;
  }
}

/** The order of a sorted query: who takes part, and by which key. */
export class Order {
  /** The window over the ordered elements. */
  readonly sorter: Sorter<Subject>;
  readonly #values: ValueMatcher | null;
  readonly #key: SortKey | null;

  constructor(query: Query) {
    const { sort } = query;
    if (sort === undefined) throw new TypeError("the query does not sort");
    this.sorter = new Sorter<Subject>(sort);
    this.#values = query.values;
    this.#key = sort.by === "path" ? null : new SortKey(sort.field ?? "");
  }

  /** The key of an element, `undefined` if it takes no part. */
  keyOf(element: Subject): JsonValue | undefined {
    if (this.#values && !valueMatches(this.#values, element)) return undefined;
    if (this.#key === null) return element.path;
    return element instanceof Element
      ? this.#key.read(element.json)
      : undefined;
  }

  /** Takes the first elements in and gives the rows of the window. */
  begin(elements: readonly Subject[]): ReturnType<Sorter<Subject>["flush"]> {
    const members: { element: Subject; key: JsonValue }[] = [];
    for (const element of elements) {
      const key = this.keyOf(element);
      if (key !== undefined) members.push({ element, key });
    }
    this.sorter.reset(members);
    return this.sorter.flush();
  }
}

/** Elements that match a query now, in order, as rows where it sorts. */
export function snapshot(
  query: Query,
  elements: readonly Subject[],
):
  | { readonly elements: readonly Subject[] }
  | { readonly rows: ReturnType<Order["begin"]>["changes"] } {
  if (query.sort !== undefined) {
    return { rows: new Order(query).begin(elements).changes };
  }
  const { values } = query;
  if (values === null) return { elements };
  return { elements: elements.filter((e) => valueMatches(values, e)) };
}

/** Makes the fetch that a query asks for. */
export function createFetch(
  session: Session,
  id: string,
  query: Query,
  serial: number,
): Fetch {
  if (query.sort !== undefined) {
    return new SortedFetch(session, id, query, serial);
  }
  return query.values === null
    ? new PathFetch(session, id, query, serial)
    : new ValueFetch(session, id, query, query.values, serial);
}
