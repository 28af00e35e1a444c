/**
 * GUN's graph as Jet peers see it: below `gun/`, a state for each property.
 *
 * @module
 */
import { copyOf } from "../../../base/slice.ts";
import { andThen, Cost, inSteps, type Steps } from "../../../base/turns.ts";
import type { OwnerRequest, Target } from "../../../bus/elements/owner.ts";
import { answerSet, PLAIN_STATE } from "../../../bus/elements/inner_owner.ts";
import type { Mount, Space } from "../../../bus/space/space.ts";
import type { NodeEntries } from "../../../gun/graph/entry.ts";
import type { Relay } from "../../../gun/relay/relay.ts";
import type { Property } from "../../../gun/graph/value.ts";
import { isValue } from "../../../gun/graph/value.ts";
import type { Fault } from "../../../protocol/errors/fault.ts";
import type { PathMatcher } from "../../../protocol/rules/rules.ts";
import {
  faultOf,
  NO_VALUE,
  type Value,
} from "../../../protocol/values/value.ts";
import { parseAsJson } from "../../../protocol/values/to_json.ts";
import { ValueType } from "../../../protocol/values/types.ts";
import { GunPaths, type PropertyRanges } from "./path.ts";

// Reading a property, in the units of `Cost`.
const PROPERTY_COST = 2_000;
// Number of souls that are read at a time.
const PAGE_SOULS = 500;

const encoder = new TextEncoder();

/** A property as a value of the bus. */
function valueOf({ text }: Property): Value {
  const bytes = encoder.encode(text);
  const value = { type: ValueType.json, bytes, start: 0, end: bytes.length };
  // Overwrites escapes of surrogates without partner.
  if (text.includes("\\u")) faultOf(value);
  return value;
}

/** Receives the result of a `set`: its fault, or the value in the graph. */
type SetDone = (fault: Fault | null, taken: Value) => void;

/** The part of the namespace that GUN's graph owns. */
export class GunSpace implements Mount {
  readonly prefix: string;
  readonly space: Space;
  readonly #paths: GunPaths;
  readonly #relay: () => Promise<Relay>;
  readonly #onError: (error: unknown) => void;
  // Number of acquired rules.
  #acquired = 0;
  // Acquired rules whose properties are still being loaded.
  readonly #reading = new Set<PathMatcher>();
  #stopWatching: (() => void) | undefined;

  /**
   * @param parent The namespace of the peers.
   * @param relay Gives the relay, as soon as it is open.
   */
  constructor(
    parent: Space,
    relay: () => Promise<Relay>,
    onError: (error: unknown) => void,
  ) {
    this.space = parent.mounted();
    this.#paths = new GunPaths(this.space.hierarchy.separator);
    this.prefix = this.#paths.prefix;
    this.#relay = relay;
    this.#onError = onError;
  }

