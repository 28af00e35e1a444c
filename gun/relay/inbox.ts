/**
 * The inbox of a connection: frames and work that wait for their turn.
 *
 * @module
 */
import {
  inSteps,
  type Steps,
  type Turns,
  type Work,
} from "../../base/turns.ts";
import {
  LongText,
  MAX_DIRECT_LENGTH,
  type Messages,
  messagesOf,
  readMessage,
  readMessages,
  type WireMessage,
} from "../wire/message.ts";

/** Longest input that is carried out at once even if the slice is spent. */
const MAX_EXTRA_BYTES = 1 << 12;

// In the units of `Cost`.
const MESSAGE_COST = 5_000;
const CHARACTER_COST = 4;
// A text that is no message may fail to be parsed.
const JUNK_COST = 3_000;

/** What an inbox needs of its connection. */
export interface InboxHost {
  /** Whether the peer has to read before more is done for it. */
  readonly congested: boolean;
  /** Whether the verifier or the store has to catch up with the peer. */
  readonly held: boolean;
  /**
   * Carries out a message.
   *
   * @returns The work that is left of it.
   */
  carryOut(message: WireMessage): Work | null;
  /** A frame was not JSON. */
  unreadable(): void;
  /** Work has failed. */
  failed(error: unknown): void;
  /** More waits than the pipe should have handed over. */
  overflow(): void;
  /** Begins to wait until the peer reads. */
  unread(): void;
  /** Stops or goes on reading. */
  read(wanted: boolean): void;
}

/** What a connection that is not read from waits for. */
type Waiting = "nothing" | "turn" | "output" | "others";

/**
 * Carries out the messages of one connection in order. Where the slice does not
 * suffice, its output is full, or the verifier or the store has to catch up, it is
 * not read from, and the rest waits.
 */
export class Inbox implements Work {
  readonly #host: InboxHost;
  readonly #turns: Turns;
  readonly #maxLength: number;
  #waiting: Waiting = "nothing";
  #work: Work | null = null;
  // Reading of a long frame or message.
  #reading: Work | null = null;
  #messages: Messages | null = null;
  #frames: string[] = [];
  #nextFrame = 0;
  #length = 0;
  #ended = false;

  /** @param maxLength Characters that wait at most, where a pipe can't pause. */
  constructor(host: InboxHost, turns: Turns, maxLength: number) {
    this.#host = host;
    this.#turns = turns;
    this.#maxLength = maxLength;
  }

  /** Whether something waits. */
  get waits(): boolean {
    return this.#waiting !== "nothing";
  }

  /** Whether something waits until the peer has read. */
  get waitsForOutput(): boolean {
    return this.#waiting === "output";
  }

  /**
   * Input of so many bytes has arrived. If the slice does not suffice, it waits
   * as a whole, also where it is only a part of a frame.
   */
  arrived(length: number): void {
    const turns = this.#turns;
    turns.arrive();
    turns.left -= length;
    if (
      length <= MAX_EXTRA_BYTES || turns.left > 0 || this.#ended ||
      this.#waiting !== "nothing"
    ) return;
    this.#host.read(false);
    this.#wait();
  }

  /** Carries out a frame, at once or later. */
  frame(text: string): void {
    if (this.#ended) return;
    if (this.#waiting !== "nothing") return this.#keep(text);
    this.#begin(text);
    while (this.#hasBegun) {
      if (this.#isOver) {
        this.#host.read(false);
        return this.#wait();
      }
      this.#carryOn();
    }
  }

  /** Whether a frame has been begun that is not carried out. */
  get #hasBegun(): boolean {
    return this.#work !== null || this.#reading !== null ||
      this.#messages !== null;
  }

  /** Goes on if what it waited for has come. */
  wake(): void {
    if (this.#waiting === "output" || this.#waiting === "others") {
      this.#wait();
    }
  }

  /** Drops what waits. */
  end(): void {
    this.#ended = true;
    // Work that has begun is carried out to its end.
    if (this.#work !== null) this.#turns.addToBackground(this.#work);
    this.#work = null;
    this.#reading = null;
    this.#messages = null;
    this.#frames = [];
  }

  /** The peer is gone: what it has written is carried out. */
  gone(): void {
    this.wake();
  }

  get #isOver(): boolean {
    return this.#turns.left <= 0 || this.#host.congested ||
      this.#host.held;
  }

  #keep(frame: string): void {
    this.#frames.push(frame);
    this.#length += frame.length;
    if (this.#length > this.#maxLength) this.#host.overflow();
  }

  #wait(): void {
    if (this.#host.congested) {
      this.#waiting = "output";
      this.#host.unread();
    } else if (this.#host.held) {
      this.#waiting = "others";
    } else {
      this.#waiting = "turn";
      this.#turns.add(this);
    }
  }

  /** A slice of this connection. */
  proceed(): boolean {
    while (!this.#ended) {
      if (this.#host.congested || this.#host.held) {
        this.#wait();
        return true;
      }
      if (this.#turns.left <= 0) return false;
      if (!this.#carryOn()) {
        this.#waiting = "nothing";
        this.#host.read(true);
        return true;
      }
    }
    return true;
  }

  /** Goes on with what comes next; `false` if nothing waits. */
  #carryOn(): boolean {
    if (this.#work !== null) {
      if (this.#isDone(this.#work)) this.#work = null;
      return true;
    }
    if (this.#reading !== null) {
      if (this.#isDone(this.#reading)) this.#reading = null;
      return true;
    }
    if (this.#messages !== null) {
      this.#turns.left -= MESSAGE_COST;
      const { done, value } = this.#messages.next();
      if (done) this.#messages = null;
      else if (value instanceof LongText) this.#read(this.#readMessage(value));
      else this.#take(value);
      return true;
    }
    const frame = this.#frames.at(this.#nextFrame);
    if (frame === undefined) {
      this.#frames = [];
      this.#nextFrame = 0;
      return false;
    }
    this.#frames[this.#nextFrame++] = "";
    this.#length -= frame.length;
    this.#begin(frame);
    return true;
  }

  #isDone(work: Work): boolean {
    try {
      return work.proceed();
    } catch (error) {
      // A failed read of the store must not end the other messages.
      this.#host.failed(error);
      return true;
    }
  }

  #take(message: WireMessage | null): void {
    if (message === null) this.#turns.left -= JUNK_COST;
    else this.#work = this.#host.carryOut(message);
  }

  #begin(frame: string): void {
    if (frame.length > MAX_DIRECT_LENGTH) {
      return this.#read(this.#readFrame(frame));
    }
    this.#turns.left -= frame.length * CHARACTER_COST;
    this.#open(messagesOf(frame));
  }

  #open(messages: Messages | undefined): void {
    if (messages === undefined) this.#host.unreadable();
    else this.#messages = messages;
  }

  #read(steps: Steps): void {
    this.#reading = inSteps(steps, this.#turns);
  }

  *#readFrame(frame: string): Steps {
    this.#open(yield* readMessages(frame));
  }

  *#readMessage(text: LongText): Steps {
    this.#take(yield* readMessage(text));
  }
}
