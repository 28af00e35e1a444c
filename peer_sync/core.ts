/**
 * The implementation of `PeerSync`: the peer in the thread, its elements and
 * its fetches, as the program sees them.
 *
 * @module
 */
import { ConnectionClosed } from "../protocol/errors/classes.ts";
import { ChangeBacklog, NewestBacklog } from "../peer/fetch/backlog.ts";
import { conflate } from "../peer/fetch/conflate.ts";
import type { Change, Row } from "../peer/fetch/entry.ts";
import { PeerEvent } from "../peer/events.ts";
import type { DaemonInfo } from "../peer/connection/info.ts";
import { checkTimeout } from "../peer/connection/limits.ts";
import type { FetchRules } from "../protocol/rules/written.ts";
import type { Operation } from "../peer/operations.ts";
import type { FetcherSync } from "./fetcher.ts";
import { FetcherSyncCore } from "./fetcher_core.ts";
import { FetchBuffer, type FetchBufferParts } from "./program/fetch_buffer.ts";
import { KnownEntries, KnownRows } from "./program/known.ts";
import type { PeerSyncOptions, TimeLimit } from "./protocol/options.ts";
import type { PackedItem, PeerReport } from "./protocol/messages.ts";
import { Owned } from "./program/owned.ts";
import { packParams, packValue, unpack } from "./protocol/values.ts";
import { unpackEntry } from "./protocol/entries.ts";
import { unpackError } from "./protocol/errors.ts";
import { Queries } from "./program/queries.ts";
import type { SyncOperationRunner } from "./requests.ts";
import { type Attached, Thread } from "./program/thread.ts";

/** Seconds that connecting may take. */
const CONNECT_TIMEOUT_S = 10;
/** Seconds beyond, in which the thread says itself that it took too long. */
const CONNECT_GRACE_S = 2;
/** Seconds that closing may take. */
const CLOSE_TIMEOUT_S = 3;
/** Changes that wait for the program as they came. */
const MAX_BACKLOG_CHANGES = 1024;
/** A fetch of any kind of item. */
type AnyFetchBuffer = Pick<
  FetchBuffer<never, never>,
  "arrived" | "deliver" | "over"
>;

/** See the module. */
export class PeerSyncCore implements SyncOperationRunner {
  /** Where the events of the peer are dispatched. */
  events: EventTarget | undefined;
  /** Whether there is a connection, as far as the program has received it. */
  connected = false;
  /** The daemon's last answer to `info`. */
  daemon: DaemonInfo | undefined;
  /** Set when the peer is closed for good. */
  end: { reason: Error | undefined } | undefined;
  readonly thread: Thread;
  readonly #id: number;
  readonly questions: Queries;
  readonly owned: Owned;
  readonly #fetches = new Map<number, AnyFetchBuffer>();
  readonly timeout: number | undefined;
  readonly #connectLimit: number;
  readonly #log: (line: string) => void;
  #lastFetch = 0;
  /** How many requests of others are being carried out. */
  #serving = 0;
  #closing = false;

  /** @throws {RangeError} if a time limit is not a number above 0. */
  constructor(options: PeerSyncOptions) {
    const { log = () => {}, timeout, separator = "/" } = options;
    const { connectTimeout = CONNECT_TIMEOUT_S } = options;
    checkTimeout(timeout);
    checkTimeout(connectTimeout);
    this.timeout = timeout;
    this.#connectLimit = connectTimeout + CONNECT_GRACE_S;
    this.#log = log;
    const thread = Thread.get();
    const attached: Attached = {
      arrived: (report) => this.#arrived(report),
      take: (report) => this.#take(report),
      broken: ({ message, cause }) => {
        this.over(new ConnectionClosed(message, { cause }));
      },
    };
    const peer = thread.attach(attached);
    const questions = new Queries(thread, peer);
    this.thread = thread;
    this.#id = peer;
    this.questions = questions;
    this.owned = new Owned({
      peer,
      questions,
      separator,
      connected: () => this.connected,
      send: (order) => thread.send(order),
      hold: (element) => thread.hold(element),
      release: (element) => thread.release(element),
    });
  }

  /**
   * Connects and waits until the connection is up.
   *
   * @throws {ConnectionClosed} if it fails.
   */
  connect(
    target: string | readonly string[],
    options: PeerSyncOptions,
  ): void {
    const { log: _log, ...plain } = options;
    // Without any the peer says so.
    const places = [target].flat().length || 1;
    this.daemon = this.questions.ask(
      { op: "connect", target, options: plain },
      options.retry === true ? Infinity : this.#connectLimit * places,
    );
    this.connected = true;
  }

  run<Result>(
    { method, params, repeated, read }: Operation<Result>,
    limit: TimeLimit,
  ): Result {
    const ask = {
      op: "request",
      method,
      params: packParams(params),
      repeated,
    } as const;
    return read(unpack(this.questions.ask(ask, this.limit(limit))));
  }

