/**
 * One connection inside the daemon: its mailbox, the handlers of its peer's requests,
 * and the output to it.
 *
 * @module
 */
import type { Dialect } from "../../protocol/dialect.ts";
import type { Inbox, InfoRequest, RequestId } from "../../protocol/inbox.ts";
import type { Fault } from "../../protocol/errors/fault.ts";
import { CloseCode, type Link, type LinkHandler } from "../../protocol/link.ts";
import type { Value } from "../../protocol/values/value.ts";
import { currentUser, type SessionUser } from "../elements/access.ts";
import type { Owner } from "../elements/owner.ts";
import type { Deferred } from "../fetches/fetcher.ts";
import { andThen, Cost, type Work } from "../../base/turns.ts";
import { configure } from "./configure.ts";
import { ElementRequests } from "./element_requests.ts";
import { FetchRequests } from "./fetch_requests.ts";
import type { Host, SessionContext } from "./host.ts";
import { answerInfo } from "./info_extras.ts";
import { PeerOutput } from "./output.ts";
import { OwnFetches } from "./own_fetches.ts";
import { type Detect, MessageForm } from "./message_form.ts";
import { Mailbox, type MailboxHost } from "./mailbox.ts";
import { PendingRequests } from "./requests.ts";
import { AwaitedAnswers } from "./awaited_answers.ts";
import { RoutedRequests } from "./routed_requests.ts";
import { isAnsweredWithoutId, UnansweredFaults } from "./unanswered.ts";
import type { SessionEvents } from "./session_events.ts";
import { UserRequests } from "./user_requests.ts";

