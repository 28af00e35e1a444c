/**
 * Pending writes of kept values, by the peers that asked for them.
 *
 * @module
 */
import type { Requester } from "../elements/owner.ts";

/** Bytes that may wait for one requester before it makes no more requests. */
const MAX_BYTES = 1 << 20;
/** What a write holds beside path and value: its request and its answer. */
const WRITE_BYTES = 500;

/** Holds requesters whose writes the disk does not take in time. */
export class WriteBacklog {
  readonly #bytes = new Map<Requester, number>();

  /** A write begins; with the last of them that waits, the requester goes on. */
  begin(requester: Requester, length: number): void {
    const before = this.#bytes.get(requester) ?? 0;
    const now = before + WRITE_BYTES + length;
    this.#bytes.set(requester, now);
    if (before <= MAX_BYTES && now > MAX_BYTES) requester.hold?.();
  }

  /** The same write has ended. */
  end(requester: Requester, length: number): void {
    const before = this.#bytes.get(requester) ?? 0;
    const now = before - WRITE_BYTES - length;
    if (now > 0) this.#bytes.set(requester, now);
    else this.#bytes.delete(requester);
    if (before > MAX_BYTES && now <= MAX_BYTES) requester.release?.();
  }
}
