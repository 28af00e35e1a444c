/**
 * The answers that a peer awaits.
 *
 * @module
 */
import type { AnswerForm, CallerInfo, Routed } from "../../protocol/dialect.ts";
import type { RequestId } from "../../protocol/inbox.ts";
import type { Fault } from "../../protocol/errors/fault.ts";
import type { Value } from "../../protocol/values/value.ts";
import { TimerEntry, type TimerWheel } from "../collections/timer_wheel.ts";
import type { SessionUser } from "../elements/access.ts";
import type { CancellableRequest, Requester } from "../elements/owner.ts";

/** What peers share that have sent no such request: none is put into it. */
const NO_REQUESTS: Map<RequestId, CancellableRequest> = new Map();

/** Takes the answers. */
interface AnsweredPeer extends Requester {
  /** Name that the peer gave itself, or "". */
  readonly name: string;
  /** The user who is logged in. */
  readonly user: SessionUser | null;
  refusalNow(path: string): Fault | null;
}

/**
 * Counts the requests whose answers are awaited: a peer that has ended its side
 * still gets them. As a requester it passes the answers of owners on.
 */
export class AwaitedAnswers extends TimerEntry implements Requester {
  readonly #host: AnsweredPeer;
  readonly #timers: TimerWheel;
  // Requests that can be given up, by their ids.
  #cancellable = NO_REQUESTS;
  #count = 0;
  #onNone: (() => void) | undefined;
  /** Whether a peer that has ended its side reads no answers either. */
  noHalfClose = false;

  /** @param host Takes the answers. */
  constructor(host: AnsweredPeer, timers: TimerWheel) {
    super();
    this.#host = host;
    this.#timers = timers;
  }

  /** Whether a peer that has ended its side still gets answers. */
  get deliverable(): boolean {
    return this.#count > 0 && !this.noHalfClose;
  }

  /** One request more. */
  begin(): void {
    this.#count++;
  }

  /** One request less. */
  end(): void {
    if (--this.#count === 0) this.#conclude();
  }

  /** Calls a task once, when none is awaited, or after a time limit. */
  whenNone(limitMs: number, task: () => void): void {
    this.cancel();
    this.#onNone = task;
    this.#timers.add(this, limitMs);
  }

  override expired(): void {
    this.#conclude();
  }

  /** Has no task called any more. */
  cancel(): void {
    if (this.#onNone === undefined) return;
    this.#onNone = undefined;
    this.#timers.cancel(this);
  }

  #conclude(): void {
    const task = this.#onNone;
    this.cancel();
    task?.();
  }

  respond(
    request: Routed,
    ok: boolean,
    payload: Value,
    form: AnswerForm,
  ): void {
    this.#host.respond(request, ok, payload, form);
    this.end();
  }

  fail(id: RequestId, fault: Fault): void {
    this.#host.fail(id, fault);
    if (id !== undefined) this.end();
  }

  get callerInfo(): CallerInfo {
    const { name, user } = this.#host;
    return { name, user: user?.name };
  }

  refusalNow(path: string): Fault | null {
    return this.#host.refusalNow(path);
  }

  opened(request: CancellableRequest): void {
    if (this.#cancellable === NO_REQUESTS) this.#cancellable = new Map();
    this.#cancellable.set(request.id, request);
  }

  settled(request: CancellableRequest): void {
    if (this.#cancellable.get(request.id) === request) {
      this.#cancellable.delete(request.id);
    }
  }

  /** Gives a request up; `false` if that is not possible. */
  giveUp(id: RequestId): boolean {
    const request = this.#cancellable.get(id);
    request?.giveUp();
    return request !== undefined;
  }

  /** Gives up all requests: their answers can't be delivered. */
  giveUpAll(): void {
    for (const request of this.#cancellable.values()) request.giveUp();
  }

  hold(): void {
    this.#host.hold?.();
  }

  release(): void {
    this.#host.release?.();
  }
}
