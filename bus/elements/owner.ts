/**
 * The owner of elements, as the elements and the requests to them need it.
 *
 * @module
 */
import type {
  AnswerForm,
  CallerInfo,
  Routed,
  Source,
} from "../../protocol/dialect.ts";
import type { RequestId, RequestWishes } from "../../protocol/inbox.ts";
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
  /** Itself, as owners may know it. */
  readonly callerInfo?: CallerInfo;
  /**
   * Why a request that has waited may not be made any more; `null`: it may, as
   * without this.
   */
  refusalNow?(path: string): Fault | null;
  /** A request was sent whose owner wants to know if it is given up. */
  opened?(request: CancellableRequest): void;
  /** It has been responded to, or given up. */
  settled?(request: CancellableRequest): void;
  /** Makes no more requests: an owner has too many of its requests already. */
  hold?(): void;
  /** Ends a {@linkcode hold}. */
  release?(): void;
}

/** A request whose owner wants to know if it is given up. */
export interface CancellableRequest {
  /** Its id at the requester. */
  readonly id: RequestId;
  /** Ends it without a response, and notifies the owner. */
  giveUp(): void;
}

/** A `set` or `call` on its way to an owner. */
export interface OwnerRequest {
  /** Where it comes from. */
  readonly requester: Requester;
  /** Its id at the requester; `undefined`: no response is wanted. */
  readonly id: RequestId;
  /** Whether the response carries the value that was set. */
  readonly valueAsResult: boolean;
  /** Whether the requester's dialect needs the value, and the peer sent no wish. */
  readonly isValueImplied?: boolean;
  /** Milliseconds until it times out. */
  readonly timeoutMs: number;
  /** All parameters as the requester sent them; valid during the call only. */
  readonly params: Slice;
  /** Why its condition does not hold any more; without it there is none. */
  readonly conflict?: () => Fault | null;
  /** The revision of its condition, if that is a {@linkcode Source}'s. */
  readonly since?: number;
}

/** What a request is addressed to. */
export interface Target {
  /** Path of the state or method. */
  readonly path: string;
  /** Type of the state's present value. */
  readonly type: number;
  /** What the request to its owner carries besides; `null`: nothing. */
  readonly wishes: RequestWishes | null;
}

/**
 * Owns elements. Owners are compared by identity: only the owner that added an
 * element may change or remove it. Each request is responded to once.
 */
export interface Owner {
  /** Whether it has left and may come back: requests wait. */
  readonly absent?: boolean;
  /**
   * The last change of one of its elements, as another daemon counts it;
   * `undefined`: it is counted here, or not known.
   */
  sourceOf?(path: string): Source | undefined;
  /** Whether a `set` of one of its states is under way that it has accepted. */
  isWriting?(path: string): boolean;
  /** Name of its user; `undefined`: no login. */
  readonly userName?: string;
  /** Its user or its address, for whose elements without owner a limit holds. */
  readonly origin?: string;
  /**
   * Whether an element of its may stay at a path after it has left, by the rights
   * of now; without it all may.
   */
  mayStay?(path: string): boolean;
  /** Whether so many elements of its {@linkcode origin} may stay; without it all may. */
  mayHaveStaying?(count: number): boolean;
  /**
   * To be called when an element is taken over or removed that has stayed.
   *
   * @param owner Its new owner; `null`: it is removed.
   */
  succeeded?(target: Target, owner: Owner | null): void;
  /**
   * Keeps a request until one of its elements is taken over, which `passOn` is
   * called with. If the element is removed, the request fails.
   *
   * @param length Bytes that `passOn` holds.
   */
  awaitReturn?(
    target: Target,
    length: number,
    request: OwnerRequest,
    passOn: (target: Target, owner: Owner, request: OwnerRequest) => void,
  ): void;
  /**
   * Finds out whether it is silent, so that another owner may take its element.
   *
   * @param report Called once, at once or some seconds later.
   */
  judgeSilence?(
    wishes: RequestWishes | null,
    report: (silent: boolean) => void,
  ): void;
  /** Another owner has taken the place of its element. */
  displaced?(target: Target): void;
  /** Requests a new value of one of its states. */
  requestSet(target: Target, value: Value, request: OwnerRequest): void;
  /** Whether it finds out itself which of its states can be set together. */
  readonly judgesGroups?: boolean;
  /**
   * Requests new values of several of its states, all or none.
   *
   * @param first One of them.
   * @param below The path that they are below.
   */
  requestGroup?(
    first: Target,
    below: string,
    values: ReadonlyMap<string, Value>,
    request: OwnerRequest,
  ): void;
  /** Requests a call of one of its methods. */
  requestCall(
    target: Target,
    args: Value | undefined,
    request: OwnerRequest,
  ): void;
}
