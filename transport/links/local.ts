/**
 * Links to peers in the same process.
 *
 * @module
 */
import type { PeerLink } from "./client_link.ts";
import type { Link, LinkHandler } from "../../protocol/link.ts";
import { ByteWriter } from "../../base/byte_writer.ts";
import { systemClock } from "../../base/system_clock.ts";

const encoder = new TextEncoder();

/** Longest text that is encoded into memory that is used again. */
const MAX_REUSED_LENGTH = 1 << 12;

/** Delivers in order, all that was queued at once, in a later turn. */
class DeliveryQueue<T> {
  #waiting: T[] = [];
  #scheduled = false;
  #paused = false;
  readonly #deliver: (item: T) => void;
  readonly #later: (task: () => void) => void;

  constructor(
    deliver: (item: T) => void,
    later: (task: () => void) => void,
  ) {
    this.#deliver = deliver;
    this.#later = later;
  }

  push(item: T): void {
    this.#waiting.push(item);
    this.#schedule();
  }

  /** Stops to deliver. */
  pause(): void {
    this.#paused = true;
  }

  /** Goes on delivering, in a later turn. */
  resume(): void {
    this.#paused = false;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#paused || this.#waiting.length === 0) return;
    this.#scheduled = true;
    this.#later(() => {
      this.#scheduled = false;
      const items = this.#waiting;
      this.#waiting = [];
      let next = 0;
      while (next < items.length && !this.#paused) {
        this.#deliver(items[next++]);
      }
      if (next < items.length) {
        this.#waiting = [...items.slice(next), ...this.#waiting];
      }
    });
  }
}

/** The two ends of a pipe within this process. */
export interface LocalPair {
  /** The end of the daemon. */
  readonly link: Link;
  /** The end of the peer. */
  readonly peerLink: PeerLink;
}

/**
 * Makes a pipe; both ends deliver in a later turn, as a socket does.
 *
 * @param later Runs a task in a later turn, after those it was given before.
 */
export function localPair(
  // Local peers that answer each other must not starve the sockets.
  later: (task: () => void) => void = systemClock.endOfTurn,
): LocalPair {
  let handler: LinkHandler | null = null;
  let open = true;
  let backlog = 0;
  let taken = 0;

  const toPeer = new DeliveryQueue<string>((message) => {
    backlog -= message.length;
    taken += message.length;
    peerLink.onmessage(message);
    if (backlog === 0) handler?.drained();
  }, later);
  // An array for each message costs more than reading it.
  const incoming = new ByteWriter();
  const toDaemon = new DeliveryQueue<string>((message) => {
    handler?.arrived();
    if (message.length > MAX_REUSED_LENGTH) {
      const bytes = encoder.encode(message);
      handler?.message(bytes, 0, bytes.length, true);
    } else {
      const { bytes, length } = incoming.clear().write(message);
      handler?.message(bytes, 0, length);
    }
  }, later);
  const end = (reason: string) => {
    if (!open) return;
    open = false;
    toDaemon.resume();
    // After what has been sent, in both directions.
    later(() => {
      handler?.closed(reason);
      handler = null;
      peerLink.onclose();
    });
  };

  const link: Link = {
    transport: "local",
    remote: "local",
    get backlog() {
      return backlog;
    },
    get taken() {
      return taken;
    },
    start(sessionHandler) {
      handler = sessionHandler;
    },
    send(head: ByteWriter | null, body: ByteWriter) {
      if (!open) return;
      const message = head === null ? body.string : head.string + body.string;
      backlog += message.length;
      toPeer.push(message);
    },
    sendBytes() {
      throw new TypeError("a link within the process carries text only");
    },
    pause: () => toDaemon.pause(),
    resume: () => toDaemon.resume(),
    takeBytesInText: () => false,
    close: (_code, reason) => end(reason),
  };
  const peerLink: PeerLink = {
    local: true,
    send: (message) => {
      if (open) toDaemon.push(message);
    },
    close: () => end("closed by the peer"),
    onmessage() {},
    onclose() {},
  };
  return { link, peerLink };
}
