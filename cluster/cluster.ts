/**
 * One daemon's part of a cluster: what its peers own is claimed for it, what the
 * others own is shown here.
 *
 * @module
 */
import type { TimerWheel } from "../bus/collections/timer_wheel.ts";
import type { Element } from "../bus/elements/element.ts";
import type { Owner } from "../bus/elements/owner.ts";
import type { SentSignal } from "../bus/elements/watcher.ts";
import type { Federation } from "../bus/space/federation.ts";
import type { Space } from "../bus/space/space.ts";
import type { Clock } from "../base/clock.ts";
import type { Fault } from "../protocol/errors/fault.ts";
import type { AddParams } from "../protocol/inbox.ts";
import type { PathMatcher } from "../protocol/rules/rules.ts";
import { Audience } from "./audience.ts";
import { Claims, type ClaimsHost } from "./claims.ts";
import type { LeaveReason, Member, Place } from "./directory.ts";
import { EarlyPackets } from "./early_packets.ts";
import { type ClusterFigures, figuresOf } from "./figures.ts";
import type { ClusterHost } from "./host.ts";
import { exactOf, type Interest } from "./interests.ts";
import { infoOf, joinText, leftText } from "./members.ts";
import { Imports } from "./imports.ts";
import { type LocalEvents, LocalWatch } from "./local_watch.ts";
import { LogTasks } from "./log_tasks.ts";
import { Subscriptions } from "./subscriptions.ts";
import { Membership } from "./membership.ts";
import type { MembershipEvents, MembershipOptions } from "./membership_host.ts";
import type { SentValue } from "./messages.ts";
import { Remote, type RemoteHost } from "./remote.ts";
import { Takeovers } from "./takeovers.ts";
import type { ClusterTransport } from "./transport.ts";
import { claimOfElement, OwnPlaces } from "./own_places.ts";

/** Milliseconds between checks for lost packets. */
const SYNC_MS = 1_000;

export type { ClusterHost };

