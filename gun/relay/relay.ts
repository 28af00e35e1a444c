/**
 * The relay: takes puts and gets, keeps the graph, and passes on what others
 * are interested in.
 *
 * @module
 */
import { Answers } from "./answers.ts";
import { Asking } from "./peer_query.ts";
import { type Clock, CLOCK_STEP } from "../clock.ts";
import { Seen } from "../wire/dedup.ts";
import { Deferred } from "./deferred.ts";
import { Entry, type NodeEntries } from "../graph/entry.ts";
import { Frames } from "../wire/frames.ts";
import { Graph } from "../graph/graph.ts";
import { wins } from "../graph/ham.ts";
import { hashOf } from "../wire/hash.ts";
import { Ids, randomLetters } from "../wire/ids.ts";
import type { Journal } from "./journal.ts";
import { type Query, readGet } from "../wire/lex.ts";
import { DEFAULT_LIMITS, type Limits } from "../wire/limits.ts";
import {
  isObject,
  type Message,
  messagesOf,
  parse,
  readPut,
} from "../wire/message.ts";
import { GunPeer, type PeerHost, type Pipe } from "./connection.ts";
import { Receipt } from "./receipt.ts";
import { Relays } from "./relays.ts";
import { Returning } from "./returning.ts";
import { type Range, type Store, StoreFull } from "../graph/store.ts";
import { type Interest, Subscriptions } from "./subscriptions.ts";
import { isValue, type Property, textOf, type Value } from "../graph/value.ts";
import { isPublic, lifetimeOf, PERMISSIVE, type Verifier } from "./verify.ts";
import {
  damErrText,
  errText,
  getText,
  helloText,
  nodesText,
  nodeText,
  nothingText,
  okText,
  putText,
  quoted,
} from "../wire/writer.ts";
import { CloseCode } from "../../protocol/link.ts";

/** What a relay is made of. */
export interface RelayOptions {
  /** Keeps the graph. The relay does not close it. */
  readonly store: Store;
  /** Time and turns. */
  readonly clock: Clock;
  /** Numbers from 0 up to 1, for names and ids. */
  readonly random: () => number;
  /** Decides what may be written; without it everything may. */
  readonly verifier?: Verifier;
  /** Bytes of memory for the working set; default 64 MiB. */
  readonly memory?: number;
  /**
   * Bytes that may wait for a slow peer before it is told only the newest of
   * each property; default 8 MiB.
   */
  readonly softBacklog?: number;
  /** Bytes waiting for a peer at which it is disconnected; default 64 MiB. */
  readonly hardBacklog?: number;
  /** Limits other than the usual ones. */
  readonly limits?: Partial<Limits>;
  /** Hears of failures that nobody can be told. */
  readonly onError?: (error: unknown) => void;
}

/** A property that a program wants to write. */
export interface Change {
  /** Soul of the node. */
  readonly soul: string;
  /** Name of the property. */
  readonly key: string;
  /** The value. */
  readonly value: Value;
  /** Milliseconds since 1970; without it the relay's clock says. */
  readonly state?: number;
}

/** Hears of properties that have changed, right after they have. */
export type Watcher = (changes: readonly NodeEntries[]) => void;

/** Where a put comes from. */
interface Origin {
  /** Who sent it; `null` for this program. */
  readonly peer: GunPeer | null;
  /** Its id. */
  readonly id: string;
  /** Id of the get that it answers, if it does. */
  readonly to: string | null;
  /** What is passed on of its `ok`, as JSON with the name and a comma. */
  readonly ok: string;
}

/** A part of a put that is ahead of the clock. */
interface Ahead {
  readonly origin: Origin;
  readonly nodes: readonly NodeEntries[];
  readonly receipt: Receipt | null;
}

// A turn that has written so many properties hands them to the store at once: a
// turn may be as long as what a peer has sent meanwhile.
const MANY_WRITES = 512;
// Milliseconds between the signs of life that peers expect.
const BEAT = 20_000;
// A relay that says nothing for so long is gone.
const SILENCE = 65_000;
// After the store has refused something, it is asked again so much later.
const STORE_PAUSE = 1000;
// Peers who are asked for what is known already.
const FEW_ASKED = 3;
// Peers that are looked at to find those who may know something.
const MOST_LIKELY = 256;
// Souls of which it is remembered that others were asked.
const MOST_ASKED = 100_000;