  resume(): void {
    this.questions.ask({ op: "resume" }, this.#connectLimit);
  }

  fetch<T>(
    rules: FetchRules,
    callback:
      | (((rows: Row<T>[]) => void) & ((change: Change<T>) => void))
      | undefined,
    options: TimeLimit,
  ): FetcherSync<T, Row<T>[]> | FetcherSync<T> {
    const limit = this.limit(options);
    return rules.sort === undefined
      ? this.#fetch<T, Change<T>>(rules, limit, {
        callback,
        unpack: changesOf<T>,
        known: new KnownEntries<T>(),
        news: new ChangeBacklog<T>(MAX_BACKLOG_CHANGES, conflate),
        undelivered: new ChangeBacklog<T>(MAX_BACKLOG_CHANGES, conflate),
      })
      : this.#fetch<T, Row<T>[]>(rules, limit, {
        callback,
        unpack: rowsOf<T>,
        known: new KnownRows<T>(),
        news: new NewestBacklog<Row<T>[]>(),
        undelivered: new NewestBacklog<Row<T>[]>(),
      });
  }

  close(): void {
    if (this.end !== undefined) return;
    this.#closing = this.#serving > 0;
    if (this.#closing) return;
    try {
      this.questions.ask({ op: "close" }, CLOSE_TIMEOUT_S);
    } catch {
      // Without an answer the peer is closed as well.
    }
    this.over(undefined);
  }

  /**
   * The time limit of an operation in seconds.
   *
   * @throws {RangeError} if it is not a number above 0.
   */
  limit({ timeout = this.timeout }: TimeLimit): number | undefined {
    checkTimeout(timeout);
    return timeout;
  }

  #fetch<T, Item>(
    rules: FetchRules,
    limit: number | undefined,
    parts: FetchBufferParts<T, Item>,
  ): FetcherSync<T, Item> {
    const fetch = ++this.#lastFetch;
    const packed = packValue(rules);
    const thread = this.thread;
    const intake = new FetchBuffer(parts, () => thread.release(intake));
    if (parts.callback !== undefined) thread.hold(intake);
    this.#fetches.set(fetch, intake);
    try {
      this.questions.ask({ op: "fetch", fetch, rules: packed }, limit);
    } catch (error) {
      this.#fetches.delete(fetch);
      intake.over(undefined);
      throw error;
    }
    return new FetcherSyncCore({
      thread,
      intake,
      unfetch: () => this.#unfetch(fetch),
    });
  }

  #unfetch(fetch: number): void {
    this.#fetches.delete(fetch);
    try {
      this.questions.ask({ op: "unfetch", fetch }, this.timeout);
    } catch (error) {
      // Without a connection it is over as well.
      if (!(error instanceof ConnectionClosed)) throw error;
    }
  }

  #arrived(report: PeerReport): void {
    switch (report.kind) {
      case "items": {
        const { fetch, items, initial } = report;
        return this.#fetches.get(fetch)?.arrived(items, initial);
      }
      case "request":
        return this.owned.expect(report.request, report.caller);
      case "givenUp":
        return this.owned.giveUp(report.request, unpackError(report.reason));
    }
  }

  #take(report: PeerReport): void {
    switch (report.kind) {
      case "answer":
        return this.questions.settle(report.id, { result: report.result });
      case "failure": {
        const error = unpackError(report.error);
        return this.questions.settle(report.id, { error });
      }
      case "request":
        return this.#serve(report);
      case "items":
        return this.#fetches.get(report.fetch)?.deliver(report.items);
      case "log":
        return this.#log(report.line);
      case "event":
        return this.#event(report);
    }
  }

  #serve(report: Extract<PeerReport, { kind: "request" }>): void {
    const { request, path, wanted } = report;
    this.#serving++;
    this.owned.serve(request, path, wanted);
    this.#serving--;
    if (this.#closing) this.close();
  }

  #event(report: Extract<PeerReport, { kind: "event" }>): void {
    const { type, daemon, path } = report;
    const reason = report.reason === undefined
      ? undefined
      : unpackError(report.reason);
    this.daemon = daemon;
    if (type !== "error") {
      this.connected = type === "connect" || type === "reconnect";
    }
    if (type === "close") this.over(reason);
    else this.events?.dispatchEvent(new PeerEvent(type, reason, path));
  }

  /** Ends everything; nothing is asked of the thread any more. */
  over(reason: Error | undefined): void {
    if (this.end !== undefined) return;
    this.end = { reason };
    this.connected = false;
    this.owned.clear();
    for (const intake of this.#fetches.values()) intake.over(reason);
    this.#fetches.clear();
    this.questions.end(reason ?? new ConnectionClosed("the peer is closed"));
    this.thread.detach(this.#id);
    this.events?.dispatchEvent(new PeerEvent("close", reason));
  }
}

function changesOf<T>(packed: PackedItem): Change<T>[] {
  return "event" in packed ? [unpackEntry<Change<T>>(packed)] : [];
}

function rowsOf<T>(packed: PackedItem): Row<T>[][] {
  if ("event" in packed) return [];
  return [packed.map((row) => unpackEntry<Row<T>>(row))];
}
