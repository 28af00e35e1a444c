/**
 * One peer's connection to its daemon through all its links: the first one, its
 * loss, the attempts to come back, the end.
 *
 * @module
 */
import type { Backoff } from "../../base/backoff.ts";
import type { Codec, CodecHooks, Message, Params } from "../codecs/codec.ts";
import { asError, ignore } from "../../base/narrowing.ts";
import { type DaemonInfo, readInfo } from "./info.ts";
import type { PeerCredentials } from "./users.ts";
import { JsonCodec } from "../codecs/json.ts";
import type { AnyLink, Connector } from "../../transport/links/client_link.ts";
import { type Limits, Requests } from "./requests.ts";
import { snapshot } from "./snapshot.ts";
import { checkValue } from "../values/values.ts";
import { pause, unlessAborted } from "../../base/waiting.ts";
import {
  ConnectionClosed,
  JetError,
  Unauthorized,
} from "../../protocol/errors/classes.ts";
import type { PeerClock } from "../../base/clock.ts";

/** How long {@linkcode Connection.close} waits for the end, in milliseconds. */
const CLOSE_TIMEOUT_MS = 1000;

/** What a connection needs to know. */
export interface ConnectionOptions {
  connector: Connector;
  /** Where the daemon is, for messages. */
  where: string;
  name: string | undefined;
  credentials: PeerCredentials | undefined;
  /** The pauses before it comes back by itself; else it does not. */
  backoff: Backoff | undefined;
  /** Whether a connection that is lost without a backoff may be resumed. */
  resumable: boolean;
  /** Milliseconds that connecting and greeting may take. */
  connectLimit: number;
  clock: PeerClock;
  log: (line: string) => void;
}

