/**
 * Requests to elements whose owner is away.
 *
 * @module
 */
import type { RequestId } from "../../protocol/inbox.ts";
import { copyOf } from "../../base/slice.ts";
import type { WaitingBytes } from "../limits/waiting_bytes.ts";
import { TimerEntry, type TimerWheel } from "../collections/timer_wheel.ts";
import type {
  CancellableRequest,
  Owner,
  OwnerRequest,
  Target,
} from "../elements/owner.ts";

/** Bytes of requests that wait for one owner. */
const MAX_WAITING_BYTES = 1 << 20;
/** What a request takes beside its bytes. */
const REQUEST_BYTES = 256;

/**
 * Passes a request on to the owner that is back.
 *
 * @param request The request, with the time that is left.
 */
export type ForwardRequest = (
  target: Target,
  owner: Owner,
  request: OwnerRequest,
) => void;

/** A request that waits for the owner to come back. */
class WaitingRequest extends TimerEntry implements CancellableRequest {
  readonly request: OwnerRequest;
  readonly forward: ForwardRequest;
  readonly path: string;
  readonly bytes: number;
  /** When it is answered at the latest, by the clock's `monotonic`. */
  readonly end: number;
  readonly #absence: Absence;

  constructor(
    absence: Absence,
    path: string,
    length: number,
    request: OwnerRequest,
    forward: ForwardRequest,
    end: number,
  ) {
    super();
    this.#absence = absence;
    this.path = path;
    this.forward = forward;
    this.end = end;
    // The parameters are valid during the call only.
    this.request = { ...request, params: copyOf(request.params) };
    this.bytes = REQUEST_BYTES + length + request.params.end -
      request.params.start;
  }

  get id(): RequestId {
    return this.request.id;
  }

  giveUp(): void {
    this.#absence.forget(this);
  }

  override expired(): void {
    const { requester, id, params } = this.request;
    this.#absence.forget(this);
    requester.fail(id, { kind: "timeout", request: params });
  }
}

/** Keeps the requests to an owner that is away until it comes back. */
export class Absence {
  readonly #timers: TimerWheel;
  readonly #now: () => number;
  readonly #all: WaitingBytes;
  readonly #waiting = new Map<string, Set<WaitingRequest>>();
  #bytes = 0;

  /**
   * @param now Time of the clock's `monotonic`.
   * @param all Bounds the requests to all owners that are away.
   */
  constructor(timers: TimerWheel, now: () => number, all: WaitingBytes) {
    this.#timers = timers;
    this.#now = now;
    this.#all = all;
  }

  /**
   * Keeps a request; refuses it if too many wait.
   *
   * @param length Bytes that `forward` holds.
   */
  hold(
    { path }: Target,
    length: number,
    request: OwnerRequest,
    forward: ForwardRequest,
  ): void {
    const end = this.#now() + request.timeoutMs;
    const waiting = new WaitingRequest(
      this,
      path,
      length,
      request,
      forward,
      end,
    );
    if (
      this.#bytes + waiting.bytes > MAX_WAITING_BYTES ||
      !this.#all.take(request.requester, waiting.bytes)
    ) {
      return request.requester.fail(request.id, { kind: "ownerGone", path });
    }
    this.#bytes += waiting.bytes;
    const others = this.#waiting.get(path);
    if (others === undefined) this.#waiting.set(path, new Set([waiting]));
    else others.add(waiting);
    this.#timers.add(waiting, request.timeoutMs);
    if (request.id !== undefined) request.requester.opened?.(waiting);
  }

  /** Deletes a request. */
  forget(waiting: WaitingRequest): void {
    const { path, request, bytes } = waiting;
    const others = this.#waiting.get(path);
    if (!others?.delete(waiting)) return;
    if (others.size === 0) this.#waiting.delete(path);
    this.#bytes -= bytes;
    this.#all.release(request.requester, bytes);
    this.#timers.cancel(waiting);
    request.requester.settled?.(waiting);
  }

  /** Passes the requests to an element on to its owner. */
  handOver(target: Target, owner: Owner): void {
    for (const waiting of this.#waiting.get(target.path) ?? []) {
      this.forget(waiting);
      const timeoutMs = Math.max(1, waiting.end - this.#now());
      const request = { ...waiting.request, timeoutMs };
      // Rights may have ended meanwhile, and what the owner came back with may be
      // a change.
      const fault = request.requester.refusalNow?.(target.path) ??
        request.conflict?.() ?? null;
      if (fault !== null) {
        request.requester.fail(request.id, fault);
        continue;
      }
      waiting.forward(target, owner, request);
    }
  }

  /** Fails the requests to an element that is removed. */
  fail(path: string): void {
    for (const waiting of this.#waiting.get(path) ?? []) {
      this.forget(waiting);
      const { requester, id } = waiting.request;
      requester.fail(id, { kind: "ownerGone", path });
    }
  }
}
