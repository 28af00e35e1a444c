/**
 * Messages from the thread to the program: those of one turn in one batch, which
 * the program finds whether it sleeps or is idle.
 *
 * @module
 */
import type { MessagePort } from "node:worker_threads";
import { Place, type Report } from "../protocol/messages.ts";

/** Reports that the program may leave lying before changes are held back. */
const MAX_UNREAD_REPORTS = 1024;

/** What keeps changes while the program does not read. */
export interface Holder {
  /** The program has read everything: passes on what it has. */
  resume(): void;
}

/** See the module. */
export class Outlet {
  readonly #port: MessagePort;
  readonly #places: Int32Array<SharedArrayBuffer>;
  readonly #wake: () => void;
  #batch: Report[] = [];
  #reported = 0;
  readonly #holders = new Set<Holder>();

  /**
   * @param port Where the program reads.
   * @param places The memory that both share.
   * @param wake Wakes a program that is idle in its event loop.
   */
  constructor(
    port: MessagePort,
    places: Int32Array<SharedArrayBuffer>,
    wake: () => void,
  ) {
    this.#port = port;
    this.#places = places;
    this.#wake = wake;
  }

  /** Sends a message, in one batch with the others of this turn. */
  put(report: Report): void {
    this.#reported = (this.#reported + 1) | 0;
    if (this.#batch.push(report) === 1) queueMicrotask(() => this.#send());
  }

  /**
   * Whether the program reads so slowly that changes have to wait. Then the
   * holder is called when it has caught up.
   */
  isFull(holder: Holder): boolean {
    if (this.#holders.has(holder)) return true;
    if (!this.#lags()) return false;
    Atomics.store(this.#places, Place.heldBack, 1);
    // What it read before it could see that does not count.
    if (!this.#lags()) return false;
    this.#holders.add(holder);
    return true;
  }

  /** The program has read everything. */
  resume(): void {
    const holders = [...this.#holders];
    this.#holders.clear();
    for (const holder of holders) holder.resume();
  }

  #lags(): boolean {
    const taken = Atomics.load(this.#places, Place.taken);
    return ((this.#reported - taken) | 0) > MAX_UNREAD_REPORTS;
  }

  #send(): void {
    this.#port.postMessage(this.#batch);
    this.#batch = [];
    Atomics.add(this.#places, Place.sent, 1);
    Atomics.notify(this.#places, Place.sent);
    if (Atomics.exchange(this.#places, Place.waking, 1) === 0) this.#wake();
  }
}
