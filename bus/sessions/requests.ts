/**
 * Requests that wait for their owner's response.
 *
 * @module
 */
import type { RequestContext } from "../../protocol/dialect.ts";
import type { Fault } from "../../protocol/errors/fault.ts";
import type { RequestWishes } from "../../protocol/inbox.ts";
import { ValueType } from "../../protocol/values/types.ts";
import { copyOfValue, type Value } from "../../protocol/values/value.ts";
import type {
  Owner,
  OwnerRequest,
  Requester,
  Target,
} from "../elements/owner.ts";
import type { ByteStore } from "../../base/slab.ts";
import { Cost, inSteps, type Steps } from "../../base/turns.ts";
import type { ByteWriter } from "../../base/byte_writer.ts";
import type { TimerWheel } from "../collections/timer_wheel.ts";
import { TokenTable } from "../collections/token_table.ts";
import {
  HeldRequests,
  Lane,
  type LaneOutput,
  MAX_OUTPUT_BYTES,
  MAX_UNANSWERED_BYTES,
  type Sendable,
} from "./lanes.ts";
import { addressOf } from "../limits/connections.ts";
import { Absence, type ForwardRequest } from "./absence.ts";
import type { Host } from "./host.ts";
import { PendingRequest } from "./pending_request.ts";
import { SilenceCheck } from "./silence.ts";

// Binary Jet has 32 bits for a token, and 0 for other purposes.
const MAX_TOKEN = 0xffffffff;
// Idle lanes are kept for the next request while there are no more than these.
const MAX_IDLE_LANES = 64;
// What peers share that were asked nothing: nothing is put into them.
const NO_LANES: Map<Requester, Lane> = new Map();
const NO_REQUESTS: TokenTable<PendingRequest> = new TokenTable();

/**
 * The peer of a session as an owner: sends it the requests and keeps those that
 * wait for its response.
 */
export class PendingRequests implements Owner, LaneOutput {
  /** Requests that are not sent yet. */
  readonly held: HeldRequests;
  readonly #host: Host;
  readonly #timers: TimerWheel;
  readonly #store: ByteStore;
  #lanes = NO_LANES;
  // The lane that was used last.
  #lane: Lane | undefined;
  #waiting = NO_REQUESTS;
  #last = 0;
  // Not `null` when the peer has left and elements have stayed.
  #absence: Absence | null = null;
  // Arrivals of the owner when a request timed out last.
  #timedOutAt = -1;

