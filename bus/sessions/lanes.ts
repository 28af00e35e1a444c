/**
 * Flow control of the requests to one owner.
 *
 * @module
 */
import { ByteWriter } from "../../base/byte_writer.ts";
import { TimerEntry, type TimerWheel } from "../collections/timer_wheel.ts";
import type { Requester } from "../elements/owner.ts";

// Requests of one requester that are on their way to the owner or unanswered,
// in bytes. Those of others wait behind them in the owner's input.
const MAX_UNANSWERED_BYTES = 1 << 15;
// Requests of one requester that wait in the daemon, in bytes. Beyond that the
// requester is not read from.
const MAX_HELD_BYTES = 1 << 16;
// Output of an owner above which requests wait in the daemon, where the
// requesters have turns.
const MAX_OUTPUT_BYTES = 1 << 16;
// Idle lanes are kept for the next request while there are no more than these.
const MAX_IDLE_LANES = 64;

/** The output to the owner, as lanes need it. */
export interface OwnerOutput {
  /** Bytes that it has not taken yet. */
  readonly backlog: number;
  /** Sends it a message. */
  send(message: ByteWriter): void;
}

/** A request that is waited for. */
export interface Sendable {
  /** Whether its response is not awaited any more. */
  readonly over: boolean;
  /** Bytes of it that the owner was sent. */
  sentBytes: number;
}

/** A request that waits for the owner to answer others. */
class HeldRequest extends TimerEntry {
  readonly message: ByteWriter;
  readonly request: Sendable | undefined;
  readonly #lane: Lane;

  constructor(lane: Lane, message: ByteWriter, request: Sendable | undefined) {
    super();
    this.#lane = lane;
    this.request = request;
    this.message = new ByteWriter(message.length);
    message.copyTo(this.message.bytes, this.message.extend(message.length));
  }

  override expired(): void {
    this.#lane.drop(this);
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

  /** Whether another request may be sent. */
  get open(): boolean {
    return this.unanswered < MAX_UNANSWERED_BYTES;
  }

  hold(message: ByteWriter, request: Sendable | undefined): HeldRequest {
    const held = new HeldRequest(this, message, request);
    this.held.add(held);
    this.#heldBytes += message.length;
    if (!this.#full && this.#heldBytes > MAX_HELD_BYTES) {
      this.#full = true;
      this.requester.hold?.();
    }
    return held;
  }

  drop(held: HeldRequest): void {
    this.held.delete(held);
    this.#heldBytes -= held.message.length;
    if (this.#full && this.#heldBytes <= MAX_HELD_BYTES >> 1) {
      this.#full = false;
      this.requester.release?.();
    }
  }
}

/**
 * Sends requests to an owner. Each requester has a lane of its own, so that one
 * with many requests delays no other; one with too many is not read from.
 */
export class Lanes {
  readonly #output: OwnerOutput;
  readonly #timers: TimerWheel;
  readonly #lanes = new Map<Requester, Lane>();
  // Lanes with requests that wait, the next one first.
  readonly #holding = new Set<Lane>();
  #last: Lane | undefined;

  constructor(output: OwnerOutput, timers: TimerWheel) {
    this.#output = output;
    this.#timers = timers;
  }

  /**
   * Sends a request, or a copy of it later.
   *
   * @param request `undefined`: no response is awaited.
   */
  send(
    lane: Lane,
    message: ByteWriter,
    request: Sendable | undefined,
    timeoutMs: number,
  ): void {
    if (lane.held.size === 0 && lane.open && this.#takes) {
      this.#sendNow(lane, message, request);
    } else {
      this.#timers.add(lane.hold(message, request), timeoutMs);
      this.#holding.add(lane);
    }
  }

  /** The lane of a requester. */
  of(requester: Requester): Lane {
    if (this.#last?.requester === requester) return this.#last;
    let lane = this.#lanes.get(requester);
    if (lane === undefined) {
      lane = new Lane(requester);
      this.#lanes.set(requester, lane);
    }
    this.#last = lane;
    return lane;
  }

  get #takes(): boolean {
    return this.#output.backlog < MAX_OUTPUT_BYTES;
  }

  #sendNow(
    lane: Lane,
    message: ByteWriter,
    request: Sendable | undefined,
  ): void {
    if (request !== undefined) {
      request.sentBytes = message.length;
      lane.unanswered += message.length;
    }
    this.#output.send(message);
  }

  /** To be called when the response to a request is not awaited any more. */
  answered(lane: Lane, request: Sendable): void {
    lane.unanswered -= request.sentBytes;
    if (lane.held.size > 0) {
      while (this.#takes && this.#advance(lane));
      if (lane.held.size === 0) this.#holding.delete(lane);
    } else if (lane.unanswered === 0 && this.#lanes.size > MAX_IDLE_LANES) {
      this.#lanes.delete(lane.requester);
      if (this.#last === lane) this.#last = undefined;
    }
  }

  /** Sends what waits, as far as the owner takes it, a request of each lane. */
  flush(): void {
    // A lane that was sent from goes to the end, and comes again in this loop.
    for (const lane of this.#holding) {
      if (!this.#takes) return;
      this.#holding.delete(lane);
      if (this.#advance(lane)) this.#holding.add(lane);
    }
  }

  /** Sends the next request of a lane; `false` if none can be sent now. */
  #advance(lane: Lane): boolean {
    for (const held of lane.held) {
      if (!lane.open) return false;
      lane.drop(held);
      this.#timers.cancel(held);
      if (held.request?.over) continue;
      this.#sendNow(lane, held.message, held.request);
      return true;
    }
    return false;
  }

  /** Drops everything: the owner has left. */
  clear(): void {
    for (const lane of this.#lanes.values()) {
      for (const held of lane.held) {
        this.#timers.cancel(held);
        lane.drop(held);
      }
    }
    this.#lanes.clear();
    this.#holding.clear();
    this.#last = undefined;
  }
}