/**
 * A relay of the GunDB protocol.
 *
 * What it acknowledges is durable. It passes on what has won, with the id of
 * the message that brought it, to those who have asked for it and to other
 * relays, and never to where it came from.
 */
export class Relay implements PeerHost {
  readonly softBacklog: number;
  readonly hardBacklog: number;
  /** The name by which others know it. */
  readonly pid: string;
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #verifier: Verifier;
  readonly #limits: Limits;
  readonly #onError: (error: unknown) => void;
  readonly #graph: Graph;
  readonly #answers: Answers;
  readonly #ids: Ids;
  readonly #seen: Seen<GunPeer | null>;
  readonly #deferred: Deferred<Ahead>;
  readonly #subscriptions = new Subscriptions<GunPeer>();
  readonly #wishes = new Map<GunPeer, number>();
  readonly #asking: Asking;
  readonly #asked = new Seen<null>(MOST_ASKED);
  readonly #returning = new Returning();
  readonly #relays: Relays;
  readonly #frames = new Frames();
  readonly #peers = new Set<GunPeer>();
  readonly #watchers = new Set<Watcher>();
  readonly #expiring = new Set<string>();
  #toFlush: GunPeer[] = [];
  #writes: Entry[] = [];
  #receipts: Receipt[] = [];
  #turning = false;
  #verifying = 0;
  #storeFailed = -Infinity;
  #storeError = "";
  #lastState = 0;
  #stopBeat: (() => void) | null = null;
  #closed = false;

