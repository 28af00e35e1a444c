/**
 * Keeps a number of messages on their way.
 *
 * @module
 */
import type { Sequence } from "./messages.ts";
import type { Socket } from "./socket.ts";

/** Sends more whenever something has arrived. */
export class Window {
  /** Called with the number of the first of some messages, and how many. */
  onSend: (first: number, count: number) => void = () => {};
  readonly #socket: Socket;
  readonly #sequence: Sequence;
  readonly #size: number;
  readonly #most: number;
  readonly #patience: number;
  readonly #count: () => number;
  #sent = 0;
  #seen = -1;
  // Those that are not waited for, because nothing came for too long.
  #givenUp = 0;
  #due = false;
  #running = false;
  #timer: ReturnType<typeof setInterval> | undefined;

  /**
   * @param arrived How many have arrived so far.
   * @param size How many may be on their way.
   * @param patience Milliseconds without any arrival after which those on their
   * way are not waited for any longer.
   * @param most How many are sent in all.
   */
  constructor(
    socket: Socket,
    sequence: Sequence,
    arrived: () => number,
    size: number,
    patience: number,
    most = Infinity,
  ) {
    this.#socket = socket;
    this.#sequence = sequence;
    this.#size = size;
    this.#most = most;
    this.#count = arrived;
    this.#patience = patience;
  }

  /** How many have not arrived. */
  get missing(): number {
    return this.#sent - this.#count();
  }

  /** Sends the first. */
  begin(): void {
    this.#timer = setInterval(() => this.#look(), this.#patience);
    this.#running = true;
    this.pump();
  }

  /** To be called when something has arrived: sends more in the same turn. */
  readonly pump = (): void => {
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      this.#fill();
    });
  };

  /** Sends no more. */
  stop(): void {
    clearInterval(this.#timer);
    this.#running = false;
  }

  #fill(): void {
    if (!this.#running) return;
    // What was given up may come after all.
    const under = Math.max(0, this.missing - this.#givenUp);
    const count = Math.min(this.#size - under, this.#most - this.#sent);
    if (count <= 0) return;
    this.#sent += count;
    this.onSend(this.#sequence.next, count);
    this.#socket.send(this.#sequence.take(count));
  }

  #look(): void {
    const arrived = this.#count();
    if (arrived === this.#seen) this.#givenUp = this.#sent - arrived;
    this.#seen = arrived;
    this.pump();
  }
}
