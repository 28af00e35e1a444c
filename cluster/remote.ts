/**
 * Another member, as this one sees it: the owner of its elements here, and the
 * subscriber to the elements of this one.
 *
 * @module
 */
import type { TimerWheel } from "../bus/collections/timer_wheel.ts";
import type { Element } from "../bus/elements/element.ts";
import type { Owner, OwnerRequest, Target } from "../bus/elements/owner.ts";
import type { SentSignal } from "../bus/elements/watcher.ts";
import type { Space } from "../bus/space/space.ts";
import type { Clock } from "../base/clock.ts";
import { andThen, type Turns } from "../base/turns.ts";
import type { BinaryReader } from "../protocol/binary/reader.ts";
import type { BinaryWriter } from "../protocol/binary/writer.ts";
import type { Source } from "../protocol/dialect.ts";
import { PathMatcher } from "../protocol/rules/rules.ts";
import { NO_VALUE, type Value } from "../protocol/values/value.ts";
import type { Audience } from "./audience.ts";
import { Channel, type ChannelHost } from "./channel.ts";
import { entryOf, type Member } from "./directory.ts";
import { exactOf, type Interest } from "./interests.ts";
import {
  GROUP_ADDITION,
  Kind,
  readNotes,
  readValue,
  type SentNotes,
  type SentValue,
  writeNotes,
} from "./messages.ts";
import type { MessageOutput } from "./requests.ts";
import { type RemoteTarget, SentRequests } from "./sent_requests.ts";
import { ServedRequests } from "./served_requests.ts";
import type { OwnPlaces } from "./own_places.ts";
import { type NumberedSignal, readSignal, SignalSender } from "./signals.ts";
import { type Heir, Outcome, readHeir, YieldRequests } from "./yielding.ts";

/** Elements of other members, as these need them. */
interface RemoteElements {
  /** An element, if it is that of a member. */
  get(remote: Remote, path: string): RemoteTarget | undefined;
  signalArrived(remote: Remote, signal: NumberedSignal): void;
}

/** Own paths that other members ask for, as these need them. */
interface OwnTakeovers {
  /**
   * Gives a path up, or to the member, if its owner is away, or silent.
   *
   * @param heir The member's element; `undefined`: the message has none.
   * @param done Called once with an `Outcome`.
   */
  yieldPlace(
    remote: Remote,
    place: number,
    replacesSilent: boolean,
    heir: Heir | undefined,
    done: (outcome: number) => void,
  ): void;
}

/** What a remote member needs of this one. */
export interface RemoteHost {
  readonly space: Space;
  readonly clock: Clock;
  readonly timers: TimerWheel;
  readonly maxMessage: number;
  /** Number of the last entry of the log that was applied here. */
  readonly sequence: number;
  /** Interests of this member. */
  readonly interests: Iterable<Interest>;
  /** Interests of the other members. */
  readonly audience: Audience<Remote>;
  send(to: string, bytes: Uint8Array): void;
  report(error: unknown): void;
  /** Whether an element is owned by a peer of this daemon. */
  isLocal(element: Element): boolean;
  /** The places of own elements. */
  readonly own: Pick<OwnPlaces, "placeOf" | "pathOf">;
  /** Elements of other members. */
  readonly imports: RemoteElements;
  /** The paths of this member that others ask for. */
  readonly takeovers: OwnTakeovers;
  /** Calls a task when an entry of the log has been applied, at once if it has. */
  whenApplied(entry: number, task: () => void): void;
  /** A value has come. */
  valueArrived(remote: Remote, sent: SentValue): void;
  /** All values of an interest have come, up to an entry of the log. */
  subscribed(remote: Remote, interest: Interest, sequence: number): void;
}

/** Another member. */
export class Remote implements Owner, ChannelHost, MessageOutput {
  readonly judgesGroups = true;
  readonly member: Member;
  readonly channel: Channel;
  /** Questions for paths of owners that are away or silent. */
  readonly yields: YieldRequests = new YieldRequests(this);
  readonly #host: RemoteHost;
  // Interests of the other member whose values wait for room in the channel.
  readonly #unconfirmed: Interest[] = [];
  readonly #sent: SentRequests;
  readonly #served: ServedRequests;
  readonly #signals = new SignalSender(this);
  // Elements whose values wait.
  readonly #dirty = new Set<Element>();
  #ended = false;

