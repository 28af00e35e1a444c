/**
 * The daemon's own figures and its connections as states below `$daemon/`. They
 * exist while they are fetched.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import { andThen, inSteps, type Steps, type Work } from "../../base/turns.ts";
import { VERSION } from "../../base/version.ts";
import type { ElementAccess } from "../../bus/elements/access.ts";
import { PLAIN_STATE } from "../../bus/elements/inner_owner.ts";
import type { OwnerRequest, Target } from "../../bus/elements/owner.ts";
import type { Traffic } from "../../bus/limits/traffic.ts";
import type { Mount, Space } from "../../bus/space/space.ts";
import type { PathMatcher } from "../../protocol/rules/rules.ts";
import { ValueType } from "../../protocol/values/types.ts";
import type { Value } from "../../protocol/values/value.ts";
import { runtimeName } from "./status.ts";

/** Time between two updates, in ms. */
const INTERVAL_MS = 1000;
// Costs in the units of `Cost`.
const FIGURES_COST = 20_000;
const CONNECTION_COST = 2_000;

/** Only operators see connections, as with the method that lists them. */
const FOR_OPERATORS: ElementAccess = {
  login: true,
  fetch: null,
  set: null,
  call: null,
  operators: true,
};

const FETCH_ONLY = { ...PLAIN_STATE, fetchOnly: true };

const encoder = new TextEncoder();

function valueOf(text: string): Value {
  const bytes = encoder.encode(text);
  return { type: ValueType.json, bytes, start: 0, end: bytes.length };
}

/** A connection, named by its id. */
interface Connection {
  readonly id: number;
}

/** What the states are made of. */
export interface OwnStatesNeeds {
  readonly clock: Pick<Clock, "after" | "monotonic">;
  /** Figures of the daemon. */
  readonly status: () => Record<string, unknown>;
  readonly traffic: () => Traffic;
  /** The connections, as the states show them. */
  readonly connections: () => Iterable<Connection>;
  /** The ids of all connections. */
  readonly ids: () => ReadonlySet<number>;
}

/** Numbers of messages and bytes. */
type Counts = Pick<
  Traffic,
  "messagesIn" | "messagesOut" | "bytesIn" | "bytesOut"
>;

/** Changes of the counts in a second, between two moments. */
class Rates {
  #before: Counts = { messagesIn: 0, messagesOut: 0, bytesIn: 0, bytesOut: 0 };
  #at: number;
  #rates: Counts = this.#before;

  constructor(now: number) {
    this.#at = now;
  }

  /** The rates since an earlier call, at least a second ago. */
  at(now: number, counts: Counts): Counts {
    const seconds = (now - this.#at) / 1000;
    if (seconds * 1000 < INTERVAL_MS) return this.#rates;
    const before = this.#before;
    const rate = (name: keyof Counts) =>
      Math.round((counts[name] - before[name]) / seconds);
    this.#rates = {
      messagesIn: rate("messagesIn"),
      messagesOut: rate("messagesOut"),
      bytesIn: rate("bytesIn"),
      bytesOut: rate("bytesOut"),
    };
    this.#before = counts;
    this.#at = now;
    return this.#rates;
  }
}

/** The part of the namespace that the daemon owns. */
export class OwnStates implements Mount {
  readonly prefix: string;
  readonly space: Space;
  readonly #needs: OwnStatesNeeds;
  readonly #peersPrefix: string;
  readonly #rates: Rates;
  // How often each rule is acquired.
  readonly #acquired = new Map<PathMatcher, number>();
  // The text of each state, to find out what has changed.
  readonly #texts = new Map<string, string>();
  #cancel: (() => void) | undefined;

  /** @param parent The namespace of the peers. */
  constructor(parent: Space, needs: OwnStatesNeeds) {
    const { separator } = parent.hierarchy;
    this.space = parent.mounted();
    this.prefix = `$daemon${separator}`;
    this.#peersPrefix = `${this.prefix}peers${separator}`;
    this.#needs = needs;
    this.#rates = new Rates(needs.clock.monotonic());
  }

  /** Ends the updates. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  acquire(paths: PathMatcher, done: () => void): void {
    this.#acquired.set(paths, (this.#acquired.get(paths) ?? 0) + 1);
    this.space.turns.add(andThen(this.#update(), done));
    if (this.#cancel === undefined) this.#updateLater();
  }

  release(paths: PathMatcher): void {
    const count = this.#acquired.get(paths) ?? 0;
    if (count > 1) this.#acquired.set(paths, count - 1);
    else this.#acquired.delete(paths);
    if (this.#acquired.size === 0) this.stop();
    const { space } = this;
    space.turns.runInBackground(space.scan(paths, ({ path }) => {
      if (!this.#isWanted(path)) this.#remove(path);
    }));
  }

  #isWanted(path: string): boolean {
    for (const paths of this.#acquired.keys()) {
      if (paths.test(path)) return true;
    }
    return false;
  }

  #updateLater(): void {
    const cancel = this.#needs.clock.after(INTERVAL_MS, () => {
      this.space.turns.addToBackground(andThen(this.#update(), () => {
        // Meanwhile the updates may have ended, and begun again.
        if (this.#cancel === cancel) this.#updateLater();
      }));
    });
    this.#cancel = cancel;
  }

  #update(): Work {
    return inSteps(this.#updating(), this.space.turns);
  }

  *#updating(): Steps {
    for (const [name, content] of this.#figures()) {
      this.#show(this.prefix + name, content, null);
    }
    yield FIGURES_COST;
    for (const connection of this.#needs.connections()) {
      const path = `${this.#peersPrefix}${connection.id}`;
      this.#show(path, connection, FOR_OPERATORS);
      yield CONNECTION_COST;
    }
    const ids = this.#needs.ids();
    for (const path of this.#texts.keys()) {
      if (!path.startsWith(this.#peersPrefix)) continue;
      const id = Number(path.slice(this.#peersPrefix.length));
      if (!ids.has(id)) this.#remove(path);
    }
  }

  #figures(): Iterable<[name: string, content: unknown]> {
    const { clock, status, traffic } = this.#needs;
    const { messagesIn, messagesOut, bytesIn, bytesOut } = traffic();
    const counts = { messagesIn, messagesOut, bytesIn, bytesOut };
    const { peers, loopDelay = null, ...figures } = status();
    return Object.entries({
      version: VERSION,
      runtime: runtimeName(),
      ...figures,
      loopDelay,
      connections: peers,
      traffic: counts,
      rates: this.#rates.at(clock.monotonic(), counts),
    });
  }

  /** Adds or changes a state that is wanted. */
  #show(path: string, content: unknown, access: ElementAccess | null): void {
    const text = JSON.stringify(content);
    const before = this.#texts.get(path);
    if (before === text || !this.#isWanted(path)) return;
    this.#texts.set(path, text);
    const value = valueOf(text);
    if (before !== undefined) this.space.change(this, path, value);
    else this.space.add(this, path, value, FETCH_ONLY, access);
  }

  #remove(path: string): void {
    this.#texts.delete(path);
    this.space.remove(this, path);
  }

  requestSet({ path }: Target, _value: Value, request: OwnerRequest): void {
    request.requester.fail(request.id, { kind: "fetchOnly", path });
  }

  requestCall({ path }: Target, _args: unknown, request: OwnerRequest): void {
    request.requester.fail(request.id, { kind: "notMethod", path });
  }
}
