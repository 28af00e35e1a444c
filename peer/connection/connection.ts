/**
 * One peer's connection to its daemon through all its links: the first one, its
 * loss, the attempts to come back, the end.
 *
 * @module
 */
import type { Codec, Message, Params } from "../codecs/codec.ts";
import { asError, ignore } from "../../base/narrowing.ts";
import type {
  ConnectionHooks,
  ConnectionOptions,
  DaemonPlace,
} from "./connection_options.ts";
import type { DaemonInfo } from "./info.ts";
import { Greeting } from "./greeting.ts";
import { type Dialled, withCodec } from "./dialled.ts";
import { Requests } from "./requests.ts";
import { later } from "./load_later.ts";
import type { Limits } from "./limits.ts";
import { snapshot } from "./snapshot.ts";
import { checkValue } from "../values/values.ts";
import type { Liveness } from "./liveness.ts";
import { pause, unlessAborted } from "../../base/waiting.ts";
import {
  ConnectionClosed,
  Unauthorized,
} from "../../protocol/errors/classes.ts";

/** How long {@linkcode Connection.close} waits for the end, in milliseconds. */
const CLOSE_TIMEOUT_MS = 1000;

/** Answers of an upgrade that the next attempt would get again. */
const FINAL = /status code: 40[134]/;

/** A request that waits for the first link. */
interface Queued {
  readonly id: number;
  readonly method: string;
  readonly params: Params;
}

/**
 * `connecting` to the first link, `open`, `waiting` for the next link, and
 * `closed` for good.
 */
type ConnectionState = "connecting" | "open" | "waiting" | "closed";

