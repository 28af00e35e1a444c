/**
 * A graph's connection to its relay through all its sockets: the first one, its
 * loss, the attempts to come back, the end.
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

/** Ids that are remembered, to take nothing twice that comes on two ways. */
const REMEMBERED_IDS = 20_000;

/** The code of a WebSocket that was closed because of a message's length. */
const MESSAGE_TOO_BIG = 1009;

/** What a session needs to know. */
export interface SessionOptions {
  /** The relay's WebSocket. */
  url: string;
  backoff: Backoff | undefined;
  /** Seconds that connecting may take. */
  timeout: number;
  log: (line: string) => void;
}

/** What a session tells. */
export interface SessionHooks {
  /** There is a connection; what the relay has to know is sent now. */
  opened(): void;
  /** It is over, by intention if there is no reason. */
  closed(reason: Error | undefined): void;
  /** Something that was sent is longer than the relay takes. */
  tooBig(): void;
  /** A message has come that is no talk between neighbours. */
  received(message: Record<string, unknown>): void;
}

/** See the module. */
export class Session {
  readonly #options: SessionOptions;
  readonly #hooks: SessionHooks;
  readonly #pid = randomId(9);
  readonly #seen = new Seen<true>(REMEMBERED_IDS);
  readonly #end = new AbortController();
  #socket: RelaySocket | undefined;

  constructor(options: SessionOptions, hooks: SessionHooks) {
    this.#options = options;
    this.#hooks = hooks;
  }

  /** Whether there is a connection. */
  get open(): boolean {
    return this.#socket !== undefined;
  }

  /** Whether there will be no connection any more. */
  get closed(): boolean {
    return this.#end.signal.aborted;
  }

  /** Aborted when it is over. */
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
    // Whoever sends it back tells nothing new.
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
    // What happens before this turn is over waits until it is.
    let early: (() => void)[] | undefined = [];
    const inTurn = (happen: () => void) => {
      if (early === undefined) happen();
      else early.push(happen);
    };
    const dialled = RelaySocket.connect(url, {
      received: (frame) => inTurn(() => this.#received(frame)),
      closed: (reason, code) => inTurn(() => this.#lost(reason, code)),
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
    if (code === MESSAGE_TOO_BIG) this.#hooks.tooBig();
    this.#options.log(`lost ${this.#options.url}: ${reason.message}`);
    if (this.#options.backoff === undefined) {
      this.close(new GraphClosed("the connection is lost", { cause: reason }));
    } else this.#comeBack(this.#options.backoff).catch(ignore);
  }

  async #comeBack(backoff: Backoff): Promise<void> {
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

  /** Takes what concerns the two of us only. */
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
