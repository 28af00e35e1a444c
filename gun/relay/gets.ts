/**
 * Gets: answers from the graph, subscriptions, queries to other peers.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import { inSteps, type Turns, type Work } from "../../base/turns.ts";
import type { CachedGraph } from "../graph/graph.ts";
import { Seen } from "../wire/dedup.ts";
import { hashOf } from "../wire/hash.ts";
import type { Ids } from "../wire/ids.ts";
import { type Query, readGet } from "../wire/lex.ts";
import type { WireLimits } from "../wire/limits.ts";
import { parse } from "../wire/json.ts";
import { errText, getText, nothingText } from "../wire/writer.ts";
import { Answers, type AnswerSteps } from "./answers.ts";
import type { RelayConnection } from "./connection.ts";
import { HeldAnswers } from "./held_answers.ts";
import { PeerQueries } from "./peer_queries.ts";
import { ReconnectedClients } from "./reconnected_clients.ts";
import type { Relays } from "./relays.ts";
import { StartupQueries } from "./startup_queries.ts";
import type { Subscribers, Subscriptions } from "./subscriptions.ts";

/** Subscribers that are queried for what the graph has already. */
const MAX_REFRESH_PEERS = 3;
/** Subscribers that are considered for what the graph has not. */
const MAX_LIKELY_PEERS = 256;
/** Subscriptions of others that a reconnected client is queried for. */
const MAX_CATCH_UP_QUERIES = 2000;
/** Souls remembered as refreshed. */
const MAX_REFRESHED_SOULS = 100_000;

/** What gets work with. */
export interface GetsOptions {
  readonly graph: CachedGraph;
  readonly clock: Clock;
  readonly turns: Turns;
  readonly ids: Ids;
  readonly limits: WireLimits;
  readonly seen: Seen<RelayConnection | null>;
  readonly subscriptions: Subscriptions<RelayConnection>;
  readonly relays: Relays;
  /** All connections. */
  readonly connections: ReadonlySet<RelayConnection>;
  /** Whether apps may have been connected before the relay has started. */
  readonly hasRun: boolean;
}

/** A get that was received. */
interface ReceivedGet {
  readonly id: string;
  readonly query: Query;
  /** Hash of the text that the sender has, if it is a number. */
  readonly hash: unknown;
  /** When it was received, in milliseconds since 1970. */
  readonly now: number;
}

/** Sends an answer in slices, as quickly as it is read. */
class LargeAnswer implements Work {
  readonly #peer: RelayConnection;
  readonly #steps: AnswerSteps;
  readonly #done: (found: boolean) => void;
  #found = false;

  /** @param done Called at the end, with whether there was anything. */
  constructor(
    peer: RelayConnection,
    steps: AnswerSteps,
    done: (found: boolean) => void,
  ) {
    this.#peer = peer;
    this.#steps = steps;
    this.#done = done;
  }

  proceed(): boolean {
    while (!this.#peer.congested) {
      // Nothing is sent any more.
      if (this.#peer.ended) return true;
      const { done, value } = this.#steps.next();
      if (done) {
        this.#done(this.#found);
        return true;
      }
      if (value === null) return false;
      this.#found = true;
      this.#peer.send(value);
    }
    return false;
  }
}

/** Answers gets. */
export class Gets {
  readonly #options: GetsOptions;
  readonly #answers: Answers;
  readonly #queries: PeerQueries;
  readonly #held: HeldAnswers;
  readonly #reconnected = new ReconnectedClients();
  readonly #startup: StartupQueries;
  readonly #refreshed = new Seen<null>(MAX_REFRESHED_SOULS);
  readonly #subscribed = new Map<RelayConnection, number>();

  constructor(options: GetsOptions) {
    this.#options = options;
    const { graph, clock, ids, turns } = options;
    this.#answers = new Answers(graph, ids, () => clock.now(), turns);
    this.#queries = new PeerQueries(clock);
    this.#held = new HeldAnswers(clock);
    this.#startup = new StartupQueries(
      clock,
      options.hasRun,
      (query) => getText(ids.next(), query),
    );
  }

  /** A connection was opened. */
  connected(peer: RelayConnection): void {
    this.#reconnected.connected(peer, this.#options.clock.now());
  }

