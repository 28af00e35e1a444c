/**
 * The output of one session: it is charged, bounded and encoded.
 *
 * @module
 */
import type { ByteWriter } from "../../base/byte_writer.ts";
import { PIECE_BYTES, type Pieces } from "../../base/piece_writer.ts";
import { Cost, inSteps, type Steps } from "../../base/turns.ts";
import type { Encoding } from "../../protocol/encoding.ts";
import { CloseCode } from "../../protocol/link.ts";
import type { Host } from "./host.ts";
import {
  type MessageForm,
  sendEncoded,
  sendEncodedPieces,
  sendPieces,
} from "./message_form.ts";

/** Cost of a byte that is encoded. */
const BYTE_COST = 20;

/** What output needs of its session. */
type OutputHost =
  & Pick<Host, "context" | "dialect" | "ended" | "link" | "report">
  & Pick<Host, "congested" | "run">
  & {
    /** So many bytes were added to the output of a peer that does not read. */
    backlogGrown(bytes: number): void;
  };

/** Sends the messages to one peer. */
export class Output {
  readonly #host: OutputHost;
  readonly #form: MessageForm;
  // Whether it has reached the hard limit.
  #isFull = false;

  constructor(host: OutputHost, form: MessageForm) {
    this.#host = host;
    this.#form = form;
  }

  /** Sends a message, unless it is too large for the peer. */
  send(head: ByteWriter | null, body: ByteWriter): void {
    const length = body.length + (head === null ? 0 : head.length);
    const { link, dialect } = this.#host;
    if (length > dialect.maxMessage || !this.#begin(body.length)) return;
    try {
      const { encoding } = this.#form;
      if (encoding === undefined) link.send(head, body);
      else {
        this.#host.context.turns.charge(Cost.encoding + length * BYTE_COST);
        sendEncoded(link, encoding, head, body);
      }
      if (this.#host.congested) this.#host.backlogGrown(body.length);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Sends a message to which nothing else is written any more. */
  sendOwn(message: ByteWriter): void {
    const { length } = message;
    if (length <= PIECE_BYTES || this.#form.encoding !== undefined) {
      return this.send(null, message);
    }
    if (length > this.#host.dialect.maxMessage) return;
    const text = { pieces: [], last: message, length };
    this.#sendLong(length, () => sendPieces(this.#host.link, text));
  }

  /** Sends a long message that is not too large for the peer. */
  sendLong(text: Pieces): void {
    const { encoding } = this.#form;
    if (encoding !== undefined) {
      const { context: { turns } } = this.#host;
      return this.#host.run(inSteps(this.#encodeLong(encoding, text), turns));
    }
    this.#sendLong(text.length, () => sendPieces(this.#host.link, text));
  }

  *#encodeLong(encoding: Encoding, text: Pieces): Steps {
    try {
      const pieces = yield* encoding.encodeLong(text);
      this.#sendLong(
        text.length,
        () => sendEncodedPieces(this.#host.link, pieces),
      );
    } catch (error) {
      this.#failed(error);
    }
  }

  #sendLong(length: number, send: () => void): void {
    if (!this.#begin(length)) return;
    try {
      send();
      if (this.#host.congested) this.#host.backlogGrown(length);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Charges so many bytes; `false` if the peer gets no output any more. */
  #begin(length: number): boolean {
    const { context, ended, link } = this.#host;
    if (ended) return false;
    context.turns.left -= Cost.output + (length >> 2);
    context.traffic.messagesOut++;
    context.traffic.bytesOut += length;
    if (link.backlog <= context.options.hardBacklog) return true;
    // Nothing is left to conflate. The peer's elements are removed when the
    // link reports its end: not in the middle of a publication.
    if (!this.#isFull) context.limits.count("hardBacklog");
    this.#isFull = true;
    const { hardBacklog } = context.options;
    link.close(
      CloseCode.policy,
      `the peer does not read: more than ${hardBacklog} bytes (hardBacklog)`,
    );
    return false;
  }

  /** The message in hand may be another peer's, which must not fail. */
  #failed(error: unknown): void {
    this.#host.report(error);
    this.#host.link.close(CloseCode.internal, "internal error");
  }
}
