/**
 * States of Jet as GUN apps see them: nodes of the graph.
 *
 * @module
 */
import type { NodeEntries } from "../../../gun/graph/entry.ts";
import type { PropertyChange, Relay } from "../../../gun/relay/relay.ts";
import { type GraphValue, isValue, textOf } from "../../../gun/graph/value.ts";
import type { Peer } from "../../../peer.ts";
import { NOT_SHARED, SHARED_SOULS } from "./path.ts";
import { andThen, inSteps, type Steps } from "../../../base/turns.ts";
import { isRecord } from "../../../base/narrowing.ts";

/** Which states are shared with GUN, and how. */
export interface ShareRule {
  /** Pattern of their paths: `+` is one segment, `#` at the end the rest. */
  matches: string;
  /** Whether GUN apps may set them; default false. */
  settable?: boolean;
}

const READ_ONLY = "Read only!";
/** The key under which a value that is no object is written. */
const VALUE_KEY = "value";

// Time for an owner to publish the value that it has accepted.
const OWNER_CHANGE_MS = 500;
/** Looking at a node of an earlier run, in the units of `Cost`. */
const FORGET_COST = 20_000;

/** A state that is shared. */
interface Shared {
  settable: boolean;
  value: unknown;
  /** JSON by key of what the graph has, pending puts included. */
  readonly written: Map<string, string>;
}

/** A value as the properties of a node. */
function propertiesOf(value: unknown): Map<string, GraphValue> {
  const properties = new Map<string, GraphValue>();
  if (isRecord(value)) {
    for (const [key, member] of Object.entries(value)) {
      // GUN reserves these names.
      if (key !== "" && key !== "_") properties.set(key, plain(member));
    }
  } else {
    properties.set(VALUE_KEY, plain(value));
  }
  return properties;
}

/** Values that GUN can't express are written as JSON. */
function plain(value: unknown): GraphValue {
  return isValue(value) && !isRecord(value) ? value : JSON.stringify(value);
}

/**
 * Publishes states as nodes with the soul `jet/<path>`: the members of an
 * object are its properties, any other value is its property `value`. Lists and
 * objects inside are JSON texts. A write of a GUN app becomes a `set` at the
 * owner, if the state is settable. Otherwise, or if the owner refuses it, the
 * graph is overwritten with the state's value.
 */
export class GunShare {
  readonly #peer: Peer;
  readonly #relay: Relay;
  readonly #onError: (error: unknown) => void;
  readonly #shared = new Map<string, Shared>();
  #stopWatching: () => void = () => {};
  readonly #pauses = new Set<ReturnType<typeof setTimeout>>();
  #closed = false;

  /** @param peer A peer of the daemon; it is closed with this. */
  constructor(peer: Peer, relay: Relay, onError: (error: unknown) => void) {
    this.#peer = peer;
    this.#relay = relay;
    this.#onError = onError;
  }

  /** Begins; fulfilled when all present states have been published. */
  async begin(rules: readonly ShareRule[]): Promise<void> {
    this.#stopWatching = this.#relay.watch((changes) => this.#changed(changes));
    const fetches = rules.map(({ matches, settable = false }) =>
      this.#peer.fetch(
        { path: { matches } },
        ({ event, path, value, type, fetchOnly }) => {
          if (type === "method") return;
          if (event === "remove") return this.#remove(path);
          const mayBeSet = settable && fetchOnly !== true;
          if (event === "add") this.#add(path, value, mayBeSet);
          else this.#publish(path, value);
        },
      )
    );
    for (const fetch of fetches) await fetch.ready;
    const { turns } = this.#relay;
    await new Promise<void>((resolve) => {
      turns.addToBackground(
        andThen(inSteps(this.#forgetOld(), turns), resolve),
      );
    });
  }

  /**
   * Why an app may not write into the node of a state; `null` if it may.
   *
   * @param soul Begins with {@linkcode SHARED_SOULS}.
   */
  permits(soul: string): string | null {
    const shared = this.#shared.get(soul.slice(SHARED_SOULS.length));
    if (shared === undefined) return NOT_SHARED;
    return shared.settable ? null : READ_ONLY;
  }

  /** Ends it; the nodes stay in the graph. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopWatching();
    for (const timer of this.#pauses) clearTimeout(timer);
    await this.#peer.close();
  }

  /** Deletes nodes of an earlier run whose states are gone. */
  *#forgetOld(): Steps {
    try {
      for (const soul of this.#oldSouls()) {
        const gone: PropertyChange[] = [];
        for (const page of this.#relay.read(soul)) {
          for (const [key, { text }] of page) {
            if (text !== "null") gone.push({ soul, key, value: null });
          }
        }
        this.#put(gone);
        yield FORGET_COST;
      }
    } catch (error) {
      this.#onError(error);
    }
  }

