/**
 * The fetches of a peer, kept through reconnects.
 *
 * @module
 */
import type { PeerClock } from "../../base/clock.ts";
import type { Connection } from "../connection/connection.ts";
import { fetchLater } from "./load_later.ts";
import { UNLIMITED } from "../connection/limits.ts";
import { asError, ignore } from "../../base/narrowing.ts";
import { ConnectionClosed } from "../../protocol/errors/classes.ts";

/** A fetch as its registration sees it; a `Fetcher`. */
export interface FetchSink {
  readonly id: string;
  readonly params: Record<string, unknown>;
  begin(): void;
  receive(params: Record<string, unknown>): void;
  /**
   * What matched when the fetch began has been reported.
   *
   * @param complete Whether what is missing is gone.
   */
  settled(complete: boolean): void;
  fail(error: Error | undefined): void;
}

/** See the module. */
export class Fetches {
  readonly #connection: Connection;
  readonly #clock: PeerClock;
  readonly #graceMs: number;
  readonly #fetches = new Map<string, FetchSink>();
  /** Fetches whose elements may still come back; none without a grace. */
  #returning: Set<FetchSink> | undefined;
  #cancelGrace: () => void = ignore;
  #made = 0;

  /**
   * @param graceMs Milliseconds after a reconnect in which elements may come
   * back: their owners may do so after this peer.
   */
  constructor(connection: Connection, clock: PeerClock, graceMs: number) {
    this.#connection = connection;
    this.#clock = clock;
    this.#graceMs = graceMs;
  }

  /** An id for a new fetch, in the form that classic peers use. */
  nextId(): string {
    return `__f__${++this.#made}`;
  }

  /** Begins a fetch, now or when there is a connection. */
  start(fetch: FetchSink): void {
    if (this.#connection.closed) {
      fetch.fail(new ConnectionClosed("the peer is closed"));
      return;
    }
    this.#fetches.set(fetch.id, fetch);
    if (!fetchLater.loaded) fetchLater.get().catch(ignore);
    if (this.#connection.open) void this.#register(fetch);
  }

  /** Ends a fetch. */
  async stop(id: string): Promise<void> {
    if (!this.#fetches.delete(id) || !this.#connection.open) return;
    // The fetch is already removed: the answer changes nothing.
    await this.#connection.request("unfetch", { id }).catch(ignore);
  }

  /** Makes all fetches; the link is new. */
  opened(first: boolean): void {
    if (!first && this.#graceMs > 0) {
      this.#returning = new Set();
      this.#cancelGrace = this.#clock.after(this.#graceMs, () => {
        const returning = this.#returning;
        this.#returning = undefined;
        for (const fetch of returning ?? []) fetch.settled(true);
      });
    }
    for (const fetch of this.#fetches.values()) void this.#register(fetch);
  }

  /** Loads what is needed when everything is reported again. */
  async returning(): Promise<void> {
    if (this.#fetches.size > 0) await fetchLater.get();
  }

  /** The link is lost: the next one begins anew. */
  lost(): void {
    this.#cancelGrace();
    this.#returning = undefined;
  }

  /** Nothing will be made again. */
  closed(reason: Error | undefined): void {
    this.lost();
    for (const fetch of this.#fetches.values()) fetch.fail(reason);
    this.#fetches.clear();
  }

  /** Takes a message without id; whether it was the notification of a fetch. */
  receive(method: unknown, params: Record<string, unknown>): boolean {
    const fetch = typeof method === "string"
      ? this.#fetches.get(method)
      : undefined;
    // An element of this peer may have a path that looks like a fetch id.
    const notification = typeof params.event === "string" ||
      Array.isArray(params.changes);
    if (fetch === undefined || !notification) return false;
    fetch.receive(params);
    return true;
  }

  async #register(fetch: FetchSink): Promise<void> {
    fetch.begin();
    const { id } = fetch;
    // Our daemon answers after the initial matches, also if back-pressure of
    // this peer delayed them; binary Jet has `ready`. Other daemons answer
    // before or after them, but send them all before their next answer.
    const asked = this.#connection.request("fetch", {
      id,
      ...fetch.params,
      addsFirst: true,
    }, UNLIMITED);
    const fence = this.#connection.codec?.tellsReady === true
      ? undefined
      : this.#connection.request("info", {}, UNLIMITED);
    fence?.catch(ignore);
    try {
      await asked;
    } catch (error) {
      // A lost connection: the next one tries again.
      if (error instanceof ConnectionClosed) return;
      this.#fetches.delete(id);
      fetch.fail(asError(error));
      return;
    }
    try {
      await fence;
    } catch (error) {
      if (error instanceof ConnectionClosed) return;
    }
    this.#returning?.add(fetch);
    fetch.settled(this.#returning === undefined);
  }
}
