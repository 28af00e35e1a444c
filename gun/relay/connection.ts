/**
 * One connection of the relay.
 *
 * @module
 */
import { CloseCode, type LinkHandler } from "../../protocol/link.ts";
import type { NodeEntries } from "../graph/entry.ts";
import { Journal } from "./journal.ts";

/** A WebSocket, or its stand-in in a test. */
export interface Pipe {
  /** Address of the other side, for logs. */
  readonly remote: string;
  /** Bytes that were sent and that the system has not taken yet. */
  readonly backlog: number;
  /** Sets the handler; to be called once, before the first message. */
  start(handler: LinkHandler): void;
  /** Sends a text message; does nothing on a closing pipe. */
  sendText(message: string): void;
  /** Closes the pipe; the handler's `closed` is called after this returns. */
  close(code: number, reason: string): void;
}

/** What a connection needs of the relay. */
export interface ConnectionHost {
  /** Bytes of waiting output above which changes are conflated. */
  readonly softBacklog: number;
  /** Bytes of waiting output above which the connection is closed. */
  readonly hardBacklog: number;
  /** Takes a frame. */
  received(peer: RelayConnection, frame: string): void;
  /** Called when a frame was longer than is accepted. */
  overlong(peer: RelayConnection): void;
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
/** Long answers that may wait for one connection. */
const MAX_STREAMS = 1000;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * What the other side may write: nothing, what the relay permits, or, as a relay
 * that was dialled, everything.
 */
export type WriteRights = "read" | "write" | "all";

/** A connection to a client or to another relay. */
export class RelayConnection implements LinkHandler {
  /** The WebSocket below. */
  readonly pipe: Pipe;
  /** Id of the other side; `null` before it has sent one. */
  pid: string | null = null;
  /** Whether every change is sent to it, as to linked relays. */
  floods = false;
  /** When the last frame was received, in milliseconds since 1970. */
  receivedAt: number;
  /** What the other side may write. */
  readonly rights: WriteRights;
  readonly #onClosed: () => void;
  readonly #host: ConnectionHost;
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
    rights: WriteRights,
    onClosed: () => void,
  ) {
    this.#host = host;
    this.rights = rights;
    this.#onClosed = onClosed;
    this.pipe = pipe;
    this.receivedAt = now;
  }

  /** Whether it has ended or is closing. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Whether its waiting output is above the soft limit. */
  get slow(): boolean {
    return this.#deferred !== null ||
      this.pipe.backlog + this.#length > this.#host.softBacklog;
  }

  /** Sends a message at the end of the turn. */
  send(text: string): void {
    if (this.#ended) return;
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
    const deferred = this.#deferred ??= new Journal(
      Math.min(
        MAX_DEFERRED_PROPERTIES,
        this.#host.hardBacklog / DEFERRED_PROPERTY_BYTES,
      ),
    );
    for (const { soul, entries } of nodes) {
      for (const { key } of entries) {
        if (!deferred.note(soul, key)) return this.#disconnectSlow();
      }
    }
    // An empty pipe never calls `drained`.
    if (this.pipe.backlog === 0) this.#host.willFlush(this);
  }

  /** Sends messages one after the other, as quickly as they are read. */
  stream(messages: Iterator<string>): void {
    if (this.#ended) return;
    const length = this.#streams.push(messages);
    if (length === 1) this.#pump();
    else if (length > MAX_STREAMS) this.#disconnectSlow();
  }

  /** Sends the messages of this turn. */
  flush(): void {
    if (this.#ended) return;
    if (this.#texts.length > 0) {
      const texts = this.#texts;
      this.#texts = [];
      this.#length = 0;
      for (const frame of this.#host.framesOf(texts)) {
        this.pipe.sendText(frame);
      }
    }
    if (this.pipe.backlog > this.#host.hardBacklog) this.#disconnectSlow();
    else if (this.#deferred !== null) this.#flushDeferred();
  }

  /** Sends a heartbeat. */
  heartbeat(): void {
    if (!this.#ended) this.pipe.sendText("[]");
  }

  /** Ends the connection. */
  close(code: number, reason: string): void {
    if (this.#ended) return;
    this.flush();
    this.#end();
    this.pipe.close(code, reason);
  }

  text(message: string): void {
    if (!this.#ended) this.#host.received(this, message);
  }

  arrived(): void {}

  message(bytes: Uint8Array, start: number, end: number): void {
    this.text(decoder.decode(bytes.subarray(start, end)));
  }

  overlong(_reason: string): void {
    if (!this.#ended) this.#host.overlong(this);
  }

  drained(): void {
    if (this.#ended) return;
    this.#pump();
    if (this.#deferred !== null) this.#flushDeferred();
  }

  closed(_reason: string): void {
    this.#end();
    this.#host.closed(this);
    this.#onClosed();
  }

  #disconnectSlow(): void {
    this.#end();
    this.pipe.close(CloseCode.policy, "the peer does not read");
  }

  #end(): void {
    this.#ended = true;
    this.#texts = [];
    this.#length = 0;
    this.#deferred = null;
    this.#streams = [];
  }

  get #hasRoom(): boolean {
    return this.pipe.backlog <= this.#host.softBacklog >> 1;
  }

  #flushDeferred(): void {
    const deferred = this.#deferred;
    while (deferred !== null && this.#hasRoom) {
      const next = deferred.take();
      if (next === undefined) {
        this.#deferred = null;
        return;
      }
      const text = this.#host.newest(...next);
      if (text !== null) this.pipe.sendText(text);
    }
  }

  #pump(): void {
    this.flush();
    while (!this.#ended && this.#hasRoom) {
      const stream = this.#streams.at(0);
      if (stream === undefined) return;
      const { done, value } = stream.next();
      if (done) this.#streams.shift();
      else this.pipe.sendText(value);
    }
  }
}