  /** Souls of an earlier run whose states are gone, until it is closed. */
  *#oldSouls(): Generator<string> {
    for (let from = SHARED_SOULS; !this.#closed;) {
      const souls = this.#relay.souls({ prefix: SHARED_SOULS, from }, 500);
      for (const soul of souls) {
        if (this.#closed) return;
        if (!this.#shared.has(soul.slice(SHARED_SOULS.length))) yield soul;
      }
      const last = souls.at(-1);
      if (souls.length < 500 || last === undefined) return;
      from = `${last}\0`;
    }
  }

  #add(path: string, value: unknown, settable: boolean): void {
    const known = this.#shared.get(path);
    if (known === undefined) {
      this.#shared.set(path, { settable, value, written: this.#kept(path) });
    } else {
      // Rules add up: one settable rule is enough.
      known.settable ||= settable;
    }
    this.#publish(path, value);
  }

  /** JSON by key of what an earlier run has left in the graph. */
  #kept(path: string): Map<string, string> {
    const kept = new Map<string, string>();
    for (const page of this.#relay.read(SHARED_SOULS + path)) {
      for (const [key, { text }] of page) kept.set(key, text);
    }
    return kept;
  }

  #publish(path: string, value: unknown): void {
    const shared = this.#shared.get(path);
    if (shared === undefined) return;
    shared.value = value;
    this.#write(path, shared, propertiesOf(value));
  }

  #remove(path: string): void {
    const shared = this.#shared.get(path);
    if (shared === undefined) return;
    this.#shared.delete(path);
    this.#write(path, shared, new Map());
  }

  /**
   * Puts the properties that differ from the graph.
   *
   * @param above The new states must be above this one.
   */
  #write(
    path: string,
    { written }: Shared,
    properties: ReadonlyMap<string, GraphValue>,
    above = -Infinity,
  ): void {
    const changes: PropertyChange[] = [];
    const soul = SHARED_SOULS + path;
    const change = (key: string, value: GraphValue) => {
      const text = textOf(value);
      if (written.get(key) === text) return;
      written.set(key, text);
      // Above the state that it overwrites, or that one would win.
      const state = Math.max(this.#relay.nextState(), above + 0.001);
      changes.push({ soul, key, value, state });
    };
    for (const [key, value] of properties) change(key, value);
    for (const key of written.keys()) {
      if (!properties.has(key)) change(key, null);
    }
    this.#put(changes);
  }

  #put(changes: readonly PropertyChange[]): void {
    if (changes.length === 0) return;
    this.#relay.put(changes, (error) => {
      if (error !== null) this.#onError(new Error(error));
    });
  }

  #changed(changes: readonly NodeEntries[]): void {
    for (const { soul, entries } of changes) {
      if (!soul.startsWith(SHARED_SOULS)) continue;
      const path = soul.slice(SHARED_SOULS.length);
      const shared = this.#shared.get(path);
      if (shared === undefined) continue;
      const foreign = entries.filter(({ key, text }) =>
        shared.written.get(key) !== text
      );
      if (foreign.length === 0) continue;
      let state = -Infinity;
      const writes = new Map<string, unknown>();
      for (const entry of foreign) {
        shared.written.set(entry.key, entry.text);
        writes.set(entry.key, JSON.parse(entry.text));
        state = Math.max(state, entry.state);
      }
      this.#set(path, shared, writes, state).catch(this.#onError);
    }
  }

  /** An app wrote into the node of a state: the write becomes a `set`. */
  async #set(
    path: string,
    shared: Shared,
    writes: ReadonlyMap<string, unknown>,
    state: number,
  ): Promise<void> {
    let taken = false;
    try {
      if (shared.settable) {
        await this.#peer.set(path, valueWith(shared.value, writes));
        taken = true;
      }
    } catch {
      // Refused: the value of the state is written back below.
    }
    // The owner's change may arrive after its response. Without a change by the
    // end of the pause, the graph gets the last known value.
    if (taken) await this.#pause();
    if (this.#closed || this.#shared.get(path) !== shared) return;
    this.#write(path, shared, propertiesOf(shared.value), state);
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#pauses.delete(timer);
        resolve();
      }, OWNER_CHANGE_MS);
      this.#pauses.add(timer);
    });
  }
}

/**
 * The value that a state would have with these properties.
 *
 * @throws {TypeError} if it can't have them.
 */
function valueWith(
  value: unknown,
  writes: ReadonlyMap<string, unknown>,
): unknown {
  if (!isRecord(value)) {
    if (writes.size !== 1 || !writes.has(VALUE_KEY)) {
      throw new TypeError("the value is no object");
    }
    return parsedLike(value, writes.get(VALUE_KEY));
  }
  const members = new Map(Object.entries(value));
  for (const [key, write] of writes) {
    if (write === null && !members.has(key)) continue;
    members.set(key, parsedLike(members.get(key), write));
  }
  return Object.fromEntries(members);
}

/** Lists and objects inside a node are JSON texts. */
function parsedLike(value: unknown, write: unknown): unknown {
  return typeof value === "object" && value !== null &&
      typeof write === "string"
    ? JSON.parse(write)
    : write;
}
