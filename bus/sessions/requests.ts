/**
 * Requests that wait for their owner's response.
 *
 * @module
 */
import type {
  RequestContext,
  RequestId,
  RequestWishes,
  Routed,
} from "../../protocol/dialect.ts";
import type { Value } from "../../protocol/values/value.ts";
import type {
  CancellableRequest,
  Owner,
  OwnerRequest,
  Requester,
  Target,
} from "../elements/owner.ts";
import { type ByteStore, Cell } from "../elements/slab.ts";
import type { ByteWriter } from "../../base/byte_writer.ts";
import { TimerEntry, type TimerWheel } from "../collections/timer_wheel.ts";
import { type Lane, Lanes, type Sendable } from "./lanes.ts";
import type { Host } from "./host.ts";
import { SilenceCheck } from "./silence.ts";

// Binary Jet has 32 bits for a token, and 0 for other purposes.
const MAX_TOKEN = 0xffffffff;

/** A `set` or `call` that waits. */
class PendingRequest extends TimerEntry
  implements Routed, Sendable, CancellableRequest {
  readonly requester: Requester;
  /** Number of the request at its owner. */
  readonly token: number;
  readonly id: RequestId;
  readonly call: boolean;
  readonly valueAsResult: boolean;
  readonly path: string;
  /** A copy: the message is only valid while it is read. */
  readonly params: Cell = new Cell();
  readonly lane: Lane;
  /** Id of the notification that it is given up; see `RequestWishes`. */
  readonly cancel: string | undefined;
  sentBytes = 0;
  over = false;
  /** The state's value as it was, if {@linkcode adjusted} is needed. */
  before: Uint8Array | undefined;
  readonly #requests: PendingRequests;

  constructor(
    requests: PendingRequests,
    lane: Lane,
    token: number,
    { path, wishes }: Target,
    call: boolean,
    { requester, id, valueAsResult }: OwnerRequest,
  ) {
    super();
    this.#requests = requests;
    this.lane = lane;
    this.token = token;
    this.requester = requester;
    this.id = id;
    this.call = call;
    this.valueAsResult = valueAsResult;
    this.path = path;
    this.cancel = wishes?.cancel;
  }

  giveUp(): void {
    this.#requests.giveUp(this);
  }

  get adjusted(): Value | undefined {
    return this.before && this.#requests.changedValue(this.path, this.before);
  }

  override expired(): void {
    this.requester.fail(this.id, { kind: "timeout", request: this.params });
    this.#requests.timedOut();
    this.#requests.giveUp(this);
  }
}

/**
 * The peer of a session as an owner: sends it the requests and keeps those that
 * wait for its response.
 */
export class PendingRequests implements Owner {
  readonly #host: Host;
  readonly #timers: TimerWheel;
  readonly #store: ByteStore;
  readonly #lanes: Lanes;
  readonly #waiting = new Map<number, PendingRequest>();
  #last = 0;
  // Arrivals of the owner when a request timed out last.
  #timedOutAt = -1;

  /** @param host The owner's session. */
  constructor(host: Host) {
    this.#host = host;
    this.#timers = host.context.timers;
    this.#store = host.context.space.store;
    this.#lanes = new Lanes(host, this.#timers);
  }

  /** Number of requests that wait. */
  get size(): number {
    return this.#waiting.size;
  }

  requestSet(target: Target, value: Value, request: OwnerRequest): void {
    const { path, type, wishes } = target;
    const { dialect } = this.#host;
    const { valueAsResult, isValueImplied } = request;
    const asksValue = valueAsResult &&
      !(isValueImplied && dialect.explicitValuesOnly);
    const lane = this.#lanes.of(request.requester);
    const pending = this.#pending(lane, target, false, request);
    if (
      valueAsResult && pending !== undefined &&
      (!asksValue || dialect.answersWithWarning)
    ) pending.before = this.#valueOf(path);
    const message = dialect.set(
      this.#tokenOf(pending),
      path,
      value,
      asksValue,
      type,
      wishes && this.#contextOf(wishes, request),
    );
    this.#send(lane, message, pending, request);
  }

