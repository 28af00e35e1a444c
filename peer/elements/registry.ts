/**
 * The elements that a peer has added, kept through reconnects, and the requests
 * that arrive for them.
 *
 * @module
 */
import { CANCEL, DONE, type Message } from "../codecs/codec.ts";
import type { Connection } from "../connection/connection.ts";
import type { DaemonClock } from "../connection/daemon_clock.ts";
import { knownParams, wishesOf } from "./add_params.ts";
import { coreOf, type ElementCore } from "./element_core.ts";
import { completeMeta } from "./json_schema.ts";
import type {
  ChangeParams,
  Elements,
  ElementsParts,
  HostedElement,
  RemoveLimits,
} from "./host.ts";
import { asError, ignore, isRecord } from "../../base/narrowing.ts";
import { checkTimeout, type Limits, UNLIMITED } from "../connection/limits.ts";
import { type BelowParts, changeBelow } from "./change_below.ts";
import { Registration, settled } from "./registration.ts";
import { Responder } from "./responder.ts";
import { RunningRequests } from "./running_requests.ts";
import { StateCore } from "./state_core.ts";
import { withType } from "../values/typed_number.ts";
import { checkValue } from "../values/values.ts";
import { handlerOf } from "./handlers.ts";
import { unlessAborted } from "../../base/waiting.ts";
import {
  ConnectionClosed,
  InvalidArgument,
  JetError,
  PeerTimeout,
} from "../../protocol/errors/classes.ts";
import { NotFound, Occupied } from "../../protocol/errors/owner_classes.ts";
import { Backoff } from "../../base/backoff.ts";
import type { PeerClock } from "../../base/clock.ts";

/** See the module. */
export class Registry implements Elements {
  readonly #connection: Connection;
  readonly #log: (line: string) => void;
  readonly #separator: string;
  readonly #clock: PeerClock;
  readonly #registrations = new Map<string, Registration>();
  readonly #parts: ElementsParts;
  /** Loaded for a daemon that tells its time. */
  #daemonClock: DaemonClock | undefined;
  readonly #below: BelowParts;
  readonly #running = new RunningRequests();