/** Callbacks of a connection. */
export interface ConnectionHooks {
  /** The daemon can be talked to; whatever it has to know is sent now. */
  opened(first: boolean): void;
  /** The link is gone; the peer tries to come back. */
  lost(reason: ConnectionClosed): void;
  /** It is over, by intention if there is no reason. */
  closed(reason: Error | undefined): void;
  /** A request or notification has arrived. */
  received(message: Message): void;
}

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
  /** Requests made before the first link was up. */
  #queue: Queued[] = [];
  /** Ends the attempt to connect or the pause before it. */
  #stop = new AbortController();
  #unlinked: () => void = ignore;
  /** Whether the failure of the last attempt makes another one useless. */
  #fatal = false;
  /** The attempt to come back that is under way. */
  #attempt: Promise<void> | undefined;
  /** The parameters of `config` and `authenticate`, sent on every link. */
  readonly #greeting = new Map<string, Params>();

  constructor(options: ConnectionOptions, hooks: ConnectionHooks) {
    this.#options = options;
    this.#hooks = hooks;
    this.#requests = new Requests(options.clock);
    const { name, credentials } = options;
    if (name !== undefined) this.#greeting.set("config", { name });
    if (credentials !== undefined) {
      this.#greeting.set("authenticate", { ...credentials });
    }
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
    if (this.#state === "waiting" || this.#state === "closed") {
      return Promise.reject(this.#noConnection());
    }
    const queued = this.#state === "connecting";
    const answer = this.#ask(method, params, limits, queued);
    return repeated ? this.#repeat(method, params, answer) : answer;
  }

  async #repeat(
    method: string,
    params: Params,
    answer: Promise<unknown>,
  ): Promise<unknown> {
    const result =
      await (method === "authenticate"
        ? authenticated(params, answer)
        : answer);
    this.#greeting.set(method, params);
    return result;
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
    if (this.#state === "closed" || this.#codec === undefined) {
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
    if (!this.#requests.waits(id)) return answer;
    try {
      if (queued) this.#queue.push({ id, method, params: snapshot(params) });
      else this.#codec?.request(id, method, params);
    } catch (error) {
      this.#requests.fail(id, error);
    }
    return answer;
  }

  async #begin(): Promise<void> {
    try {
      await this.#dial();
    } catch (error) {
      this.#end(asError(error));
      throw error;
    }
    this.#opened(true);
  }

  #opened(first: boolean): void {
    this.#state = "open";
    this.#options.backoff?.reset();
    this.#options.log(`connected to ${this.#options.where}`);
    this.#hooks.opened(first);
    const queue = this.#queue;
    this.#queue = [];
    for (const { id, method, params } of queue) {
      if (!this.#requests.waits(id)) continue;
      try {
        this.#codec?.request(id, method, params);
      } catch (error) {
        this.#requests.fail(id, error);
      }
    }
  }

  /**
   * Makes a link and greets the daemon.
   *
   * @throws {Unauthorized} if the daemon refuses the user.
   * @throws {ConnectionClosed} for every other failure.
   */
  async #dial(): Promise<void> {
    const { connector, where, connectLimit, clock } = this.#options;
    const stop = this.#stop = new AbortController();
    const cancel = clock.after(connectLimit, () => {
      stop.abort(new Error(`no answer within ${connectLimit / 1000} s`));
    });
    try {
      const dialing = Promise.resolve().then(connector).then(withCodec);
      const { codec } = await unlessAborted(
        dialing,
        stop.signal,
        (late) => late.link.close(),
      );
      this.#adopt(codec);
      await unlessAborted(this.#greet(), stop.signal);
    } catch (error) {
      const codec = this.#codec;
      this.#codec = undefined;
      codec?.close();
      // The same password would be refused again, and a connector that says
      // closed means for good.
      this.#fatal = error instanceof Unauthorized ||
        error instanceof ConnectionClosed;
      if (this.closed || this.#fatal) throw error;
      throw new ConnectionClosed(
        `no connection to ${where}: ${asError(error).message}`,
        { cause: error },
      );
    } finally {
      cancel();
    }
  }

  #adopt(make: (hooks: CodecHooks) => Codec): void {
    const codec = make({
      message: (message) => {
        if (codec === this.#codec) this.#dispatch(message);
      },
      closed: (reason) => {
        if (this.closed) this.#unlinked();
        else if (codec === this.#codec) this.#lost(reason);
      },
      log: this.#options.log,
    });
    this.#codec = codec;
    codec.start();
  }

  async #greet(): Promise<void> {
    const config = { ...this.#greeting.get("config") };
    if (this.#codec?.takesArrays) config.arrays = true;
    const credentials = this.#greeting.get("authenticate");
    const asked = this.#ask("info", {}, undefined, false);
    if (Object.keys(config).length > 0) {
      this.#ask("config", config, undefined, false).catch(ignore);
    }
    try {
      this.info = readInfo(await asked);
    } catch (error) {
      // A daemon need not know `info`.
      if (error instanceof ConnectionClosed) throw error;
      this.info = readInfo(undefined);
    }
    if (credentials === undefined) return;
    await authenticated(
      credentials,
      this.#ask("authenticate", credentials, undefined, false),
    );
  }

  #dispatch(message: Message): void {
    if (message.method === undefined) this.#requests.answer(message);
    else this.#hooks.received(message);
  }

  #lost(cause: Error | undefined): void {
    const { where, backoff, resumable, log } = this.#options;
    this.#codec = undefined;
    if (this.#state !== "open") {
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
    if (backoff !== undefined) void this.#reconnect(backoff);
    else if (!resumable) this.#end(reason);
  }

  async #reconnect(backoff: Backoff): Promise<void> {
    while (this.#state === "waiting") {
      const stop = this.#stop = new AbortController();
      await pause(backoff.next(), stop.signal, this.#options.clock);
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
    if (this.#state === "closed") return;
    this.#state = "closed";
    const codec = this.#codec;
    this.#codec = undefined;
    const failure = reason ?? this.#noConnection();
    this.#stop.abort(failure);
    this.#requests.failAll(failure);
    this.#queue = [];
    codec?.close();
    this.#hooks.closed(reason);
  }

  #noConnection(): ConnectionClosed {
    const { where } = this.#options;
    return new ConnectionClosed(
      this.closed
        ? `the peer of ${where} is closed`
        : `there is no connection to ${where} now`,
    );
  }
}

/** A link, and what speaks over it. */
interface Dialled {
  readonly link: AnyLink;
  readonly codec: (hooks: CodecHooks) => Codec;
}

/** Binary Jet is imported on first use: most browser programs use JSON. */
async function withCodec(link: AnyLink): Promise<Dialled> {
  if (!("binary" in link)) {
    return { link, codec: (hooks) => new JsonCodec(link, hooks) };
  }
  try {
    const { BinaryCodec } = await import("../codecs/binary/codec.ts");
    return { link, codec: (hooks) => new BinaryCodec(link, hooks) };
  } catch (error) {
    link.close();
    throw error;
  }
}

/**
 * The daemon's answer to a login.
 *
 * @throws {Unauthorized} if it is none.
 * @throws {ConnectionClosed} if the connection ends before.
 */
async function authenticated(
  { user }: Params,
  asked: Promise<unknown>,
): Promise<unknown> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof JetError)) throw error;
    if (error instanceof ConnectionClosed) throw error;
    if (error instanceof Unauthorized) throw error;
    throw new Unauthorized(
      `the daemon does not let ${user} in: ${error.message}`,
    );
  }
}
