/**
 * GUN's graph as Jet peers see it: below `gun/`, a state for each property.
 *
 * @module
 */
import { Bus } from "../../../bus/bus.ts";
import type { Element } from "../../../bus/elements/element.ts";
import type { Mount } from "../../../bus/space/space.ts";
import { Session } from "../../../bus/sessions/session.ts";
import type { NodeEntries } from "../../../gun/graph/entry.ts";
import type { Relay } from "../../../gun/relay/relay.ts";
import type { Property } from "../../../gun/graph/value.ts";
import { isValue } from "../../../gun/graph/value.ts";
import type { Dialect } from "../../../protocol/dialect.ts";
import type { Fault } from "../../../protocol/errors/fault.ts";
import type { Link } from "../../../protocol/link.ts";
import type { PathMatcher } from "../../../protocol/rules.ts";
import { NO_VALUE, type Value } from "../../../protocol/values/value.ts";
import { parseAsJson } from "../../../protocol/values/to_json.ts";
import { ValueType } from "../../../protocol/values/types.ts";
import { GunPaths, type Part } from "./path.ts";

// So long the graph is read before others get their turn, in milliseconds.
const SLICE = 5;
// Souls that are read at a time.
const PAGE = 500;

const ADDED = { fetchOnly: false, timeout: undefined, access: undefined };

const encoder = new TextEncoder();

/** What the owner of GUN's states has in place of a connection. */
const NOWHERE: Link = {
  transport: "local",
  remote: "gun",
  backlog: 0,
  start() {},
  send() {},
  sendBytes() {},
  close() {},
};

/** A property as a value of the bus. */
function valueOf({ text }: Property): Value {
  const bytes = encoder.encode(text);
  return { type: ValueType.json, bytes, start: 0, end: bytes.length };
}

/** The part of the namespace that is GUN's. */
export class GunSpace implements Mount {
  readonly prefix: string;
  readonly bus: Bus;
  readonly #paths: GunPaths;
  readonly #owner: Session;
  readonly #relay: () => Promise<Relay>;
  readonly #onError: (error: unknown) => void;
  // Who looks, and of these for whom it is still being read.
  #lookers = 0;
  readonly #reading = new Set<PathMatcher>();
  #stopWatching: (() => void) | undefined;

  /**
   * @param parent The bus of the peers.
   * @param relay Gives the relay, as soon as it can be had.
   * @param dialect Any: nobody is told anything in it.
   */
  constructor(
    parent: Bus,
    relay: () => Promise<Relay>,
    dialect: Dialect,
    onError: (error: unknown) => void,
  ) {
    this.bus = new Bus({
      ...parent.options,
      parent,
      onConnect: undefined,
      onDisconnect: undefined,
    });
    this.#paths = new GunPaths(this.bus.hierarchy.separator);
    this.prefix = this.#paths.prefix;
    this.#owner = new Session(this.bus, NOWHERE, dialect, undefined, null);
    this.#relay = relay;
    this.#onError = onError;
  }

