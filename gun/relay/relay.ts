/**
 * The relay: its connections, and the messages that come by them.
 *
 * @module
 */
import { CloseCode } from "../../protocol/link.ts";
import type { Clock } from "../../base/clock.ts";
import { Turns, type Work } from "../../base/turns.ts";
import type { NodeEntries } from "../graph/entry.ts";
import { CachedGraph } from "../graph/graph.ts";
import { StateClock } from "../graph/state_clock.ts";
import type { NameRange } from "../graph/store.ts";
import type { Property } from "../graph/value.ts";
import { Seen } from "../wire/dedup.ts";
import { Ids, randomLetters } from "../wire/ids.ts";
import { DEFAULT_LIMITS, type WireLimits } from "../wire/limits.ts";
import type { WireMessage } from "../wire/message.ts";
import {
  damErrText,
  errText,
  helloText,
  nodeText,
  putText,
  quoted,
} from "../wire/writer.ts";
import {
  type ConnectionHost,
  type Pipe,
  RelayConnection,
} from "./connection.ts";
import { Expiry } from "./expiry.ts";
import { Forwarder } from "./forwarder.ts";
import { Gets } from "./gets.ts";
import { Heartbeats } from "./heartbeats.ts";
import { GroupCommit } from "./group_commit.ts";
import {
  type ConnectionSettings,
  connectionSettings,
  type ConnectOptions,
  DEFAULT_RELAY_LIMITS,
  type RelayOptions,
} from "./options.ts";
import { TurnOutput } from "./output.ts";
import { nodesOf, type PropertyChange, Puts } from "./puts.ts";
import { Receipt } from "./receipt.ts";
import { Relays } from "./relays.ts";
import { resync } from "./resync.ts";
import { Subscriptions } from "./subscriptions.ts";
import { RelayTraffic } from "./traffic.ts";
import { PERMISSIVE } from "./verify.ts";

export type { ConnectOptions, RelayOptions } from "./options.ts";
export type { PropertyChange } from "./puts.ts";

/** Called with changed properties, right after the change. */
export type ChangeWatcher = (changes: readonly NodeEntries[]) => void;

const TOO_BIG = "Message too big!";
/** Ids of relays are nine letters; longer ones than this are ignored. */
const MAX_PID_LENGTH = 100;

/**
 * A relay of the GunDB protocol.
 *
 * Acknowledged writes are durable. The properties of a put that win are
 * forwarded under the put's id to subscribers and linked relays, but not to
 * the sender.
 */
export class Relay implements ConnectionHost {
  readonly settings: ConnectionSettings;
  readonly stallMs: number;
  readonly turns: Turns;
  readonly clock: Clock;
  readonly traffic = new RelayTraffic();
  /** The id by which other relays and clients know it. */
  readonly pid: string;
  readonly #limits: WireLimits;
  readonly #onError: (error: unknown) => void;
  readonly #graph: CachedGraph;
  readonly #expiry: Expiry;
  readonly #ids: Ids;
  readonly #states: StateClock;
  readonly #seen: Seen<RelayConnection | null>;
  readonly #subscriptions = new Subscriptions<RelayConnection>();
  readonly #relays: Relays;
  readonly #commit: GroupCommit;
  readonly #output: TurnOutput;
  readonly #forwarder: Forwarder;
  readonly #puts: Puts;
  readonly #gets: Gets;
  readonly #connections = new Set<RelayConnection>();
  readonly #watchers = new Set<ChangeWatcher>();
  readonly #heartbeats: Heartbeats;
  #closed = false;