  /**
   * A client has sent its id: it is queried if it has reconnected, or if the
   * relay has just started.
   */
  introduced(peer: RelayConnection, pid: string): void {
    const now = this.#options.clock.now();
    const reconnection = this.#reconnected.introduced(peer, pid, now);
    if (peer.floods) return;
    this.#startup.introduced(peer);
    if (reconnection === null) return;
    const { requested, written } = reconnection;
    for (const query of requested) {
      if (!this.#startup.covers(query)) this.#queryBack(peer, query);
    }
    peer.stream(this.#missedWrites(peer, [...written]));
  }

  /** A client has written into a node. */
  wrote(peer: RelayConnection, soul: string): void {
    this.#reconnected.wrote(peer, soul);
  }

  /** A get was answered with data. */
  answered(id: string): void {
    this.#queries.answered(id);
  }

  /** A linked relay has answered a get, and its data was applied. */
  answeredBy(relay: RelayConnection, id: string): void {
    this.#held.answered(relay, id);
  }

  /** A connection was closed. */
  disconnected(peer: RelayConnection): void {
    this.unsubscribe(peer);
    this.#held.disconnected(peer);
    this.#startup.disconnected(peer);
    this.#reconnected.disconnected(peer, this.#options.clock.now());
  }

  /** Drops a connection's subscriptions. */
  unsubscribe(peer: RelayConnection): void {
    const { subscriptions, turns } = this.#options;
    turns.runInBackground(inSteps(subscriptions.remove(peer), turns));
    this.#subscribed.delete(peer);
  }

  /** Drops all queries. */
  close(): void {
    this.#queries.close();
    this.#held.close();
  }

  /**
   * Answers a get and subscribes its sender.
   *
   * @param hash Hash of the text that the sender has, if it is a number.
   */
  take(
    peer: RelayConnection,
    id: string,
    get: unknown,
    hash: unknown,
    now: number,
  ): Work | null {
    const { ids, limits, relays, turns } = this.#options;
    const query = readGet(get, limits);
    if (typeof query === "string") {
      peer.send(errText(ids.next(), id, query));
      return null;
    }
    const { soul, key } = query;
    if (typeof soul === "string") {
      this.#subscribe(peer, soul, typeof key === "string" ? key : null);
    }
    const received = { id, query, hash, now };
    // A relay that asks for its clients waits itself.
    if (relays.size === 0 || peer.floods) {
      return this.#answer(peer, received, false);
    }
    const text = () => getText(id, query);
    const asked = relays.query(peer, query, false, text);
    const isHeld = this.#held.hold(id, asked, () => {
      const work = peer.ended ? null : this.#answer(peer, received, true);
      if (work !== null) turns.add(work);
    });
    return isHeld ? null : this.#answer(peer, received, asked.length > 0);
  }

