/**
 * A bus and the peers of a program. Every step is carried out on a model too,
 * and whatever the daemon says is compared with what follows from that.
 *
 * @module
 */
import { Bus } from "../../bus/bus.ts";
import type { Element } from "../../bus/elements/element.ts";
import { Fetch } from "../../bus/fetches/fetch.ts";
import { msgpack } from "../../daemon/msgpack.ts";
import { Dialects } from "../../protocol/dialects/detect.ts";
import { dropView, mustBeInfo, Requests, TIMEOUT } from "./requests.ts";
import { PATHS } from "./choices.ts";
import { FickleStore, Keeper } from "./keeper.ts";
import { VirtualClock } from "../../testing/clock.ts";
import { Failure, must, same } from "./failure.ts";
import { done, Model, refused, type Thing } from "./model.ts";
import { type Answer, Expectation, SimPeer } from "./peer.ts";
import { type Account, ACCOUNTS } from "./rights.ts";
import { type Program, type Request, SLOTS, type Step } from "./steps.ts";
import { accountOf, SlowUsers, userOf } from "./users.ts";
import { SortedView } from "./views.ts";
import { readText } from "../../base/utf8.ts";

/** A login that has been asked for. */
interface Attempt {
  readonly peer: SimPeer;
  readonly user: string;
  readonly account: Account | undefined;
  readonly expectation: Expectation;
}

/** Waits until the daemon has done what it does after a promise. */
async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await undefined;
}

const DISK_FULL = new Error("the disk is full");

type Of<Name extends Step["step"]> = Extract<Step, { step: Name }>;

/** Everything that takes part. */
export class World {
  readonly #clock = new VirtualClock(1000);
  readonly #users = new SlowUsers();
  readonly #dialects = new Dialects();
  readonly #bus: Bus;
  readonly #keeper: Keeper;
  readonly #store: FickleStore | undefined;
  readonly #model: Model;
  readonly #withUsers: boolean;
  readonly #softBacklog: number;
  // Whether a fetch may begin in this step.
  #fetching = false;
  readonly #slots: (SimPeer | undefined)[] = Array(SLOTS).fill(undefined);
  #attempts: Attempt[] = [];
  #serial = 0;
  #steps = 0;
  #error: unknown;
  readonly #trace: ((line: string) => void) | undefined;