  look(paths: PathMatcher, done: () => void): void {
    this.#lookers++;
    this.#reading.add(paths);
    this.#bring(paths).catch(this.#onError).then(() => {
      done();
      this.#reading.delete(paths);
    }).catch(this.#onError);
  }

  unlook(paths: PathMatcher): void {
    this.#reading.delete(paths);
    if (--this.#lookers === 0) {
      this.#stopWatching?.();
      this.#stopWatching = undefined;
    }
    for (const element of this.bus.elements.matching(paths)) {
      if (element.watchers.length === 0 && !this.#isRead(element.path)) {
        this.#drop(element);
      }
    }
  }

  #drop(element: Element): void {
    this.#owner.elements.delete(element);
    this.bus.drop(element);
  }

  /** Whether somebody reads what has this path just now. */
  #isRead(path: string): boolean {
    for (const paths of this.#reading) if (paths.test(path)) return true;
    return false;
  }

  /** Puts what matches on the bus, with pauses for others. */
  async #bring(paths: PathMatcher): Promise<void> {
    const relay = await this.#relay();
    if (!this.#reading.has(paths)) return;
    this.#stopWatching ??= relay.watch((changes) => this.#changed(changes));
    if (paths.exact !== null) {
      for (const path of paths.exact) this.#bringOne(relay, path);
      return;
    }
    const part = this.#paths.partOf(paths.prefix ?? this.prefix);
    if (part === undefined) return;
    let began = performance.now();
    for (const [soul, key, property] of properties(relay, part)) {
      const path = this.#paths.pathOf(soul, key);
      if (paths.test(path)) this.#show(path, property);
      if (performance.now() - began < SLICE) continue;
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (!this.#reading.has(paths)) return;
      began = performance.now();
    }
  }

  #bringOne(relay: Relay, path: string): void {
    const name = this.#paths.nameOf(path);
    if (name === undefined) return;
    const property = relay.property(name.soul, name.key);
    if (property !== undefined) this.#show(path, property);
  }

  /** Puts a property on the bus, unless it is there. */
  #show(path: string, property: Property): void {
    if (this.bus.elements.get(path) !== undefined) return;
    // A path that is too long can't be told of; the graph has it all the same.
    this.bus.add(this.#owner, path, valueOf(property), ADDED, null);
  }

  #changed(changes: readonly NodeEntries[]): void {
    for (const { soul, entries } of changes) {
      for (const entry of entries) {
        const path = this.#paths.pathOf(soul, entry.key);
        if (this.bus.elements.get(path) !== undefined) {
          this.bus.change(this.#owner, path, valueOf(entry));
        } else if (
          this.bus.fetches.matching(path).length > 0 || this.#isRead(path)
        ) {
          this.#show(path, entry);
        }
      }
    }
  }

  set(
    path: string,
    value: Value,
    done: (fault: Fault | null, taken: Value) => void,
  ): void {
    const name = this.#paths.nameOf(path);
    if (name === undefined) return done({ kind: "notFound", path }, NO_VALUE);
    const wanted = parseAsJson(value);
    if (!isValue(wanted)) {
      const reason = "GUN keeps null, true, false, numbers, strings and links";
      return done({ kind: "invalid", reason }, NO_VALUE);
    }
    this.#put(name.soul, name.key, wanted, done).catch((error) => {
      this.#onError(error);
      const reason = "the graph can't be opened";
      done({ kind: "internal", reason }, NO_VALUE);
    });
  }

  async #put(
    soul: string,
    key: string,
    value: Parameters<Relay["put"]>[0][number]["value"],
    done: (fault: Fault | null, taken: Value) => void,
  ): Promise<void> {
    const relay = await this.#relay();
    relay.put([{ soul, key, value }], (error) => {
      if (error !== null) {
        return done({ kind: "invalid", reason: error }, NO_VALUE);
      }
      // Somebody may have been later.
      const taken = relay.property(soul, key);
      done(null, taken === undefined ? NO_VALUE : valueOf(taken));
    });
  }
}

/** The properties of a part of the graph. */
function* properties(
  relay: Relay,
  { souls, keys }: Part,
): Generator<[soul: string, key: string, property: Property]> {
  for (const soul of soulsOf(relay, souls)) {
    for (const page of relay.read(soul, keys, PAGE)) {
      for (const [key, property] of page) yield [soul, key, property];
    }
  }
}

function* soulsOf(relay: Relay, range: Part["souls"]): Generator<string> {
  const { from } = range;
  if (from !== undefined && from === range.to) return yield from;
  let rest = range;
  for (;;) {
    const page = relay.souls(rest, PAGE);
    for (const soul of page) if (soul !== rest.from) yield soul;
    const last = page.at(-1);
    if (page.length < PAGE || last === undefined) return;
    rest = { ...range, from: last };
  }
}
