/**
 * The shared state of a graph and its handles: connection, queue, own copy.
 *
 * @module
 */
import { Backoff } from "../../base/backoff.ts";
import { isRecord } from "../../base/narrowing.ts";
import { publicKeyOf } from "../sea/pub.ts";
import { readSigned } from "../sea/signature.ts";
import { SeaVerifier } from "../sea/verifier.ts";
import { type GraphValue, isValue } from "../graph/value.ts";
import { StateClock } from "../graph/state_clock.ts";
import { GraphClosed, GraphRefused, refusalOf } from "./errors.ts";
import {
  type Get,
  graphText,
  randomId,
  readGraph,
  type Update,
} from "./message.ts";
import type { GraphOptions, RequestOptions } from "./options.ts";
import { Outbox } from "./outbox.ts";
import { type Incoming, Properties } from "./properties.ts";
import { type Found, Reads } from "./reads.ts";
import { type ChangeListener, Replica } from "./replica.ts";
import { RelaySession } from "./session.ts";
import { relayUrl } from "./socket.ts";
import { milliseconds } from "./timing.ts";

/** Default timeout of requests. */
const DEFAULT_TIMEOUT_S = 10;
/** Default limit of the characters that are queued for the relay. */
const DEFAULT_QUEUE_LENGTH = 16 * 1024 * 1024;

/** A get that was sent for a subscription. */
interface Asked {
  readonly soul: string;
  readonly key: string | undefined;
  pieces: boolean;
}

/** See the module. */
export class Core {
  readonly #session: RelaySession;
  readonly #outbox: Outbox;
  readonly #reads: Reads;
  readonly #replica: Replica;
  readonly #clock = new StateClock();
  readonly #verifier: SeaVerifier | undefined;
  readonly #asked = new Map<string, Asked>();
  readonly #ends = new Set<(reason: Error | undefined) => void>();
  readonly #signal: AbortSignal | undefined;
  readonly #abort = () => this.close();

