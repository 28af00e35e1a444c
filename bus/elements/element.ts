/**
 * The elements of the bus: states and methods.
 *
 * @module
 */
import type { Entry } from "../../protocol/dialect.ts";
import type { JsonValue } from "../../protocol/rules.ts";
import type { Value } from "../../protocol/values/value.ts";
import { ValueType } from "../../protocol/values/types.ts";
import { parseAsJson } from "../../protocol/values/to_json.ts";
import type { Fetch } from "../fetch.ts";
import type { Guard } from "./guard.ts";
import type { Node } from "./hierarchy.ts";
import type { Session } from "../sessions/session.ts";
import { type ByteStore, Cell } from "./slab.ts";

// Most elements of most daemons are watched by nobody in particular.
const NOBODY: Fetch[] = [];

/** A state or a method. As a cell it is the place of its value. */
export class Element extends Cell implements Entry {
  /** Unique name; `/` separates its segments. */
  readonly path: string;
  /** The peer that added it. */
  readonly owner: Session;
  /** Whether it is a method, and not a state. */
  readonly method: boolean;
  /** Type of its value; of a method {@linkcode ValueType.none}. */
  type: number = ValueType.none;
  /** Whether it can only be fetched. */
  readonly fetchOnly: boolean;
  /** Milliseconds that a request waits for the owner; 0: the default. */
  readonly timeout: number;
  /** What stands before it; `null`: nothing. */
  readonly guard: Guard | null;
  /** Grows from element to element: the order of their adding. */
  readonly serial: number;
  /** The node that it is directly below. */
  parent: Node | null = null;
  /** The fetches that are interested, beside those of everything. */
  watchers: Fetch[] = NOBODY;
  #json: JsonValue | undefined;

  constructor(
    path: string,
    owner: Session,
    method: boolean,
    fetchOnly: boolean,
    timeout: number,
    guard: Guard | null,
    serial: number,
  ) {
    super();
    this.path = path;
    this.owner = owner;
    this.method = method;
    this.fetchOnly = fetchOnly;
    this.timeout = timeout;
    this.guard = guard;
    this.serial = serial;
  }

  get node(): boolean {
    return false;
  }

  /** The state's value as JSON peers see it, parsed when first asked for. */
  get json(): JsonValue {
    return this.#json ??= parseAsJson(this);
  }

  /** Takes a value in place of the one before. */
  take(value: Value, store: ByteStore): void {
    this.type = value.type;
    store.put(this, value.bytes, value.start, value.end);
    this.#json = undefined;
  }

  /** Notes a fetch that wants to hear of this element. */
  watch(fetch: Fetch): void {
    if (this.watchers === NOBODY) this.watchers = [fetch];
    else this.watchers.push(fetch);
  }

  /** Forgets fetches. */
  unwatch(fetches: ReadonlySet<Fetch>): void {
    const left = this.watchers.filter((fetch) => !fetches.has(fetch));
    this.watchers = left.length === 0 ? NOBODY : left;
  }
}