  /** @param trace Takes the transcript of all that is said. */
  constructor(program: Program, trace?: (line: string) => void) {
    this.#trace = trace;
    const { users, guarded, closed, softBacklog, hardBacklog, slice } = program;
    this.#softBacklog = softBacklog;
    this.#withUsers = users;
    this.#keeper = new Keeper(program.patterns);
    this.#store = program.patterns && new FickleStore(
      program.patterns,
      (task) => this.#clock.nextTurn(task),
    );
    const now = () => this.#clock.now();
    this.#model = new Model(now, guarded, closed, this.#keeper);
    this.#bus = new Bus({
      info: {
        name: "property",
        version: "0",
        authentication: guarded,
        separator: "/",
        maxMessage: 1 << 20,
      },
      timeout: TIMEOUT,
      softBacklog,
      hardBacklog,
      slice,
      // The model does not know it.
      stallTimeout: 1_000_000,
      clock: this.#clock,
      users: users ? this.#users : undefined,
      accessControl: guarded,
      closed,
      // The model's paths lie wherever they like; places have tests of their own.
      openHierarchy: true,
      encodings: new Map([["msgpack", msgpack]]),
      keep: this.#store,
      onError: (_session, error) => {
        if (error !== DISK_FULL) this.#error ??= error;
      },
    });
  }

  /** Carries out one step and looks at what has come of it. */
  async perform(step: Step): Promise<void> {
    this.#trace?.(`-- ${JSON.stringify(step)}`);
    switch (step.step) {
      case "connect":
        this.#connect(step);
        break;
      case "leave":
        this.#leave(step.slot, step.goodbye);
        break;
      case "drain":
        this.#peer(step.slot)?.link.drain(step.count, step.notifies);
        break;
      case "pass":
        this.#pass(step.ms);
        break;
      case "disk":
        this.#keeper.fails = step.fails;
        if (this.#store) this.#store.fault = step.fails ? DISK_FULL : null;
        break;
      case "login":
        this.#login(step);
        await this.#settleLogins();
        break;
      case "decide":
        this.#decide(step.at);
        await this.#settleLogins();
        break;
      case "say":
        this.#say(step.slot, step.requests);
        break;
    }
    this.#carryOut();
    // Who does not read in time goes before the rest of its array is looked at.
    for (let slot = 0; slot < SLOTS; slot++) this.#peer(slot);
    this.#fetching = false;
    this.#check(++this.#steps % 8 === 0);
  }

  /** Has the daemon do what it does after a login, which takes slices. */
  async #settleLogins(): Promise<void> {
    await settled();
    this.#clock.settle();
    await settled();
  }

  /** Has everything carried out that the peers said: therefore they read. */
  #carryOut(): void {
    for (const { link } of this.#model.peers) {
      link.readUntilResumed(this.#clock);
    }
  }

  /** Lets everything come to rest: then all must know all. */
  async settle(): Promise<void> {
    for (let slot = 0; slot < SLOTS; slot++) this.#peer(slot);
    while (this.#users.waiting.length > 0) {
      this.#decide(0);
      await this.#settleLogins();
    }
    this.#pass(60_000);
    // Peers that read too slowly go now, and the others get the removes.
    while ([...this.#model.peers].some(({ link }) => link.waits)) {
      for (const { link } of this.#model.peers) link.drain(1, true);
      for (let slot = 0; slot < SLOTS; slot++) this.#peer(slot);
    }
    // What was sent to them has begun intervals of fetches.
    this.#pass(60_000);
    this.#check(true);
    same(this.#bus.timers.size, 0, () => "timers that have not ended");
    for (const peer of this.#model.peers) {
      peer.mustWaitForNothing();
      peer.mustBeQuiet();
      this.#mustBeRight(peer);
    }
  }

  /** Lets everybody leave: then nothing must be left. */
  async end(): Promise<void> {
    for (let slot = 0; slot < SLOTS; slot++) {
      this.#leave(slot, false);
      await this.settle();
    }
    const { space, sessions, timers } = this.#bus;
    const { elements, fetches, restricted } = space;
    const { table } = this.#model;
    // The daemon's own.
    same(elements.byPath.size, table.size, () => "elements are left");
    must(restricted.size <= table.size, () => "restricted elements are left");
    same(sessions.size, 0, () => "sessions are left");
    same(timers.size, 0, () => "timers are left");
    same(fetches.everything.length, 0, () => "fetches of all are left");
    for (const path of PATHS) {
      const left = fetches.matching(path).length;
      same(left, 0, () => `fetches of ${path} are left`);
    }
  }

  /** Who is in a slot, after the daemon's decisions have been carried out. */
  #peer(slot: number): SimPeer | undefined {
    const peer = this.#slots[slot];
    if (peer === undefined || !peer.link.closing) return peer;
    this.#leave(slot, false);
  }

  #connect({ slot, kind, slow, forced, user }: Of<"connect">): void {
    if (this.#peer(slot) !== undefined) return;
    const name = `${kind}${slow ? "~" : "-"}${++this.#serial}`;
    const peer = new SimPeer(name, kind, slow);
    peer.trace = this.#trace;
    peer.link.onWait = (text) => this.#mustWait(peer, text);
    this.#slots[slot] = peer;
    this.#model.peers.add(peer);
    const { link, speech } = peer;
    peer.user = ACCOUNTS.find((account) => account.name === user);
    peer.session = this.#bus.connect(
      link,
      this.#dialects[forced ? speech.family : "classic"],
      this.#dialects.detector(
        forced ? this.#dialects[speech.family] : undefined,
      ),
      peer.user && userOf(peer.user),
    );
    const { id, message } = speech.greeting();
    if (id !== undefined) {
      const expectation = new Expectation();
      const check = kind === "lua" || kind === "pack" ? done(peer) : mustBeInfo;
      expectation.check = (answer) => {
        check(answer);
        if (kind === "pack") peer.hearPacked();
      };
      peer.expect(id, expectation);
    }
    peer.say(message);
    if (kind === "pack") peer.sayPacked();
  }

  /** Notes it if a peer is sent what should wait until it has read more. */
  #mustWait(peer: SimPeer, text: string): void {
    if (peer.link.backlog <= this.#softBacklog) return;
    if (!text.startsWith('{"method":')) return;
    const news =
      /"event":"(add|change|meta|stale|away|back|signal)"/i.test(text) ||
      (text.includes('"changes":[') && !this.#fetching);
    if (news) {
      peer.failure ??= new Failure(`${peer.name} is not spared ${text}`);
    }
  }

  #leave(slot: number, goodbye: boolean): void {
    const peer = this.#slots[slot];
    if (peer === undefined) return;
    this.#slots[slot] = undefined;
    const waits = this.#logsIn(peer);
    this.#attempts = this.#attempts.filter((one) => one.peer !== peer);
    this.#model.leave(peer);
    if (goodbye && !waits && !peer.link.closing) {
      peer.say("null");
      peer.link.readUntilResumed(this.#clock);
      must(peer.link.closing, () => "a goodbye closes the link");
    }
    peer.link.lose();
    this.#clock.settle();
    this.#rethrow(peer);
  }

  #pass(ms: number): void {
    for (let slot = 0; slot < SLOTS; slot++) this.#peer(slot);
    const end = this.#clock.now() + ms;
    for (;;) {
      const next = this.#model.nextDeadline();
      if (next > end) break;
      // What is due before it has happened, but nothing that is due with it.
      this.#clock.pass(Math.max(0, next - this.#clock.now() - 0.5));
      const settle = this.#model.expire(next);
      this.#clock.pass(next - this.#clock.now());
      settle((path) => this.#bus.space.find(path)?.revision ?? NaN);
    }
    this.#clock.pass(end - this.#clock.now());
  }

  #login({ slot, user, password }: Of<"login">): void {
    const peer = this.#peer(slot);
    if (peer === undefined) return;
    if (this.#logsIn(peer)) return;
    const expectation = new Expectation();
    const id = peer.nextId();
    peer.expect(id, expectation);
    if (this.#withUsers) {
      const account = accountOf(user, password);
      this.#attempts.push({ peer, user, account, expectation });
    } else {
      const subject = JSON.stringify(user);
      expectation.check = refused(peer, { kind: "invalidUser", subject });
    }
    const params = JSON.stringify({ user, password });
    peer.say(peer.speech.request(id, "authenticate", params));
  }

  /** Whether a login is not decided: what the peer says then has to wait. */
  #logsIn(peer: SimPeer): boolean {
    return this.#attempts.some((one) => one.peer === peer);
  }

  #decide(at: number): void {
    const { waiting } = this.#users;
    if (waiting.length === 0) return;
    const [login] = waiting.splice(at % waiting.length, 1);
    const attempt = this.#attempts.find(({ peer }) =>
      peer.name === login.remote
    );
    if (attempt !== undefined) {
      this.#attempts = this.#attempts.filter((one) => one !== attempt);
      this.#decided(attempt);
    }
    login.decide();
  }

  #decided({ peer, user, account, expectation }: Attempt): void {
    if (account === undefined) {
      const subject = JSON.stringify(user);
      expectation.check = refused(peer, { kind: "invalidPassword", subject });
      return;
    }
    this.#model.login(peer, account);
    const { fetchGroups, setGroups, callGroups } = account;
    const rights = JSON.stringify({ fetchGroups, setGroups, callGroups });
    const { family } = peer.speech;
    expectation.check = family === "classic"
      ? ({ result }: Answer) => same(result, rights, () => "the rights")
      : done(peer);
  }

  #say(slot: number, requests: readonly Request[]): void {
    const peer = this.#peer(slot);
    if (peer === undefined || this.#logsIn(peer)) return;
    const asking = new Requests(this.#model, peer, requests.length === 1);
    this.#fetching = requests.some(({ ask }) => ask === "fetch");
    const messages = requests.flatMap((request) => asking.say(request));
    if (requests.length === 1) {
      for (const message of messages) peer.say(message);
    } else {
      peer.say(`[${messages.join(", ")}]`);
    }
  }

  #rethrow(peer: SimPeer): void {
    if (peer.failure !== undefined) throw peer.failure;
  }

  /** Looks at everything that can be seen at once; `all` takes longer. */
  #check(all: boolean): void {
    if (this.#error !== undefined) {
      throw new Failure("the daemon failed", { cause: this.#error });
    }
    for (const peer of this.#model.peers) this.#rethrow(peer);
    for (const peer of this.#model.peers) {
      const { link } = peer;
      if (link.closing) {
        const slow = link.slow &&
          link.reason.startsWith("the peer does not read");
        must(slow, () => `${peer.name} was closed: ${link.reason}`);
      } else if (peer.quick) {
        for (const [id, views] of peer.views) {
          for (const view of views) if (view.ended) dropView(peer, id, view);
        }
        peer.mustBeQuiet();
        this.#mustBeRight(peer, !all);
      }
    }
    this.#mustBeConsistent();
    if (all) {
      this.#mustHaveTable();
      this.#mustKeep();
    }
  }

  /** Fails unless a peer's fetches show what they have to. */
  #mustBeRight(peer: SimPeer, sortedOnly = false): void {
    peer.eachView((view) => {
      if (sortedOnly && !(view instanceof SortedView)) return;
      view.mustShow(this.#model.shown(peer, view));
    });
  }

  /** Fails if the sizes of what the daemon keeps are wrong. */
  #mustBeConsistent(): void {
    const { peers, table, routed } = this.#model;
    same(this.#bus.sessions.size, peers.size, () => "number of sessions");
    same(
      this.#bus.space.elements.byPath.size,
      table.size,
      () => "number of elements",
    );
    const timers = this.#bus.timers.size;
    must(timers >= routed.length, () => "a request has no timer");
    for (const peer of peers) {
      const { session } = peer;
      if (session === undefined) continue;
      const live = peer.liveViews().length;
      same(session.fetchCount, live, () => `fetches of ${peer.name}`);
      same(session.user?.name, peer.user?.name, () => `user of ${peer.name}`);
    }
  }

  /** Fails unless the daemon's table is the model's. */
  #mustHaveTable(): void {
    for (const thing of this.#model.table.values()) {
      const element = this.#bus.space.elements.byPath.get(thing.path);
      if (element === undefined) {
        throw new Failure(`${thing.path} is not there`);
      }
      const { bytes, start, end } = element;
      const value = element.method ? undefined : readText(bytes, start, end);
      same(value, thing.value, () => `the value of ${thing.path}`);
      this.#mustHaveNotes(thing, element);
      for (const fetch of element.watchers) {
        const peer = [...this.#model.peers].find((peer) =>
          fetch instanceof Fetch && peer.session === fetch.fetcher
        );
        must(
          fetch instanceof Fetch && peer !== undefined &&
            peer.views.has(peer.speech.translated(fetch.id)),
          () => `${thing.path} is watched by a fetch that has ended`,
        );
      }
    }
  }

  /** Fails unless the daemon knows of an element what was said of it. */
  #mustHaveNotes({ path, notes }: Thing, element: Element): void {
    const { time, revision, extras } = element;
    const { at, quality, stale = false, away = false } = extras ?? {};
    const of = (name: string) => () => `${name} of ${path}`;
    same(time, notes.time, of("the time"));
    same(revision, notes.revision, of("the revision"));
    same(at, notes.at, of("at"));
    same(quality, notes.quality, of("the quality"));
    same(stale, notes.stale, of("stale"));
    same(away, notes.away, of("away"));
    const meta = extras?.meta;
    const text = meta ? readText(meta.bytes, meta.start, meta.end) : undefined;
    same(text, notes.meta, of("the metadata"));
  }

  /** Fails unless the daemon keeps what has to be kept. */
  #mustKeep(): void {
    for (const path of PATHS) {
      const kept = this.#bus.kept?.get(path);
      const wanted = this.#keeper.values.get(path);
      const text = kept && readText(kept.bytes, kept.start, kept.end);
      same(text, wanted?.value, () => `the kept value of ${path}`);
      same(kept?.time, wanted?.time, () => `the time of what ${path} keeps`);
    }
  }
}