  constructor(address: string, options: GraphOptions) {
    const {
      reconnect = true,
      timeout = DEFAULT_TIMEOUT_S,
      queue = DEFAULT_QUEUE_LENGTH,
    } = options;
    milliseconds(timeout);
    this.#verifier = options.verify === true ? new SeaVerifier() : undefined;
    this.#session = new RelaySession({
      url: relayUrl(address),
      backoff: reconnect === false
        ? undefined
        : new Backoff(reconnect === true ? {} : reconnect),
      timeout,
      log: options.log ?? (() => {}),
    }, {
      opened: () => this.#opened(),
      closed: (reason) => this.#closed(reason),
      tooBig: () => this.#outbox.tooBig(),
      received: (message) => this.#received(message),
    });
    this.#outbox = new Outbox(this.#session, queue, timeout);
    this.#reads = new Reads(this.#session, timeout);
    this.#replica = new Replica((soul, key) => this.#subscribe(soul, key));
    this.#signal = options.signal;
    this.#signal?.addEventListener("abort", this.#abort);
  }

  /** Whether it is closed for good. */
  get closed(): boolean {
    return this.#session.closed;
  }

  /** Whether there is a connection now. */
  get connected(): boolean {
    return this.#session.open;
  }

  /** The number of nodes of which there is a copy. */
  get copies(): number {
    return this.#replica.size;
  }

  /** See {@linkcode Graph.connect}. */
  async connect(): Promise<void> {
    if (this.#signal?.aborted) this.close();
    this.#signal?.throwIfAborted();
    await this.#session.connect();
  }

  /** Ends everything. */
  close(): void {
    this.#session.close();
  }

  /** A state for what is put now. */
  state(): number {
    return this.#clock.next();
  }

  /** Puts properties; listeners here are called in the same turn. */
  async put(updates: readonly Update[], options: RequestOptions = {}) {
    if (updates.length === 0) return;
    const text = graphText(updates);
    this.#outbox.check(text, options);
    const undo = this.#replica.remember(updates);
    const kept = this.#outbox.send(text, options);
    this.#replica.take(updates.map(asItCame), Infinity);
    try {
      await kept;
    } catch (error) {
      if (error instanceof GraphRefused) undo();
      throw error;
    }
  }

  /** Asks the relay. */
  read(get: Get, options: RequestOptions = {}): Promise<Found> {
    return this.#reads.read(get, options);
  }

  /** A node, or one property of it: from the local copy if it is watched. */
  async once(
    soul: string,
    key: string | undefined,
    options: RequestOptions = {},
  ): Promise<Properties> {
    options.signal?.throwIfAborted();
    const known = this.#replica.known(soul, key);
    if (known !== undefined) return known;
    const found = await this.read(getOf(soul, key), options);
    return found.get(soul) ?? new Properties();
  }

  /** Watches a node, or one property of it; see {@linkcode Replica}. */
  watch(
    soul: string,
    key: string | undefined,
    listener: ChangeListener,
  ): () => void {
    return this.#replica.watch(soul, key, listener);
  }

  /**
   * Calls back when it is closed.
   *
   * @throws {GraphClosed} if it is closed already.
   */
  whenClosed(callback: (reason: Error | undefined) => void): () => void {
    if (this.closed) throw new GraphClosed("the graph is closed");
    this.#ends.add(callback);
    return () => void this.#ends.delete(callback);
  }

  #subscribe(soul: string, key: string | undefined): void {
    if (!this.#session.open) return;
    const id = randomId();
    this.#asked.set(id, { soul, key, pieces: false });
    this.#session.send(id, `"get":${JSON.stringify(getOf(soul, key))}`);
  }

  #opened(): void {
    this.#asked.clear();
    this.#outbox.opened();
    this.#replica.opened();
    this.#reads.opened();
  }

  #closed(reason: Error | undefined): void {
    this.#signal?.removeEventListener("abort", this.#abort);
    this.#outbox.closed(reason);
    this.#reads.closed(reason);
    for (const end of [...this.#ends]) end(reason);
    this.#ends.clear();
    this.#replica.closed();
  }

  #received(message: Record<string, unknown>): void {
    const { "#": id, "@": answered, put, get } = message;
    if (typeof answered === "string") {
      if (this.#outbox.answered(answered, message)) return;
      const refusal = refusalOf(message);
      if (refusal !== undefined) {
        return this.#reads.refused(answered, refusal);
      }
    } else if (put === undefined || put === null) {
      if (typeof id === "string" && isRecord(get)) this.#answer(id, get);
      return;
    }
    const to = typeof answered === "string" ? answered : undefined;
    // GUN's relays answer from memory in pieces, in any order, of which the
    // last has no mark of its own but that of all these answers.
    const more = message["%"] !== undefined || message.FOO !== undefined;
    const admitted = this.#admit(readGraph(put));
    if (admitted instanceof Promise) {
      admitted.then((updates) => this.#take(to, updates, more));
    } else this.#take(to, admitted, more);
  }

  #take(
    answered: string | undefined,
    updates: readonly Incoming[],
    more: boolean,
  ): void {
    if (this.closed) return;
    const asked = answered === undefined
      ? undefined
      : this.#asked.get(answered);
    if (
      answered === undefined ||
      asked === undefined && !this.#reads.isPending(answered)
    ) return this.#replica.take(updates);
    // Answers are applied even if their state is ahead of this clock.
    this.#replica.take(updates, Infinity);
    this.#reads.answered(answered, updates, more);
    if (asked === undefined) return;
    // The last of several pieces is not marked as such.
    asked.pieces ||= more;
    if (asked.pieces) return;
    this.#asked.delete(answered);
    this.#replica.answered(asked.soul, asked.key);
  }

  /** Drops updates that fail verification; removes the signatures. */
  #admit(updates: readonly Update[]): Incoming[] | Promise<Incoming[]> {
    const verifier = this.#verifier;
    if (verifier === undefined) return updates.map(asItCame);
    const faults: (string | null)[] = [];
    const checks: Promise<void>[] = [];
    for (const [index, { soul, key, value, state }] of updates.entries()) {
      const fault = verifier.verify(soul, key, value, state);
      if (fault instanceof Promise) {
        checks.push(fault.then((found) => void (faults[index] = found)));
      } else faults[index] = fault;
    }
    const admitted = () =>
      updates.filter((_, index) => faults[index] === null).map(unsigned);
    return checks.length === 0
      ? admitted()
      : Promise.all(checks).then(admitted);
  }

  /** Answers a get of another peer from the local copy. */
  #answer(id: string, get: Record<string, unknown>): void {
    const { "#": soul, ".": key } = get;
    if (typeof soul !== "string") return;
    if (key !== undefined && typeof key !== "string") return;
    const updates: Update[] = [];
    const properties = this.#replica.known(soul, key)?.entries() ?? [];
    for (const [name, { text, state }] of properties) {
      if (key !== undefined && key !== name) continue;
      const value: unknown = JSON.parse(text);
      if (isValue(value)) updates.push({ soul, key: name, value, state });
    }
    // Without a result no answer is needed: the relay answers for all.
    if (updates.length === 0) return;
    const members = `"@":${JSON.stringify(id)},"put":${graphText(updates)}`;
    this.#session.send(randomId(), members);
  }
}

function getOf(soul: string, key: string | undefined): Get {
  return key === undefined ? { "#": soul } : { "#": soul, ".": key };
}

function asItCame(update: Update): Incoming {
  return { ...update, plain: update.value };
}

function unsigned(update: Update): Incoming {
  return { ...update, plain: signedValue(update) };
}

function signedValue({ soul, value }: Update): GraphValue {
  if (publicKeyOf(soul) === undefined) return value;
  const signed = readSigned(value);
  if (signed === undefined) return value;
  // Signed content that is no value is returned as JSON.
  const { plain } = signed;
  return isValue(plain) ? plain : JSON.stringify(plain);
}
