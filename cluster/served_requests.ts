/**
 * Requests of another member to the owners at this one.
 *
 * @module
 */
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
import type { BinaryReader } from "../protocol/binary/reader.ts";
import type { AnswerForm, CallerInfo, Routed } from "../protocol/dialect.ts";
import type { Fault } from "../protocol/errors/fault.ts";
import type { RequestId } from "../protocol/inbox.ts";
import { copyOfValue, NO_VALUE, type Value } from "../protocol/values/value.ts";
import { Kind, readValue, writeFault } from "./messages.ts";
import {
  AnswerFlag,
  type MessageOutput,
  NOTHING,
  RequestFlag,
} from "./requests.ts";

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
    const revision = (bits & RequestFlag.hasCondition) !== 0
      ? from.f64()
      : undefined;
    const caller = (bits & RequestFlag.hasCaller) !== 0
      ? callerFrom(from.text(from.u32()))
      : undefined;
    const content = (bits & RequestFlag.hasArgs) !== 0
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
        valueAsResult: (bits & RequestFlag.valueAsResult) !== 0,
        isValueImplied: (bits & RequestFlag.valueImplied) !== 0,
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
    if ((bits & RequestFlag.wantsAnswer) === 0) {
      return { requester, id: undefined };
    }
    this.#open.set(token, requester);
    return { requester, id: String(token) };
  }

  /** Carries out a `set` of several states. */
  takeGroup(from: BinaryReader): void {
    const token = from.u32();
    const timeoutMs = from.f64();
    const bits = from.u8();
    const caller = (bits & RequestFlag.hasCaller) !== 0
      ? callerFrom(from.text(from.u32()))
      : undefined;
    const isConditional = (bits & RequestFlag.hasCondition) !== 0;
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
      (ok ? AnswerFlag.ok : 0) + (answersWithPath ? AnswerFlag.withPath : 0) +
        (answersWithWarning ? AnswerFlag.withWarning : 0) +
        (adjusted !== undefined ? AnswerFlag.hasAdjusted : 0),
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