  acquire(paths: PathMatcher, done: () => void): void {
    this.#acquired++;
    this.#reading.add(paths);
    this.#load(paths).catch(this.#onError).then(() => {
      done();
      this.#reading.delete(paths);
    }).catch(this.#onError);
  }

  release(paths: PathMatcher): void {
    this.#reading.delete(paths);
    const { space } = this;
    const scan = space.scan(paths, ({ path, watchers }) => {
      if (watchers.length > 0 || this.#isRead(path)) return;
      space.turns.left -= Cost.removal;
      space.remove(this, path);
    });
    // Until they have been removed, elements are kept up to date.
    space.turns.runInBackground(andThen(scan, () => {
      if (--this.#acquired > 0) return;
      this.#stopWatching?.();
      this.#stopWatching = undefined;
    }));
  }

  /** Whether a rule that is being loaded matches this path. */
  #isRead(path: string): boolean {
    for (const paths of this.#reading) if (paths.test(path)) return true;
    return false;
  }

  /** Adds the matching properties, in slices. */
  async #load(paths: PathMatcher): Promise<void> {
    const relay = await this.#relay();
    if (!this.#reading.has(paths)) return;
    this.#stopWatching ??= relay.watch((changes) => this.#changed(changes));
    if (paths.exact !== null) {
      for (const path of paths.exact) this.#loadOne(relay, path);
      return;
    }
    const part = this.#paths.partOf(paths.prefix ?? this.prefix);
    if (part === undefined) return;
    const { turns } = this.space;
    await new Promise<void>((resolve, reject) => {
      const steps = this.#adding(properties(relay, part), paths, reject);
      turns.add(andThen(inSteps(steps, turns), resolve));
    });
  }

  *#adding(
    found: Iterable<FoundProperty>,
    paths: PathMatcher,
    onError: (error: unknown) => void,
  ): Steps {
    try {
      for (const [soul, key, property] of found) {
        if (!this.#reading.has(paths)) return;
        const path = this.#paths.pathOf(soul, key);
        if (paths.test(path)) this.#add(path, property);
        yield paths.cost + PROPERTY_COST;
      }
    } catch (error) {
      onError(error);
    }
  }

  #loadOne(relay: Relay, path: string): void {
    const name = this.#paths.nameOf(path);
    if (name === undefined) return;
    const property = relay.property(name.soul, name.key);
    if (property !== undefined) this.#add(path, property);
  }

  /** Adds a property, unless it has been added. */
  #add(path: string, property: Property): void {
    if (this.space.elements.byPath.get(path) !== undefined) return;
    // The namespace refuses paths that are too long; those stay in GUN only.
    this.space.add(this, path, valueOf(property), PLAIN_STATE, null);
  }

  #changed(changes: readonly NodeEntries[]): void {
    for (const { soul, entries } of changes) {
      for (const entry of entries) {
        const path = this.#paths.pathOf(soul, entry.key);
        if (this.space.elements.byPath.get(path) !== undefined) {
          this.space.change(this, path, valueOf(entry));
        } else if (
          this.space.fetches.matching(path).length > 0 || this.#isRead(path)
        ) {
          this.#add(path, entry);
        }
      }
    }
  }

  requestSet({ path }: Target, value: Value, request: OwnerRequest): void {
    // They are valid during the call only.
    const params = copyOf(request.params);
    this.#set(path, value, (fault, taken) => {
      if (fault !== null) request.requester.fail(request.id, fault);
      else answerSet({ ...request, params }, path, taken);
    });
  }

  requestCall(
    { path }: Target,
    _args: Value | undefined,
    { requester, id }: OwnerRequest,
  ): void {
    requester.fail(id, { kind: "notMethod", path });
  }

  #set(path: string, value: Value, done: SetDone): void {
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
    done: SetDone,
  ): Promise<void> {
    const relay = await this.#relay();
    relay.put([{ soul, key, value }], (error) => {
      if (error !== null) {
        return done({ kind: "invalid", reason: error }, NO_VALUE);
      }
      // A later put may have replaced it.
      const taken = relay.property(soul, key);
      done(null, taken === undefined ? NO_VALUE : valueOf(taken));
    });
  }
}

type FoundProperty = readonly [soul: string, key: string, property: Property];

/** The properties of a part of the graph. */
function* properties(
  relay: Relay,
  { souls, keys }: PropertyRanges,
): Generator<FoundProperty> {
  for (const soul of soulsOf(relay, souls)) {
    for (const page of relay.read(soul, keys, PAGE_SOULS)) {
      for (const [key, property] of page) yield [soul, key, property];
    }
  }
}

function* soulsOf(
  relay: Relay,
  range: PropertyRanges["souls"],
): Generator<string> {
  const { from } = range;
  if (from !== undefined && from === range.to) return yield from;
  let rest = range;
  for (;;) {
    const page = relay.souls(rest, PAGE_SOULS);
    for (const soul of page) if (soul !== rest.from) yield soul;
    const last = page.at(-1);
    if (page.length < PAGE_SOULS || last === undefined) return;
    rest = { ...range, from: last };
  }
}
