/**
 * One connection of the relay.
 *
 * @module
 */
import type { PeerClock } from "../../base/clock.ts";
import { CloseCode, type LinkHandler } from "../../protocol/link.ts";
import { StallTimer } from "../../base/stall_timer.ts";
import { Cost, type Turns, type Work } from "../../base/turns.ts";
import type { NodeEntries } from "../graph/entry.ts";
import type { WireMessage } from "../wire/message.ts";
import { idOfSkipped } from "../wire/skipped.ts";
import { Inbox, type InboxHost } from "./inbox.ts";
import { Journal } from "./journal.ts";
import type { ConnectionSettings } from "./options.ts";

/** A WebSocket, or its stand-in in a test. */
export interface Pipe {
  /** Address of the other side, for logs. */
  readonly remote: string;
  /** Bytes that were sent and that the system has not taken yet. */
  readonly backlog: number;
  /** Bytes that the system has taken so far. */
  readonly taken: number;
  /** Sets the handler; to be called once, before the first message. */
  start(handler: LinkHandler): void;
  /** Sends a text message; does nothing on a closing pipe. */
  sendText(message: string): void;
  /** Stops reading, where it can; what has been read is still handed over. */
  pause(): void;
  /** Goes on reading. */
  resume(): void;
  /** Closes the pipe; the handler's `closed` is called after this returns. */
  close(code: number, reason: string): void;
}

/** What a connection needs of the relay. */
export interface ConnectionHost {
  /** Limits of the connection, and what is called about them. */
  readonly settings: ConnectionSettings;
  /** Milliseconds for which a connection may take nothing of what waits. */
  readonly stallMs: number;
  /** Slices of work. */
  readonly turns: Turns;
  /** Delays tasks. */
  readonly clock: PeerClock;
  /** A frame has come. */
  heard(peer: RelayConnection): void;
  /** Carries out a message; returns the work that is left of it. */
  carryOut(peer: RelayConnection, message: WireMessage): Work | null;
  /** Called when a frame was not JSON. */
  unreadable(peer: RelayConnection): void;
  /** Reports a failure of the relay or its store. */
  failed(error: unknown): void;
  /**
   * Called when a frame was longer than is accepted.
   *
   * @param id Id of its last message, if that is known.
   */
  overlong(peer: RelayConnection, id: string | null): void;
  /** Flushes the connection at the end of the turn. */
  willFlush(peer: RelayConnection): void;
  /** The frames for some messages. */
  framesOf(texts: readonly string[]): readonly string[];
  /** A put with the newest of these properties; `null` if there are none. */
  newest(soul: string, keys: Iterable<string>): string | null;
  /** Called when the connection has ended. */
  closed(peer: RelayConnection): void;
}

/** Properties that may be conflated for one connection. */
const MAX_DEFERRED_PROPERTIES = 1_000_000;
/** What each of them counts against the hard limit. */
const DEFERRED_PROPERTY_BYTES = 100;
/** A relay that sends nothing for so long is disconnected. */
const MAX_SILENCE_MS = 65_000;
/** Of those of one node, so many are sent in one message. */
const MAX_DEFERRED_PART = 1000;
/** Why a connection is closed whose output waits for too long. */
const UNREAD = "the peer does not read";
/** Long answers that may wait for one connection. */
const MAX_STREAMS = 1000;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * What the other side may write: nothing, what the relay permits, or, as a relay
 * that was dialled, everything.
 */
export type WriteRights = "read" | "write" | "all";

/** A connection to a client or to another relay. */
export class RelayConnection implements LinkHandler, InboxHost, Work {
  /** The WebSocket below. */
  readonly pipe: Pipe;
  /** Id of the other side; `null` before it has sent one. */
  pid: string | null = null;
  /** Whether every change is sent to it, as to linked relays. */
  floods = false;
  /** When the last frame was received, in milliseconds since 1970. */
  receivedAt: number;
  /** When it began, by the clock's `monotonic`. */
  readonly begunAt: number;
  /** What the other side may write. */
  readonly rights: WriteRights;
  readonly #onClosed: () => void;
  /** Whether as many of its signatures as may wait are to be checked. */
  verifying = false;
  /** Whether as much as may wait is to be stored. */
  storing = false;
  readonly #host: ConnectionHost;
  readonly #inbox: Inbox;
  readonly #stall: StallTimer;
  #pumping = false;
  #texts: string[] = [];
  #length = 0;
  #deferred: Journal | null = null;
  #streams: Iterator<string>[] = [];
  #ended = false;