/** One peer's connection to the bus. */
export class Session extends PeerOutput implements Inbox, Host, MailboxHost {
  /** When it began, by the clock's `monotonic`. */
  readonly begunAt: number;
  /** Name that the peer gave itself, or "". */
  name = "";
  /** The user who is logged in. */
  user: SessionUser | null;
  arrivals = 0;
  behind = false;
  readonly #events: SessionEvents<Session>;
  readonly #mailbox: Mailbox;
  /** Takes the input of the link. */
  readonly input: LinkHandler;
  readonly claims: Pick<Mailbox, "beginClaim" | "endClaim">;
  // Made when they are first needed: an idle peer takes memory.
  #elements: ElementRequests | undefined;
  #routed: RoutedRequests | undefined;
  #fetches: FetchRequests | undefined;
  #own: OwnFetches | undefined;
  #pending: PendingRequests | undefined;
  #answers: AwaitedAnswers | undefined;
  #users: UserRequests | undefined;
  #unanswered: UnansweredFaults | undefined;
  // Whether nothing that is sent arrives any more.
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
    super(context, link, new MessageForm(dialect, detect));
    this.begunAt = begunAt;
    this.#events = events;
    this.user = user;
    this.#mailbox = new Mailbox(this, this.form);
    this.input = this.#mailbox;
    this.claims = this.#mailbox;
  }

  get elements(): ElementRequests {
    return this.#elements ??= new ElementRequests(this);
  }

  get routed(): RoutedRequests {
    return this.#routed ??= new RoutedRequests(
      this,
      this.#ownPending,
      this.#ownAnswers,
    );
  }

  get fetches(): FetchRequests {
    return this.#fetches ??= new FetchRequests(this, this.#ownFetches);
  }

  get users(): UserRequests {
    return this.#users ??= new UserRequests(this, this.#ownAnswers);
  }

  get owner(): Owner {
    return this.#ownPending;
  }

  get #ownPending(): PendingRequests {
    return this.#pending ??= new PendingRequests(this);
  }

  get #ownAnswers(): AwaitedAnswers {
    return this.#answers ??= new AwaitedAnswers(this, this.context.timers);
  }

  get #ownFetches(): OwnFetches {
    return this.#own ??= new OwnFetches(this);
  }

  /** Number of the peer's elements. */
  get elementCount(): number {
    const owner = this.#pending;
    return owner === undefined ? 0 : this.context.space.owners.countOf(owner);
  }

  /** Number of the peer's fetches. */
  get fetchCount(): number {
    return this.#own?.size ?? 0;
  }

  get remote(): string {
    return this.link.remote;
  }

  get gone(): boolean {
    return this.#gone || this.ended;
  }

  login(user: SessionUser | null, onDone: () => void = () => {}): void {
    const before = this.canReadAs(this.user);
    this.user = user;
    const work = this.#ownFetches.revise(before, this.canReadAs(user));
    if (work.proceed()) return onDone();
    this.#mailbox.holdNow();
    this.context.turns.add(andThen(work, () => {
      this.#mailbox.release();
      onDone();
    }));
  }

  mayGoOn(): boolean {
    this.context.turns.charge(Cost.message);
    return this.#mailbox.goesOn;
  }

  run(work: Work): void {
    this.#mailbox.run(work);
  }

  get unread(): boolean {
    return this.#mailbox.unread;
  }

  hold(): void {
    this.#mailbox.hold();
  }

  release(): void {
    this.#mailbox.release();
  }

  flush(): boolean {
    const held = this.#pending?.held;
    held?.flush();
    this.#own?.flush();
    return held?.waiting !== true && this.#own?.behind !== true;
  }

  outputLost(): void {
    this.#gone = true;
    this.#endFetches();
  }

  finish(reason: string): void {
    if (this.ended) return;
    if (this.#gone) {
      this.#end();
      return this.#events.ended(this, reason);
    }
    const answers = this.#answers;
    if (!answers?.deliverable) return this.close(CloseCode.normal, reason);
    // The peer has ended its side: it gets answers, but can't give any.
    this.#leave();
    const end = () => this.close(CloseCode.normal, reason);
    answers.whenNone(this.context.options.timeout * 1000, end);
  }

  /** Ends the session: removes the peer's elements and closes the link. */
  close(code: number, reason: string): void {
    if (this.ended) return;
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
    this.ended = true;
    this.#endFetches();
    this.#mailbox.end();
    this.#answers?.cancel();
    this.#answers?.giveUpAll();
    this.#leave();
  }

  /** The peer's elements don't exist any more, but for those that stay. */
  #leave(): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    const { space, options } = this.context;
    // Those of a removed user don't exist from this moment.
    const mayStay = this.user === null ||
      currentUser(this.user, options.users) !== null;
    pending.abandon(mayStay && space.owners.hasStaying(pending));
    space.removeOwner(pending);
  }

  #endFetches(): void {
    this.#own?.endAll((work) => this.context.turns.runInBackground(work));
  }

  // Requests concerning the connection.

  /** Sends the greeting of the dialect, if it has one. */
  greet(): void {
    const greeting = this.dialect.greeting(this.context.options.info);
    if (greeting !== undefined) this.send(greeting);
  }

  info(id: RequestId, asked: InfoRequest): void {
    if (asked.noHalfClose) this.#ownAnswers.noHalfClose = true;
    if (id !== undefined) answerInfo(this, id, asked);
  }

  config(
    id: RequestId,
    name: string | undefined,
    encoding: string | undefined,
    arrays: boolean,
    peer?: string,
  ): void {
    configure(this, this.form, id, name, encoding, arrays, peer);
  }

  echo(id: RequestId, params: Value | undefined): void {
    if (id !== undefined) this.answer(id, this.dialect.echo(id, params));
  }

  refuse(id: RequestId, fault: Fault): void {
    this.context.turns.left -= Cost.refusal;
    if (id === undefined && isAnsweredWithoutId(fault)) {
      this.send(this.dialect.failed(id, fault));
    } else this.fail(id, fault);
  }

  goodbye(reason = "the peer said goodbye"): void {
    this.close(CloseCode.normal, reason);
  }

  // Output to the peer.

  defer(fetch: Deferred): void {
    this.behind = true;
    this.#ownFetches.defer(fetch);
  }

  report(error: unknown): void {
    this.#events.failed(this, error);
  }

  protected backlogGrown(bytes: number): void {
    this.#events.backlogGrown(bytes);
  }

  protected unanswered(fault: Fault): void {
    this.#unanswered ??= new UnansweredFaults(
      (fault) => this.#events.unanswered(this, fault),
    );
    this.#unanswered.add(fault);
  }
}
