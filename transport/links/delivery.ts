/**
 * Links that carry binary Jet.
 *
 * @module
 */
import type { BinaryLink } from "./client_link.ts";

/** Delivers messages and the end; keeps them until a handler is set. */
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