  /** @param onClosed Called when it has ended. */
  constructor(
    host: ConnectionHost,
    pipe: Pipe,
    now: number,
    begunAt: number,
    rights: WriteRights,
    onClosed: () => void,
  ) {
    this.#host = host;
    this.rights = rights;
    this.#onClosed = onClosed;
    this.pipe = pipe;
    this.receivedAt = now;
    this.begunAt = begunAt;
    this.#inbox = new Inbox(this, host.turns, host.settings.maxInput);
    this.#stall = new StallTimer(
      pipe,
      host.clock,
      host.stallMs,
      () => {
        if (this.slow || this.#inbox.waitsForOutput) this.disconnect(UNREAD);
      },
    );
  }

  /** Whether it has ended or is closing. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Bytes of output that its peer has not taken yet. */
  get backlog(): number {
    return this.pipe.backlog;
  }

  /** Whether its waiting output is above the soft limit. */
  get slow(): boolean {
    return this.#deferred !== null ||
      this.pipe.backlog + this.#length > this.#host.settings.softBacklog;
  }

  /**
   * Whether the peer has to read first. A relay that was dialled is read from in
   * any case: else two relays could wait for each other.
   */
  get congested(): boolean {
    return this.rights !== "all" && !this.#ended &&
      this.pipe.backlog + this.#length > this.#host.settings.softBacklog;
  }

