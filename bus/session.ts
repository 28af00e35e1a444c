/**
 * One connection inside the daemon: what its peer owns, fetches and waits for.
 *
 * @module
 */
import type {
  AddOptions,
  Dialect,
  EventKind,
  Inbox,
  RequestId,
  Routed,
  Row,
} from "../protocol/dialect.ts";
import type { Fault } from "../protocol/fault.ts";
import type { Slice } from "../protocol/json.ts";
import { CloseCode, type Link, type LinkHandler } from "../protocol/link.ts";
import type { FetchRules } from "../protocol/rules.ts";
import { RuleError } from "../protocol/rules.ts";
import type { Text } from "../protocol/text.ts";
import type { Bus, Refused } from "./bus.ts";
import type { Element } from "./element.ts";
import { compile, createFetch, type Fetch, snapshot } from "./fetch.ts";
import { Request } from "./request.ts";

/** One peer's connection to the bus. */
export class Session implements Inbox, LinkHandler {
  /** The bus it is connected to. */
  readonly bus: Bus;
  /** Form of the messages on this connection. */
  readonly dialect: Dialect;
  /** The pipe to the peer. */
  readonly link: Link;
  /** What the peer has added, in that order. */
  readonly elements: Set<Element> = new Set();
  /** Name that the peer gave itself, or "". */
  name = "";
  readonly #fetches = new Map<string, Fetch>();
  // Requests that wait for this peer's answer, by token.
  readonly #asked = new Map<number, Request>();
  #token = 0;
  // Fetches that have news which a slow peer was not told yet.
  readonly #behind = new Set<Fetch>();
  #ended = false;

  constructor(bus: Bus, link: Link, dialect: Dialect) {
    this.bus = bus;
    this.link = link;
    this.dialect = dialect;
  }

  /** Number of the peer's fetches. */
  get fetchCount(): number {
    return this.#fetches.size;
  }

  /** Whether the peer reads so slowly that it should be told less. */
  get congested(): boolean {
    return this.link.backlog > this.bus.options.softBacklog;
  }

  // What the link tells.

