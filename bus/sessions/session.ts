/**
 * One connection inside the daemon: the link to the peer, the output to it and
 * the handlers of its requests.
 *
 * @module
 */
import type {
  AnswerForm,
  Dialect,
  EventKind,
  Routed,
} from "../../protocol/dialect.ts";
import type { Inbox, InfoRequest, RequestId } from "../../protocol/inbox.ts";
import type { AskedEventKind } from "../../protocol/extras.ts";
import type { Fault } from "../../protocol/errors/fault.ts";
import { CloseCode, type Link, type LinkHandler } from "../../protocol/link.ts";
import type { Value } from "../../protocol/values/value.ts";
import type { ByteWriter } from "../../base/byte_writer.ts";
import type { Pieces } from "../../base/piece_writer.ts";
import type { Slice } from "../../base/slice.ts";
import type { SessionUser } from "../elements/access.ts";
import type { Owner } from "../elements/owner.ts";
import type { Subject } from "../elements/watcher.ts";
import type { Deferred } from "../fetches/fetcher.ts";
import { andThen, Cost, type Work } from "../../base/turns.ts";
import { configure } from "./configure.ts";
import { ElementRequests } from "./element_requests.ts";
import { FetchRequests } from "./fetch_requests.ts";
import type { Host, SessionContext } from "./host.ts";
import { answerInfo } from "./info_extras.ts";
import { Output } from "./output.ts";
import { OwnFetches } from "./own_fetches.ts";
import { type Detect, MessageForm } from "./message_form.ts";
import { Mailbox, type MailboxHost, MAX_EXTRA_COST } from "./mailbox.ts";
import { SizedPeer } from "./output_size.ts";
import { PendingRequests } from "./requests.ts";
import { AwaitedAnswers } from "./awaited_answers.ts";
import { RoutedRequests } from "./routed_requests.ts";
import { isAnsweredWithoutId, UnansweredFaults } from "./unanswered.ts";
import type { SessionEvents } from "./session_events.ts";
import { UserRequests } from "./user_requests.ts";

