/**
 * Links to peers in the same process.
 *
 * @module
 */
import type { PeerLink } from "./client_link.ts";
import type { Link, LinkHandler } from "../../protocol/link.ts";
import type { ByteWriter } from "../../base/byte_writer.ts";
import { systemClock } from "../../base/system_clock.ts";

const encoder = new TextEncoder();

/** Delivers in order, all that was queued at once, in a later turn. */
class DeliveryQueue<T> {
  #waiting: T[] = [];
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
    if (this.#waiting.push(item) > 1) return;
    this.#later(() => {
      const items = this.#waiting;
      this.#waiting = [];
      for (const item of items) this.#deliver(item);
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
  const toDaemon = new DeliveryQueue<string>((message) => {
    const bytes = encoder.encode(message);
    handler?.message(bytes, 0, bytes.length);
  }, later);
  const end = (reason: string) => {
    if (!open) return;
    open = false;
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
    pause() {},
    resume() {},
    takeBytesInText: () => false,
    close: (_code, reason) => end(reason),
  };
  const peerLink: PeerLink = {
    send: (message) => {
      if (open) toDaemon.push(message);
    },
    close: () => end("closed by the peer"),
    onmessage() {},
    onclose() {},
  };
  return { link, peerLink };
}
