/**
 * Requests to owners at another member.
 *
 * @module
 */
import { TimerEntry, type TimerWheel } from "../bus/collections/timer_wheel.ts";
import type {
  CancellableRequest,
  OwnerRequest,
} from "../bus/elements/owner.ts";
import { copyOf, type Slice } from "../base/slice.ts";
import type { BinaryReader } from "../protocol/binary/reader.ts";
import { BinaryWriter } from "../protocol/binary/writer.ts";
import type { Fault } from "../protocol/errors/fault.ts";
import type { RequestId } from "../protocol/inbox.ts";
import { NO_VALUE, type Value } from "../protocol/values/value.ts";
import { Kind, readFault, readValue } from "./messages.ts";
import {
  AnswerFlag,
  type MessageOutput,
  NOTHING,
  RequestFlag,
} from "./requests.ts";

/** Milliseconds for which the owner's member may be late with its timeout. */
const GRACE_MS = 1_000;

/** What an element is at the owner's member. */
export interface RemoteTarget {
  readonly path: string;
  /** See `Place`. */
  readonly place: number;
  /** The owner's revision that is known here. */
  readonly revision: number;
}

/** A request that waits for the answer of the other member. */
class SentRequest extends TimerEntry implements CancellableRequest {
  readonly token: number;
  readonly path: string;
  readonly call: boolean;
  readonly request: OwnerRequest;
  /** A copy: the message is valid while it is read. */
  readonly params: Slice;
  readonly #requests: SentRequests;

  constructor(
    requests: SentRequests,
    token: number,
    path: string,
    call: boolean,
    request: OwnerRequest,
  ) {
    super();
    this.#requests = requests;
    this.token = token;
    this.path = path;
    this.call = call;
    this.request = request;
    this.params = copyOf(request.params);
  }

  get id(): RequestId {
    return this.request.id;
  }

  giveUp(): void {
    this.#requests.giveUp(this);
  }

  override expired(): void {
    this.#requests.giveUp(this);
    this.fail({ kind: "timeout", request: this.params });
  }

  fail(fault: Fault): void {
    this.request.requester.fail(this.id, fault);
  }
}

/** The requests of this member that wait for another one. */
export class SentRequests {
  readonly #out: MessageOutput;
  readonly #timers: TimerWheel;
  readonly #waiting = new Map<number, SentRequest>();
  #last = 0;

  constructor(out: MessageOutput, timers: TimerWheel) {
    this.#out = out;
    this.#timers = timers;
  }

  /** Sends a `set` or a `call`; `content`: the value or the arguments. */
  send(
    target: RemoteTarget,
    call: boolean,
    content: Value | undefined,
    request: OwnerRequest,
  ): void {
    const { requester, id, timeoutMs } = request;
    const token = ++this.#last;
    const caller = requester.callerInfo;
    const isConditional = request.conflict !== undefined;
    const out = this.#out.begin(call ? Kind.call : Kind.set).f64(target.place)
      .u32(token).f64(timeoutMs).u8(
        (request.valueAsResult ? RequestFlag.valueAsResult : 0) +
          (request.isValueImplied ? RequestFlag.valueImplied : 0) +
          (id !== undefined ? RequestFlag.wantsAnswer : 0) +
          (isConditional ? RequestFlag.hasCondition : 0) +
          (content !== undefined ? RequestFlag.hasArgs : 0) +
          (caller !== undefined ? RequestFlag.hasCaller : 0),
      );
    if (isConditional) out.f64(request.since ?? target.revision);
    if (caller !== undefined) out.longText(JSON.stringify(caller));
    if (content !== undefined) out.value(content);
    if (id !== undefined) this.#await(token, target.path, call, request);
  }

  /**
   * Sends a `set` of several states.
   *
   * @param targets The states, by their paths as seen from `below`.
   */
  sendGroup(
    targets: ReadonlyMap<string, RemoteTarget>,
    below: string,
    values: ReadonlyMap<string, Value>,
    request: OwnerRequest,
  ): void {
    const { requester, id, timeoutMs, conflict, since } = request;
    const token = ++this.#last;
    const caller = requester.callerInfo;
    const isConditional = conflict !== undefined;
    const body = new BinaryWriter().u32(token).f64(timeoutMs).u8(
      (id !== undefined ? RequestFlag.wantsAnswer : 0) +
        (isConditional ? RequestFlag.hasCondition : 0) +
        (caller !== undefined ? RequestFlag.hasCaller : 0),
    );
    if (caller !== undefined) body.longText(JSON.stringify(caller));
    body.longText(below).u32(targets.size);
    for (const [name, { place, revision }] of targets) {
      body.longText(name).f64(place);
      if (isConditional) body.f64(since ?? revision);
      body.value(values.get(name) ?? NO_VALUE);
    }
    this.#out.begin(Kind.setGroup).u32(body.length)
      .slice(body.bytes, 0, body.length);
    if (id !== undefined) this.#await(token, below, true, request);
  }

  /** Waits for the answer. */
  #await(
    token: number,
    path: string,
    call: boolean,
    request: OwnerRequest,
  ): void {
    const sent = new SentRequest(this, token, path, call, request);
    this.#waiting.set(token, sent);
    this.#timers.add(sent, request.timeoutMs + GRACE_MS);
    request.requester.opened?.(sent);
  }

  /** Forgets a request, and notifies the owner. */
  giveUp(sent: SentRequest): void {
    if (!this.#forget(sent)) return;
    this.#out.begin(Kind.cancel).u32(sent.token);
  }

  #forget(sent: SentRequest): boolean {
    this.#timers.cancel(sent);
    sent.request.requester.settled?.(sent);
    return this.#waiting.delete(sent.token);
  }

  /** Takes an answer. */
  answered(from: BinaryReader): void {
    const token = from.u32();
    const bits = from.u8();
    const payload = readValue(from);
    const adjusted = (bits & AnswerFlag.hasAdjusted) !== 0
      ? readValue(from)
      : undefined;
    const sent = this.#waiting.get(token);
    if (sent === undefined) return;
    this.#forget(sent);
    const { request, call, path, params } = sent;
    const { id, valueAsResult, requester } = request;
    requester.respond(
      { id, valueAsResult, call, path, params, adjusted },
      (bits & AnswerFlag.ok) !== 0,
      payload,
      {
        answersWithPath: (bits & AnswerFlag.withPath) !== 0,
        answersWithWarning: (bits & AnswerFlag.withWarning) !== 0,
      },
    );
  }

  /** Takes why a request was not carried out. */
  failed(from: BinaryReader): void {
    const sent = this.#waiting.get(from.u32());
    const fault = readFault(from, sent?.params ?? NOTHING);
    if (sent === undefined) return;
    this.#forget(sent);
    // The other member does not know the path of a place that is gone.
    const isNameless = "path" in fault && fault.path === "";
    sent.fail(isNameless ? { ...fault, path: sent.path } : fault);
  }

  /** Fails all that wait. */
  failAll(fault: (path: string) => Fault): void {
    for (const sent of [...this.#waiting.values()]) {
      if (this.#forget(sent)) sent.fail(fault(sent.path));
    }
  }
}