  /** A relay without connections. */
  constructor(options: RelayOptions) {
    const { store, clock, random } = options;
    const now = () => clock.now();
    this.clock = clock;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#onError = options.onError ?? (() => {});
    this.settings = connectionSettings(options);
    this.stallMs = (options.stallTimeout ?? DEFAULT_RELAY_LIMITS.stallTimeout) *
      1000;
    this.turns = options.turns ?? new Turns(clock, this.#onError);
    this.pid = randomLetters(9, random);
    this.#ids = new Ids(random);
    this.#states = new StateClock(now);
    this.#graph = new CachedGraph(
      store,
      options.memory ?? DEFAULT_RELAY_LIMITS.memory,
      this.turns,
      () => this.settings.onLimit("memory"),
    );
    this.#seen = new Seen(this.#limits.seen);
    this.#expiry = new Expiry(this.#graph, store, now, this.#onError);
    const source = {
      ids: this.#ids,
      turns: this.turns,
      expiry: this.#expiry,
      relay: this,
    };
    this.#relays = new Relays({
      now,
      resync: (peer, missed, isKnown) => {
        peer.stream(this.#gets.resubscribe());
        peer.stream(resync(source, missed, !isKnown && options.sync));
      },
    });
    this.#heartbeats = new Heartbeats(
      this.#connections,
      this.#seen,
      clock,
      this.turns,
      () => this.#expiry.sweep(),
    );
    this.#output = new TurnOutput(clock, () => this.#flush());
    const shared = {
      graph: this.#graph,
      clock,
      turns: this.turns,
      ids: this.#ids,
      limits: this.#limits,
      seen: this.#seen,
      subscriptions: this.#subscriptions,
      relays: this.#relays,
      onError: this.#onError,
    };
    this.#commit = new GroupCommit({ ...shared, ...this.settings, store, now });
    this.#forwarder = new Forwarder(shared);
    this.#puts = new Puts({
      ...shared,
      verifier: options.verifier ?? PERMISSIVE,
      permits: options.permits ?? (() => null),
      expiry: this.#expiry,
      commit: this.#commit,
      connections: this.#connections,
      staged: () => this.#output.schedule(),
      answered: (id) => this.#gets.answered(id),
      taken: (peer, id) => this.#gets.answeredBy(peer, id),
      wrote: (peer, soul) => this.#gets.wrote(peer, soul),
      changed: (changed) => this.#changed(changed),
      forward: (origin, changed) => this.#forwarder.forward(origin, changed),
    });
    this.#gets = new Gets({
      ...shared,
      connections: this.#connections,
      hasRun: store.existed,
    });
  }

  /** The connections. */
  get connections(): ReadonlySet<RelayConnection> {
    return this.#connections;
  }

  /** Approximate memory of the working set, in bytes. */
  get memory(): number {
    return this.#graph.bytes;
  }

  /** Takes a connection. */
  connect(
    pipe: Pipe,
    { url, rights = "write", onClosed = () => {} }: ConnectOptions = {},
  ): void {
    if (this.#closed) {
      return pipe.close(CloseCode.goingAway, "the relay shuts down");
    }
    const peer = new RelayConnection(
      this,
      pipe,
      this.clock.now(),
      this.clock.monotonic(),
      url === undefined ? rights : "all",
      onClosed,
    );
    this.#connections.add(peer);
    this.#gets.connected(peer);
    if (url !== undefined) this.#relays.dialled(peer, url);
    peer.send(helloText(this.#ids.next(), this.pid));
    this.#heartbeats.begin();
    // Starting the pipe may deliver a message at once, so it comes last.
    pipe.start(peer);
  }

  /** Records changes from now on for a relay that is going to be dialled. */
  expect(url: string): void {
    this.#relays.expect(url);
  }

  /** Closes all connections. Writes that the store has been given continue. */
  close(): void {
    if (this.#closed) return;
    this.#flush();
    this.#closed = true;
    this.#heartbeats.end();
    this.#gets.close();
    this.#puts.close();
    for (const peer of [...this.#connections]) {
      peer.close(CloseCode.goingAway, "the relay shuts down");
    }
  }

  /** A property; `undefined` if there is none, or it has expired. */
  property(soul: string, key: string): Property | undefined {
    return this.#expiry.property(soul, key);
  }

  /**
   * Properties of a node, page by page, in the order of the keys.
   *
   * @param size Approximate number of properties of a page.
   */
  read(
    soul: string,
    range: NameRange = {},
    size = 1000,
  ): Generator<readonly (readonly [string, Property])[]> {
    return this.#expiry.pages(soul, range, size);
  }

  /** Souls in a range, in order. */
  souls(range: NameRange = {}, limit = 1000): string[] {
    return this.#graph.souls(range, limit);
  }

  /**
   * Writes into the graph, all or nothing.
   *
   * @param done Called later: with `null` when the changes, or newer ones of
   * the same properties, are durable; otherwise with the reason.
   */
  put(
    changes: readonly PropertyChange[],
    done: (error: string | null) => void = () => {},
  ): void {
    const nodes = nodesOf(changes, () => this.nextState());
    const receipt = new Receipt(done);
    if (typeof nodes === "string") {
      return this.clock.endOfTurn(() => receipt.settle(nodes));
    }
    const id = this.#ids.next();
    this.#seen.note(id, null, this.clock.now());
    this.#puts.take({ sender: null, id, to: null, ok: "" }, nodes, receipt);
  }

  /** A state that is greater than all that this method returned before. */
  nextState(): number {
    return this.#states.next();
  }

  /**
   * Calls the watcher with every change.
   *
   * @returns Removes the watcher.
   */
  watch(watcher: ChangeWatcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** See {@linkcode ConnectionHost.heard}. */
  heard(peer: RelayConnection): void {
    peer.receivedAt = this.clock.now();
  }

  /** See {@linkcode ConnectionHost.carryOut}. */
  carryOut(peer: RelayConnection, message: WireMessage): Work | null {
    this.traffic.messages++;
    // Of a connection that has ended only what it has written is carried out.
    const isWrite = message.put !== undefined && message.put !== null;
    if (this.#closed || (peer.ended && !isWrite)) return null;
    try {
      return this.#dispatch(peer, message, this.clock.now());
    } catch (error) {
      // A failed read of the store must not end the other messages.
      this.#onError(error);
    }
    return null;
  }

  /** See {@linkcode ConnectionHost.unreadable}. */
  unreadable(peer: RelayConnection): void {
    peer.send(damErrText("DAM JSON parse error."));
  }

  /** See {@linkcode ConnectionHost.failed}. */
  failed(error: unknown): void {
    this.#onError(error);
  }

  /** See {@linkcode ConnectionHost.overlong}. */
  overlong(peer: RelayConnection, id: string | null): void {
    this.settings.onLimit("maxMessage");
    peer.send(damErrText(TOO_BIG));
    // Without an answer that names the put the app's callback is never called.
    if (id !== null && id.length <= this.#limits.id) {
      peer.send(errText(this.#ids.next(), id, TOO_BIG));
    }
  }

  #dispatch(
    peer: RelayConnection,
    message: WireMessage,
    now: number,
  ): Work | null {
    const { "#": ownId, "@": answered, put, get } = message;
    const id = typeof ownId === "string" && ownId !== ""
      ? ownId
      : this.#ids.next();
    if (id.length > this.#limits.id) {
      peer.send(damErrText("Message id too long!"));
      return null;
    }
    if (message.dam !== undefined) {
      this.#handshake(peer, message, id);
      return null;
    }
    if (!this.#seen.note(id, peer, now)) return null;
    const to = typeof answered === "string" && answered !== ""
      ? answered
      : null;
    if (put !== undefined && put !== null) {
      return this.#puts.receive(peer, id, to, message);
    } else if (get !== undefined) {
      return this.#gets.take(peer, id, get, message["##"], now);
    } else if (to !== null) {
      this.#passBack(peer, id, to, message);
    } else if (put === null) {
      peer.send(errText(this.#ids.next(), id, "Invalid put!"));
    }
    return null;
  }

  /** Takes a `dam` message, which is not forwarded. */
  #handshake(peer: RelayConnection, message: WireMessage, id: string): void {
    if (message.dam !== "?") return;
    const { pid, "@": answered, relay } = message;
    if (answered === undefined) {
      peer.send(helloText(this.#ids.next(), this.pid, id));
    }
    if (typeof pid !== "string" || pid === "") return;
    if (pid.length > MAX_PID_LENGTH) return;
    if (pid === this.pid && peer.floods) {
      return peer.close(CloseCode.policy, "the relay has dialled itself");
    }
    if (peer.pid !== null) return;
    peer.pid = pid;
    if (this.#relays.introduced(peer, pid, relay === true)) {
      // Linked relays receive every change without subscriptions.
      this.#gets.unsubscribe(peer);
    }
    this.#gets.introduced(peer, pid);
  }

  /** Passes an answer without data back to the requester. */
  #passBack(
    peer: RelayConnection,
    id: string,
    to: string,
    message: WireMessage,
  ): void {
    if (peer.floods) this.#gets.answeredBy(peer, to);
    const { ok, err } = message;
    const requester = this.#seen.sender(to);
    if (!requester || requester === peer) return;
    // The relay has answered "not found" before it queried its peers.
    if (ok === undefined && err === undefined) return;
    try {
      const rest = (ok === undefined ? "" : `,"ok":${JSON.stringify(ok)}`) +
        (err === undefined ? "" : `,"err":${JSON.stringify(err)}`);
      requester.send(`{"#":${quoted(id)},"@":${quoted(to)}${rest}}`);
    } catch {
      // Nested too deeply to be serialised.
    }
  }

  #changed(changed: NodeEntries): void {
    this.traffic.changes += changed.entries.length;
    this.#relays.note(changed);
    for (const watcher of this.#watchers) {
      try {
        watcher([changed]);
      } catch (error) {
        this.#onError(error);
      }
    }
  }

  /** See {@linkcode ConnectionHost.willFlush}. */
  willFlush(peer: RelayConnection): void {
    this.#output.add(peer);
  }

  /** See {@linkcode ConnectionHost.framesOf}. */
  framesOf(texts: readonly string[]): readonly string[] {
    return this.#output.framesOf(texts);
  }

  /** See {@linkcode ConnectionHost.newest}. */
  newest(soul: string, keys: Iterable<string>): string | null {
    const found: [string, Property][] = [];
    for (const key of keys) {
      const property = this.property(soul, key);
      if (property !== undefined) found.push([key, property]);
    }
    return found.length === 0
      ? null
      : putText(this.#ids.next(), nodeText(soul, found), null);
  }

  #flush(): void {
    if (this.#closed) return;
    // First, so that the store works while frames are sent.
    this.#commit.commit();
    this.#output.flush();
    this.#graph.trim();
  }

  /** See {@linkcode ConnectionHost.closed}. */
  closed(peer: RelayConnection): void {
    if (!this.#connections.delete(peer)) return;
    this.#relays.gone(peer);
    this.#gets.disconnected(peer);
  }
}