  /** Sends a message at the end of the turn. */
  send(text: string): void {
    if (this.#ended) return;
    this.#host.turns.left -= Cost.output + (text.length >> 2);
    this.#length += text.length;
    if (this.#texts.push(text) === 1) this.#host.willFlush(this);
  }

  /**
   * Forwards a put. For a slow reader only the names of the properties are
   * kept: their newest values are sent when the output has drained.
   */
  forward(text: string, nodes: readonly NodeEntries[]): void {
    if (!this.slow) return this.send(text);
    if (this.#ended) return;
    this.#stall.begin();
    const deferred = this.#deferred ??= this.#beginToDefer();
    for (const { soul, entries } of nodes) {
      for (const { key } of entries) {
        if (!deferred.note(soul, key)) return this.#overflow();
      }
    }
    // An empty pipe never calls `drained`.
    if (this.pipe.backlog === 0) this.#host.willFlush(this);
  }

  #beginToDefer(): Journal {
    const { hardBacklog, onLimit } = this.#host.settings;
    onLimit("softBacklog");
    return new Journal(
      Math.min(MAX_DEFERRED_PROPERTIES, hardBacklog / DEFERRED_PROPERTY_BYTES),
    );
  }

  /** Closes the connection for the size of its output. */
  #overflow(): void {
    const { hardBacklog, onLimit } = this.#host.settings;
    onLimit("hardBacklog");
    this.disconnect(`${UNREAD}: at most ${hardBacklog} bytes wait for it`);
  }

  /** Sends messages one after the other, as quickly as they are read. */
  stream(messages: Iterator<string>): void {
    if (this.#ended) return;
    if (this.#streams.push(messages) > MAX_STREAMS) this.disconnect(UNREAD);
    else this.#pump();
  }

  /** Sends the messages of this turn. */
  flush(): void {
    if (this.#ended) return;
    if (this.#texts.length > 0) {
      const texts = this.#texts;
      this.#texts = [];
      this.#length = 0;
      const before = this.pipe.backlog;
      for (const frame of this.#host.framesOf(texts)) {
        this.pipe.sendText(frame);
      }
      const grown = this.pipe.backlog - before;
      if (grown > 0) this.#host.settings.onBacklog(grown);
      if (this.#ended) return;
    }
    if (this.pipe.backlog > this.#host.settings.hardBacklog) {
      return this.#overflow();
    }
    if (this.#deferred !== null) this.#pump();
    this.#awake();
  }

  /** Sends a heartbeat; a relay that was silent for too long is closed. */
  beat(now: number): void {
    if (this.#ended) return;
    const silent = now - this.receivedAt;
    if (this.floods && !this.#inbox.waits && silent > MAX_SILENCE_MS) {
      this.close(CloseCode.policy, "nothing was heard");
    } else {
      this.pipe.sendText("[]");
    }
  }

  /** Ends the connection. */
  close(code: number, reason: string): void {
    if (this.#ended) return;
    this.flush();
    this.#inbox.end();
    this.#end();
    this.pipe.close(code, reason);
  }

  arrived(length = 0): void {
    this.#inbox.arrived(length);
  }

  text(message: string): void {
    if (this.#ended) return;
    this.#host.heard(this);
    this.#inbox.frame(message);
  }

  unread(): void {
    this.#stall.begin();
  }

  /** Goes on with what waited until its signatures were checked. */
  verified(): void {
    this.verifying = false;
    this.#inbox.wake();
  }

  /** Goes on with what waited until enough was stored. */
  stored(): void {
    this.storing = false;
    this.#inbox.wake();
  }

  get held(): boolean {
    return this.verifying || this.storing;
  }

  carryOut(message: WireMessage): Work | null {
    return this.#host.carryOut(this, message);
  }

  unreadable(): void {
    this.#host.unreadable(this);
  }

  failed(error: unknown): void {
    this.#host.failed(error);
  }

  overflow(): void {
    this.disconnect("more input than can wait");
  }

  read(wanted: boolean): void {
    if (this.#ended) return;
    if (wanted) this.pipe.resume();
    else this.pipe.pause();
  }

  message(bytes: Uint8Array, start: number, end: number): void {
    this.text(decoder.decode(bytes.subarray(start, end)));
  }

  overlong(_reason: string): void {
    if (!this.#ended) this.#host.overlong(this, null);
  }

  skipped(head: Uint8Array, _reason: string, tail?: Uint8Array): void {
    if (this.#ended) return;
    const id = idOfSkipped(
      decoder.decode(head),
      tail === undefined ? "" : decoder.decode(tail),
    );
    this.#host.overlong(this, id);
  }

  drained(): void {
    if (this.#ended) return;
    this.#stall.end();
    this.#pump();
    this.#awake();
  }

  closed(_reason: string): void {
    // What it has written before is carried out.
    if (!this.#ended) this.#end();
    this.#inbox.gone();
    this.#host.closed(this);
    this.#onClosed();
  }

  /** Sends what waits until the peer reads, in slices. */
  proceed(): boolean {
    while (!this.#ended && this.#hasRoom) {
      if (this.#host.turns.spent) return false;
      if (!this.#sendNext()) break;
    }
    this.#pumping = false;
    // An empty pipe never calls `drained`.
    if (this.#waits && this.pipe.backlog === 0) this.#pump();
    return true;
  }

  get #waits(): boolean {
    return this.#streams.length > 0 || this.#deferred !== null;
  }

  /** Sends a waiting message; `false` if none waits. */
  #sendNext(): boolean {
    const stream = this.#streams.at(0);
    if (stream !== undefined) {
      const { done, value } = stream.next();
      if (done) this.#streams.shift();
      else this.send(value);
      return true;
    }
    const deferred = this.#deferred;
    if (deferred === null) return false;
    const next = deferred.take(MAX_DEFERRED_PART);
    if (next === undefined) {
      this.#deferred = null;
      return false;
    }
    const text = this.#host.newest(...next);
    if (text !== null) this.send(text);
    return true;
  }

  #pump(): void {
    if (this.#pumping || !this.#waits) return;
    this.#pumping = true;
    this.#host.turns.add(this);
  }

  /** Carries out what has waited for output to be read. */
  #awake(): void {
    if (this.#inbox.waitsForOutput) this.#inbox.wake();
    if (this.#deferred !== null) this.#stall.begin();
  }

  get #hasRoom(): boolean {
    return this.pipe.backlog + this.#length <=
      this.#host.settings.softBacklog >> 1;
  }

  /** Closes the connection; what the peer has not taken is dropped. */
  disconnect(reason: string): void {
    this.#inbox.end();
    this.#end();
    this.pipe.close(CloseCode.policy, reason);
  }

  #end(): void {
    this.#ended = true;
    this.#stall.end();
    this.#texts = [];
    this.#length = 0;
    this.#deferred = null;
    this.#streams = [];
  }
}
