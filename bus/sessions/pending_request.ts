/**
 * A request that waits for its owner's response.
 *
 * @module
 */
import type { Routed } from "../../protocol/dialect.ts";
import type { RequestId } from "../../protocol/inbox.ts";
import type { Value } from "../../protocol/values/value.ts";
import type {
  CancellableRequest,
  OwnerRequest,
  Requester,
  Target,
} from "../elements/owner.ts";
import { Cell } from "../../base/slab.ts";
import { TimerEntry } from "../collections/timer_wheel.ts";
import type { Lane, Sendable } from "./lanes.ts";

/** What keeps the requests of an owner. */
export interface RequestHolder {
  /** Forgets a request; the owner's response is not passed on any more. */
  giveUp(request: PendingRequest): void;
  /** The value of a state, if it is another one than before. */
  changedValue(path: string, before: Uint8Array): Value | undefined;
  /** Notes that the owner has let a request time out. */
  timedOut(): void;
}

/** A `set` or `call` that waits. */
export class PendingRequest extends TimerEntry
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
  window = 0;
  over = false;
  /** When it was made, if that is measured. */
  begunAt = 0;
  /** The state's value as it was, if {@linkcode adjusted} is needed. */
  before: Uint8Array | undefined;
  readonly #holder: RequestHolder;

  get idBytes(): number {
    return this.id?.length ?? 0;
  }

  constructor(
    holder: RequestHolder,
    lane: Lane,
    token: number,
    { path, wishes }: Target,
    call: boolean,
    { requester, id, valueAsResult }: OwnerRequest,
  ) {
    super();
    this.#holder = holder;
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
    this.#holder.giveUp(this);
  }

  get adjusted(): Value | undefined {
    return this.before && this.#holder.changedValue(this.path, this.before);
  }

  override expired(): void {
    this.requester.fail(this.id, { kind: "timeout", request: this.params });
    this.#holder.timedOut();
    this.#holder.giveUp(this);
  }
}
