/**
 * Puts: verification, writes in the future, conflicts.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import type { Clock } from "../../base/clock.ts";
import {
  inSteps,
  type Steps,
  type Turns,
  type Work,
} from "../../base/turns.ts";
import { type NodeEntries, PropertyEntry } from "../graph/entry.ts";
import { CLOCK_STEP_MS } from "../graph/state_clock.ts";
import { type GraphValue, isValue, textOf } from "../graph/value.ts";
import type { WireLimits } from "../wire/limits.ts";
import { parse } from "../wire/json.ts";
import { readPut, type WireMessage } from "../wire/message.ts";
import { errText, okText } from "../wire/writer.ts";
import type { RelayConnection } from "./connection.ts";
import { Applying, type ApplyingOptions } from "./applying.ts";
import { DelayQueue } from "./delay_queue.ts";
import type { Expiry } from "./expiry.ts";
import type { Origin } from "./forwarder.ts";
import { Receipt } from "./receipt.ts";
import { Verifications } from "./verifications.ts";
import { isPublic, type Verifier } from "./verify.ts";

// In the units of `Cost`: a property that is ahead of the clock.
const DEFERRED_COST = 500;

/** A property that a program writes. */
export interface PropertyChange {
  /** Soul of the node. */
  readonly soul: string;
  /** Name of the property. */
  readonly key: string;
  /** The value. */
  readonly value: GraphValue;
  /** Milliseconds since 1970; by default a new state of the relay's clock. */
  readonly state?: number;
}

/** What puts work with. */
export interface PutsOptions extends ApplyingOptions {
  readonly clock: Clock;
  readonly turns: Turns;
  readonly limits: WireLimits;
  readonly verifier: Verifier;
  /** Why clients may not write into a node; `null` if they may. */
  readonly permits: (soul: string) => string | null;
  readonly expiry: Expiry;
  /** All connections. */
  readonly connections: ReadonlySet<RelayConnection>;
  /** Called with the id of a get that a put answers. */
  readonly answered: (id: string) => void;
  /** Called when the put of a linked relay that answers a get was applied. */
  readonly taken: (peer: RelayConnection, id: string) => void;
  /** Called with each node that a connection writes into by itself. */
  readonly wrote: (peer: RelayConnection, soul: string) => void;
  /** Called with failures of the verifier. */
  readonly onError: (error: unknown) => void;
}

/** The part of a put that is ahead of the clock. */
interface FutureWrite {
  readonly origin: Origin;
  readonly nodes: readonly NodeEntries[];
  readonly receipt: Receipt | null;
}

/** Takes puts into the graph. */
export class Puts {
  readonly #options: PutsOptions;
  readonly #future: DelayQueue<FutureWrite>;
  readonly #checks: Verifications;
  readonly #applying: Applying;
  #closed = false;