  /** @param host The owner's session. */
  constructor(host: Host) {
    this.#host = host;
    this.#timers = host.context.timers;
    this.#store = host.context.space.store;
    this.held = new HeldRequests(this, this.#timers);
  }

  /** Bytes that the owner has not taken yet. */
  get backlog(): number {
    return this.#host.backlog;
  }

  get absent(): boolean {
    return this.#absence !== null;
  }

  get userName(): string | undefined {
    return this.#host.user?.name;
  }

  get origin(): string {
    return this.userName ?? addressOf(this.#host.link) ?? "";
  }

  mayStay(path: string): boolean {
    return this.#host.mayStillAdd(path);
  }

  mayHaveStaying(count: number): boolean {
    return this.#host.context.limits.exceeded("maxElements", count) === null;
  }

  succeeded(target: Target, owner: Owner | null): void {
    if (owner === null) this.#absence?.fail(target.path);
    else this.#absence?.handOver(target, owner);
  }

  awaitReturn(
    target: Target,
    length: number,
    request: OwnerRequest,
    forward: ForwardRequest,
  ): void {
    this.#absence?.hold(target, length, request, forward);
  }

  #newAbsence(): Absence {
    const { turns, space } = this.#host.context;
    const { waiting } = space.staying;
    return new Absence(this.#timers, () => turns.now(), waiting);
  }

  requestSet(target: Target, value: Value, request: OwnerRequest): void {
    if (this.#absence !== null) {
      const own = copyOfValue(value);
      return this.#absence.hold(
        target,
        own.end,
        request,
        (target, owner, request) => owner.requestSet(target, own, request),
      );
    }
    const { path, type, wishes } = target;
    const { dialect } = this.#host;
    const { valueAsResult, isValueImplied } = request;
    const asksValue = valueAsResult &&
      !(isValueImplied && dialect.explicitValuesOnly);
    const lane = this.#laneOf(request.requester);
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
    this.#send(lane, message, pending, request, path);
  }

  judgeSilence(
    wishes: RequestWishes | null,
    report: (silent: boolean) => void,
  ): void {
    if (this.#absence !== null) return report(true);
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

  displaced({ path, wishes }: Target): void {
    if (wishes?.displaced === undefined) return;
    this.#host.send(this.#host.dialect.displaced(wishes.displaced, path));
  }

  /** A request has timed out. */
  timedOut(): void {
    this.#timedOutAt = this.#host.arrivals;
  }

  requestCall(
    target: Target,
    args: Value | undefined,
    request: OwnerRequest,
  ): void {
    if (this.#absence !== null) {
      const own = args && copyOfValue(args);
      return this.#absence.hold(
        target,
        own?.end ?? 0,
        request,
        (target, owner, request) => owner.requestCall(target, own, request),
      );
    }
    const lane = this.#laneOf(request.requester);
    const pending = this.#pending(lane, target, true, request);
    const { path, wishes } = target;
    const message = this.#host.dialect.call(
      this.#tokenOf(pending),
      path,
      args,
      wishes && this.#contextOf(wishes, request),
    );
    this.#send(lane, message, pending, request, path);
  }

  requestGroup(
    { wishes }: Target,
    below: string,
    values: ReadonlyMap<string, Value>,
    request: OwnerRequest,
  ): void {
    if (wishes?.group === undefined) return;
    const lane = this.#laneOf(request.requester);
    const target = { path: below, type: ValueType.none, wishes };
    const pending = this.#pending(lane, target, true, request);
    const message = this.#host.dialect.setBelow(
      this.#tokenOf(pending),
      wishes.group,
      below,
      values,
      (name) => this.#typeOf(below, name),
      this.#contextOf(wishes, request),
    );
    const { separator } = this.#host.context.space.hierarchy;
    const above = below === "" ? "" : below + separator;
    const paths = () => [...values.keys()].map((name) => above + name);
    this.#send(lane, message, pending, request, paths);
  }