  /** A relay that nobody is connected to yet. */
  constructor(options: RelayOptions) {
    const { store, clock, random } = options;
    this.#store = store;
    this.#clock = clock;
    this.#verifier = options.verifier ?? PERMISSIVE;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#onError = options.onError ?? (() => {});
    this.softBacklog = options.softBacklog ?? 1 << 23;
    this.hardBacklog = options.hardBacklog ?? 1 << 26;
    this.pid = randomLetters(9, random);
    this.#ids = new Ids(random);
    this.#graph = new Graph(store, options.memory ?? 1 << 26);
    this.#answers = new Answers(this.#graph, this.#ids, () => clock.now());
    const { seen, deferred, deferredLength } = this.#limits;
    this.#seen = new Seen(seen);
    this.#deferred = new Deferred(
      clock,
      (ahead) => this.#comeTrue(ahead),
      deferred,
      deferredLength,
    );
    this.#asking = new Asking(clock);
    this.#relays = new Relays({
      now: () => clock.now(),
      resync: (peer, missed) => peer.stream(this.#resync(missed)),
    });
  }

  /** Number of peers that are connected. */
  get size(): number {
    return this.#peers.size;
  }

  /** About what the working set takes in memory, in bytes. */
  get memory(): number {
    return this.#graph.bytes;
  }

  /**
   * Takes a connection.
   *
   * @param key What another relay that was dialled is known by, such as its
   * URL. It will hear of everything, also of what was put while it was away.
   * @param onClosed Called when the connection has ended.
   */
  connect(pipe: Pipe, key?: string, onClosed?: () => void): void {
    if (this.#closed) {
      return pipe.close(CloseCode.goingAway, "the relay shuts down");
    }
    const peer = new GunPeer(this, pipe, this.#clock.now());
    peer.onClosed = onClosed ?? null;
    this.#peers.add(peer);
    this.#returning.came(peer, this.#clock.now());
    if (key !== undefined) this.#relays.dialled(peer, key);
    peer.say(helloText(this.#ids.next(), this.pid));
    this.#beat();
    // Last, because it may have something to say already.
    pipe.start(peer);
  }

  /** Notes what changes for a relay that is to be dialled. */
  expect(key: string): void {
    this.#relays.expect(key);
  }

  /** Says goodbye to everybody. What is on its way to the store gets there. */
  close(): void {
    if (this.#closed) return;
    this.#flush();
    this.#closed = true;
    this.#stopBeat?.();
    this.#asking.close();
    this.#deferred.clear();
    for (const peer of [...this.#peers]) {
      peer.close(CloseCode.goingAway, "the relay shuts down");
    }
  }

  // What programs use that have the relay in them.

  /** A property; `undefined` if there is none, or it has expired. */
  property(soul: string, key: string): Property | undefined {
    const property = this.#graph.property(soul, key);
    return property !== undefined && this.#isAlive(soul, property)
      ? property
      : undefined;
  }

  /**
   * Properties of a node, page by page, in the order of the keys.
   *
   * @param size About how many properties a page has.
   */
  *read(
    soul: string,
    range: Range = {},
    size = 1000,
  ): Generator<readonly (readonly [string, Property])[]> {
    const lifetime = lifetimeOf(soul);
    for (const page of this.#graph.pages(soul, range, size)) {
      const oldest = this.#clock.now() - lifetime;
      yield lifetime === Infinity
        ? page
        : page.filter(([, { state }]) => state >= oldest);
    }
  }

  /** Souls in a range, in order. */
  souls(range: Range = {}, limit = 1000): string[] {
    return this.#graph.souls(range, limit);
  }

  /**
   * Writes into the graph, all or nothing.
   *
   * @param done Called later: with `null` when what was written is durable, or
   * what is newer is; otherwise with the reason.
   */
  put(
    changes: readonly Change[],
    done: (error: string | null) => void = () => {},
  ): void {
    const nodes = this.#nodesOf(changes);
    const receipt = new Receipt(done);
    if (typeof nodes === "string") {
      return this.#clock.soon(() => receipt.settle(nodes));
    }
    const origin = { peer: null, id: this.#ids.next(), to: null, ok: "" };
    this.#seen.note(origin.id, null, this.#clock.now());
    this.#take(origin, nodes, receipt);
  }

  /** A state that is newer than all that this has given before. */
  nextState(): number {
    const now = this.#clock.now();
    this.#lastState = now > this.#lastState ? now : this.#lastState + 0.001;
    return this.#lastState;
  }

  /**
   * Hears of all changes.
   *
   * @returns What ends it.
   */
  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #nodesOf(changes: readonly Change[]): NodeEntries[] | string {
    const nodes = new Map<string, Entry[]>();
    for (const { soul, key, value, state = this.nextState() } of changes) {
      if (!isValue(value) || !Number.isFinite(state)) return "Invalid value!";
      if (soul === "" || key === "" || key === "_") return "Invalid name!";
      if (!soul.isWellFormed() || !key.isWellFormed()) return "Invalid name!";
      const entry = new Entry(soul, key, textOf(value), state);
      const entries = nodes.get(soul);
      if (entries === undefined) nodes.set(soul, [entry]);
      else entries.push(entry);
    }
    return [...nodes].map(([soul, entries]) => ({ soul, entries }));
  }

  // What peers say.

  /** See {@linkcode PeerHost.heard}. */
  heard(peer: GunPeer, frame: string): void {
    const now = this.#clock.now();
    peer.heardAt = now;
    const messages = messagesOf(frame);
    if (messages === undefined) {
      return peer.say(damErrText("DAM JSON parse error."));
    }
    for (const message of messages) {
      try {
        this.#message(peer, message, now);
      } catch (error) {
        // The store can't be read: others may not suffer from it.
        this.#onError(error);
      }
    }
  }

  /** See {@linkcode PeerHost.overlong}. */
  overlong(peer: GunPeer): void {
    peer.say(damErrText("Message too big!"));
  }

  #message(peer: GunPeer, message: Message, now: number): void {
    const { "#": named, "@": answered, put, get } = message;
    const id = typeof named === "string" && named !== ""
      ? named
      : this.#ids.next();
    if (id.length > this.#limits.id) {
      return peer.say(damErrText("Message id too long!"));
    }
    if (message.dam !== undefined) return this.#dam(peer, message, id);
    if (!this.#seen.note(id, peer, now)) return;
    const to = typeof answered === "string" && answered !== ""
      ? answered
      : null;
    if (put !== undefined && put !== null) {
      this.#put(peer, id, to, message);
    } else if (get !== undefined) {
      this.#get(peer, id, get, message["##"], now);
    } else if (to !== null) {
      this.#passBack(peer, id, to, message);
    } else if (put === null) {
      peer.say(errText(this.#ids.next(), id, "Invalid put!"));
    }
  }

  /** What is between neighbours only. */
  #dam(peer: GunPeer, message: Message, id: string): void {
    if (message.dam !== "?") return;
    const { pid, "@": answered, relay } = message;
    if (answered === undefined) {
      peer.say(helloText(this.#ids.next(), this.pid, id));
    }
    if (typeof pid !== "string" || pid === "" || pid.length > 100) return;
    if (pid === this.pid && peer.floods) {
      return peer.close(CloseCode.policy, "the relay has dialled itself");
    }
    if (peer.pid !== null) return;
    peer.pid = pid;
    const now = this.#clock.now();
    for (const query of this.#returning.introduced(peer, pid, now)) {
      this.#askBack(peer, query);
    }
    if (this.#relays.introduced(peer, pid, relay === true)) {
      // It hears of everything now.
      this.#subscriptions.remove(peer);
      this.#wishes.delete(peer);
    }
  }

  /** An answer without data goes to where the question came from. */
  #passBack(peer: GunPeer, id: string, to: string, message: Message): void {
    const asker = this.#seen.sender(to);
    if (!asker || asker === peer) return;
    const { ok, err } = message;
    // Somebody has found nothing: that was said before others were asked.
    if (ok === undefined && err === undefined) return;
    try {
      const rest = (ok === undefined ? "" : `,"ok":${JSON.stringify(ok)}`) +
        (err === undefined ? "" : `,"err":${JSON.stringify(err)}`);
      asker.say(`{"#":${quoted(id)},"@":${quoted(to)}${rest}}`);
    } catch {
      // It is nested too deeply to be written.
    }
  }

  #get(
    peer: GunPeer,
    id: string,
    get: unknown,
    hash: unknown,
    now: number,
  ): void {
    const query = readGet(get, this.#limits);
    if (typeof query === "string") {
      return peer.say(errText(this.#ids.next(), id, query));
    }
    const { soul, key } = query;
    if (typeof soul === "string") {
      this.#subscribe(peer, soul, typeof key === "string" ? key : null);
    }
    const { text, souls, rest } = this.#answers.to(id, query);
    peer.say(text ?? nothingText(this.#ids.next(), id));
    if (rest !== null) peer.stream(rest);
    for (const soul of souls) this.#subscribe(peer, soul, null);
    this.#askOthers(peer, id, query, text !== null, now);
    if (typeof hash !== "number") {
      if (this.#returning.asked(peer, query, now)) this.#askBack(peer, query);
    } else if (!this.#isSame(query, hash)) {
      this.#askBack(peer, query);
    }
    if (this.#relays.size > 0) {
      this.#relays.ask(peer, query, text !== null, () => getText(id, query));
    }
  }

  /** Whether the asker has the same text already, by its hash. */
  #isSame({ soul, key }: Query, hash: number): boolean {
    // Of a whole node it is the hash of a message that is not made here.
    if (typeof soul !== "string" || typeof key !== "string") return true;
    const property = this.#graph.property(soul, key);
    if (property === undefined) return false;
    const value = parse(property.text);
    return typeof value === "string" && hashOf(value) === hash;
  }

  /** Asks the asker itself, who may have something newer. */
  #askBack(peer: GunPeer, query: Query): void {
    const id = this.#ids.next();
    this.#seen.note(id, null, this.#clock.now());
    peer.say(getText(id, query));
  }

  /**
   * Asks peers for what is missing here. What is known is asked for as well,
   * of a few who want to hear of it and may have written while they were away;
   * not more often than ids are forgotten.
   */
  #askOthers(
    peer: GunPeer,
    id: string,
    query: Query,
    found: boolean,
    now: number,
  ): void {
    const { soul } = query;
    if (this.#peers.size < 2) return;
    const interest = typeof soul === "string"
      ? this.#subscriptions.of(soul)
      : undefined;
    if (found) {
      if (interest === undefined || isAlone(interest)) return;
      if (typeof soul !== "string" || !this.#asked.note(soul, null, now)) {
        return;
      }
      const newest = peersOf(interest, Infinity).slice(-FEW_ASKED).reverse();
      return this.#asking.ask(id, getText(id, query), peer, newest, []);
    }
    const likely = interest === undefined ? [] : peersOf(interest, MOST_LIKELY);
    this.#asking.ask(id, getText(id, query), peer, likely, this.#peers);
  }

  #subscribe(peer: GunPeer, soul: string, key: string | null): void {
    if (peer.floods || !this.#subscriptions.add(peer, soul, key)) return;
    const count = (this.#wishes.get(peer) ?? 0) + 1;
    this.#wishes.set(peer, count);
    if (count <= this.#limits.subscriptions) return;
    // Telling it everything costs less than knowing what it wants.
    this.#subscriptions.remove(peer);
    this.#wishes.delete(peer);
    this.#relays.flood(peer);
  }

  #put(peer: GunPeer, id: string, to: string | null, message: Message): void {
    const nodes = readPut(message.put, this.#limits);
    // Nobody waits for an answer to an answer; but to its refusal.
    const receipt = to === null ? this.#receiptFor(peer, id) : null;
    if (typeof nodes === "string") return this.#refuse(peer, id, nodes);
    const origin = { peer, id, to, ok: this.#okOf(message.ok) };
    if (to !== null) this.#asking.answered(to);
    this.#take(origin, nodes, receipt);
  }

  #receiptFor(peer: GunPeer, id: string): Receipt {
    return new Receipt((error) =>
      peer.say(
        error === null
          ? okText(this.#ids.next(), id)
          : errText(this.#ids.next(), id, error),
      )
    );
  }

  #refuse(peer: GunPeer | null, id: string, reason: string): void {
    peer?.say(errText(this.#ids.next(), id, reason));
  }

  /** How far a put may travel and how many have it: one relay more has. */
  #okOf(ok: unknown): string {
    if (!isObject(ok)) return "";
    const { "@": hops, "/": near } = ok;
    if (typeof hops !== "number" || !Number.isFinite(hops)) return "";
    const peers = near === undefined ? "" : `,"/":${this.#peers.size}`;
    return `,"ok":{"@":${hops - 1}${peers}}`;
  }

  // What becomes of a put.

  /** Checks a put, and takes it when it has been found good. */
  #take(origin: Origin, all: NodeEntries[], receipt: Receipt | null): void {
    const now = this.#clock.now();
    const nodes = this.#withoutExpired(all, now);
    const latest = now + CLOCK_STEP + this.#limits.horizon;
    const checks: Promise<null | string>[] = [];
    for (const { soul, entries } of nodes) {
      const open = isPublic(soul);
      for (const entry of entries) {
        if (entry.state > latest) {
          return this.#fail(origin, receipt, "State too far in the future!");
        }
        if (open || this.#isKnown(entry)) continue;
        const check = this.#verify(entry);
        if (typeof check === "string") {
          return this.#fail(origin, receipt, check);
        }
        if (check !== null) checks.push(check);
      }
    }
    if (checks.length === 0) return this.#accept(origin, nodes, receipt);
    if (this.#verifying >= this.#limits.verifying) {
      return this.#fail(origin, receipt, "Too many signatures to be checked!");
    }
    this.#verifying++;
    Promise.all(checks).then(
      (found) => found.find((reason) => reason !== null) ?? null,
      (error) => {
        this.#onError(error);
        return "Unverified data.";
      },
    ).then((reason) => {
      this.#verifying--;
      if (this.#closed) return;
      if (reason !== null) this.#fail(origin, receipt, reason);
      else this.#accept(origin, nodes, receipt);
    });
  }

  #withoutExpired(nodes: NodeEntries[], now: number): NodeEntries[] {
    let kept: NodeEntries[] | null = null;
    for (let i = 0; i < nodes.length; i++) {
      const { soul, entries } = nodes[i];
      const lifetime = lifetimeOf(soul);
      if (lifetime === Infinity) {
        kept?.push(nodes[i]);
        continue;
      }
      kept ??= nodes.slice(0, i);
      const alive = entries.filter(({ state }) => state >= now - lifetime);
      if (alive.length === 0) continue;
      kept.push({ soul, entries: alive });
      this.#expiring.add(soul);
    }
    return kept ?? nodes;
  }

  #isKnown({ soul, key, text, state }: Entry): boolean {
    const known = this.#graph.property(soul, key);
    return known !== undefined && known.state === state && known.text === text;
  }

  #verify({ soul, key, text, state }: Entry): ReturnType<Verifier["verify"]> {
    const value = parse(text);
    if (!isValue(value)) return "Unverified data.";
    return this.#verifier.verify(soul, key, value, state);
  }

  #fail(origin: Origin, receipt: Receipt | null, reason: string): void {
    if (receipt !== null) receipt.settle(reason);
    else this.#refuse(origin.peer, origin.id, reason);
  }

  /** Takes a put that is good: what is ahead of the clock later. */
  #accept(
    origin: Origin,
    nodes: readonly NodeEntries[],
    receipt: Receipt | null,
  ): void {
    const now = this.#clock.now();
    if (now - this.#storeFailed < STORE_PAUSE && now >= this.#storeFailed) {
      return this.#fail(origin, receipt, this.#storeError);
    }
    if (this.#graph.unsaved > this.#limits.unsaved) {
      return this.#fail(origin, receipt, "The relay is too busy!");
    }
    const reach = now + CLOCK_STEP;
    if (!isAhead(nodes, reach)) return this.#apply(origin, nodes, receipt);
    const due = split(nodes, ({ state }) => state <= reach);
    if (!this.#defer(origin, nodes, receipt, reach, due.length > 0)) {
      return this.#fail(origin, receipt, "Too much is in the future!");
    }
    if (due.length > 0) this.#apply(origin, due, receipt);
    else receipt?.settle(null);
  }

  #defer(
    origin: Origin,
    nodes: readonly NodeEntries[],
    receipt: Receipt | null,
    reach: number,
    isRest: boolean,
  ): boolean {
    const times = new Set<number>();
    let length = 0;
    for (const { entries } of nodes) {
      for (const { state, key, text } of entries) {
        if (state <= reach) continue;
        times.add(state);
        length += key.length + text.length;
      }
    }
    // Counted with the first part; all of it or nothing.
    if (!this.#deferred.hasRoom(times.size, length)) return false;
    for (const time of times) {
      receipt?.expect();
      const part = split(nodes, ({ state }) => state === time);
      // Others take a message once: each part is passed on as one of its own.
      const from = isRest ? { ...origin, id: this.#ids.next() } : origin;
      this.#deferred.add(time, length, { origin: from, nodes: part, receipt });
      length = 0;
      isRest = true;
    }
    return true;
  }

  #comeTrue({ origin, nodes, receipt }: Ahead): void {
    this.#accept(origin, nodes, receipt);
  }

  /** Decides conflicts, keeps what has won and passes it on. */
  #apply(
    origin: Origin,
    nodes: readonly NodeEntries[],
    receipt: Receipt | null,
  ): void {
    const graph = this.#graph;
    const changed: NodeEntries[] = [];
    let waits = false;
    for (const node of nodes) {
      const { soul, entries } = node;
      const place = graph.node(soul);
      let winners: Entry[] | null = null;
      for (let i = 0; i < entries.length; i++) {
        const entry = entries[i];
        if (wins(entry, graph.entry(place, entry.key))) {
          graph.set(place, entry);
          this.#writes.push(entry);
          winners?.push(entry);
        } else {
          winners ??= entries.slice(0, i);
          waits ||= graph.isUnsaved(place, entry.key);
        }
      }
      if (winners === null) {
        if (entries.length > 0) changed.push(node);
      } else if (winners.length > 0) {
        changed.push({ soul, entries: winners });
      }
    }
    if (receipt !== null) {
      if (changed.length > 0 || waits) this.#receipts.push(receipt);
      else receipt.settle(null);
    }
    if (this.#writes.length >= MANY_WRITES) this.#save();
    this.#turn();
    if (changed.length === 0) return;
    this.#passOn(origin, changed);
    this.#relays.note(changed);
    for (const watcher of this.#watchers) {
      try {
        watcher(changed);
      } catch (error) {
        this.#onError(error);
      }
    }
  }

  /** Sends what has changed to those who are interested in it. */
  #passOn(origin: Origin, changed: readonly NodeEntries[]): void {
    const { peer: sender, id, to, ok } = origin;
    const asker = to === null ? null : this.#seen.sender(to) ?? null;
    let nodes: string | null = null;
    let text: string | null = null;
    if (asker !== null && asker !== sender) {
      nodes = nodesText(changed);
      asker.forward(putText(id, nodes, to), changed);
    }
    const whole = () =>
      text ??= putText(id, nodes ??= nodesText(changed), null, ok);
    this.#relays.forEach((peer) => {
      if (peer !== sender && peer !== asker) peer.forward(whole(), changed);
    });
    if (changed.length > 1) return this.#passParts(origin, asker, changed);
    const interest = this.#subscriptions.of(changed[0].soul);
    if (interest === undefined) return;
    const { entries } = changed[0];
    if (interest.keys !== null && entries.length > 1) {
      return this.#passParts(origin, asker, changed);
    }
    for (const peer of interest.all) {
      if (peer !== sender && peer !== asker) peer.forward(whole(), changed);
    }
    const some = interest.keys?.get(entries[0].key);
    if (some === undefined) return;
    for (const peer of some) {
      if (peer !== sender && peer !== asker) peer.forward(whole(), changed);
    }
  }

  /** The same where not everybody is interested in all of it. */
  #passParts(
    { peer: sender, id, ok }: Origin,
    asker: GunPeer | null,
    changed: readonly NodeEntries[],
  ): void {
    const parts = new Map<GunPeer, { nodes: NodeEntries[]; name: string }>();
    const add = (peer: GunPeer, node: NodeEntries, name: string) => {
      if (peer === sender || peer === asker) return;
      const part = parts.get(peer);
      if (part === undefined) return parts.set(peer, { nodes: [node], name });
      part.nodes.push(node);
      part.name += name;
    };
    for (let i = 0; i < changed.length; i++) {
      const node = changed[i];
      const interest = this.#subscriptions.of(node.soul);
      if (interest === undefined) continue;
      for (const peer of interest.all) add(peer, node, `${i};`);
      if (interest.keys === null) continue;
      for (let k = 0; k < node.entries.length; k++) {
        const entry = node.entries[k];
        const part = { soul: node.soul, entries: [entry] };
        for (const peer of interest.keys.get(entry.key) ?? []) {
          add(peer, part, `${i},${k};`);
        }
      }
    }
    const texts = new Map<string, string>();
    for (const [peer, { nodes, name }] of parts) {
      let text = texts.get(name);
      if (text === undefined) {
        text = putText(id, nodesText(joined(nodes)), null, ok);
        texts.set(name, text);
      }
      peer.forward(text, nodes);
    }
  }

  // What happens at the end of a turn.

  /** See {@linkcode PeerHost.willFlush}. */
  willFlush(peer: GunPeer): void {
    this.#toFlush.push(peer);
    this.#turn();
  }

  /** See {@linkcode PeerHost.framesOf}. */
  framesOf(texts: readonly string[]): readonly string[] {
    return this.#frames.of(texts);
  }

  /** See {@linkcode PeerHost.newest}. */
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

  #turn(): void {
    if (this.#turning || this.#closed) return;
    this.#turning = true;
    this.#clock.soon(() => this.#flush());
  }

  #flush(): void {
    this.#turning = false;
    if (this.#closed) return;
    this.#save();
    const peers = this.#toFlush;
    this.#toFlush = [];
    for (const peer of peers) peer.flush();
    this.#frames.clear();
    this.#graph.trim();
  }

  #save(): void {
    const receipts = this.#receipts;
    const writes = this.#writes;
    if (writes.length === 0 && receipts.length === 0) return;
    this.#receipts = [];
    this.#writes = [];
    this.#store.write(writes, (error) => {
      if (error === null) {
        for (const entry of writes) this.#graph.saved(entry);
      } else {
        this.#storeFailed = this.#clock.now();
        this.#storeError = error.message;
        if (!(error instanceof StoreFull)) this.#onError(error);
        for (const entry of writes) this.#graph.lost(entry);
      }
      for (const receipt of receipts) receipt.settle(error?.message ?? null);
    });
  }

  /** See {@linkcode PeerHost.gone}. */
  gone(peer: GunPeer, _reason: string): void {
    if (!this.#peers.delete(peer)) return;
    this.#subscriptions.remove(peer);
    this.#wishes.delete(peer);
    this.#relays.gone(peer);
    this.#returning.left(peer, this.#clock.now());
    if (this.#peers.size === 0) {
      this.#stopBeat?.();
      this.#stopBeat = null;
    }
    peer.onClosed?.();
  }

  #beat(): void {
    this.#stopBeat ??= this.#clock.after(BEAT, () => {
      this.#stopBeat = null;
      const now = this.#clock.now();
      for (const peer of [...this.#peers]) {
        if (peer.floods && now - peer.heardAt > SILENCE) {
          peer.close(CloseCode.policy, "nothing was heard");
        } else {
          peer.beat();
        }
      }
      this.#forgetExpired(now);
      if (this.#peers.size > 0) this.#beat();
    });
  }

  #forgetExpired(now: number): void {
    const over: string[] = [];
    for (const soul of this.#expiring) {
      const oldest = now - lifetimeOf(soul);
      let alive = false;
      for (const page of this.#graph.pages(soul, {}, 100)) {
        alive = page.some(([, { state }]) => state >= oldest);
        if (alive) break;
      }
      if (!alive) over.push(soul);
    }
    if (over.length === 0) return;
    for (const soul of over) {
      this.#expiring.delete(soul);
      this.#graph.forget(soul);
    }
    this.#store.forget(over).catch(this.#onError);
  }

  #isAlive(soul: string, { state }: Property): boolean {
    const lifetime = lifetimeOf(soul);
    return lifetime === Infinity || state >= this.#clock.now() - lifetime;
  }

  /** What a relay is told and asked that was away. */
  *#resync(missed: Journal): Generator<string, undefined> {
    for (const [soul, { all, keys }] of [...this.#subscriptions.entries()]) {
      const wanted = all.size > 0 ? [null] : [...keys?.keys() ?? []];
      for (const key of wanted) {
        const id = this.#ids.next();
        this.#seen.note(id, null, this.#clock.now());
        yield getText(id, { soul, key, budget: 0 });
      }
    }
    for (const [soul, keys] of missed.entries()) {
      const text = this.newest(soul, keys);
      if (text !== null) yield text;
    }
  }
}