  /**
   * Answers a get.
   *
   * @param asked Whether linked relays were sent it.
   */
  #answer(
    peer: RelayConnection,
    received: ReceivedGet,
    asked: boolean,
  ): Work | null {
    const { id, query } = received;
    const { ids } = this.#options;
    const { soul } = query;
    const answer = this.#answers.small(id, query);
    if (answer !== undefined) {
      peer.send(answer ?? nothingText(ids.next(), id));
      this.#answered(peer, received, answer !== null, asked);
      return null;
    }
    const isRange = typeof soul !== "string";
    const steps = this.#answers.steps(id, query, (found) => {
      if (isRange) this.#subscribe(peer, found, null);
    });
    return new LargeAnswer(peer, steps, (found) => {
      if (!found) peer.send(nothingText(ids.next(), id));
      this.#answered(peer, received, found, asked);
    });
  }

  /** Queries the peers that may have what the graph has not. */
  #answered(
    peer: RelayConnection,
    { id, query, hash, now }: ReceivedGet,
    found: boolean,
    asked: boolean,
  ): void {
    const { relays } = this.#options;
    this.#startup.requested(query);
    this.#queryPeers(peer, id, query, found, now);
    if (typeof hash !== "number") {
      if (
        this.#reconnected.requested(peer, query, now) &&
        !this.#startup.covers(query)
      ) {
        this.#queryBack(peer, query);
      }
    } else if (!this.#isSame(query, hash)) {
      this.#queryBack(peer, query);
    }
    if (relays.size > 0 && !asked) {
      relays.query(peer, query, !found, () => getText(id, query));
    }
  }

  /**
   * Gets for all that clients subscribed to, for a relay that has connected.
   *
   * @param but Client whose own subscriptions are left out.
   */
  *resubscribe(but?: RelayConnection): Generator<string, undefined> {
    const { subscriptions } = this.#options;
    for (const [soul, { all, keys }] of subscriptions.entries()) {
      if (but !== undefined && all.has(but)) continue;
      if (all.size > 0) {
        yield this.#getText({ soul, key: null, budget: 0 });
        continue;
      }
      for (const [key, peers] of keys ?? []) {
        if (but !== undefined && peers.has(but)) continue;
        yield this.#getText({ soul, key, budget: 0 });
      }
    }
  }

  /**
   * Gets for what a client may have written while it was disconnected: into the
   * nodes that it wrote before, and those that others subscribed to. Its own
   * subscriptions are queried when it repeats them.
   */
  *#missedWrites(
    peer: RelayConnection,
    written: readonly string[],
  ): Generator<string, undefined> {
    for (const soul of written) {
      yield this.#getText({ soul, key: null, budget: 0 });
    }
    // Startup queries cover the subscriptions.
    if (this.#startup.open) return;
    let left = MAX_CATCH_UP_QUERIES;
    for (const text of this.resubscribe(peer)) {
      if (left-- <= 0) return;
      yield text;
    }
  }

  /** A get under an id of the relay's own. */
  #getText(query: Query): string {
    const { ids, seen, clock } = this.#options;
    const id = ids.next();
    seen.note(id, null, clock.now());
    return getText(id, query);
  }

  /** Whether the sender of a get has the graph's text already. */
  #isSame({ soul, key }: Query, hash: number): boolean {
    // The hash of a node is that of GUN's own message, which is not made here.
    if (typeof soul !== "string" || typeof key !== "string") return true;
    const property = this.#options.graph.property(soul, key);
    if (property === undefined) return false;
    const value = parse(property.text);
    return typeof value === "string" && hashOf(value) === hash;
  }

  /** Queries the sender of a get, which may have newer data. */
  #queryBack(peer: RelayConnection, query: Query): void {
    peer.send(this.#getText(query));
  }

  /**
   * Queries other peers for what the graph has not. What it has may be older
   * than the copies of subscribers that were disconnected: a few of them are
   * queried, at most once for each node while ids are remembered.
   */
  #queryPeers(
    peer: RelayConnection,
    id: string,
    query: Query,
    found: boolean,
    now: number,
  ): void {
    const { connections, subscriptions } = this.#options;
    const { soul } = query;
    if (connections.size < 2) return;
    const interest = typeof soul === "string"
      ? subscriptions.of(soul)
      : undefined;
    if (found) {
      if (interest === undefined || hasOneSubscriber(interest)) return;
      if (typeof soul !== "string" || !this.#refreshed.note(soul, null, now)) {
        return;
      }
      const newest = subscribersOf(interest, Infinity)
        .slice(-MAX_REFRESH_PEERS).reverse();
      return this.#queries.send(id, getText(id, query), peer, newest, []);
    }
    const likely = interest === undefined
      ? []
      : subscribersOf(interest, MAX_LIKELY_PEERS);
    this.#queries.send(id, getText(id, query), peer, likely, connections);
  }

  #subscribe(peer: RelayConnection, soul: string, key: string | null): void {
    const { subscriptions, relays, limits } = this.#options;
    if (peer.floods || !subscriptions.add(peer, soul, key)) return;
    const count = (this.#subscribed.get(peer) ?? 0) + 1;
    this.#subscribed.set(peer, count);
    if (count <= limits.subscriptions) return;
    // Sending every change costs less than a larger table of subscriptions.
    this.unsubscribe(peer);
    relays.flood(peer);
  }
}

function hasOneSubscriber(
  { all, keys }: Subscribers<RelayConnection>,
): boolean {
  if (all.size > 1) return false;
  if (keys === null) return true;
  if (all.size > 0 || keys.size > 1) return false;
  for (const peers of keys.values()) return peers.size < 2;
  return true;
}

function subscribersOf(
  { all, keys }: Subscribers<RelayConnection>,
  most: number,
): RelayConnection[] {
  const found: RelayConnection[] = [];
  for (const peers of [all, ...keys?.values() ?? []]) {
    for (const peer of peers) {
      if (found.push(peer) >= most) return found;
    }
  }
  return found;
}
