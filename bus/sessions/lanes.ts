/**
 * Flow control of the requests to one owner. Each requester has a lane of its
 * own, so that one with many requests delays no other; one with too many is not
 * read from.
 *
 * @module
 */
import type { RequestId } from "../../protocol/inbox.ts";
import { ByteWriter } from "../../base/byte_writer.ts";
import { TimerEntry, type TimerWheel } from "../collections/timer_wheel.ts";
import type { Fault } from "../../protocol/errors/fault.ts";
import type { OwnerRequest, Requester } from "../elements/owner.ts";

// Requests of one requester that are on their way to the owner or unanswered,
// in bytes. Those of others wait behind them in the owner's input.
export const MAX_UNANSWERED_BYTES: number = 1 << 15;
// Requests of one requester that wait in the daemon, in bytes. Beyond that the
// requester is not read from.
const MAX_HELD_BYTES = 1 << 16;
// Backlog of an owner, in bytes, above which requests are queued in the daemon:
// round robin by requester.
export const MAX_OUTPUT_BYTES: number = 1 << 16;

/** What owners share for which nothing has waited: no lane is put into it. */
const NO_LANES: Set<Lane> = new Set();

/** The output to the owner, as lanes need it. */
export interface LaneOutput {
  /** Bytes that it has not taken yet. */
  readonly backlog: number;
  /**
   * Sends it a request of a lane.
   *
   * @param own Whether nothing else is written to the message any more.
   */
  transmit(
    lane: Lane,
    message: ByteWriter,
    request: Sendable | undefined,
    own: boolean,
  ): void;
  /** Answers a request that is not sent. */
  refuse(
    request: Sendable | undefined,
    origin: Pick<OwnerRequest, "requester" | "id">,
    fault: Fault,
  ): void;
}

/** A request that is waited for. */
export interface Sendable {
  /** Whether its response is not awaited any more. */
  readonly over: boolean;
  /** Bytes of the requester's id, which are kept for the answer. */
  readonly idBytes: number;
  /** Bytes that the owner was sent of it, with those of the id; 0: none yet. */
  sentBytes: number;
  /** In which its response is looked for; see `BusyPoll`. */
  window: number;
}

/** A request that waits for the owner to answer others. */
class HeldRequest extends TimerEntry {
  readonly message: ByteWriter;
  readonly request: Sendable | undefined;
  /** What it was made of, if it has a condition. */
  readonly origin: OwnerRequest | undefined;
  /** Its id at the requester. */
  readonly id: RequestId;
  /** Bytes that are kept for it. */
  readonly bytes: number;
  readonly #lane: Lane;
  readonly #paths: readonly string[];

  constructor(
    lane: Lane,
    message: ByteWriter,
    request: Sendable | undefined,
    origin: OwnerRequest,
    paths: readonly string[],
  ) {
    super();
    this.#lane = lane;
    this.id = origin.id;
    this.#paths = paths;
    this.request = request;
    this.origin = origin.conflict && origin;
    this.bytes = message.length + (request?.idBytes ?? 0);
    this.message = new ByteWriter(message.length);
    message.copyTo(this.message.bytes, this.message.extend(message.length));
  }

  override expired(): void {
    this.#lane.drop(this);
  }

  /** Why it may not be sent any more; `null`: it may. */
  get fault(): Fault | null {
    const { requester } = this.#lane;
    for (const path of this.#paths) {
      const fault = requester.refusalNow?.(path) ?? null;
      if (fault !== null) return fault;
    }
    // Those before it may have changed what its condition is about.
    return this.origin?.conflict?.() ?? null;
  }
}

/** The requests of one requester to one owner, in order. */
export class Lane {
  readonly requester: Requester;
  readonly held: Set<HeldRequest> = new Set();
  /** Bytes of the requests that the owner has not answered. */
  unanswered = 0;
  #heldBytes = 0;
  // Whether the requester is not read from.
  #full = false;

  constructor(requester: Requester) {
    this.requester = requester;
  }

  hold(
    message: ByteWriter,
    request: Sendable | undefined,
    origin: OwnerRequest,
    paths: readonly string[],
  ): HeldRequest {
    const held = new HeldRequest(this, message, request, origin, paths);
    this.held.add(held);
    this.#heldBytes += held.bytes;
    if (!this.#full && this.#heldBytes > MAX_HELD_BYTES) {
      this.#full = true;
      this.requester.hold?.();
    }
    return held;
  }

  drop(held: HeldRequest): void {
    this.held.delete(held);
    this.#heldBytes -= held.bytes;
    if (this.#full && this.#heldBytes <= MAX_HELD_BYTES >> 1) {
      this.#full = false;
      this.requester.release?.();
    }
  }
}

/**
 * Keeps requests of lanes in which others are unanswered, or while the owner
 * takes no more output.
 */
export class HeldRequests {
  // Lanes with requests that wait, the next one first.
  #lanes = NO_LANES;
  readonly #owner: LaneOutput;
  readonly #timers: TimerWheel;

  constructor(owner: LaneOutput, timers: TimerWheel) {
    this.#owner = owner;
    this.#timers = timers;
  }

  /**
   * Keeps a copy of a request.
   *
   * @param request `undefined`: no response is awaited.
   * @param origin What it was made of.
   * @param paths What it sets or calls.
   */
  hold(
    lane: Lane,
    message: ByteWriter,
    request: Sendable | undefined,
    origin: OwnerRequest,
    paths: readonly string[],
  ): void {
    const held = lane.hold(message, request, origin, paths);
    this.#timers.add(held, origin.timeoutMs);
    this.#add(lane);
  }

  /** Whether requests wait. */
  get waiting(): boolean {
    return this.#lanes.size > 0;
  }

  #add(lane: Lane): void {
    if (this.#lanes === NO_LANES) this.#lanes = new Set();
    this.#lanes.add(lane);
  }

  get #takes(): boolean {
    return this.#owner.backlog < MAX_OUTPUT_BYTES;
  }

  /** Sends what waits in a lane, as far as it is open. */
  proceed(lane: Lane): void {
    while (this.#takes && this.#advance(lane));
    if (lane.held.size === 0) this.#lanes.delete(lane);
    else this.#add(lane);
  }

  /** Sends what waits, as far as the owner takes it, a request of each lane. */
  flush(): void {
    // A lane that was sent from goes to the end, and comes again in this loop.
    for (const lane of this.#lanes) {
      if (!this.#takes) return;
      this.#lanes.delete(lane);
      if (this.#advance(lane)) this.#add(lane);
    }
  }

  /** Sends the next request of a lane; `false` if none can be sent now. */
  #advance(lane: Lane): boolean {
    for (const held of lane.held) {
      if (lane.unanswered >= MAX_UNANSWERED_BYTES) return false;
      lane.drop(held);
      this.#timers.cancel(held);
      if (held.request?.over) continue;
      const { id, fault } = held;
      if (fault !== null) {
        const { requester } = lane;
        this.#owner.refuse(held.request, { requester, id }, fault);
        continue;
      }
      this.#owner.transmit(lane, held.message, held.request, true);
      return true;
    }
    return false;
  }

  /** Drops everything that waits in lanes: the owner has left. */
  drop(lanes: Iterable<Lane>): void {
    for (const lane of lanes) {
      for (const held of lane.held) {
        this.#timers.cancel(held);
        lane.drop(held);
      }
    }
    this.#lanes.clear();
  }
}