  message(bytes: Uint8Array, start: number, end: number): void {
    if (this.#ended) return;
    try {
      this.dialect.read(bytes, start, end, this);
    } catch (error) {
      // A bug of ours must not cost the others anything.
      this.bus.options.onError?.(this, error);
      this.close(CloseCode.internal, "internal error");
    }
  }

  overlong(reason: string): void {
    if (this.#ended) return;
    this.#send(this.dialect.failed(undefined, { kind: "tooLarge", reason }));
    this.close(CloseCode.tooLarge, reason);
  }

  drained(): void {
    for (const fetch of this.#behind) {
      if (!fetch.catchUp()) return;
      this.#behind.delete(fetch);
    }
  }

  closed(reason: string): void {
    if (this.#ended) return;
    this.#end();
    this.bus.options.onDisconnect?.(this, reason);
  }

  /** Ends the session: the peer's elements go at once, its link is closed. */
  close(code: number, reason: string): void {
    if (this.#ended) return;
    this.#end();
    this.link.close(code, reason);
    this.bus.options.onDisconnect?.(this, reason);
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.bus.sessions.delete(this);
    for (const fetch of this.#fetches.values()) this.bus.end(fetch);
    this.#fetches.clear();
    this.#behind.clear();
    for (const request of this.#asked.values()) {
      this.bus.timers.cancel(request);
      request.abandoned();
    }
    this.#asked.clear();
    for (const element of this.elements) this.bus.drop(element);
    this.elements.clear();
  }

  // What the peer asks.

  info(id: RequestId): void {
    if (id !== undefined) {
      this.#send(this.dialect.info(id, this.bus.options.info));
    }
  }

  config(id: RequestId, name: string | undefined): void {
    if (name !== undefined) this.name = name;
    this.#done(id);
  }

  echo(id: RequestId, params: Slice | undefined): void {
    if (id !== undefined) this.#send(this.dialect.echo(id, params));
  }

  authenticate(id: RequestId, _user: string, _password: string): void {
    this.fail(id, { kind: "invalidUser" });
  }

  add(
    id: RequestId,
    path: string,
    value: Slice | undefined,
    options: AddOptions,
  ): void {
    this.#conclude(id, path, this.bus.add(this, path, value, options));
  }

  change(id: RequestId, path: string, value: Slice): void {
    this.#conclude(id, path, this.bus.change(this, path, value));
  }

  remove(id: RequestId, path: string): void {
    this.#conclude(id, path, this.bus.remove(this, path));
  }

  set(
    id: RequestId,
    path: string,
    value: Slice,
    valueAsResult: boolean,
    timeout: number | undefined,
    params: Slice,
  ): void {
    const element = this.#target(id, path, false);
    if (element === undefined) return;
    const { owner } = element;
    const token = this.#route(id, element, valueAsResult, timeout, params);
    owner.#send(owner.dialect.set(token, path, value, valueAsResult));
  }

  call(
    id: RequestId,
    path: string,
    args: Slice | undefined,
    timeout: number | undefined,
    params: Slice,
  ): void {
    const element = this.#target(id, path, true);
    if (element === undefined) return;
    const { owner } = element;
    const token = this.#route(id, element, false, timeout, params);
    owner.#send(owner.dialect.call(token, path, args));
  }

  /** The element to be set or called, if that is possible. */
  #target(id: RequestId, path: string, call: boolean): Element | undefined {
    const element = this.bus.elements.get(path);
    let refused: Refused = null;
    if (element === undefined) refused = "notFound";
    else if (element.method !== call) refused = call ? "notMethod" : "notState";
    else if (element.fetchOnly) refused = "fetchOnly";
    if (refused === null) return element;
    this.fail(id, { kind: refused, path });
  }

  /** Notes that the owner has been asked; returns the request's token. */
  #route(
    id: RequestId,
    element: Element,
    valueAsResult: boolean,
    timeout: number | undefined,
    params: Slice,
  ): number | undefined {
    if (id === undefined) return undefined;
    const { owner, path, method } = element;
    const token = ++owner.#token;
    const request = new Request(
      this,
      owner,
      token,
      id,
      method,
      valueAsResult,
      path,
      params,
    );
    owner.#asked.set(token, request);
    const { options, timers } = this.bus;
    const delay = timeout !== undefined
      ? timeout * 1000
      : element.timeout || options.timeout * 1000;
    timers.add(request, delay);
    return token;
  }

  fetch(id: RequestId, fetchId: string, rules: FetchRules): void {
    if (this.#fetches.has(fetchId)) {
      return this.fail(id, { kind: "fetchIdInUse", fetchId });
    }
    const query = this.#compiled(id, rules);
    if (query === undefined) return;
    const fetch = createFetch(this, fetchId, query, this.bus.nextSerial());
    this.#fetches.set(fetchId, fetch);
    // A 2.x peer drops what comes before the answer.
    this.#done(id);
    this.bus.begin(fetch);
  }

  unfetch(id: RequestId, fetchId: string): void {
    const fetch = this.#fetches.get(fetchId);
    if (fetch !== undefined) {
      this.#fetches.delete(fetchId);
      this.#behind.delete(fetch);
      this.bus.end(fetch);
    }
    this.#done(id);
  }

  get(id: RequestId, rules: FetchRules): void {
    const query = this.#compiled(id, rules);
    if (query === undefined || id === undefined) return;
    const found = snapshot(query, this.bus.elements.matching(query.paths));
    this.#send(
      "rows" in found
        ? this.dialect.rows(id, found.rows)
        : this.dialect.elements(id, found.elements),
    );
  }

  #compiled(
    id: RequestId,
    rules: FetchRules,
  ): ReturnType<typeof compile> | undefined {
    try {
      return compile(rules);
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      this.fail(id, { kind: "invalid", reason: error.message });
    }
  }

  answer(token: number, ok: boolean, payload: Slice): void {
    const request = this.#asked.get(token);
    // Too late, or never asked.
    if (request === undefined) return;
    this.#asked.delete(token);
    this.bus.timers.cancel(request);
    request.answered(ok, payload);
  }

  /** Gives a request up that this peer did not answer in time. */
  forget(request: Request): void {
    this.#asked.delete(request.token);
  }

  refuse(id: RequestId, fault: Fault): void {
    // A notification is not answered, unless nobody can tell what it was.
    if (
      id === undefined && fault.kind !== "parse" &&
      fault.kind !== "invalidRequest"
    ) return;
    this.#send(this.dialect.failed(id, fault));
  }

  goodbye(): void {
    this.close(CloseCode.normal, "the peer said goodbye");
  }

  // What the peer is told.

  #conclude(id: RequestId, path: string, refused: Refused): void {
    if (refused === null) this.#done(id);
    else this.fail(id, { kind: refused, path });
  }

  #done(id: RequestId): void {
    if (id !== undefined) this.#send(this.dialect.done(id));
  }

  /** Answers a request with an error; a notification stays unanswered. */
  fail(id: RequestId, fault: Fault): void {
    if (id !== undefined) this.#send(this.dialect.failed(id, fault));
  }

  /** Passes an owner's answer on. */
  sendAnswer(routed: Routed, ok: boolean, payload: Slice): void {
    this.#send(this.dialect.answered(routed, ok, payload));
  }

  /** Tells an event to one of the peer's fetches. */
  notify(fetch: Fetch, kind: EventKind, element: Element, turn: number): void {
    this.#write(fetch.head, this.dialect.event(turn, kind, element));
  }

  /** Tells changed rows to one of the peer's sorted fetches. */
  sendChanges(fetch: Fetch, rows: readonly Row[], n: number): void {
    this.#write(fetch.head, this.dialect.changes(rows, n));
  }

  /** Notes that a fetch has news for later. */
  fallBehind(fetch: Fetch): void {
    this.#behind.add(fetch);
  }

  #send(message: Text): void {
    this.#write(null, message);
  }

  #write(head: Text | null, body: Text): void {
    if (this.#ended) return;
    if (this.link.backlog > this.bus.options.hardBacklog) {
      // Nothing is left to conflate. What the peer owns goes when the link
      // has told that it is closed: not in the middle of a publication.
      this.link.close(CloseCode.policy, "the peer does not read");
    } else {
      this.link.send(head, body);
    }
  }
}
