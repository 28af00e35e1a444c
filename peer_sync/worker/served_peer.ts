/**
 * One peer of the program's: the asynchronous peer that does what it asks for.
 *
 * @module
 */
import { ChangeBacklog, NewestBacklog } from "../../peer/fetch/backlog.ts";
import { conflate } from "../../peer/fetch/conflate.ts";
import { DONE } from "../../peer/codecs/codec.ts";
import type { OwnedElement } from "../../peer/elements/element.ts";
import type { Meta } from "../../peer/elements/meta.ts";
import { type PeerEventMap, PeerEvents } from "../../peer/events.ts";
import type { Fetcher } from "../../peer/fetch/fetcher.ts";
import { claimed, ignore } from "../../base/narrowing.ts";
import { PeerCore } from "../../peer/core.ts";
import type { FetchRules } from "../../protocol/rules/written.ts";
import { coreOf } from "../../peer/elements/element_core.ts";
import { Signal } from "../../peer/elements/signal.ts";
import { StateCore } from "../../peer/elements/state_core.ts";
import type { Ask, Described, Reply, Wanted } from "../protocol/messages.ts";
import { packResult, unpack, unpackMembers } from "../protocol/values.ts";
import { packError } from "../protocol/errors.ts";
import { type RequestContext, standIn } from "./elements.ts";
import type { Outlet } from "./outlet.ts";
import { FetchForwarder, type Item } from "./fetch_forwarder.ts";
import { JetError } from "../../protocol/errors/classes.ts";

/** Changes of a fetch that wait as they came while the program is slow. */
const MAX_BACKLOG_CHANGES = 1024;

/** Most forwarded requests that wait for the program. */
const MAX_REQUESTS = 10_000;

/** Seconds that the daemon may take to let elements go before the end. */
const CLOSE_TIMEOUT_S = 1;

const EVENTS = [
  "connect",
  "disconnect",
  "reconnect",
  "close",
  "error",
] as const;

/** See the module. */
export class ServedPeer {
  readonly #id: number;
  readonly #outlet: Outlet;
  readonly #peer: PeerCore;
  readonly #elements = new Map<string, OwnedElement>();
  readonly #fetchers = new Map<number, Pick<Fetcher, "close">>();
  /** What gives up an operation that is under way. */
  readonly #cancels = new Map<number, () => void>();
  readonly #requests = new Map<number, PromiseWithResolvers<unknown>>();
  #lastRequest = 0;

