/**
 * Requests for an owner whose output is full.
 *
 * @module
 */
import { ByteWriter } from "../../base/byte_writer.ts";
import { TimerEntry, type TimerWheel } from "../collections/timer_wheel.ts";
import type { Requester } from "../elements/owner.ts";

/** Messages of one requester for one owner that wait, beyond which it waits. */
const MAX_HELD_BYTES = 1 << 16;

/** A message for the owner. */
class HeldRequest extends TimerEntry {
  readonly message: ByteWriter;
  readonly #drop: (held: HeldRequest) => void;

  constructor(message: ByteWriter, drop: (held: HeldRequest) => void) {
    super();
    this.message = new ByteWriter(message.length);
    message.copyTo(this.message.bytes, this.message.extend(message.length));
    this.#drop = drop;
  }

  override expired(): void {
    this.#drop(this);
  }
}

/** The messages of one requester, in order. */
interface Queue {
  readonly messages: Set<HeldRequest>;
  bytes: number;
  /** Whether the requester waits, too. */
  full: boolean;
}

/**
 * Keeps requests until the owner has read more, for their timeout at most. The
 * requesters have turns, so that one with many requests delays no other; one
 * with too many is not read from meanwhile.
 */
export class HeldRequests {
  readonly #timers: TimerWheel;
  readonly #queues = new Map<Requester, Queue>();

  constructor(timers: TimerWheel) {
    this.#timers = timers;
  }

  /** Whether nothing waits. */
  get empty(): boolean {
    return this.#queues.size === 0;
  }

  /** Adds a copy of a message. */
  add(requester: Requester, message: ByteWriter, timeoutMs: number): void {
    let queue = this.#queues.get(requester);
    if (queue === undefined) {
      queue = { messages: new Set(), bytes: 0, full: false };
      this.#queues.set(requester, queue);
    }
    const { messages } = queue;
    const held = new HeldRequest(message, (held) => {
      messages.delete(held);
      this.#removed(requester, held);
    });
    messages.add(held);
    this.#timers.add(held, timeoutMs);
    queue.bytes += message.length;
    if (!queue.full && queue.bytes > MAX_HELD_BYTES) {
      queue.full = true;
      requester.ownerFull?.();
    }
  }

  /** Sends what waits, as long as the owner takes it. */
  flush(send: (message: ByteWriter) => void, takes: () => boolean): void {
    // The queue that was sent from goes to the end, and comes again here.
    for (const [requester, queue] of this.#queues) {
      if (!takes()) return;
      const held = queue.messages.values().next().value;
      if (held === undefined) continue;
      this.#queues.delete(requester);
      this.#queues.set(requester, queue);
      queue.messages.delete(held);
      this.#timers.cancel(held);
      send(held.message);
      this.#removed(requester, held);
    }
  }

  #removed(requester: Requester, { message }: HeldRequest): void {
    const queue = this.#queues.get(requester);
    if (queue === undefined) return;
    queue.bytes -= message.length;
    if (queue.messages.size === 0) this.#queues.delete(requester);
    if (queue.full && queue.bytes <= MAX_HELD_BYTES) {
      queue.full = false;
      requester.ownerReady?.();
    }
  }

  /** Drops everything: the owner has left. */
  clear(): void {
    for (const [requester, queue] of this.#queues) {
      for (const held of queue.messages) this.#timers.cancel(held);
      if (queue.full) requester.ownerReady?.();
    }
    this.#queues.clear();
  }
}