  constructor(member: Member, host: RemoteHost) {
    this.member = member;
    this.#host = host;
    this.channel = new Channel(this);
    this.#sent = new SentRequests(this, host.timers);
    this.#served = new ServedRequests(
      this,
      host.space,
      (place) => host.own.pathOf(place),
      (place, task) => host.whenApplied(entryOf(place), task),
    );
  }

  get clock(): Clock {
    return this.#host.clock;
  }

  get turns(): Turns {
    return this.#host.space.turns;
  }

  get maxMessage(): number {
    return this.#host.maxMessage;
  }

  report(error: unknown): void {
    this.#host.report(error);
  }

  /** Number of elements whose newest values wait for room. */
  get waitingValues(): number {
    return this.#dirty.size;
  }

  send(bytes: Uint8Array): void {
    this.#host.send(this.member.id, bytes);
  }

  begin(kind: number): BinaryWriter {
    return this.channel.begin(kind);
  }

  // The owner of its elements.

  sourceOf(path: string): Source | undefined {
    const { epoch } = this.member.info;
    const target = this.#host.imports.get(this, path);
    // Before its value has come, its revision is not known.
    if (epoch === undefined || target === undefined || target.revision < 0) {
      return undefined;
    }
    return { epoch, revision: target.revision };
  }

  requestSet({ path }: Target, value: Value, request: OwnerRequest): void {
    this.#request(path, false, value, request);
  }

  requestCall(
    { path }: Target,
    args: Value | undefined,
    request: OwnerRequest,
  ): void {
    this.#request(path, true, args, request);
  }

  requestGroup(
    _first: Target,
    below: string,
    values: ReadonlyMap<string, Value>,
    request: OwnerRequest,
  ): void {
    const { imports, space: { hierarchy: { separator } } } = this.#host;
    const { name, additions = 0 } = this.member.info;
    if (additions < GROUP_ADDITION) {
      return request.requester.fail(request.id, {
        kind: "invalid",
        reason: `${name}, the daemon of ${below}, is of an earlier version, ` +
          "which takes no groups of values from other daemons",
      });
    }
    const targets = new Map<string, RemoteTarget>();
    for (const name of values.keys()) {
      const path = below === "" ? name : below + separator + name;
      const target = imports.get(this, path);
      if (target === undefined) return this.#gone(path, request);
      targets.set(name, target);
    }
    if (this.#isOpen(below, request)) {
      this.#sent.sendGroup(targets, below, values, request);
    }
  }

  #request(
    path: string,
    call: boolean,
    content: Value | undefined,
    request: OwnerRequest,
  ): void {
    const target = this.#host.imports.get(this, path);
    if (target === undefined) return this.#gone(path, request);
    if (this.#isOpen(path, request)) {
      this.#sent.send(target, call, content, request);
    }
  }

  #gone(path: string, { requester, id }: OwnerRequest): void {
    requester.fail(id, { kind: "ownerGone", path });
  }

  /** Whether a request can be sent; otherwise it is refused. */
  #isOpen(path: string, request: OwnerRequest): boolean {
    if (this.#ended) this.#gone(path, request);
    else if (!this.channel.isFull) return true;
    else {
      const { name } = this.member.info;
      request.requester.fail(request.id, {
        kind: "limit",
        reason: `${name}, the daemon of ${path}, is too slow: too much is on ` +
          "the way to it",
      });
    }
    return false;
  }

  // Subscriptions of this member.

  subscribe(interest: Interest): void {
    this.begin(Kind.subscribe).longText(interest);
  }

  unsubscribe(interest: Interest): void {
    this.begin(Kind.unsubscribe).longText(interest);
  }

  // Subscriptions of the other member.

  /** An own element was added or has a new value. */
  changed(element: Element, isNew: boolean): void {
    if (element.method) {
      if (isNew && notesOf(element, true) !== null) this.noted(element, true);
    } else if (this.channel.congested || this.#dirty.has(element)) {
      this.#dirty.add(element);
    } else this.#sendValue(element, isNew);
  }

  /** Notes or metadata of an element of this daemon have changed, its value has not. */
  noted(element: Element, isMeta: boolean): void {
    if (this.#dirty.has(element)) return;
    if (this.channel.congested) this.#dirty.add(element);
    else this.#write(Kind.notes, element, isMeta);
  }

  signalled(element: Element, event: SentSignal): void {
    const place = this.#host.own.placeOf(element.path);
    if (place !== undefined) this.#signals.send(place, event);
  }

  #sendValue(element: Element, withMeta: boolean): void {
    this.#write(Kind.value, element, withMeta)?.value(element);
  }

  #write(
    kind: number,
    element: Element,
    withMeta: boolean,
  ): BinaryWriter | undefined {
    const { path, revision, time } = element;
    const place = this.#host.own.placeOf(path);
    if (place === undefined) return undefined;
    const out = this.begin(kind).f64(place).f64(revision).f64(time);
    writeNotes(out, notesOf(element, withMeta));
    return out;
  }

  drained(): void {
    const { audience } = this.#host;
    for (const element of this.#dirty) {
      if (this.channel.congested) return;
      this.#dirty.delete(element);
      if (!element.removed && audience.includes(this, element.path)) {
        if (element.method) this.#write(Kind.notes, element, true);
        else this.#sendValue(element, true);
      }
    }
    for (const interest of this.#unconfirmed.splice(0)) this.#confirm(interest);
    this.#signals.drain();
  }

  #serve(interest: Interest): void {
    const { space, audience } = this.#host;
    audience.add(this, interest);
    const path = exactOf(interest);
    const visit = (element: Element) => {
      if (this.#host.isLocal(element)) this.changed(element, true);
    };
    if (path !== undefined) {
      const element = space.find(path);
      if (element !== undefined) visit(element);
      return this.#confirm(interest);
    }
    const prefix = interest.slice(1);
    const paths = new PathMatcher(prefix === "" ? {} : { startsWith: prefix });
    space.turns.runInBackground(
      andThen(space.scan(paths, visit), () => this.#confirm(interest)),
    );
  }

  /** Confirms a subscription behind its values, also those that wait. */
  #confirm(interest: Interest): void {
    if (this.#dirty.size > 0) {
      this.#unconfirmed.push(interest);
      return;
    }
    this.begin(Kind.subscribed).longText(interest).f64(this.#host.sequence);
  }

  // Messages.

  message(kind: number, from: BinaryReader): void {
    switch (kind) {
      case Kind.value:
      case Kind.notes:
        return this.#host.valueArrived(this, readSent(kind, from));
      case Kind.signal:
      case Kind.numberedSignal:
        return this.#host.imports.signalArrived(this, readSignal(kind, from));
      case Kind.subscribe:
        return this.#serve(from.text(from.u32()));
      case Kind.unsubscribe:
        return this.#host.audience.delete(this, from.text(from.u32()));
      case Kind.unsubscribeAll:
        return this.#host.audience.clear(this);
      case Kind.subscribed: {
        const interest = from.text(from.u32());
        return this.#host.subscribed(this, interest, from.f64());
      }
      case Kind.set:
      case Kind.call:
        return this.#served.take(from, kind === Kind.call);
      case Kind.setGroup:
        return this.#served.takeGroup(from);
      case Kind.answer:
        return this.#sent.answered(from);
      case Kind.fault:
        return this.#sent.failed(from);
      case Kind.cancel:
        return this.#served.cancel(from);
      case Kind.yield:
      case Kind.takeOver:
        return this.#yield(kind, from);
      case Kind.yielded:
        return this.yields.answered(from);
      default:
        // What a later version says. The lower kinds have no lengths, so there
        // what follows is not understood either.
        from.skip(from.end - from.at);
    }
  }

  #yield(kind: number, from: BinaryReader): void {
    const place = from.f64();
    const token = from.u32();
    const replacesSilent = from.u8() === 1;
    const heir = kind === Kind.takeOver ? readHeir(from) : undefined;
    const done = (outcome: number) => {
      if (!this.#ended) this.begin(Kind.yielded).u32(token).u8(outcome);
    };
    const { takeovers } = this.#host;
    takeovers.yieldPlace(this, place, replacesSilent, heir, done);
  }

  lost(): void {
    this.yields.endAll(Outcome.kept);
    const reason = "messages between two daemons were lost";
    this.#sent.failAll(() => ({ kind: "internal", reason }));
    this.begin(Kind.unsubscribeAll);
    for (const interest of this.#host.interests) this.subscribe(interest);
  }

  /** The member has ended. */
  end(): void {
    this.#ended = true;
    this.#host.audience.clear(this);
    this.#dirty.clear();
    this.#signals.end();
    this.channel.end();
    // The log decides.
    this.yields.endAll(Outcome.free);
    this.#sent.failAll((path) => ({ kind: "ownerGone", path }));
    this.#served.cancelAll();
  }
}

function notesOf(
  { extras }: Element,
  withMeta: boolean,
): SentNotes | null {
  if (extras === null || extras.shared) return null;
  const { meta, at, quality, stale, away } = extras;
  return { meta: withMeta ? meta : undefined, at, quality, stale, away };
}

function readSent(kind: number, from: BinaryReader): SentValue {
  const place = from.f64();
  const revision = from.f64();
  const time = from.f64();
  const notes = readNotes(from);
  const value = kind === Kind.value ? readValue(from) : NO_VALUE;
  return { place, revision, time, notes, value };
}