/** Claims a daemon's paths in the log, and imports the elements of others. */
export class Cluster
  implements Federation, MembershipEvents, RemoteHost, LocalEvents, ClaimsHost {
  /** Interests of the other members in elements of this one. */
  readonly audience: Audience<Remote> = new Audience();
  readonly imports: Imports;
  readonly own: OwnPlaces;
  readonly #host: ClusterHost;
  readonly #transport: ClusterTransport;
  readonly membership: Membership;
  readonly takeovers: Takeovers = new Takeovers(this);
  readonly #claims = new Claims(this);
  readonly #remotes = new Map<string, Remote>();
  readonly #subscriptions: Subscriptions<Remote>;
  readonly #early = new EarlyPackets();
  readonly #later = new LogTasks();
  // What waits for the log: called at once when the daemon is cut off.
  readonly #syncs = new Set<() => void>();
  #stopReceiving: (() => void) | undefined;
  #cancelSync: (() => void) | undefined;

  constructor(
    options: MembershipOptions,
    transport: ClusterTransport,
    host: ClusterHost,
  ) {
    this.#host = host;
    this.#transport = transport;
    const begun = () => this.membership.directory.sequence;
    this.#subscriptions = new Subscriptions({
      clock: host.clock,
      // A part of the next entry may be shown already.
      get sequence() {
        return begun();
      },
      ask: (remote, interest) => remote.subscribe(interest),
      begin: (interest) => this.#subscribe(interest),
      renew: (interest) => this.#resubscribe(interest),
      end: (interest) => {
        for (const remote of this.#remotes.values()) {
          remote.unsubscribe(interest);
        }
        this.imports.unsubscribed();
      },
    });
    this.imports = new Imports(
      host.space,
      (path) => this.#subscriptions.includes(path),
      (message) => host.warn(message),
    );
    const { clock, space } = host;
    this.membership = new Membership(options, transport, clock, space, this);
    this.own = new OwnPlaces(
      this.membership,
      host.clock,
      host.space.hierarchy.separator,
      (path) => this.localAt(path),
      (element) => this.#offer(element, true),
      (path) => this.#claims.refused(path),
    );
    transport.onInterrupted = () => {
      this.membership.interrupted();
      for (const remote of this.#remotes.values()) remote.channel.interrupted();
    };
  }

  /**
   * Joins, and joins again whenever it was cut off.
   *
   * @throws {Error} if the cluster's members have another protocol or other rules.
   */
  async join(): Promise<void> {
    const { space, timers } = this.#host;
    space.federation = this;
    const { separator } = space.hierarchy;
    this.#host.kept?.withdraw();
    const watch = new LocalWatch(timers, separator, this);
    space.turns.runInBackground(space.begin(watch));
    this.#sync();
    await this.membership.join();
    if (this.#host.kept === undefined) return;
    await new Promise<void>((resolve) => this.sync(resolve));
  }

  /** Leaves. */
  async close(): Promise<void> {
    this.#cancelSync?.();
    this.#stopReceiving?.();
    this.#subscriptions.end();
    await this.membership.leave();
    await this.#transport.close();
  }

  #sync(): void {
    this.#cancelSync = this.#host.clock.after(SYNC_MS, () => {
      for (const { channel } of this.#remotes.values()) channel.sync();
      this.#sync();
    });
  }

  get figures(): ClusterFigures {
    return figuresOf(this.membership, this.#remotes.values());
  }

  get info(): unknown {
    return infoOf(this.membership);
  }

  // The membership.

  joining(): void {
    this.#stopReceiving = this.#transport.receive(
      this.membership.id,
      (from, bytes) => this.#arrived(from, bytes),
    );
  }

  entered(): void {
    for (const remote of this.#remotes.values()) this.#greet(remote);
    const { space } = this.#host;
    for (const element of space.elements.byPath.values()) {
      if (this.isLocal(element)) this.added(element);
    }
    this.#host.note(joinText(this.membership));
    const { kept } = this.#host;
    if (kept === undefined) return this.#host.joined();
    kept.restore();
    // Then its states are there when peers come.
    this.sync(() => {
      if (this.membership.joined) this.#host.joined();
    });
  }

  fenced(reason: string): void {
    this.#host.leaseUntil(Infinity);
    this.#host.fenced(reason);
  }

  cleared(): void {
    this.#stopReceiving?.();
    for (const remote of this.#remotes.values()) {
      remote.end();
      this.#host.space.removeOwner(remote);
      this.#subscriptions.gone(remote);
    }
    this.#remotes.clear();
    this.imports.clear();
    this.#host.kept?.withdraw();
    this.#claims.clear();
    this.takeovers.clear();
    this.own.clear();
    this.#early.take();
    const syncs = [...this.#syncs];
    this.#syncs.clear();
    for (const done of syncs) done();
    this.#later.runAll();
  }

  waiting(error: unknown): void {
    this.#host.waiting(error);
  }

  failed(error: unknown): void {
    this.#host.report(error);
  }

  renewed(end: number): void {
    this.#host.leaseUntil(end);
  }

  /** Ends the membership if the lease is over. */
  check(): void {
    this.membership.check();
  }

  joined(member: Member): void {
    if (member.id === this.membership.id) return;
    const remote = new Remote(member, this);
    this.#remotes.set(member.id, remote);
    if (!this.membership.joined) return;
    this.#host.note(`${member.info.name} has joined the cluster`);
    this.#greet(remote);
  }

  #greet(remote: Remote): void {
    for (const interest of this.interests) remote.subscribe(interest);
    for (const { from, bytes } of this.#early.take()) {
      this.#arrived(from, bytes);
    }
  }

  left(member: Member, reason: LeaveReason): void {
    const remote = this.#remotes.get(member.id);
    if (remote === undefined) return;
    if (reason === "expired") this.#host.warn(leftText(member, reason));
    else this.#host.note(leftText(member, reason));
    this.#remotes.delete(member.id);
    remote.end();
    this.imports.left(remote);
    this.#subscriptions.gone(remote);
    this.#claims.left(member);
  }

  placed(place: Place): void {
    const remote = this.#remotes.get(place.member.id);
    if (remote !== undefined) this.imports.placed(remote, place);
  }

  removed(what: Place | Element): void {
    if ("claim" in what) {
      this.imports.removed(what);
      this.#claims.freed(what.claim.path);
    } else if (this.isLocal(what)) this.own.removed(what.path);
  }

  given(former: Place, place: Place): void {
    this.takeovers.given(former, place);
  }

  applied(): void {
    const { sequence } = this;
    this.imports.reached(sequence);
    this.#later.run(sequence);
  }

  // The elements of this daemon's peers.

  isLocal({ owner }: Element): boolean {
    return !(owner instanceof Remote);
  }

  /** An element that is that of this daemon, or of a peer of it. */
  localAt(path: string): Element | undefined {
    const element = this.#host.space.elements.byPath.get(path);
    return element !== undefined && this.isLocal(element) ? element : undefined;
  }

  claim(
    path: string,
    hasValue: boolean,
    options: AddParams,
    owner: Pick<Owner, "userName">,
    done: (fault: Fault | null) => void,
  ): void {
    this.#claims.claim(path, hasValue, options, owner, done);
  }

  claimOwn(path: string, done: (fault: Fault | null) => void): void {
    this.#claims.claimOwn(path, done);
  }

  whenFree(path: string, task: () => void): void {
    this.#claims.whenFree(path, task);
  }

  warn(message: string): void {
    this.#host.warn(message);
  }

  /** The member that holds a path. */
  remoteOf(path: string): Remote | undefined {
    const place = this.membership.directory.get(path);
    return place && this.#remotes.get(place.member.id);
  }

  sync(done: () => void): void {
    // Paths that were given up in this turn are in the log before.
    this.clock.endOfTurn(() => {
      if (!this.membership.joined) return done();
      this.#syncs.add(done);
      this.membership.sync(() => {
        if (this.#syncs.delete(done)) done();
      });
    });
  }

  unclaim(path: string): void {
    this.own.removed(path);
  }

  added(element: Element): void {
    if (!this.isLocal(element) || !this.membership.joined) return;
    if (!this.own.has(element.path)) {
      this.own.claimLater(claimOfElement(element));
    } else this.#offer(element, true);
  }

  changed(element: Element): void {
    if (this.isLocal(element)) this.#offer(element, false);
  }

  #offer(element: Element, isNew: boolean): void {
    for (const remote of this.audience.of(element.path)) {
      remote.changed(element, isNew);
    }
  }

  noted(element: Element, isMeta: boolean): void {
    if (!this.isLocal(element)) return;
    for (const remote of this.audience.of(element.path)) {
      remote.noted(element, isMeta);
    }
  }

  signalled(element: Element, event: SentSignal): void {
    if (!this.isLocal(element)) return;
    for (const remote of this.audience.of(element.path)) {
      remote.signalled(element, event);
    }
  }

  // Subscriptions to values of other members.

  acquire(paths: PathMatcher, done: () => void): void {
    this.#subscriptions.acquire(paths, () => {
      const { exact, folded } = paths;
      if (
        exact === null || folded ||
        exact.every((path) => this.space.find(path)?.method === false) ||
        !this.membership.joined
      ) return done();
      // Another member may have added them a moment ago.
      this.sync(() => this.#subscriptions.renew(paths, done));
    });
  }

  release(paths: PathMatcher): void {
    this.#subscriptions.release(paths);
  }

  *#subscribe(interest: Interest): Generator<Remote> {
    const path = exactOf(interest);
    const owner = path === undefined
      ? undefined
      : this.membership.directory.get(path)?.member;
    for (const remote of this.#remotes.values()) {
      remote.subscribe(interest);
      if (path === undefined || remote.member === owner) yield remote;
    }
  }

  /** Asks the owner of a path whose value has not come. */
  *#resubscribe(interest: Interest): Generator<Remote> {
    const path = exactOf(interest) ?? "";
    if (this.space.find(path) !== undefined) return;
    const remote = this.remoteOf(path);
    if (remote === undefined) return;
    remote.subscribe(interest);
    yield remote;
  }

  subscribed(remote: Remote, interest: Interest, sequence: number): void {
    this.whenApplied(
      sequence,
      () => this.#subscriptions.arrived(interest, remote, sequence),
    );
  }

  whenApplied(entry: number, task: () => void): void {
    if (entry <= this.sequence) task();
    else this.#later.add(entry, task);
  }

  // What the remote members need.

  report(error: unknown): void {
    this.#host.report(error);
  }

  get space(): Space {
    return this.#host.space;
  }

  get clock(): Clock {
    return this.#host.clock;
  }

  get timers(): TimerWheel {
    return this.#host.timers;
  }

  get maxMessage(): number {
    return this.#transport.maxMessage;
  }

  get sequence(): number {
    return this.membership.applied;
  }

  get interests(): Iterable<Interest> {
    return this.#subscriptions.interests;
  }

  send(to: string, bytes: Uint8Array): void {
    this.#transport.send(to, this.membership.id, bytes);
  }

  valueArrived(remote: Remote, sent: SentValue): void {
    this.imports.valueArrived(remote, sent, this.sequence);
  }

  #arrived(from: string, bytes: Uint8Array): void {
    const remote = this.#remotes.get(from);
    if (remote === undefined || !this.membership.joined) {
      return this.#early.add(from, bytes);
    }
    remote.channel.arrived(bytes);
  }
}
