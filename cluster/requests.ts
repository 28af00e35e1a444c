/**
 * Requests from one member to the owners at another.
 *
 * @module
 */
import { TimerEntry, type TimerWheel } from "../bus/collections/timer_wheel.ts";
import type {
  CancellableRequest,
  OwnerRequest,
  Requester,
} from "../bus/elements/owner.ts";
import type { Element } from "../bus/elements/element.ts";
import {
  groupFault,
  setGroup,
  type StateRefusal,
} from "../bus/space/groups.ts";
import type { Space } from "../bus/space/space.ts";
import { isRecord } from "../base/narrowing.ts";
import { copyOf, type Slice } from "../base/slice.ts";
import type { BinaryReader } from "../protocol/binary/reader.ts";
import { BinaryWriter } from "../protocol/binary/writer.ts";
import type { AnswerForm, CallerInfo, Routed } from "../protocol/dialect.ts";
import type { Fault } from "../protocol/errors/fault.ts";
import type { RequestId } from "../protocol/inbox.ts";
import { copyOfValue, NO_VALUE, type Value } from "../protocol/values/value.ts";
import { Kind, readFault, readValue, writeFault } from "./messages.ts";

/** Milliseconds for which the owner's member may be late with its timeout. */
const GRACE_MS = 1_000;
const NOTHING: Slice = { bytes: new Uint8Array(0), start: 0, end: 0 };

const VALUE_AS_RESULT = 1;
const VALUE_IMPLIED = 2;
const WANTS_ANSWER = 4;
const HAS_CONDITION = 8;
const HAS_ARGS = 16;
const HAS_CALLER = 32;

const OK = 1;
const WITH_PATH = 2;
const WITH_WARNING = 4;
const HAS_ADJUSTED = 8;

