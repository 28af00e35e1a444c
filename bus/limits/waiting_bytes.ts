/**
 * Bytes of the requests that wait for owners that are away.
 *
 * @module
 */
import type { Requester } from "../elements/owner.ts";

/** Bytes of one requester. */
const MAX_REQUESTER_BYTES = 1 << 20;
/** Bytes in all. */
const MAX_BYTES = 1 << 26;

/** Bounds what requesters have waiting, at however many owners. */
export class WaitingBytes {
  readonly #byRequester = new Map<Requester, number>();
  #all = 0;

  /** Takes so many bytes; `false` if that is too much. */
  take(requester: Requester, bytes: number): boolean {
    const own = (this.#byRequester.get(requester) ?? 0) + bytes;
    if (own > MAX_REQUESTER_BYTES || this.#all + bytes > MAX_BYTES) {
      return false;
    }
    this.#all += bytes;
    this.#byRequester.set(requester, own);
    return true;
  }

  /** Gives back what was taken. */
  release(requester: Requester, bytes: number): void {
    const own = (this.#byRequester.get(requester) ?? 0) - bytes;
    this.#all -= bytes;
    if (own > 0) this.#byRequester.set(requester, own);
    else this.#byRequester.delete(requester);
  }
}
