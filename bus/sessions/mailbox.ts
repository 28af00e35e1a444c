/**
 * The mailbox of a session: its input, and work of it. What can be carried out as it
 * arrives does not wait here.
 *
 * @module
 */
import type { Slice } from "../../base/slice.ts";
import { CloseCode, type Link, type LinkHandler } from "../../protocol/link.ts";
import { StallTimer } from "../../base/stall_timer.ts";
import { Cost, type Turns, type Work } from "../../base/turns.ts";
import type { Inbox } from "../../protocol/inbox.ts";
import { ClaimedInput } from "./claimed_input.ts";
import type { Host } from "./host.ts";
import type { MessageForm } from "./message_form.ts";

/** What a mailbox needs of its session. */
export interface MailboxHost
  extends
    Inbox,
    Pick<Host, "behind" | "congested" | "context" | "ended" | "link">,
    Pick<Host, "report" | "send"> {
  /** Grows with everything that the peer sends. */
  arrivals: number;
  /**
   * Sends what waits until the peer has read more, as far as it takes it.
   *
   * @returns Whether nothing is left.
   */
  flush(): boolean;
  /** Nothing that is sent arrives any more. */
  outputLost(): void;
  /** Ends the session, when nothing waits any more. */
  finish(reason: string): void;
  /** Ends the session at once. */
  close(code: number, reason: string): void;
}

// Longest input that is carried out at once even if the slice is spent.
const MAX_EXTRA_BYTES = 1 << 12;
// Cost of such input, in the units of `Cost`: up to it the link is read from
// without a turn of its own.
const MAX_EXTRA_COST = 100_000;
// What mailboxes share in which nothing waits: nothing is put into them.
const NO_WORKS: Work[] = [];
const NO_MESSAGES: Uint8Array[] = [];

/** What a session that is not read from waits for. */
export type Waiting = "nothing" | "turn" | "output" | "others";

/**
 * Carries out the input of one session in order. Where the slice does not
 * suffice, its output is full, or it is held, the link is not read from, and the
 * rest waits.
 */
export class Mailbox implements LinkHandler, Work {
  readonly #host: MailboxHost;
  readonly #form: MessageForm;
  readonly #link: Link;
  // Watches over a peer that has to read; made for the first time.
  #stall: StallTimer | undefined;
  readonly #turns: Turns;
  // Most input that waits, where the link can't be paused.
  readonly #maxBytes: number;
  #waiting: Waiting = "nothing";
  // When its first input had been carried out; `Infinity`: it has not.
  #servedAt = Infinity;
  // Number of reasons for which the session has to wait for others.
  #holds = 0;
  // Adds that wait for other daemons, and what waits for them; `null`: there are
  // none.
  #claimed: ClaimedInput | null = null;
  // Made for the first claim, and used again.
  #claims: ClaimedInput | undefined;
  // In the order in which they are carried out.
  #works = NO_WORKS;
  #rest: Slice | null = null;
  #messages = NO_MESSAGES;
  #nextMessage = 0;
  #bytes = 0;
  // Why no input follows, while there is some left.
  #inputEnd: string | undefined;
  // Whether nothing that is sent arrives any more.
  #gone = false;