  /** Sends a request, or fails it if it is too large for the owner. */
  #send(
    lane: Lane,
    message: ByteWriter,
    pending: PendingRequest | undefined,
    request: OwnerRequest,
    paths: string | (() => readonly string[]),
  ): void {
    const { maxMessage } = this.#host.dialect;
    if (message.length <= maxMessage) {
      const isOpen = lane.held.size === 0 &&
        lane.unanswered < MAX_UNANSWERED_BYTES &&
        this.#host.backlog < MAX_OUTPUT_BYTES;
      if (isOpen) return this.transmit(lane, message, pending, false);
      this.#host.behind = true;
      const held = typeof paths === "string" ? [paths] : paths();
      return this.held.hold(lane, message, pending, request, held);
    }
    this.refuse(pending, request, {
      kind: "limit",
      reason: `the owner takes at most ${maxMessage} bytes in a message`,
    });
  }

  refuse(
    pending: Sendable | undefined,
    { requester, id }: Pick<OwnerRequest, "requester" | "id">,
    fault: Fault,
  ): void {
    requester.fail(id, fault);
    if (pending instanceof PendingRequest) this.giveUp(pending);
  }

  transmit(
    lane: Lane,
    message: ByteWriter,
    request: Sendable | undefined,
    own: boolean,
  ): void {
    if (request !== undefined) {
      request.sentBytes = message.length + request.idBytes;
      lane.unanswered += request.sentBytes;
      request.window = this.#host.context.busyPoll?.expect() ?? 0;
    }
    if (own) this.#host.sendOwn(message);
    else this.#host.send(message);
  }

  /** The lane of a requester. */
  #laneOf(requester: Requester): Lane {
    if (this.#lane?.requester === requester) return this.#lane;
    let lane = this.#lanes.get(requester);
    if (lane === undefined) {
      lane = new Lane(requester);
      if (this.#lanes === NO_LANES) this.#lanes = new Map();
      this.#lanes.set(requester, lane);
    }
    return this.#lane = lane;
  }

  /** Type of the present value of a state. */
  #typeOf(below: string, name: string): number {
    const { space } = this.#host.context;
    const { separator } = space.hierarchy;
    const path = below === "" ? name : below + separator + name;
    return space.find(path)?.type ?? ValueType.none;
  }

  /** A copy of the value of a state. */
  #valueOf(path: string): Uint8Array | undefined {
    const element = this.#host.context.space.find(path);
    return element?.bytes.slice(element.start, element.end);
  }

  /** The value of a state of this peer's, if it is not this one. */
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
    if (this.#waiting === NO_REQUESTS) this.#waiting = new TokenTable();
    this.#waiting.add(pending);
    const { traffic, turns } = this.#host.context;
    this.#timers.add(pending, request.timeoutMs, turns.time);
    if (traffic.latency !== undefined) pending.begunAt = turns.now();
    if (pending.cancel !== undefined) request.requester.opened?.(pending);
    return pending;
  }

  #unused(): number {
    do this.#last = this.#last === MAX_TOKEN ? 1 : this.#last + 1; while (
      !this.#waiting.isFree(this.#last)
    );
    return this.#last;
  }

  /** Passes the owner's response on; ignored if no request waits for it. */
  answer(token: number, ok: boolean, payload: Value): void {
    const request = this.#waiting.get(token);
    if (request === undefined) return;
    this.#timers.cancel(request);
    const { traffic: { latency }, turns, busyPoll } = this.#host.context;
    busyPoll?.answered(request.window);
    latency?.[request.call ? "call" : "set"].add(turns.now() - request.begunAt);
    request.requester.respond(request, ok, payload, this.#host.dialect);
    this.forget(request);
  }

  /** Deletes a request that has been responded to. */
  forget(request: PendingRequest): void {
    this.#waiting.delete(request);
    this.#store.drop(request.params);
    request.over = true;
    if (request.cancel !== undefined) {
      request.requester.settled?.(request);
    }
    const { lane } = request;
    lane.unanswered -= request.sentBytes;
    if (lane.held.size > 0) this.held.proceed(lane);
    else if (lane.unanswered === 0 && this.#lanes.size > MAX_IDLE_LANES) {
      this.#lanes.delete(lane.requester);
      if (this.#lane === lane) this.#lane = undefined;
    }
  }

  /** Deletes a request that needs no response any more. */
  giveUp(request: PendingRequest): void {
    const { cancel, token, sentBytes } = request;
    this.#timers.cancel(request);
    this.forget(request);
    if (cancel === undefined || sentBytes === 0) return;
    this.#host.send(this.#host.dialect.cancelled(cancel, token));
  }

  /**
   * Fails all requests, in slices: the owner has disconnected.
   *
   * @param staying Whether elements of the owner stay.
   */
  abandon(staying: boolean): void {
    if (staying) this.#absence ??= this.#newAbsence();
    this.held.drop(this.#lanes.values());
    this.#lanes.clear();
    this.#lane = undefined;
    const { turns } = this.#host.context;
    const failing = inSteps(this.#failAll(), turns);
    if (!failing.proceed()) turns.add(failing);
  }

  *#failAll(): Steps {
    for (const request of this.#waiting.from(this.#last + 1)) {
      const { requester, id, path } = request;
      this.#timers.cancel(request);
      this.forget(request);
      requester.fail(id, { kind: "ownerGone", path });
      yield Cost.message;
    }
  }
}