  judgeSilence(
    wishes: RequestWishes | null,
    report: (silent: boolean) => void,
  ): void {
    const host = this.#host;
    const cancel = wishes?.cancel;
    const asked = host.link.question?.() ?? false;
    if (cancel === undefined && !asked) {
      // It can't be asked: silent is what sent nothing since a request timed out.
      return report(this.#timedOutAt === host.arrivals && !host.unread);
    }
    if (cancel !== undefined) {
      host.send(host.dialect.question(cancel, this.#unused()));
    }
    new SilenceCheck(host, this.#timers, report);
  }

  /** A request has timed out. */
  timedOut(): void {
    this.#timedOutAt = this.#host.arrivals;
  }

  /** To be called when the owner has read its output. */
  drained(): void {
    this.#lanes.flush();
  }

  requestCall(
    target: Target,
    args: Value | undefined,
    request: OwnerRequest,
  ): void {
    const lane = this.#lanes.of(request.requester);
    const pending = this.#pending(lane, target, true, request);
    const { path, wishes } = target;
    const message = this.#host.dialect.call(
      this.#tokenOf(pending),
      path,
      args,
      wishes && this.#contextOf(wishes, request),
    );
    this.#send(lane, message, pending, request);
  }

  /** Sends a request, or fails it if it is too large for the owner. */
  #send(
    lane: Lane,
    message: ByteWriter,
    pending: PendingRequest | undefined,
    { requester, id, timeoutMs }: OwnerRequest,
  ): void {
    const { maxMessage } = this.#host.dialect;
    if (message.length <= maxMessage) {
      return this.#lanes.send(lane, message, pending, timeoutMs);
    }
    if (pending !== undefined) this.giveUp(pending);
    requester.fail(id, {
      kind: "limit",
      reason: `the owner takes at most ${maxMessage} bytes in a message`,
    });
  }

  /** A copy of the value of a state. */
  #valueOf(path: string): Uint8Array | undefined {
    const element = this.#host.context.space.find(path);
    return element?.bytes.slice(element.start, element.end);
  }

  /** The value of an own state, if it is not this one. */
  changedValue(path: string, before: Uint8Array): Value | undefined {
    const element = this.#host.context.space.find(path);
    if (element === undefined || element.method) return undefined;
    const { bytes, start, end } = element;
    const now = bytes.subarray(start, end);
    const isSame = now.length === before.length &&
      now.every((byte, i) => byte === before[i]);
    return isSame ? undefined : element;
  }

  #contextOf(
    wishes: RequestWishes,
    { requester, timeoutMs }: OwnerRequest,
  ): RequestContext {
    return {
      deadline: wishes.deadline
        ? this.#host.context.now() + Math.ceil(timeoutMs)
        : undefined,
      caller: wishes.caller ? requester.callerInfo : undefined,
    };
  }

  /** The token to send; `undefined`: the owner shall not respond. */
  #tokenOf(pending: PendingRequest | undefined): number | undefined {
    if (pending !== undefined) return pending.token;
    return this.#host.dialect.answersAlways ? this.#unused() : undefined;
  }

  /** Begins to wait for a response; `undefined`: none is wanted. */
  #pending(
    lane: Lane,
    target: Target,
    call: boolean,
    request: OwnerRequest,
  ): PendingRequest | undefined {
    if (request.id === undefined) return undefined;
    const token = this.#unused();
    const pending = new PendingRequest(
      this,
      lane,
      token,
      target,
      call,
      request,
    );
    const { bytes, start, end } = request.params;
    this.#store.put(pending.params, bytes, start, end);
    this.#waiting.set(token, pending);
    this.#timers.add(pending, request.timeoutMs);
    if (pending.cancel !== undefined) request.requester.opened?.(pending);
    return pending;
  }

  #unused(): number {
    do this.#last = this.#last === MAX_TOKEN ? 1 : this.#last + 1; while (
      this.#waiting.has(this.#last)
    );
    return this.#last;
  }

  /** Passes the owner's response on; ignored if no request waits for it. */
  answer(token: number, ok: boolean, payload: Value): void {
    const request = this.#waiting.get(token);
    if (request === undefined) return;
    this.#timers.cancel(request);
    request.requester.respond(request, ok, payload, this.#host.dialect);
    this.forget(request);
  }

  /** Deletes a request that has been responded to. */
  forget(request: PendingRequest): void {
    this.#waiting.delete(request.token);
    this.#store.drop(request.params);
    request.over = true;
    if (request.cancel !== undefined) {
      request.requester.settled?.(request);
    }
    this.#lanes.answered(request.lane, request);
  }

  /** Deletes a request that needs no response any more. */
  giveUp(request: PendingRequest): void {
    const { cancel, token, sentBytes } = request;
    this.#timers.cancel(request);
    this.forget(request);
    if (cancel === undefined || sentBytes === 0) return;
    this.#host.send(this.#host.dialect.cancelled(cancel, token));
  }

  /** Fails all requests: the owner has disconnected. */
  abandon(): void {
    this.#lanes.clear();
    for (const request of this.#waiting.values()) {
      this.#timers.cancel(request);
      const { requester, id, path } = request;
      if (request.cancel !== undefined) requester.settled?.(request);
      requester.fail(id, { kind: "ownerGone", path });
      this.#store.drop(request.params);
    }
    this.#waiting.clear();
  }
}
