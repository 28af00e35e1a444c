/**
 * Requests on their way to an owner.
 *
 * @module
 */
import type { RequestId, Routed } from "../../protocol/dialect.ts";
import type { Slice } from "../../protocol/json.ts";
import type { Value } from "../../protocol/values/value.ts";
import type { Element } from "../elements/element.ts";
import type { Session } from "./session.ts";
import { type ByteStore, Cell } from "../elements/slab.ts";
import { TimerEntry, type TimerWheel } from "../collections/timer_wheel.ts";

const MAX_TOKEN = 0xffffffff;

/** A set or call that waits for its owner's answer. */
export class Request extends TimerEntry implements Routed {
  /** Who asked. */
  readonly client: Session;
  /** Number of the request at its owner. */
  readonly token: number;
  readonly id: RequestId;
  readonly call: boolean;
  readonly valueAsResult: boolean;
  readonly path: string;
  /** A copy, for the message is gone when the answer comes. */
  readonly params: Cell = new Cell();
  readonly #table: RequestTable;

  constructor(
    table: RequestTable,
    token: number,
    client: Session,
    id: RequestId,
    element: Element,
    valueAsResult: boolean,
  ) {
    super();
    this.#table = table;
    this.token = token;
    this.client = client;
    this.id = id;
    this.call = element.method;
    this.valueAsResult = valueAsResult;
    this.path = element.path;
  }

  override expired(): void {
    this.client.fail(this.id, { kind: "timeout", request: this.params });
    this.#table.forget(this);
  }
}

/** The requests that wait at one owner. */
export class RequestTable {
  readonly #owner: Session;
  readonly #timers: TimerWheel;
  readonly #store: ByteStore;
  readonly #waiting = new Map<number, Request>();
  #last = 0;

  /** @param store Keeps the parameters while the requests wait. */
  constructor(owner: Session, timers: TimerWheel, store: ByteStore) {
    this.#owner = owner;
    this.#timers = timers;
    this.#store = store;
  }

  /** Number of requests that wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /** A number for a request whose answer nobody wants. */
  unawaited(): number {
    // Binary Jet has 32 bits for it, and 0 for other purposes.
    do this.#last = this.#last === MAX_TOKEN ? 1 : this.#last + 1; while (
      this.#waiting.has(this.#last)
    );
    return this.#last;
  }

  /**
   * Waits for an answer.
   *
   * @param delay Milliseconds that the owner has for it.
   * @returns The number of the request.
   */
  add(
    client: Session,
    id: RequestId,
    element: Element,
    valueAsResult: boolean,
    delay: number,
    params: Slice,
  ): number {
    const token = this.unawaited();
    const request = new Request(
      this,
      token,
      client,
      id,
      element,
      valueAsResult,
    );
    this.#store.put(request.params, params.bytes, params.start, params.end);
    this.#waiting.set(token, request);
    this.#timers.add(request, delay);
    return token;
  }

  /** The owner has answered. */
  answer(token: number, ok: boolean, payload: Value): void {
    const request = this.#waiting.get(token);
    // Too late, or never asked.
    if (request === undefined) return;
    this.#timers.cancel(request);
    request.client.sendAnswer(request, ok, payload, this.#owner);
    this.forget(request);
  }

  /** Nothing more is to be done about a request. */
  forget(request: Request): void {
    this.#waiting.delete(request.token);
    this.#store.drop(request.params);
  }

  /** The owner has left: all who wait are told. */
  abandon(): void {
    for (const request of this.#waiting.values()) {
      this.#timers.cancel(request);
      const { client, id, path } = request;
      client.fail(id, { kind: "ownerGone", path });
      this.#store.drop(request.params);
    }
    this.#waiting.clear();
  }
}