/** See the module. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #hooks: ConnectionHooks;
  readonly #requests: Requests;
  /** Fulfilled when the first link is up, rejected when there is none. */
  readonly connected: Promise<void>;
  /** The daemon's last answer to `info`. */
  info: DaemonInfo | undefined;
  #state: ConnectionState = "connecting";
  #codec: Codec | undefined;
  /** Messages received over all links. */
  #received = 0;
  #liveness: Liveness | undefined;
  /** Takes back that the next pauses are short again. */
  #cancelReset: () => void = ignore;
  /** Least pause before the next attempt, in milliseconds. */
  #leastPause = 0;
  /** Requests made before the first link was up. */
  #queue: Queued[] = [];
  /** Ends the attempt to connect or the pause before it. */
  #stop = new AbortController();
  #unlinked: () => void = ignore;
  /** Number of attempts at one place, and the place of the last. */
  #dialled = 0;
  #place: DaemonPlace;
  /** Whether the failure of the last attempt makes another one useless. */
  #fatal = false;
  /** The attempt to come back that is under way. */
  #attempt: Promise<void> | undefined;
  readonly #greeting: Greeting;

  constructor(options: ConnectionOptions, hooks: ConnectionHooks) {
    this.#options = options;
    this.#hooks = hooks;
    [this.#place] = options.places;
    this.#requests = new Requests(options.clock, options.deadline, (id) => {
      if (this.info?.features.cancel) this.#now("cancel", { id }).catch(ignore);
    });
    this.#greeting = new Greeting(options.name, options.credentials);
    this.connected = this.#begin();
    this.connected.catch(ignore);
  }

  /** Whether messages can be sent now. */
  get open(): boolean {
    return this.#state === "open";
  }

  /** Whether it is over for good. */
  get closed(): boolean {
    return this.#state === "closed";
  }

  /** How many requests wait for their answers. */
  get pending(): number {
    return this.#requests.size;
  }

  /** That of now: an answer belongs to the link its request came by. */
  get codec(): Codec | undefined {
    return this.#codec;
  }

  /**
   * Sends the new value of a state, if there is a link.
   *
   * @throws {TypeError} if the value can't be written.
   */
  announce(path: string, value: unknown): void {
    if (this.open) this.#codec?.announce(path, value);
    else checkValue(value, path);
  }

  /**
   * Sends a request; before the first link is up it is kept until then.
   *
   * @param repeated Whether it is `config` or `authenticate`, which are sent
   * again on every later link once the daemon has accepted them.
   * @throws {ConnectionClosed} if there is no link, or it ends too early.
   * @throws {Unauthorized} if the daemon refuses the user of `authenticate`.
   * @throws what the daemon answers, a `JetError`.
   * @throws whatever the reason of the signal is.
   */
  request(
    method: string,
    params: Params,
    limits?: Limits,
    repeated?: boolean,
  ): Promise<unknown> {
    if (this.#state === "waiting" || this.closed) {
      return Promise.reject(this.#noConnection());
    }
    const queued = this.#state === "connecting";
    const answer = this.#ask(method, params, limits, queued);
    return repeated ? this.#greeting.keep(method, params, answer) : answer;
  }

  /**
   * Comes back now, if the link is lost.
   *
   * @throws {ConnectionClosed} if that fails, or it is over for good.
   */
  async resume(): Promise<void> {
    switch (this.#state) {
      case "connecting":
        return await this.connected;
      case "closed":
        throw this.#noConnection();
      case "waiting":
        // A pause ends here, and finds the attempt under way.
        if (this.#attempt === undefined) this.#stop.abort();
        await this.#tryAgain();
    }
  }

  /** Ends the connection. Fulfilled when the link is gone, or after 1 s. */
  async close(reason?: Error): Promise<void> {
    if (this.closed || this.#codec === undefined) {
      return this.#end(reason);
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#unlinked = resolve;
    const cancel = this.#options.clock.after(CLOSE_TIMEOUT_MS, resolve);
    this.#end(reason);
    await promise;
    cancel();
  }

  #ask(
    method: string,
    params: Params,
    limits: Limits | undefined,
    queued: boolean,
  ): Promise<unknown> {
    const { id, answer } = this.#requests.open(limits);
    if (!queued) this.#send(id, method, params);
    else if (this.#requests.waits(id)) {
      try {
        this.#queue.push({ id, method, params: snapshot(params) });
      } catch (error) {
        this.#requests.fail(id, error);
      }
    }
    return answer;
  }

  /** Sends a request unless it has ended. */
  #send(id: number, method: string, params: Params): void {
    if (!this.#requests.waits(id)) return;
    try {
      this.#codec?.request(id, method, params);
    } catch (error) {
      this.#requests.fail(id, error);
    }
  }

  async #begin(): Promise<void> {
    const { retry, log } = this.#options;
    for (;;) {
      try {
        await this.#dial();
        break;
      } catch (error) {
        const failure = asError(error);
        if (
          !retry || this.#fatal || this.closed || FINAL.test(failure.message)
        ) {
          this.#end(failure);
          throw error;
        }
        log(failure.message);
        await this.#pause();
        if (this.closed) throw this.#stop.signal.reason;
      }
    }
    this.#opened(true);
  }

  /** The pause before the next attempt. */
  async #pause(): Promise<void> {
    const { backoff, clock } = this.#options;
    const stop = this.#stop = new AbortController();
    await pause(Math.max(backoff.next(), this.#leastPause), stop.signal, clock);
  }

  #opened(first: boolean): void {
    const { backoff, clock, log } = this.#options;
    this.#state = "open";
    this.#cancelReset = clock.after(backoff.holdMs, () => backoff.reset());
    log(`connected to ${this.#place.where}`);
    this.#watch().catch(ignore);
    this.#hooks.opened(first);
    for (const { id, method, params } of this.#queue.splice(0)) {
      this.#send(id, method, params);
    }
  }

  /** Dials each place in turn until one answers. */
  async #dial(): Promise<void> {
    const { places } = this.#options;
    for (let left = places.length;;) {
      this.#place = places[this.#dialled++ % places.length];
      try {
        return await this.#dialPlace();
      } catch (error) {
        if (--left === 0 || this.closed || this.#fatal) throw error;
      }
    }
  }

  /**
   * Makes a link and greets the daemon.
   *
   * @throws {Unauthorized} if the daemon refuses the user.
   * @throws {ConnectionClosed} for every other failure.
   */
  async #dialPlace(): Promise<void> {
    const { connector, where } = this.#place;
    const { connectLimit, clock } = this.#options;
    const stop = this.#stop = new AbortController();
    const cancel = clock.after(connectLimit, () => {
      stop.abort(new Error(`no answer within ${connectLimit / 1000} s`));
    });
    try {
      const dialing = Promise.resolve(stop.signal).then(connector)
        .then(withCodec);
      const dialled = await unlessAborted(
        dialing,
        stop.signal,
        (late) => late.link.close(),
      );
      this.info = await unlessAborted(
        this.#greeting.send(this.#adopt(dialled), this.#now),
        stop.signal,
      );
    } catch (error) {
      const codec = this.#codec;
      this.#codec = undefined;
      if (codec !== undefined) abort(codec);
      // The same password would be refused again, and a connector that says
      // closed means for good.
      this.#fatal = error instanceof Unauthorized ||
        error instanceof ConnectionClosed;
      this.#leastPause = Number(
        Reflect.get(asError(error), "retryAfterMs") ?? 0,
      );
      if (this.closed || this.#fatal) throw error;
      throw new ConnectionClosed(
        `no connection to ${where}: ${asError(error).message}`,
        { cause: error },
      );
    } finally {
      cancel();
    }
  }

  #adopt({ codec: make }: Dialled): Codec {
    const codec = make({
      message: (message) => {
        this.#received++;
        if (codec === this.#codec) this.#dispatch(message);
      },
      closed: (reason) => {
        if (this.closed) this.#unlinked();
        else if (codec === this.#codec) this.#lost(reason);
      },
      log: this.#options.log,
      doubles: this.#options.doubles,
    });
    this.#codec = codec;
    codec.start();
    return codec;
  }

  /** Watches whether the daemon is still there. */
  async #watch(): Promise<void> {
    const { heartbeat, clock } = this.#options;
    const codec = this.#codec;
    const { Liveness } = await later.get();
    if (heartbeat === 0 || !codec || codec.link.local) return;
    if (codec !== this.#codec) return;
    this.#liveness = new Liveness(
      codec.link,
      {
        messages: () => this.#received,
        ask: () => this.#now(codec.question, {}).catch(ignore),
        dead: (reason) => {
          this.#lost(reason);
          abort(codec);
        },
      },
      heartbeat,
      clock,
    );
  }

  /** A request on the link that there is. */
  readonly #now = (method: string, params: Params): Promise<unknown> =>
    this.#ask(method, params, undefined, false);

  #dispatch(message: Message): void {
    if (message.method === undefined) this.#requests.answer(message);
    else this.#hooks.received(message);
  }

  #lost(cause: Error | undefined): void {
    const { reconnect, log } = this.#options;
    const { where } = this.#place;
    this.#codec = undefined;
    this.#liveness?.stop();
    this.#cancelReset();
    if (!this.open) {
      // An attempt: it fails with its greeting.
      this.#stop.abort(cause ?? new Error("it ended at once"));
      return;
    }
    const reason = new ConnectionClosed(
      `the connection to ${where} ended` +
        (cause === undefined ? "" : `: ${cause.message}`),
      { cause },
    );
    log(reason.message);
    this.#state = "waiting";
    this.#requests.failAll(reason);
    this.#hooks.lost(reason);
    if (reconnect === false) this.#end(reason);
    else if (reconnect !== "manual") void this.#reconnect();
  }

  async #reconnect(): Promise<void> {
    while (this.#state === "waiting") {
      await this.#pause();
      if (this.#state !== "waiting") return;
      await this.#tryAgain().catch(ignore);
    }
  }

  /** One attempt to come back, or that which is under way. */
  #tryAgain(): Promise<void> {
    return this.#attempt ??= this.#redial().finally(() => {
      this.#attempt = undefined;
    });
  }

  async #redial(): Promise<void> {
    try {
      await this.#hooks.returning();
      if (this.closed) throw this.#noConnection();
      await this.#dial();
    } catch (error) {
      this.#options.log(asError(error).message);
      this.#requests.failAll(this.#noConnection());
      if (this.#fatal) this.#end(asError(error));
      throw error;
    }
    this.#opened(false);
  }

  #end(reason: Error | undefined): void {
    if (this.closed) return;
    this.#state = "closed";
    const codec = this.#codec;
    this.#codec = undefined;
    this.#liveness?.stop();
    this.#cancelReset();
    const failure = reason ?? this.#noConnection();
    this.#stop.abort(failure);
    this.#requests.failAll(failure);
    this.#queue = [];
    codec?.close();
    this.#hooks.closed(reason);
  }

  #noConnection(): ConnectionClosed {
    const { where } = this.#place;
    return new ConnectionClosed(
      this.closed
        ? `the peer of ${where} is closed`
        : `there is no connection to ${where} now`,
    );
  }
}

/** Ends the link without waiting for the other end. */
function abort({ link }: Codec): void {
  if (link.abort) link.abort();
  else link.close();
}