/** Writes messages to the other member. */
export interface MessageOutput {
  begin(kind: number): BinaryWriter;
}

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
        (request.valueAsResult ? VALUE_AS_RESULT : 0) +
          (request.isValueImplied ? VALUE_IMPLIED : 0) +
          (id !== undefined ? WANTS_ANSWER : 0) +
          (isConditional ? HAS_CONDITION : 0) +
          (content !== undefined ? HAS_ARGS : 0) +
          (caller !== undefined ? HAS_CALLER : 0),
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
      (id !== undefined ? WANTS_ANSWER : 0) +
        (isConditional ? HAS_CONDITION : 0) +
        (caller !== undefined ? HAS_CALLER : 0),
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
    const adjusted = (bits & HAS_ADJUSTED) !== 0 ? readValue(from) : undefined;
    const sent = this.#waiting.get(token);
    if (sent === undefined) return;
    this.#forget(sent);
    const { request, call, path, params } = sent;
    const { id, valueAsResult, requester } = request;
    requester.respond(
      { id, valueAsResult, call, path, params, adjusted },
      (bits & OK) !== 0,
      payload,
      {
        answersWithPath: (bits & WITH_PATH) !== 0,
        answersWithWarning: (bits & WITH_WARNING) !== 0,
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

/** A request of the other member at an owner here. */
class ServedRequest implements Requester {
  readonly callerInfo: CallerInfo | undefined;
  cancellable: CancellableRequest | undefined;
  readonly #requests: ServedRequests;
  readonly #token: number;

  constructor(
    requests: ServedRequests,
    token: number,
    callerInfo: CallerInfo | undefined,
  ) {
    this.#requests = requests;
    this.#token = token;
    this.callerInfo = callerInfo;
  }

  fail(id: RequestId, fault: Fault): void {
    if (id !== undefined) this.#requests.fail(this.#token, fault);
  }

  respond(routed: Routed, ok: boolean, payload: Value, form: AnswerForm): void {
    this.#requests.respond(this.#token, routed, ok, payload, form);
  }

  opened(request: CancellableRequest): void {
    this.cancellable = request;
  }

  settled(): void {
    this.cancellable = undefined;
  }
}

/** Requests of another member at the owners here. */
export class ServedRequests {
  readonly #out: MessageOutput;
  readonly #space: Space;
  readonly #pathOf: (place: number) => string | undefined;
  readonly #whenClaimed: (place: number, task: () => void) => void;
  readonly #open = new Map<number, ServedRequest>();

  /**
   * @param pathOf The path of a place of this member.
   * @param whenClaimed Calls a task when the claim of a place has been applied here,
   * at once if it has.
   */
  constructor(
    out: MessageOutput,
    space: Space,
    pathOf: (place: number) => string | undefined,
    whenClaimed: (place: number, task: () => void) => void,
  ) {
    this.#out = out;
    this.#whenClaimed = whenClaimed;
    this.#space = space;
    this.#pathOf = pathOf;
  }

  /** Carries out a `set` or a `call`. */
  take(from: BinaryReader, call: boolean): void {
    const place = from.f64();
    const token = from.u32();
    const timeoutMs = from.f64();
    const bits = from.u8();
    const revision = (bits & HAS_CONDITION) !== 0 ? from.f64() : undefined;
    const caller = (bits & HAS_CALLER) !== 0
      ? callerFrom(from.text(from.u32()))
      : undefined;
    const content = (bits & HAS_ARGS) !== 0
      ? copyOfValue(readValue(from))
      : undefined;
    const { requester, id } = this.#begin(token, bits, caller);
    // The other member may know of a claim before this one does.
    this.#whenClaimed(place, () => {
      // It may have been given up meanwhile.
      if (id !== undefined && !this.#open.has(token)) return;
      const path = this.#pathOf(place) ?? "";
      const element = this.#space.find(path);
      if (element === undefined) {
        return requester.fail(id, { kind: "notFound", path });
      }
      const conflict = revision === undefined
        ? undefined
        : () => conflictOf(element, revision);
      const fault = conflict?.() ?? null;
      if (fault !== null) return requester.fail(id, fault);
      const request: OwnerRequest = {
        requester,
        id,
        valueAsResult: (bits & VALUE_AS_RESULT) !== 0,
        isValueImplied: (bits & VALUE_IMPLIED) !== 0,
        timeoutMs,
        params: NOTHING,
        conflict,
      };
      if (call) element.owner.requestCall(element, content, request);
      else element.owner.requestSet(element, content ?? NO_VALUE, request);
    });
  }

  #begin(
    token: number,
    bits: number,
    caller: CallerInfo | undefined,
  ): Pick<OwnerRequest, "requester" | "id"> {
    const requester = new ServedRequest(this, token, caller);
    if ((bits & WANTS_ANSWER) === 0) return { requester, id: undefined };
    this.#open.set(token, requester);
    return { requester, id: String(token) };
  }

  /** Carries out a `set` of several states. */
  takeGroup(from: BinaryReader): void {
    const token = from.u32();
    const timeoutMs = from.f64();
    const bits = from.u8();
    const caller = (bits & HAS_CALLER) !== 0
      ? callerFrom(from.text(from.u32()))
      : undefined;
    const isConditional = (bits & HAS_CONDITION) !== 0;
    const below = from.text(from.u32());
    const values = new Map<string, Value>();
    // Revisions since which the states must not have changed, by their places.
    const since = new Map<number, number>();
    for (let count = from.u32(); count > 0; count--) {
      const name = from.text(from.u32());
      since.set(from.f64(), isConditional ? from.f64() : Infinity);
      values.set(name, copyOfValue(readValue(from)));
    }
    const { requester, id } = this.#begin(token, bits, caller);
    // The entries of the log have an order: the last claim is applied last.
    this.#whenClaimed(Math.max(...since.keys()), () => {
      // It may have been given up meanwhile.
      if (id !== undefined && !this.#open.has(token)) return;
      this.#setGroup(below, values, since, {
        requester,
        id,
        valueAsResult: false,
        timeoutMs,
        params: NOTHING,
      }, isConditional);
    });
  }

  #setGroup(
    below: string,
    values: ReadonlyMap<string, Value>,
    places: ReadonlyMap<number, number>,
    request: OwnerRequest,
    isConditional: boolean,
  ): void {
    const since = new Map<string, number>();
    for (const [place, revision] of places) {
      since.set(this.#pathOf(place) ?? "", revision);
    }
    const refusal: StateRefusal = (element, path) =>
      element === undefined
        ? { kind: "notFound", path }
        : conflictOf(element, since.get(path) ?? Infinity);
    const group = { below, paths: [...since.keys()], values };
    const fault = groupFault(this.#space, group, refusal);
    if (fault !== null) return request.requester.fail(request.id, fault);
    const conflict = isConditional
      ? () => groupFault(this.#space, group, refusal)
      : undefined;
    setGroup(this.#space, group, { ...request, conflict }, refusal);
  }

  respond(
    token: number,
    routed: Routed,
    ok: boolean,
    payload: Value,
    { answersWithPath, answersWithWarning }: AnswerForm,
  ): void {
    if (!this.#open.delete(token)) return;
    const adjusted = routed.valueAsResult && ok && !routed.call
      ? routed.adjusted
      : undefined;
    const out = this.#out.begin(Kind.answer).u32(token).u8(
      (ok ? OK : 0) + (answersWithPath ? WITH_PATH : 0) +
        (answersWithWarning ? WITH_WARNING : 0) +
        (adjusted !== undefined ? HAS_ADJUSTED : 0),
    ).value(payload);
    if (adjusted !== undefined) out.value(adjusted);
  }

  fail(token: number, fault: Fault): void {
    if (!this.#open.delete(token)) return;
    writeFault(this.#out.begin(Kind.fault).u32(token), fault);
  }

  /** Gives a request up that the other member does not wait for any more. */
  cancel(from: BinaryReader): void {
    const token = from.u32();
    const served = this.#open.get(token);
    this.#open.delete(token);
    served?.cancellable?.giveUp();
  }

  /** Gives all up: the other member is gone. */
  cancelAll(): void {
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const { cancellable } of open) cancellable?.giveUp();
  }
}

/** Why a condition does not hold; `null`: it does. */
function conflictOf(element: Element, revision: number): Fault | null {
  const { path, owner } = element;
  const isChanged = element.revision > revision ||
    revision < Infinity && owner.isWriting?.(path) === true;
  return isChanged ? { kind: "conflict", path } : null;
}

function callerFrom(text: string): CallerInfo {
  const caller: unknown = JSON.parse(text);
  const { name, user } = isRecord(caller) ? caller : {};
  return {
    name: typeof name === "string" ? name : "",
    user: typeof user === "string" ? user : undefined,
  };
}
