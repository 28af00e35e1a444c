/**
 * A graph's connection to its relay: connecting, reconnecting with back-off,
 * closing.
 *
 * @module
 */
import type { Backoff } from "../../base/backoff.ts";
import { asError, ignore } from "../../base/narrowing.ts";
import { pause, unlessAborted } from "../../base/waiting.ts";
import { Seen } from "../wire/dedup.ts";
import { messagesOf } from "../wire/message.ts";
import { GraphClosed, GraphTimeout } from "./errors.ts";
import { randomId, TOO_BIG } from "./message.ts";
import { RelaySocket } from "./socket.ts";
import { milliseconds } from "./timing.ts";

/** Number of ids that are remembered, to drop duplicates. */
const REMEMBERED_IDS = 20_000;

/** WebSocket close code: the message is too big. */
const CLOSE_MESSAGE_TOO_BIG = 1009;

/** Options of a session. */
export interface RelaySessionOptions {
  /** The relay's WebSocket. */
  url: string;
  backoff: Backoff | undefined;
  /** Seconds that connecting may take. */
  timeout: number;
  log: (line: string) => void;
}

/** Events of a session. */
export interface SessionHooks {
  /** Connected; subscriptions and pending requests are sent now. */
  opened(): void;
  /** Closed for good; without a reason by `close`. */
  closed(reason: Error | undefined): void;
  /** The relay has refused a message for its length. */
  tooBig(): void;
  /** A message other than `dam` has arrived. */
  received(message: Record<string, unknown>): void;
}

/** See the module. */
export class RelaySession {
  readonly #options: RelaySessionOptions;
  readonly #hooks: SessionHooks;
  readonly #pid = randomId(9);
  readonly #seen = new Seen<true>(REMEMBERED_IDS);
  readonly #end = new AbortController();
  #socket: RelaySocket | undefined;

  constructor(options: RelaySessionOptions, hooks: SessionHooks) {
    this.#options = options;
    this.#hooks = hooks;
  }

  /** Whether there is a connection. */
  get open(): boolean {
    return this.#socket !== undefined;
  }

  /** Whether it is closed for good. */
  get closed(): boolean {
    return this.#end.signal.aborted;
  }

  /** Aborted when it is closed for good. */
  get signal(): AbortSignal {
    return this.#end.signal;
  }

  /**
   * Connects for the first time.
   *
   * @throws {GraphClosed} if that fails.
   */
  async connect(): Promise<void> {
    try {
      await this.#dial();
    } catch (error) {
      const { url } = this.#options;
      const failure = new GraphClosed(`no relay at ${url}`, { cause: error });
      this.close(failure);
      throw failure;
    }
  }

  /**
   * Sends a message, if there is a connection.
   *
   * @param id What it is known by.
   * @param members Its other members as JSON, without braces.
   */
  send(id: string, members: string): void {
    if (this.#socket === undefined) return;
    // Drops the message if a relay echoes it.
    this.#isNew(id);
    this.#socket.send(`{"#":${JSON.stringify(id)},${members}}`);
  }

  /** Ends it. */
  close(reason?: Error): void {
    if (this.closed) return;
    this.#end.abort(reason);
    this.#socket?.close();
    this.#socket = undefined;
    this.#hooks.closed(reason);
  }

  async #dial(): Promise<void> {
    const { url, timeout } = this.#options;
    // Events before `opened` are queued.
    let early: (() => void)[] | undefined = [];
    const whenOpened = (happen: () => void) => {
      if (early === undefined) happen();
      else early.push(happen);
    };
    const dialled = RelaySocket.connect(url, {
      received: (frame) => whenOpened(() => this.#received(frame)),
      closed: (reason, code) => whenOpened(() => this.#lost(reason, code)),
    });
    const limit = new AbortController();
    const timer = setTimeout(
      () => limit.abort(new GraphTimeout("connecting", timeout)),
      milliseconds(timeout),
    );
    try {
      const signal = AbortSignal.any([this.#end.signal, limit.signal]);
      this.#socket = await unlessAborted(dialled, signal, (late) => {
        late.close();
      });
    } finally {
      clearTimeout(timer);
    }
    this.#options.log(`connected to ${url}`);
    this.#options.backoff?.reset();
    this.#hooks.opened();
    const happened = early;
    early = undefined;
    for (const happen of happened) happen();
  }

  #lost(reason: Error, code: number): void {
    this.#socket = undefined;
    if (this.closed) return;
    if (code === CLOSE_MESSAGE_TOO_BIG) this.#hooks.tooBig();
    this.#options.log(`lost ${this.#options.url}: ${reason.message}`);
    if (this.#options.backoff === undefined) {
      this.close(new GraphClosed("the connection is lost", { cause: reason }));
    } else this.#reconnect(this.#options.backoff).catch(ignore);
  }

  async #reconnect(backoff: Backoff): Promise<void> {
    while (!this.closed) {
      await pause(backoff.next(), this.signal);
      if (this.closed) return;
      try {
        return await this.#dial();
      } catch (error) {
        this.#options.log(`not connected: ${asError(error).message}`);
      }
    }
  }

  #received(frame: string): void {
    for (const message of messagesOf(frame) ?? []) {
      if (message === null) continue;
      const id = message["#"];
      if (message.dam !== undefined) this.#neighbour(message);
      else if (typeof id !== "string" || id === "" || this.#isNew(id)) {
        this.#hooks.received(message);
      }
    }
  }

  #isNew(id: string): boolean {
    return this.#seen.note(id, true, Date.now());
  }

  /** Handles `dam`: messages between neighbours. */
  #neighbour({ dam, "#": id, "@": answered, err }: Record<string, unknown>) {
    if (dam === "?" && answered === undefined && typeof id === "string") {
      const members = { dam: "?", pid: this.#pid, "@": id };
      this.send(randomId(), JSON.stringify(members).slice(1, -1));
    } else if (dam === "!") {
      this.#options.log(`the relay complains: ${JSON.stringify(err)}`);
      if (err === TOO_BIG) this.#hooks.tooBig();
    }
  }
}
