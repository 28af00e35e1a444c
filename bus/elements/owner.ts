/**
 * The owner of elements, as the elements and the requests to them need it.
 *
 * @module
 */
import type { AnswerForm, RequestId, Routed } from "../../protocol/dialect.ts";
import type { Fault } from "../../protocol/errors/fault.ts";
import type { Value } from "../../protocol/values/value.ts";
import type { Slice } from "../../base/slice.ts";

/** Origin of a request, which takes the response. */
export interface Requester {
  /** Responds with an error; without an id nothing is sent. */
  fail(id: RequestId, fault: Fault): void;
  /**
   * Responds with what the owner has answered.
   *
   * @param form How the owner answers.
   */
  respond(
    request: Routed,
    ok: boolean,
    payload: Value,
    form: AnswerForm,
  ): void;
  /** Makes no more requests: an owner has too many of its requests already. */
  hold?(): void;
  /** Ends a {@linkcode hold}. */
  release?(): void;
}

/** A `set` or `call` on its way to an owner. */
export interface OwnerRequest {
  /** Where it comes from. */
  readonly requester: Requester;
  /** Its id at the requester; `undefined`: no response is wanted. */
  readonly id: RequestId;
  /** Whether the response carries the value that was set. */
  readonly valueAsResult: boolean;
  /** Milliseconds until it times out. */
  readonly timeoutMs: number;
  /** All parameters as the requester sent them; valid during the call only. */
  readonly params: Slice;
}

/** What a request is addressed to. */
export interface Target {
  /** Path of the state or method. */
  readonly path: string;
  /** Type of the state's present value. */
  readonly type: number;
}

/**
 * Owns elements. Owners are compared by identity: only the owner that added an
 * element may change or remove it. Each request is responded to once.
 */
export interface Owner {
  /** Requests a new value of one of its states. */
  requestSet(target: Target, value: Value, request: OwnerRequest): void;
  /** Requests a call of one of its methods. */
  requestCall(
    target: Target,
    args: Value | undefined,
    request: OwnerRequest,
  ): void;
}