  constructor(options: PutsOptions) {
    this.#options = options;
    const { clock, limits, turns, onError } = options;
    this.#applying = new Applying(options);
    this.#checks = new Verifications(
      (entry) => this.#verify(entry),
      turns,
      onError,
    );
    this.#future = new DelayQueue(
      clock,
      ({ origin, nodes, receipt }) => this.#accept(origin, nodes, receipt),
      (steps) => turns.add(this.#work(steps)),
      limits.deferred,
      limits.deferredLength,
    );
  }

  /** Drops writes in the future and the outcome of pending verifications. */
  close(): void {
    this.#closed = true;
    this.#future.clear();
  }

  /**
   * Takes a message with a put.
   *
   * @param to Id of the get that it answers, if it does.
   */
  receive(
    sender: RelayConnection,
    id: string,
    to: string | null,
    message: WireMessage,
  ): Work {
    return this.#work(this.#receive(sender, id, to, message));
  }

  *#receive(
    sender: RelayConnection,
    id: string,
    to: string | null,
    { put, ok }: WireMessage,
  ): Steps {
    const nodes = yield* readPut(put, this.#options.limits);
    // A put that answers a get is not acknowledged, only refused.
    const receipt = to === null ? this.#receiptFor(sender, id) : null;
    if (typeof nodes === "string") return this.#refuse(sender, id, nodes);
    const refusal = this.#refusalOf(sender, nodes);
    if (refusal !== null) return this.#refuse(sender, id, refusal);
    if (to !== null) this.#options.answered(to);
    else for (const { soul } of nodes) this.#options.wrote(sender, soul);
    yield* this.#take({ sender, id, to, ok: this.#okOf(ok) }, nodes, receipt);
  }

  /** Why a connection may not write into some nodes; `null` if it may. */
  #refusalOf(
    { rights }: RelayConnection,
    nodes: readonly NodeEntries[],
  ): string | null {
    if (rights === "all") return null;
    if (rights === "read") return "Read only!";
    for (const { soul } of nodes) {
      const refusal = this.#options.permits(soul);
      if (refusal !== null) return refusal;
    }
    return null;
  }

  /** Verifies a put of the program, and takes it if all of it is allowed. */
  take(origin: Origin, nodes: NodeEntries[], receipt: Receipt | null): void {
    this.#run(this.#take(origin, nodes, receipt));
  }

  /** Carries out steps, those that the slice does not suffice for later. */
  #run(steps: Steps): void {
    const work = this.#work(steps);
    if (!work.proceed()) this.#options.turns.add(work);
  }

  #work(steps: Steps): Work {
    const work = inSteps(steps, this.#options.turns);
    // When the relay has been closed, the store may not be read any more.
    return { proceed: () => this.#closed || work.proceed() };
  }

  *#take(
    origin: Origin,
    all: NodeEntries[],
    receipt: Receipt | null,
  ): Steps {
    const { clock, limits, expiry } = this.#options;
    const now = clock.now();
    const nodes = expiry.filter(all, now);
    const latest = now + CLOCK_STEP_MS + limits.horizon;
    const checked: PropertyEntry[] = [];
    for (const { soul, entries } of nodes) {
      const open = isPublic(soul);
      for (const entry of entries) {
        if (entry.state > latest) {
          return this.#fail(origin, receipt, "State too far in the future!");
        }
        if (!open) checked.push(entry);
      }
    }
    if (checked.length === 0) {
      return yield* this.#accept(origin, nodes, receipt);
    }
    if (this.#checks.size >= limits.verifying) {
      return this.#fail(origin, receipt, "Too many signatures to be checked!");
    }
    this.#checks.add({
      sender: origin.sender,
      entries: checked,
      done: (reason) => {
        if (this.#closed) return;
        if (reason !== null) this.#fail(origin, receipt, reason);
        else this.#run(this.#accept(origin, nodes, receipt));
      },
    });
  }

  #receiptFor(sender: RelayConnection, id: string): Receipt {
    return new Receipt((error) => {
      if (error !== null) return this.#refuse(sender, id, error);
      sender.send(okText(this.#options.ids.next(), id));
    });
  }

  #refuse(sender: RelayConnection | null, id: string, reason: string): void {
    sender?.send(errText(this.#options.ids.next(), id, reason));
  }

  /** The `ok` of a forwarded put: one hop less, and the neighbours here. */
  #okOf(ok: unknown): string {
    if (!isRecord(ok)) return "";
    const { "@": hops, "/": near } = ok;
    if (typeof hops !== "number" || !Number.isFinite(hops)) return "";
    const { size } = this.#options.connections;
    const peers = near === undefined ? "" : `,"/":${size}`;
    return `,"ok":{"@":${hops - 1}${peers}}`;
  }

  #isKnown({ soul, key, text, state }: PropertyEntry): boolean {
    const known = this.#options.graph.property(soul, key);
    return known !== undefined && known.state === state && known.text === text;
  }

  #verify(entry: PropertyEntry): ReturnType<Verifier["verify"]> {
    if (this.#isKnown(entry)) return null;
    const { soul, key, text, state } = entry;
    const value = parse(text);
    if (!isValue(value)) return "Unverified data.";
    return this.#options.verifier.verify(soul, key, value, state);
  }

  #fail(origin: Origin, receipt: Receipt | null, reason: string): void {
    if (receipt !== null) receipt.settle(reason);
    else this.#refuse(origin.sender, origin.id, reason);
  }

  /** Takes a verified put. */
  *#accept(
    origin: Origin,
    nodes: readonly NodeEntries[],
    receipt: Receipt | null,
  ): Steps {
    yield* this.#apply(origin, nodes, receipt);
    const { sender, to } = origin;
    if (sender !== null) this.#options.commit.holdIfBehind(sender);
    if (sender?.floods && to !== null) this.#options.taken(sender, to);
  }

  /** Applies what is due of a verified put, and queues what is not. */
  *#apply(
    origin: Origin,
    nodes: readonly NodeEntries[],
    receipt: Receipt | null,
  ): Steps {
    const { graph, clock, limits, commit } = this.#options;
    const now = clock.now();
    const failure = commit.recentFailure(now);
    if (failure !== null) return this.#fail(origin, receipt, failure);
    if (graph.unsaved > limits.unsaved) {
      return this.#fail(origin, receipt, "The relay is too busy!");
    }
    const reach = now + CLOCK_STEP_MS;
    if (!isAhead(nodes, reach)) {
      return yield* this.#applying.apply(origin, nodes, receipt);
    }
    const due = yield* this.#defer(origin, nodes, receipt, reach);
    if (due === null) {
      return this.#fail(origin, receipt, "Too much is in the future!");
    }
    if (due.length > 0) yield* this.#applying.apply(origin, due, receipt);
    else receipt?.settle(null);
  }

  /**
   * Queues the properties that are ahead of the clock, all or none.
   *
   * @returns The others; `null` if there is no room.
   */
  *#defer(
    origin: Origin,
    nodes: readonly NodeEntries[],
    receipt: Receipt | null,
    reach: number,
  ): Steps<NodeEntries[] | null> {
    const due: NodeEntries[] = [];
    const ahead = new Map<number, NodeEntries[]>();
    let length = 0;
    for (const { soul, entries } of nodes) {
      const parts = Map.groupBy(
        entries,
        ({ state }) => state <= reach ? -Infinity : state,
      );
      for (const [state, some] of parts) {
        const part = { soul, entries: some };
        if (state === -Infinity) {
          due.push(part);
          continue;
        }
        for (const { key, text } of some) length += key.length + text.length;
        const others = ahead.get(state);
        if (others === undefined) ahead.set(state, [part]);
        else others.push(part);
      }
      yield entries.length * DEFERRED_COST;
    }
    // The first part carries the length of all: they are queued all or none.
    if (!this.#future.hasRoom(ahead.size, length)) return null;
    let isRest = due.length > 0;
    for (const [time, part] of ahead) {
      receipt?.expect();
      // Receivers drop an id they know, so each part is forwarded under its own.
      const from = isRest
        ? { ...origin, id: this.#options.ids.next() }
        : origin;
      this.#future.add(time, length, { origin: from, nodes: part, receipt });
      length = 0;
      isRest = true;
    }
    return due;
  }
}

/**
 * The entries of a program's changes.
 *
 * @param nextState The state of a change that has none of its own.
 * @returns The nodes; or the reason why something can't be written.
 */
export function nodesOf(
  changes: readonly PropertyChange[],
  nextState: () => number,
): NodeEntries[] | string {
  const nodes = new Map<string, PropertyEntry[]>();
  for (const { soul, key, value, state = nextState() } of changes) {
    if (!isValue(value) || !Number.isFinite(state)) return "Invalid value!";
    if (soul === "" || key === "" || key === "_") return "Invalid name!";
    if (!soul.isWellFormed() || !key.isWellFormed()) return "Invalid name!";
    const entry = new PropertyEntry(soul, key, textOf(value), state);
    const entries = nodes.get(soul);
    if (entries === undefined) nodes.set(soul, [entry]);
    else entries.push(entry);
  }
  return [...nodes].map(([soul, entries]) => ({ soul, entries }));
}

function isAhead(nodes: readonly NodeEntries[], reach: number): boolean {
  for (const { entries } of nodes) {
    for (const { state } of entries) {
      if (state > reach) return true;
    }
  }
  return false;
}