  constructor(host: MailboxHost, form: MessageForm) {
    this.#host = host;
    this.#form = form;
    this.#link = host.link;
    const { options, turns } = host.context;
    this.#turns = turns;
    this.#maxBytes = Math.max(
      options.hardBacklog,
      4 * options.info.maxMessage,
    );
  }

  #newStallTimer(): StallTimer {
    const host = this.#host;
    const { clock, limits, options: { stallTimeout } } = host.context;
    return new StallTimer(host.link, clock, stallTimeout * 1000, () => {
      limits.count("stallTimeout");
      host.close(
        CloseCode.policy,
        `the peer does not read for ${stallTimeout} s (stallTimeout)`,
      );
    });
  }

  /** Whether input waits, or is not read. */
  get unread(): boolean {
    return this.#waiting !== "nothing";
  }

  /** Whether the slice is over, so that the rest of an array has to wait. */
  get #spent(): boolean {
    return this.#turns.left <= 0 || this.#works.length > 0 ||
      this.#isHolding || this.#host.ended || this.#blocked;
  }

  /** Whether the session has to wait after a message. */
  get #isHolding(): boolean {
    return this.#holds > 0 || this.#claimed !== null && this.#claimed.isFull;
  }

  /** Whether the peer has to read first. */
  get #blocked(): boolean {
    return !this.#gone && this.#host.congested;
  }

  // Input of the link.

  arrived(length = 0): void {
    this.#host.arrivals++;
    const turns = this.#turns;
    turns.arrive(this.#servedAt);
    turns.left -= length >> 1;
    // It waits as a whole, also where it is only a part of a message.
    if (turns.left <= 0 && length > MAX_EXTRA_BYTES) this.#park();
  }

  message(bytes: Uint8Array, start: number, end: number, own = false): void {
    const host = this.#host;
    if (host.ended) return;
    const turns = this.#turns;
    const { traffic } = host.context;
    traffic.messagesIn++;
    traffic.bytesIn += end - start;
    const isLate = turns.left <= 0 &&
      (this.#servedAt === Infinity || end - start > MAX_EXTRA_BYTES);
    if (isLate || this.#waiting !== "nothing") {
      return this.#keep(
        own ? bytes.subarray(start, end) : bytes.slice(start, end),
      );
    }
    const rest = this.#carryOut(bytes, start, end, false);
    if (
      rest !== null || turns.left <= -MAX_EXTRA_COST || this.#isHolding ||
      host.congested
    ) this.#keepRest(rest);
    else if (this.#servedAt === Infinity) this.#served();
  }

  overlong(reason: string): void {
    const host = this.#host;
    if (host.ended) return;
    host.context.limits.count("maxMessage");
    host.send(
      this.#form.dialect.failed(undefined, { kind: "tooLarge", reason }),
    );
    host.close(CloseCode.tooLarge, reason);
  }

  skipped(head: Uint8Array, reason: string): void {
    const host = this.#host;
    if (host.ended) return;
    host.context.limits.count("maxMessage");
    this.#form.readHead(head, { kind: "tooLarge", reason }, host);
  }

  drained(): void {
    const host = this.#host;
    if (!host.behind) return;
    host.behind = !host.flush();
    this.#stall?.end();
    if (this.#waiting === "output") this.#wait();
  }

  inputEnded(reason: string): void {
    if (this.#host.ended) return;
    this.arrived();
    this.#endInput(reason);
  }

  closed(reason: string): void {
    if (this.#host.ended) return;
    this.arrived();
    this.outputLost();
    this.#endInput(reason);
  }

  outputLost(): void {
    if (this.#host.ended) return;
    this.#host.outputLost();
    this.#stall?.end();
    this.#gone = true;
  }

  /**
   * Carries out a message.
   *
   * @param rest Whether it is the rest of an array.
   * @returns What is left of an array that the slice did not suffice for.
   */
  #carryOut(
    bytes: Uint8Array,
    start: number,
    end: number,
    rest: boolean,
  ): Slice | null {
    const host = this.#host;
    const turns = this.#turns;
    turns.charge(rest ? 0 : Cost.message + end - start);
    const form = this.#form;
    try {
      if (!form.plain && !rest) {
        ({ bytes, start, end } = form.prepared(bytes, start, end, host));
        if (start === end) return null;
      }
      const at = this.#claimed?.read(form, bytes, start, end, rest) ??
        (rest
          ? form.dialect.readOn(bytes, start, end, host)
          : form.dialect.read(bytes, start, end, host));
      turns.hasRead(end - start);
      if (turns.answersAreDue) {
        this.#link.flush?.();
        turns.answersWritten();
      }
      return at < end ? { bytes, start: at, end } : null;
    } catch (error) {
      // A bug of the daemon must not affect other peers.
      host.report(error);
      host.close(CloseCode.internal, "internal error");
      return null;
    }
  }

  /** Whether the next message of an array is carried out now. */
  get goesOn(): boolean {
    // Behind an `add` that has begun to wait it is read by way of the claims.
    const isPassing = this.#claimed !== null && !this.#claimed.isReading;
    return !this.#spent && !isPassing;
  }

  /** Input has been carried out, if no work of it waits. */
  #served(): void {
    if (this.#waiting !== "nothing") return;
    this.#servedAt = Math.min(this.#servedAt, this.#turns.now());
  }

  /** Keeps a message for later. */
  #keep(message: Uint8Array): void {
    if (this.#messages === NO_MESSAGES) this.#messages = [];
    this.#messages.push(message);
    this.#bytes += message.length;
    if (this.#bytes > this.#maxBytes) {
      this.#host.close(CloseCode.policy, "more input than can wait");
    }
    this.#park();
  }

  /** Has the session wait after a message, of which this is left. */
  #keepRest(rest: Slice | null): void {
    if (rest !== null) {
      const bytes = rest.bytes.slice(rest.start, rest.end);
      this.#rest = { bytes, start: 0, end: bytes.length };
    }
    this.#park();
  }

  /** Carries out work, at once or in slices; what follows waits for it. */
  run(work: Work): void {
    if (this.#works.length === 0 && work.proceed()) return;
    if (this.#works === NO_WORKS) this.#works = [];
    this.#works.push(work);
    this.#park();
  }

  /**
   * Has the session wait after the message in hand: an owner takes no more of its
   * requests, its login is checked, or its rights are changing.
   */
  hold(): void {
    this.#holds++;
  }

  /** Ends one {@linkcode hold}. */
  release(): void {
    this.#holds--;
    if (this.#waiting === "others") this.#wait();
  }

  /** Has the session wait, outside of a message. */
  holdNow(): void {
    this.hold();
    this.#park();
  }

  /** No input follows: what has arrived is carried out. */
  #endInput(reason: string): void {
    const { spent } = this.#turns;
    const idle = this.#claimed === null && (this.#waiting === "nothing" ||
      this.#waiting === "others" && !this.#hasInput);
    this.#inputEnd ??= reason;
    if (idle && !spent) return this.#host.finish(reason);
    // Many links may be closed at once: then each has its turn.
    if (
      idle || this.#waiting === "output" ||
      this.#claimed !== null && this.#waiting === "nothing"
    ) this.#wait();
  }

  /** Whether there is, or may come, what has to wait for others. */
  get #isHeld(): boolean {
    const hasEnded = this.#inputEnd !== undefined;
    if (this.#holds > 0) return !hasEnded || this.#hasInput;
    if (this.#claimed === null || this.#works.length > 0) return false;
    if (this.#claimed.isReady) return false;
    const hasMore = this.#rest !== null ||
      this.#nextMessage < this.#messages.length;
    return this.#claimed.isFull || hasEnded && !hasMore;
  }

  /** An add begins to wait for the claim of its path. */
  beginClaim(path: string): void {
    const { space, options } = this.#host.context;
    this.#claimed = this.#claims ??= new ClaimedInput(
      this.#host,
      space.hierarchy.separator,
      options.info.maxMessage,
    );
    this.#claimed.begin(path);
  }

  /** Ends a {@linkcode beginClaim}; the element is there if it will be. */
  endClaim(path: string): void {
    this.#claimed?.end(path);
    this.#updateClaimed();
    if (this.#waiting === "others") this.#wait();
    else if (this.#holds > 0 || this.#claimed?.isReady) this.#park();
  }

  #updateClaimed(): void {
    if (!this.#claimed?.isActive) this.#claimed = null;
  }

  get #hasInput(): boolean {
    return this.#works.length > 0 || this.#rest !== null ||
      this.#nextMessage < this.#messages.length ||
      this.#claimed !== null && this.#claimed.isWaiting;
  }

  /** The session has ended: only work that clears up is still carried out. */
  end(): void {
    this.#stall?.end();
    for (const work of this.#works) this.#turns.addToBackground(work);
    this.#works = NO_WORKS;
    this.#rest = null;
    this.#messages = NO_MESSAGES;
    this.#claimed = null;
  }

  #park(): void {
    if (this.#waiting !== "nothing" || this.#host.ended) return;
    this.#link.pause();
    this.#wait();
  }

  #wait(): void {
    if (this.#blocked) {
      this.#waiting = "output";
      this.#host.behind = true;
      (this.#stall ??= this.#newStallTimer()).begin();
    } else if (this.#isHeld) {
      this.#waiting = "others";
    } else {
      this.#waiting = "turn";
      this.#turns.add(this, this.#servedAt);
    }
  }

  /** Goes on with what waits, until the slice is spent. */
  proceed(): boolean {
    const host = this.#host;
    const isServed = this.#works.length + this.#messages.length > 0 ||
      this.#rest !== null;
    while (!host.ended) {
      if (this.#blocked || this.#isHeld) {
        this.#wait();
        return true;
      }
      if (this.#turns.spent) return false;
      if (!this.#carryOn()) {
        this.#waiting = "nothing";
        if (isServed) this.#served();
        if (this.#inputEnd === undefined) this.#link.resume();
        else host.finish(this.#inputEnd);
        return true;
      }
    }
    return true;
  }

  /** Goes on with what comes next; `false` if nothing waits. */
  #carryOn(): boolean {
    const work = this.#works.at(0);
    if (work !== undefined) {
      if (work.proceed()) this.#works.shift();
      return true;
    }
    if (this.#claimed?.isReady) {
      const { bytes, start, end, isRest } = this.#claimed.take();
      // Nothing is left: elements behind it wait on their own.
      this.#carryOut(bytes, start, end, isRest);
      this.#updateClaimed();
      return true;
    }
    if (this.#rest !== null) {
      const { bytes, start, end } = this.#rest;
      this.#rest = this.#carryOut(bytes, start, end, true);
      return true;
    }
    const message = this.#messages.at(this.#nextMessage);
    if (message === undefined) {
      this.#messages = NO_MESSAGES;
      this.#nextMessage = 0;
      return false;
    }
    this.#nextMessage++;
    this.#bytes -= message.length;
    this.#rest = this.#carryOut(message, 0, message.length, false);
    return true;
  }
}