  /**
   * Begins to connect.
   *
   * @param closed Called when nothing can be asked of it any more.
   * @throws {TypeError} as the constructor of the peer does.
   * @throws {RangeError} as the constructor of the peer does.
   */
  constructor(
    id: number,
    outlet: Outlet,
    { target, options }: Extract<Ask, { op: "connect" }>,
    closed: () => void,
  ) {
    this.#id = id;
    this.#outlet = outlet;
    this.#peer = new PeerCore(target, {
      ...options,
      log: (line) => outlet.put({ kind: "log", peer: id, line }),
    });
    const events = this.#peer.events = new PeerEvents();
    for (const type of EVENTS) {
      events.addEventListener(type, ({ reason, path }) => {
        this.#emit(type, reason, path);
        if (type === "close") closed();
      });
    }
  }

  /** Does what the program asks for, and answers. */
  async serve(id: number, ask: Ask): Promise<void> {
    const stop = new AbortController();
    this.#cancels.set(id, () => stop.abort());
    const peer = this.#id;
    try {
      const result = await this.#do(id, ask, stop.signal);
      this.#outlet.put({ kind: "answer", peer, id, result });
    } catch (thrown) {
      this.#outlet.put({ kind: "failure", peer, id, error: packError(thrown) });
    } finally {
      this.#cancels.delete(id);
    }
  }

  /** The program does not wait any more. */
  cancel(id: number): void {
    this.#cancels.get(id)?.();
  }

  /** Gives a state of the program's a new value. */
  announce(path: string, value: unknown): void {
    const state = this.#state(path);
    if (state === undefined) return;
    try {
      state.value = value;
    } catch (error) {
      // The program has gone on; all that is left is to say it.
      const line = `${path} has not changed: ${packError(error).message}`;
      this.#outlet.put({ kind: "log", peer: this.#id, line });
    }
  }

  /** The program has carried out what was wanted of it. */
  reply(request: number, reply: Reply): void {
    const waiting = this.#requests.get(request);
    this.#requests.delete(request);
    switch (reply.kind) {
      case "done":
        return waiting?.resolve(DONE);
      case "result":
        return waiting?.resolve(unpack(reply.value));
      case "error":
        return waiting?.reject(reply.error);
    }
  }

  async #do(id: number, ask: Ask, signal: AbortSignal): Promise<unknown> {
    const peer = this.#peer;
    const { connection } = peer;
    switch (ask.op) {
      case "connect":
        await connection.connected;
        return connection.info;
      case "resume":
        return await connection.resume();
      case "request": {
        const { method, repeated } = ask;
        const params = unpackMembers(ask.params);
        const limits = { signal };
        return packResult(
          await connection.request(method, params, limits, repeated),
        );
      }
      case "add":
        return await this.#addAll(ask.elements, signal);
      case "remove": {
        const element = this.#elements.get(ask.path);
        this.#elements.delete(ask.path);
        return await element?.remove({ signal });
      }
      case "removeBelow":
        return await peer.removeBelow(ask.path, { signal });
      case "change": {
        const value = unpack(ask.value);
        const options = { ...ask.notes, signal };
        return await this.#state(ask.path)?.change(value, options);
      }
      case "signal": {
        const element = this.#elements.get(ask.path);
        if (!(element instanceof Signal)) return;
        return await element.send(unpack(ask.value), { signal });
      }
      case "meta": {
        const element = this.#elements.get(ask.path);
        const meta = claimed<Meta | null>(unpack(ask.meta)) ?? undefined;
        return await element?.setMeta(meta, { signal });
      }
      case "changeBelow": {
        const values = ask.values.map(([name, value]) =>
          [name, unpack(value)] as const
        );
        return await peer.changeBelow(ask.path, new Map(values), { signal });
      }
      case "fetch":
        return await this.#fetch(
          id,
          ask.fetch,
          claimed<FetchRules>(unpack(ask.rules)),
        );
      case "unfetch": {
        const fetcher = this.#fetchers.get(ask.fetch);
        this.#fetchers.delete(ask.fetch);
        return await fetcher?.close();
      }
      case "close":
        // The daemon may process the end after requests of other peers: without
        // this, these would still be routed here.
        if (this.#elements.size > 0 && connection.open) {
          const limits = { timeout: CLOSE_TIMEOUT_S, keep: true };
          await peer.removeBelow("", limits).catch(ignore);
        }
        return await connection.close();
    }
  }

  #state(path: string): StateCore | undefined {
    const element = this.#elements.get(path);
    const core = element === undefined ? undefined : coreOf(element);
    return core instanceof StateCore ? core : undefined;
  }

  async #addAll(
    elements: readonly Described[],
    signal: AbortSignal,
  ): Promise<void> {
    const added: string[] = [];
    try {
      await Promise.all(elements.map(async (element) => {
        await this.#add(element, signal);
        added.push(element.path);
      }));
    } catch (error) {
      for (const path of added) {
        this.#elements.get(path)?.remove({ keep: true }).catch(ignore);
        this.#elements.delete(path);
      }
      throw error;
    }
  }

  async #add(described: Described, signal: AbortSignal): Promise<void> {
    const { path } = described;
    const element = standIn(
      described,
      (path, wanted, context) => this.#askProgram(path, wanted, context),
    );
    // One that is refused must not take the place of one that is there.
    const before = this.#elements.get(path);
    this.#elements.set(path, element);
    try {
      await this.#peer.add(element, { signal });
    } catch (error) {
      if (this.#elements.get(path) === element) {
        if (before === undefined) this.#elements.delete(path);
        else this.#elements.set(path, before);
      }
      throw error;
    }
  }

  async #fetch(id: number, fetch: number, rules: FetchRules): Promise<void> {
    const forwarder = new FetchForwarder(
      this.#outlet,
      this.#id,
      fetch,
      rules.sort === undefined
        ? new ChangeBacklog(MAX_BACKLOG_CHANGES, conflate)
        : new NewestBacklog(),
    );
    const take = (item: Item) => forwarder.take(item);
    const fetcher = this.#peer.fetch(rules, take);
    this.#fetchers.set(fetch, fetcher);
    this.#cancels.set(id, () => void fetcher.close());
    try {
      await fetcher.ready;
    } catch (error) {
      this.#fetchers.delete(fetch);
      throw error;
    }
    forwarder.settled();
  }

  #askProgram(
    path: string,
    wanted: Wanted,
    { signal, caller }: RequestContext,
  ): Promise<unknown> {
    if (this.#requests.size >= MAX_REQUESTS) {
      return Promise.reject(
        new JetError(
          `the owner of ${JSON.stringify(path)} serves too many requests`,
        ),
      );
    }
    const request = ++this.#lastRequest;
    const waiting = Promise.withResolvers<unknown>();
    this.#requests.set(request, waiting);
    const peer = this.#id;
    this.#outlet.put({ kind: "request", peer, request, path, wanted, caller });
    // It counts as unserved until the program answers: it may still wait there.
    signal.addEventListener("abort", () => {
      if (!this.#requests.has(request)) return;
      const reason = packError(signal.reason);
      this.#outlet.put({ kind: "givenUp", peer, request, reason });
    });
    return waiting.promise;
  }

  #emit(
    type: keyof PeerEventMap,
    reason: Error | undefined,
    path: string | undefined,
  ): void {
    this.#outlet.put({
      kind: "event",
      peer: this.#id,
      type,
      reason: reason === undefined ? undefined : packError(reason),
      path,
      daemon: this.#peer.connection.info,
    });
  }
}
