/**
 * Links that carry binary Jet.
 *
 * @module
 */

/**
 * A connection to a daemon that speaks binary Jet: it takes frames and delivers
 * messages. Because the daemon speaks first, what arrives before the peer has
 * set both handlers, `onmessage` last, must be kept until then.
 */
export interface BinaryLink {
  /** That it carries binary Jet, and not JSON. */
  readonly binary: true;
  /**
   * Sends one or more whole frames: each message behind its length. The bytes
   * are the peer's again when it returns. On a link that is closed it does
   * nothing.
   */
  send(frames: Uint8Array): void;
  /** Sends what waits, then ends the link; `onclose` is called afterwards. */
  close(): void;
  /**
   * Called with every message that arrives: the bytes from `start` up to `end`,
   * without the length. They are only valid until it returns.
   */
  onmessage: (bytes: Uint8Array, start: number, end: number) => void;
  /** Called once when the link has ended, with the reason if it broke. */
  onclose: (reason?: Error) => void;
}

/** Delivers messages and the end; keeps them until somebody listens. */
export class Delivery {
  onclose: (reason?: Error) => void = () => {};
  #onmessage: BinaryLink["onmessage"] | undefined;
  #early: Uint8Array[] = [];
  #end: { reason: Error | undefined } | undefined;

  get onmessage(): BinaryLink["onmessage"] {
    return this.#onmessage ?? (() => {});
  }

  set onmessage(handler: BinaryLink["onmessage"]) {
    this.#onmessage = handler;
    const early = this.#early;
    this.#early = [];
    for (const bytes of early) handler(bytes, 0, bytes.length);
    if (this.#end !== undefined) this.onclose(this.#end.reason);
  }

  message(bytes: Uint8Array, start: number, end: number): void {
    if (this.#onmessage !== undefined) this.#onmessage(bytes, start, end);
    else this.#early.push(new Uint8Array(bytes.subarray(start, end)));
  }

  closed(reason: Error | undefined): void {
    if (this.#end !== undefined) return;
    this.#end = { reason };
    if (this.#onmessage !== undefined) this.onclose(reason);
  }
}
