/**
 * Responses to requests that the daemon has routed to a peer.
 *
 * @module
 */
import { JetError } from "../../protocol/errors/classes.ts";
import { errorToWire } from "../../protocol/errors/wire.ts";
import { asError } from "../../base/narrowing.ts";
import type { Codec, RoutedId } from "../codecs/codec.ts";

/** The answer to one request, on the link that the request came by. */
export class Responder {
  readonly #codec: Codec | undefined;
  readonly #id: RoutedId | undefined;

  constructor(codec: Codec | undefined, id: RoutedId | undefined) {
    this.#codec = codec;
    this.#id = id;
  }

  /** Responds with a result. */
  result(result: unknown): void {
    if (this.#id === undefined) return;
    try {
      this.#codec?.result(this.#id, result);
    } catch (error) {
      const reason = `the result can't be sent: ${asError(error).message}`;
      this.error(new JetError(reason));
    }
  }

  /** Responds with an error. */
  error(error: unknown): void {
    if (this.#id === undefined) return;
    try {
      this.#codec?.error(this.#id, errorToWire(error));
    } catch {
      const fallback = new JetError("an error that can't be sent");
      this.#codec?.error(this.#id, errorToWire(fallback));
    }
  }
}