function isAhead(nodes: readonly NodeEntries[], reach: number): boolean {
  for (const { entries } of nodes) {
    for (const { state } of entries) {
      if (state > reach) return true;
    }
  }
  return false;
}

function split(
  nodes: readonly NodeEntries[],
  wanted: (entry: Entry) => boolean,
): NodeEntries[] {
  const found: NodeEntries[] = [];
  for (const { soul, entries } of nodes) {
    const some = entries.filter(wanted);
    if (some.length > 0) found.push({ soul, entries: some });
  }
  return found;
}

/** Puts the parts of a node that follow each other together. */
function joined(nodes: readonly NodeEntries[]): NodeEntries[] {
  const whole: { soul: string; entries: Entry[] }[] = [];
  for (const { soul, entries } of nodes) {
    const last = whole.at(-1);
    if (last?.soul === soul) last.entries.push(...entries);
    else whole.push({ soul, entries: [...entries] });
  }
  return whole;
}

/** Whether nobody but the one who has just asked is interested in a node. */
function isAlone({ all, keys }: Interest<GunPeer>): boolean {
  if (all.size > 1) return false;
  if (keys === null) return true;
  if (all.size > 0 || keys.size > 1) return false;
  for (const peers of keys.values()) return peers.size < 2;
  return true;
}

/** Those who are interested in a node, so many at most. */
function peersOf({ all, keys }: Interest<GunPeer>, most: number): GunPeer[] {
  const found: GunPeer[] = [];
  for (const peers of [all, ...keys?.values() ?? []]) {
    for (const peer of peers) {
      if (found.push(peer) >= most) return found;
    }
  }
  return found;
}
