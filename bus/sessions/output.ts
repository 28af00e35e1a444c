/**
 * The output to one peer: responses and notifications, which are charged, bounded
 * and encoded.
 *
 * @module
 */
import type { ByteWriter } from "../../base/byte_writer.ts";
import { PIECE_BYTES, type Pieces } from "../../base/piece_writer.ts";
import { Cost, inSteps, type Steps, type Work } from "../../base/turns.ts";
import type {
  AnswerForm,
  Dialect,
  EventKind,
  Routed,
} from "../../protocol/dialect.ts";
import type { Encoding } from "../../protocol/encoding.ts";
import type { Fault } from "../../protocol/errors/fault.ts";
import type { AskedEventKind } from "../../protocol/extras.ts";
import type { RequestId } from "../../protocol/inbox.ts";
import { CloseCode, type Link } from "../../protocol/link.ts";
import type { Value } from "../../protocol/values/value.ts";
import type { Subject } from "../elements/watcher.ts";
import type { SessionContext } from "./host.ts";
import {
  type MessageForm,
  sendEncoded,
  sendEncodedPieces,
  sendPieces,
} from "./message_form.ts";
import { SizedPeer } from "./output_size.ts";

/** Cost of a byte that is encoded. */
const BYTE_COST = 20;

/** A peer to which responses and notifications are sent. */
export abstract class PeerOutput extends SizedPeer {
  readonly context: SessionContext;
  /** The pipe to the peer. */
  readonly link: Link;
  protected readonly form: MessageForm;
  /** Whether nothing is sent any more. Only written by the session. */
  ended = false;
  // Whether it has reached the hard limit.
  #isFull = false;

  constructor(context: SessionContext, link: Link, form: MessageForm) {
    super();
    this.context = context;
    this.link = link;
    this.form = form;
  }

  /** Form of the messages on this connection, as far as it is known. */
  get dialect(): Dialect {
    return this.form.dialect;
  }

  get backlog(): number {
    return this.link.backlog;
  }

  get congested(): boolean {
    return this.link.backlog > this.context.options.softBacklog;
  }

  get limited(): boolean {
    return this.dialect.maxMessage < Infinity;
  }

  abstract run(work: Work): void;
  abstract report(error: unknown): void;
  /** The output of a peer that does not read grew by `bytes`. */
  protected abstract backlogGrown(bytes: number): void;
  /** A request without an id failed. */
  protected abstract unanswered(fault: Fault): void;

  // Responses.

  done(id: RequestId): void {
    if (id !== undefined) this.send(this.dialect.done(id));
  }

  fail(id: RequestId, fault: Fault): void {
    if (id === undefined) this.unanswered(fault);
    else this.send(this.dialect.failed(id, fault));
  }

  respond(
    request: Routed,
    ok: boolean,
    payload: Value,
    form: AnswerForm,
  ): void {
    const message = this.dialect.answered(request, ok, payload, form);
    this.answer(request.id, message);
  }

  answer(id: RequestId, message: ByteWriter): void {
    if (message.length <= this.dialect.maxMessage) this.send(message);
    else this.fail(id, this.tooLarge(message));
  }

  answerLong(id: RequestId, text: Pieces): void {
    if (text.pieces.length === 0) this.answer(id, text.last);
    else if (text.length <= this.dialect.maxMessage) this.#sendLong(text);
    else this.fail(id, this.tooLarge(text));
  }

  // Notifications.

  head(fetchId: string): ByteWriter {
    return this.dialect.head(fetchId);
  }

  nextSequence(): number {
    return this.context.space.nextSequence();
  }

  notify(
    head: ByteWriter,
    kind: EventKind | AskedEventKind,
    subject: Subject,
    sequence: number,
    asked: number,
  ): void {
    const readOnly = kind === "add" && this.isReadOnly(subject);
    this.sendWithHead(
      head,
      this.dialect.event(head, sequence, kind, subject, readOnly, asked),
    );
  }

  // With code of its own to the link, as it runs in bursts: by `sendWithHead`, which
  // answers have had compiled, that is compiled once more when a fetch begins.
  replay(head: ByteWriter, subject: Subject, asked: number): void {
    const readOnly = this.isReadOnly(subject);
    const sequence = this.nextSequence();
    const { link, form: { dialect, encoding } } = this;
    const body = dialect.event(head, sequence, "add", subject, readOnly, asked);
    if (encoding !== undefined || link.sendAlone === undefined) {
      return this.sendWithHead(head, body);
    }
    const isTooLong = head.length + body.length > dialect.maxMessage;
    if (isTooLong || !this.#begin(body.length)) return;
    try {
      link.sendAlone(head, body);
      if (this.congested) this.backlogGrown(body.length);
    } catch (error) {
      this.#failed(error);
    }
  }

  // Messages.

  send(message: ByteWriter): void {
    this.sendWithHead(null, message);
  }

  /** Sends a message, unless it is too large for the peer. */
  sendWithHead(head: ByteWriter | null, body: ByteWriter): void {
    const length = body.length + (head === null ? 0 : head.length);
    const { link, form: { dialect, encoding } } = this;
    if (length > dialect.maxMessage || !this.#begin(body.length)) return;
    try {
      if (encoding === undefined) link.send(head, body);
      else {
        this.context.turns.charge(Cost.encoding + length * BYTE_COST);
        sendEncoded(link, encoding, head, body);
      }
      if (this.congested) this.backlogGrown(body.length);
    } catch (error) {
      this.#failed(error);
    }
  }

  sendOwn(message: ByteWriter): void {
    const { length } = message;
    if (length <= PIECE_BYTES || this.form.encoding !== undefined) {
      return this.send(message);
    }
    if (length > this.dialect.maxMessage) return;
    const text = { pieces: [], last: message, length };
    this.#sendParts(length, () => sendPieces(this.link, text));
  }

  /** Sends a long message that is not too large for the peer. */
  #sendLong(text: Pieces): void {
    const { encoding } = this.form;
    if (encoding !== undefined) {
      const { turns } = this.context;
      return this.run(inSteps(this.#encodeLong(encoding, text), turns));
    }
    this.#sendParts(text.length, () => sendPieces(this.link, text));
  }

  *#encodeLong(encoding: Encoding, text: Pieces): Steps {
    try {
      const pieces = yield* encoding.encodeLong(text);
      this.#sendParts(
        text.length,
        () => sendEncodedPieces(this.link, pieces),
      );
    } catch (error) {
      this.#failed(error);
    }
  }

  #sendParts(length: number, send: () => void): void {
    if (!this.#begin(length)) return;
    try {
      send();
      if (this.congested) this.backlogGrown(length);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Charges so many bytes; `false` if the peer gets no output any more. */
  #begin(length: number): boolean {
    const { context, link } = this;
    if (this.ended) return false;
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
    this.report(error);
    this.link.close(CloseCode.internal, "internal error");
  }
}