/** One peer's connection to the bus. */
export class Session extends SizedPeer
  implements Inbox, LinkHandler, Host, MailboxHost {
  readonly context: SessionContext;
  /** The pipe to the peer. */
  readonly link: Link;
  /** When it began, by the clock's `monotonic`. */
  readonly begunAt: number;
  /** Name that the peer gave itself, or "". */
  name = "";
  /** The user who is logged in. */
  user: SessionUser | null;
  arrivals = 0;
  behind = false;
  readonly owner: Owner;
  readonly elements: ElementRequests;
  readonly routed: RoutedRequests;
  readonly fetches: FetchRequests;
  readonly #events: SessionEvents<Session>;
  readonly #form: MessageForm;
  readonly #output: Output;
  readonly #fetches: OwnFetches;
  readonly #pending: PendingRequests;
  readonly #answers: AwaitedAnswers;
  readonly #mailbox: Mailbox;
  readonly claims: Pick<Mailbox, "beginClaim" | "endClaim">;
  // Made when they are first needed: an idle peer takes memory.
  #users: UserRequests | undefined;
  #unansweredFaults: UnansweredFaults | undefined;
  #ended = false;
  // Whether the link has been closed.
  #gone = false;

  /** @param detect Detects the dialect; without it, it is certain. */
  constructor(
    context: SessionContext,
    events: SessionEvents<Session>,
    link: Link,
    dialect: Dialect,
    detect: Detect | undefined,
    user: SessionUser | null,
    begunAt: number,
  ) {
    super();
    this.begunAt = begunAt;
    this.context = context;
    this.#events = events;
    this.link = link;
    this.#form = new MessageForm(dialect, detect);
    this.#output = new Output(this, this.#form);
    this.user = user;
    this.claims = this.#mailbox = new Mailbox(this);
    this.#fetches = new OwnFetches(this);
    this.#pending = new PendingRequests(this);
    this.owner = this.#pending;
    this.elements = new ElementRequests(this);
    this.#answers = new AwaitedAnswers(this, context.timers);
    this.routed = new RoutedRequests(this, this.#pending, this.#answers);
    this.fetches = new FetchRequests(this, this.#fetches);
  }

  get users(): UserRequests {
    return this.#users ??= new UserRequests(this, this.#answers);
  }

  get #unanswered(): UnansweredFaults {
    return this.#unansweredFaults ??= new UnansweredFaults(
      (fault) => this.#events.unanswered(this, fault),
    );
  }

  /** Number of the peer's elements. */
  get elementCount(): number {
    return this.context.space.owners.countOf(this.owner);
  }

  /** Number of the peer's fetches. */
  get fetchCount(): number {
    return this.#fetches.size;
  }

  get remote(): string {
    return this.link.remote;
  }

  get backlog(): number {
    return this.link.backlog;
  }

  /** Form of the messages on this connection, as far as it is known. */
  get dialect(): Dialect {
    return this.#form.dialect;
  }

  get ended(): boolean {
    return this.#ended;
  }

  get gone(): boolean {
    return this.#gone || this.#ended;
  }

  login(user: SessionUser | null, onDone: () => void = () => {}): void {
    const before = this.canReadAs(this.user);
    this.user = user;
    const work = this.#fetches.revise(before, this.canReadAs(user));
    if (work.proceed()) return onDone();
    this.#mailbox.holdNow();
    this.context.turns.add(andThen(work, () => {
      this.#mailbox.release();
      onDone();
    }));
  }

  // Input of the link.

  arrived(length = 0): void {
    this.arrivals++;
    const { turns } = this.context;
    turns.arrive(this.#mailbox.servedAt);
    turns.left -= length >> 1;
    if (turns.left <= 0) this.#mailbox.arrivedLate(length);
  }

  message(bytes: Uint8Array, start: number, end: number, own = false): void {
    if (this.#ended) return;
    const mailbox = this.#mailbox;
    const { traffic, turns } = this.context;
    traffic.messagesIn++;
    traffic.bytesIn += end - start;
    const waits = mailbox.waiting !== "nothing";
    if (waits || turns.left <= 0 && mailbox.defers(end - start)) {
      return mailbox.keep(
        own ? bytes.subarray(start, end) : bytes.slice(start, end),
      );
    }
    const rest = this.carryOut(bytes, start, end, false);
    if (
      rest !== null || turns.left <= -MAX_EXTRA_COST ||
      mailbox.holds > 0 || mailbox.claimed?.isFull || this.congested
    ) mailbox.wait(rest);
    else if (mailbox.servedAt === Infinity) mailbox.served();
  }

  mayGoOn(): boolean {
    this.context.turns.charge(Cost.message);
    return this.#mailbox.goesOn;
  }

  run(work: Work): void {
    this.#mailbox.run(work);
  }

  get unread(): boolean {
    return this.#mailbox.waiting !== "nothing";
  }

  hold(): void {
    this.#mailbox.hold();
  }

  release(): void {
    this.#mailbox.release();
  }

  carryOut(
    bytes: Uint8Array,
    start: number,
    end: number,
    rest: boolean,
  ): Slice | null {
    this.context.turns.charge(rest ? 0 : Cost.message + end - start);
    const form = this.#form;
    try {
      if (!form.plain && !rest) {
        ({ bytes, start, end } = form.prepared(bytes, start, end, this));
        if (start === end) return null;
      }
      const at = this.#mailbox.claimed?.read(form, bytes, start, end, rest) ??
        (rest
          ? form.dialect.readOn(bytes, start, end, this)
          : form.dialect.read(bytes, start, end, this));
      this.context.turns.hasRead(end - start);
      return at < end ? { bytes, start: at, end } : null;
    } catch (error) {
      // A bug of the daemon must not affect other peers.
      this.report(error);
      this.close(CloseCode.internal, "internal error");
      return null;
    }
  }

  overlong(reason: string): void {
    if (this.#ended) return;
    this.context.limits.count("maxMessage");
    this.send(this.dialect.failed(undefined, { kind: "tooLarge", reason }));
    this.close(CloseCode.tooLarge, reason);
  }

  skipped(head: Uint8Array, reason: string): void {
    if (this.#ended) return;
    this.context.limits.count("maxMessage");
    this.#form.readHead(head, { kind: "tooLarge", reason }, this);
  }

  drained(): void {
    if (!this.behind) return;
    const { held } = this.#pending;
    held.flush();
    this.#fetches.flush();
    this.behind = held.waiting || this.#fetches.behind;
    this.#mailbox.drained();
  }

  inputEnded(reason: string): void {
    if (this.#ended) return;
    this.arrived();
    this.#mailbox.inputEnded(reason);
  }

  closed(reason: string): void {
    if (this.#ended) return;
    this.#gone = true;
    this.arrived();
    this.#endFetches();
    this.#mailbox.closed(reason);
  }

  finish(reason: string): void {
    if (this.#ended) return;
    if (this.#gone) {
      this.#end();
      return this.#events.ended(this, reason);
    }
    if (!this.#answers.deliverable) return this.close(CloseCode.normal, reason);
    // The peer has ended its side: it gets answers, but can't give any.
    this.#leave();
    const end = () => this.close(CloseCode.normal, reason);
    this.#answers.whenNone(this.context.options.timeout * 1000, end);
  }

  /** Ends the session: removes the peer's elements and closes the link. */
  close(code: number, reason: string): void {
    if (this.#ended) return;
    this.#end();
    this.link.close(code, reason);
    this.#events.ended(this, reason);
  }

  /** Ends the session, whose peer must not get what it has not got yet. */
  cutOff(reason: string): void {
    this.link.forget?.();
    this.close(CloseCode.goingAway, reason);
  }

  /** Closes the link; what has arrived is carried out. */
  disconnect(reason: string): void {
    this.link.close(CloseCode.policy, reason);
  }

  #end(): void {
    this.#ended = true;
    this.#endFetches();
    this.#mailbox.end();
    this.#answers.cancel();
    this.#answers.giveUpAll();
    this.#leave();
  }

  /** The peer's elements don't exist any more, but for those that stay. */
  #leave(): void {
    const { space } = this.context;
    this.#pending.abandon(space.owners.hasStaying(this.owner));
    space.removeOwner(this.owner);
  }

  #endFetches(): void {
    this.#fetches.endAll((work) => this.context.turns.runInBackground(work));
  }

  report(error: unknown): void {
    this.#events.failed(this, error);
  }

  // Requests concerning the connection.

  /** Sends the greeting of the dialect, if it has one. */
  greet(): void {
    const greeting = this.dialect.greeting(this.context.options.info);
    if (greeting !== undefined) this.send(greeting);
  }

  info(id: RequestId, asked: InfoRequest): void {
    this.#answers.noHalfClose ||= asked.noHalfClose ?? false;
    if (id !== undefined) answerInfo(this, id, asked);
  }

  config(
    id: RequestId,
    name: string | undefined,
    encoding: string | undefined,
    arrays: boolean,
    peer?: string,
  ): void {
    configure(this, this.#form, id, name, encoding, arrays, peer);
  }

  echo(id: RequestId, params: Value | undefined): void {
    if (id !== undefined) this.answer(id, this.dialect.echo(id, params));
  }

  refuse(id: RequestId, fault: Fault): void {
    this.context.turns.left -= Cost.refusal;
    if (id !== undefined || isAnsweredWithoutId(fault)) {
      this.send(this.dialect.failed(id, fault));
    } else this.#unanswered.add(fault);
  }

  goodbye(reason = "the peer said goodbye"): void {
    this.close(CloseCode.normal, reason);
  }

  // Output: responses and notifications.

  done(id: RequestId): void {
    if (id !== undefined) this.send(this.dialect.done(id));
  }

  fail(id: RequestId, fault: Fault): void {
    if (id === undefined) this.#unanswered.add(fault);
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
    else if (text.length <= this.dialect.maxMessage) {
      this.#output.sendLong(text);
    } else this.fail(id, this.tooLarge(text));
  }

  get limited(): boolean {
    return this.dialect.maxMessage < Infinity;
  }

  get congested(): boolean {
    return this.link.backlog > this.context.options.softBacklog;
  }

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

  defer(fetch: Deferred): void {
    this.behind = true;
    this.#fetches.defer(fetch);
  }

  backlogGrown(bytes: number): void {
    this.#events.backlogGrown(bytes);
  }

  send(message: ByteWriter): void {
    this.#output.send(null, message);
  }

  sendOwn(message: ByteWriter): void {
    this.#output.sendOwn(message);
  }

  sendWithHead(head: ByteWriter | null, message: ByteWriter): void {
    this.#output.send(head, message);
  }
}
