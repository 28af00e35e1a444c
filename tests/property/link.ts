/**
 * Links that end in the program: quick ones deliver at once, slow ones when the
 * program lets them.
 *
 * @module
 */
import type { Link, LinkHandler } from "../../protocol/link.ts";
import type { VirtualClock } from "../../testing/clock.ts";
import type { ByteWriter } from "../../base/byte_writer.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A message: text, or bytes in another encoding. */
export type Message = string | Uint8Array;

/** A link that keeps what a slow peer has not taken. */
export class ProgramLink implements Link {
  readonly transport = "local";
  readonly remote: string;
  readonly slow: boolean;
  /** Whether one side has closed it. */
  closing = false;
  /** Why the daemon closed it. */
  reason = "";
  backlog = 0;
  /** Called with every text that has to wait, before it does. */
  onWait: ((text: string) => void) | undefined;
  readonly #deliver: (message: Message) => void;
  readonly #waiting: { message: Message; size: number }[] = [];
  #handler: LinkHandler | undefined;

  constructor(
    remote: string,
    slow: boolean,
    deliver: (message: Message) => void,
  ) {
    this.remote = remote;
    this.slow = slow;
    this.#deliver = deliver;
  }

  /** Whether something waits to be taken. */
  get waits(): boolean {
    return this.#waiting.length > 0;
  }

  start(handler: LinkHandler): void {
    this.#handler = handler;
  }

  send(head: ByteWriter | null, body: ByteWriter): void {
    const parts = head === null ? [body] : [head, body];
    // Both ways of reading a text, as the links of the sockets have them.
    const text = this.slow
      ? parts.map((part) => part.string)
      : parts.map((part) => decoder.decode(part.view));
    this.#queue(
      text.join(""),
      parts.reduce((sum, part) => sum + part.length, 4),
    );
  }

  sendBytes(message: Uint8Array): void {
    this.#queue(message.slice(), message.length + 4);
  }

  #queue(message: Message, size: number): void {
    if (this.closing) return;
    if (!this.slow) return this.#deliver(message);
    if (typeof message === "string") this.onWait?.(message);
    this.#waiting.push({ message, size });
    this.backlog += size;
  }

  taken = 0;

  /** Whether the daemon does not read from the peer. */
  paused = false;

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  takeBytesInText(): boolean {
    return true;
  }

  close(_code: number, reason: string): void {
    if (this.closing) return;
    this.closing = true;
    this.reason = reason;
  }

  /**
   * Lets the peer take so many messages.
   *
   * @param notifies Whether the daemon is notified although something still waits.
   */
  drain(count: number, notifies: boolean): void {
    for (; count > 0 && !this.closing; count--) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      this.backlog -= next.size;
      this.taken += next.size;
      this.#deliver(next.message);
    }
    if (!this.closing && (notifies || !this.waits)) this.#handler?.drained();
  }

  /** A message of the peer. */
  say(message: Uint8Array): void {
    // In the middle of other bytes, as in the buffer of a socket.
    const buffer = new Uint8Array(message.length + 8).fill(0x22);
    buffer.set(message, 4);
    this.#handler?.arrived();
    this.#handler?.message(buffer, 4, 4 + message.length);
    buffer.fill(0x22);
  }

  /** Reads until the daemon has carried out everything that the peer said. */
  readUntilResumed(clock: VirtualClock): void {
    clock.settle();
    // Without output it waits for a login, or for an owner.
    while (this.paused && !this.closing && this.waits) {
      this.drain(1, true);
      clock.settle();
    }
  }

  /** The connection is gone. */
  lose(): void {
    this.closing = true;
    this.#handler?.closed("lost");
  }
}