  constructor(parts: ElementsParts) {
    const { connection, separator, clock, log } = parts;
    this.#parts = parts;
    this.#connection = connection;
    this.#separator = separator;
    this.#clock = clock;
    this.#log = log;
    this.#below = {
      connection,
      separator,
      registrations: this.#registrations,
      addsAgain: (registration, error) => this.#addsAgain(registration, error),
    };
  }

  /** Adds an element that the program gives, unless it has been removed again. */
  own(
    element: object,
    limits?: Limits,
    call: number = Infinity,
  ): Promise<void> {
    const core = coreOf(element);
    const { members } = core;
    return members === undefined
      ? this.#addUnlessRemoved(core, limits, call)
      : this.#addGroup(core, members, limits, call);
  }

  #addUnlessRemoved(
    core: ElementCore,
    limits: Limits | undefined,
    call: number,
  ): Promise<void> {
    return core.removedBefore < call
      ? this.add(core, limits)
      : Promise.resolve();
  }

  async #addGroup(
    group: ElementCore,
    members: readonly ElementCore[],
    limits: Limits | undefined,
    call: number,
  ): Promise<void> {
    group.attach(this);
    try {
      await Promise.all(
        members.map((member) => this.#addUnlessRemoved(member, limits, call)),
      );
    } catch (error) {
      group.remove().catch(ignore);
      throw error;
    }
  }

  async add(element: HostedElement, { signal }: Limits = {}): Promise<void> {
    const { checked } = element;
    if (checked !== undefined) await checked;
    if (this.#connection.closed) {
      throw new ConnectionClosed("the peer is closed");
    }
    if (this.#registrations.has(element.path)) {
      throw new Occupied(element.path);
    }
    if (signal?.aborted) throw signal.reason;
    element.attach(this);
    handlerOf(element);
    const registration = new Registration(element);
    this.#registrations.set(element.path, registration);
    if (this.#connection.open) void this.#register(registration);
    if (signal === undefined) return await registration.done.promise;
    try {
      await unlessAborted(registration.done.promise, signal);
    } catch (error) {
      // The options tell whether a kept value stays.
      if (signal.aborted) this.remove(element, element.options).catch(ignore);
      throw error;
    }
  }

  async remove(element: HostedElement, limits?: RemoveLimits): Promise<void> {
    const registration = this.#of(element);
    if (registration === undefined) return;
    this.#forget(registration);
    if (registration.sent) {
      await this.#takeOff({ path: element.path }, limits);
    }
  }

  /** Takes everything at a path and below off the bus, in one request. */
  async removeBelow(path: string, limits?: RemoveLimits): Promise<void> {
    checkTimeout(limits?.timeout);
    const prefix = path === "" ? "" : path + this.#separator;
    let sent = false;
    for (const registration of [...this.#registrations.values()]) {
      const own = registration.element.path;
      if (own !== path && !own.startsWith(prefix)) continue;
      this.#forget(registration);
      sent ||= registration.sent;
    }
    if (sent) await this.#takeOff({ below: path }, limits);
  }

  #forget(registration: Registration): void {
    this.#registrations.delete(registration.element.path);
    registration.cancel();
    registration.done.resolve();
  }

  async #takeOff(
    what: { path: string } | { below: string },
    limits: RemoveLimits | undefined,
  ): Promise<void> {
    try {
      const params = { ...what, keep: limits?.keep };
      await this.#connection.request("remove", params, limits);
    } catch (error) {
      // Without a connection, or without the element, it is gone as well.
      const gone = error instanceof ConnectionClosed ||
        error instanceof NotFound;
      if (!gone) throw error;
    }
  }

  /**
   * Gives states below a path new values, in one request.
   *
   * @param values By the paths as seen from there.
   */
  changeBelow(
    path: string,
    values: Readonly<Record<string, unknown>> | ReadonlyMap<string, unknown>,
    limits?: Limits,
  ): Promise<void> {
    return changeBelow(this.#below, path, values, limits);
  }

  confirmBelow(
    path: string,
    values: Readonly<Record<string, unknown>>,
    limits?: Limits,
  ): Promise<void> {
    return this.changeBelow(path, values, limits);
  }

  announce(element: HostedElement, value: unknown): void {
    const { path } = element;
    if (this.#of(element)?.sent === true) {
      this.#connection.announce(path, withType(element.type, value));
    } else checkValue(value, path);
  }

  async confirm(
    element: HostedElement,
    change: ChangeParams,
    limits?: Limits,
  ): Promise<void> {
    const registration = this.#of(element);
    if (registration === undefined) return;
    if (registration.sent) {
      const { path } = element;
      const { meta } = change;
      const params = knownParams(
        meta === undefined
          ? { path, ...change, value: withType(element.type, change.value) }
          : { path, meta: completeMeta(element, meta ?? undefined) ?? null },
        this.#features,
      );
      if (params.value === undefined && params.meta === undefined) return;
      try {
        await this.#connection.request("change", params, limits);
        return;
      } catch (error) {
        if (!this.#addsAgain(registration, error)) throw error;
      }
    }
    // The value goes with the next `add`.
    await registration.done.promise;
  }

  async signal(
    element: HostedElement,
    value: unknown,
    limits?: Limits,
  ): Promise<void> {
    const { path } = element;
    if (this.#of(element)?.sent !== true) {
      throw new ConnectionClosed(`${JSON.stringify(path)} is not on the bus`);
    }
    await this.#connection.request("signal", { path, value }, limits);
  }

  has(element: HostedElement): boolean {
    return this.#of(element)?.added ?? false;
  }

  /** Makes all registrations; the link is new. */
  opened(): void {
    for (const registration of this.#registrations.values()) {
      void this.#register(registration);
    }
  }

  /** The daemon has dropped everything; the next link makes it again. */
  lost(): void {
    const reason = new ConnectionClosed("the connection is lost");
    this.#running.abort(reason);
    for (const registration of this.#registrations.values()) {
      registration.cancel();
      registration.sent = false;
      if (registration.added) {
        const { element } = registration;
        registration.done = settled();
        registration.restore = element instanceof StateCore
          ? element.restorer()
          : undefined;
      }
      registration.added = false;
    }
  }

  /** Nothing will be made again. */
  closed(reason: Error | undefined): void {
    const error = reason ?? new ConnectionClosed("the peer is closed");
    for (const registration of this.#registrations.values()) {
      registration.cancel();
      registration.added = false;
      registration.done.reject(error);
    }
    this.#registrations.clear();
  }

  /**
   * Carries out a request that the daemon has routed here and answers it. What
   * has no id gets no answer.
   */
  forward(path: unknown, message: Message): void {
    const { codec } = this.#connection;
    const { id, params, deadline } = message;
    let isGroup = false;
    if (path === CANCEL && isRecord(params)) {
      if (typeof params.path === "string") return this.#displaced(params.path);
      // With an id the daemon asks for a sign of life.
      if (!isRecord(params.values)) {
        return id === undefined
          ? this.#running.cancel(params.id)
          : codec?.result(Number(id), DONE);
      }
      const [name] = Object.keys(params.values);
      const below = params.below === "" ? "" : params.below + this.#separator;
      path = below + name;
      isGroup = true;
    }
    if (typeof path !== "string") return;
    const answer = new Responder(
      codec,
      typeof id === "string" || typeof id === "number" ? id : undefined,
    );
    const element = this.#registrations.get(path)?.element;
    const target = (isGroup ? element?.group : element)?.handler;
    if (target === undefined) return answer.error(new NotFound(path));
    if (this.#isLate(deadline)) {
      this.#log(`${path}: a request was dropped, its time is over`);
      return this.#measureTime();
    }
    this.#running.carryOut(target, message, answer);
  }

  /** Whether the value of a refused change goes with a later `add`. */
  #addsAgain(registration: Registration, error: unknown): boolean {
    if (this.#connection.closed) return false;
    if (error instanceof ConnectionClosed) return true;
    // The path is still that of this peer's former connection.
    return !registration.sent &&
      this.#of(registration.element) === registration;
  }

  /** Whether the caller has had its timeout error already. */
  #isLate(deadline: unknown): boolean {
    if (typeof deadline !== "number") return false;
    const now = this.#daemonClock?.estimate;
    return now !== undefined && now.time - now.uncertainty > deadline;
  }

  #of(element: HostedElement): Registration | undefined {
    const registration = this.#registrations.get(element.path);
    return registration?.element === element ? registration : undefined;
  }

  async #register(registration: Registration): Promise<void> {
    const { element } = registration;
    const described = element.describe();
    registration.sent = true;
    let answer: unknown;
    try {
      const features = this.#features;
      const { signal, time } = features;
      if (time === true && !this.#daemonClock?.estimate) this.#measureTime();
      if (described.type === "signal" && signal !== true) {
        throw new JetError("the daemon has no signals");
      }
      described.value = withType(element.type, described.value);
      described.meta = completeMeta(element, element.meta);
      answer = await this.#connection.request(
        "add",
        Object.assign(
          knownParams(described, features),
          wishesOf(element.options, features),
        ),
        registration.known ? UNLIMITED : undefined,
      );
    } catch (error) {
      this.#refused(registration, error);
      return;
    }
    if (this.#of(element) !== registration || !registration.sent) return;
    const { known } = registration;
    registration.added = registration.known = true;
    registration.backoff = undefined;
    if (element.options.keep) {
      const { takeKept } = await import("../connection/later.ts");
      await takeKept(element, answer, known, this, this.#log);
    }
    registration.done.resolve();
  }

  /** What the daemon can do. */
  get #features(): Readonly<Record<string, unknown>> {
    return this.#connection.info?.features ?? {};
  }

  #measureTime(): void {
    import("../connection/later.ts").then(({ daemonClock }) => {
      this.#daemonClock = daemonClock(this.#parts);
      return this.#daemonClock.measure();
    }).catch(ignore);
  }

  /** Another owner has the element. */
  #displaced(path: string): void {
    const registration = this.#registrations.get(path);
    if (!registration?.added) return;
    registration.sent = false;
    registration.added = false;
    if (registration.element.options.occupied === "wait") {
      registration.done = settled();
      this.#registerLater(registration);
    } else this.#forget(registration);
    this.#report(path, new Occupied(path));
  }

  #refused(registration: Registration, error: unknown): void {
    const { element, known } = registration;
    if (this.#of(element) !== registration) return;
    // A lost connection: the next one tries again.
    if (error instanceof ConnectionClosed) return;
    registration.sent = false;
    const waits = known || element.options.occupied === "wait";
    if (error instanceof Occupied && waits) {
      // The daemon may not have noticed yet that the old connection is gone.
      this.#registerLater(registration);
      this.#log(`${error.message}; trying again`);
      return;
    }
    if (error instanceof InvalidArgument && registration.restore?.()) {
      registration.done.reject(error);
      registration.done = settled();
      void this.#register(registration);
      return this.#report(element.path, error);
    }
    this.#registrations.delete(element.path);
    if (error instanceof PeerTimeout) {
      // The daemon may have it, or get it.
      this.#takeOff({ path: element.path }, element.options).catch(ignore);
    }
    this.#log(`${element.path} is not added: ${asError(error).message}`);
    registration.done.reject(error);
    if (known) this.#report(element.path, asError(error));
  }

  #registerLater(registration: Registration): void {
    const delay = (registration.backoff ??= new Backoff()).next();
    registration.cancel = this.#clock.after(delay, () => {
      if (this.#connection.open) void this.#register(registration);
    });
  }

  /** What no promise of the program says. */
  #report(path: string, reason: Error): void {
    this.#log(`${path}: ${reason.message}`);
    this.#parts.failed(path, reason);
  }
}
