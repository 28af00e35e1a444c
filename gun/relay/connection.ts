/**
 * One connection of the relay.
 *
 * @module
 */
import type { NodeEntries } from "../graph/entry.ts";
import { Journal } from "./journal.ts";
import { CloseCode, type LinkHandler } from "../../protocol/link.ts";

/** What a peer is connected by: a WebSocket, or in tests anything. */
export interface Pipe {
  /** Where the other side is, for logs. */
  readonly remote: string;
  /** Bytes that were sent and that the system has not taken yet. */
  readonly backlog: number;
  /** Connects the peer; to be called once, before the first message. */
  start(handler: LinkHandler): void;
  /** Sends a text message; nothing happens if the pipe is closing. */
  sendText(message: string): void;
  /** Closes the pipe; the handler is told later, never during the call. */
  close(code: number, reason: string): void;
}

/** The relay, as its peers see it. */
export interface PeerHost {
  /** Bytes that may wait for a peer before it is told only the newest. */
  readonly softBacklog: number;
  /** Bytes that may wait for a peer before it is disconnected. */
  readonly hardBacklog: number;
  /** A frame has come. */
  heard(peer: GunPeer, frame: string): void;
  /** A frame was longer than is accepted. */
  overlong(peer: GunPeer): void;
  /** A peer has something to send when the turn ends. */
  willFlush(peer: GunPeer): void;
  /** The frames that texts are sent in. */
  framesOf(texts: readonly string[]): readonly string[];
  /** The newest of properties of a node as a put; `null` if there are none. */
  newest(soul: string, keys: Iterable<string>): string | null;
  /** The connection is gone. */
  gone(peer: GunPeer, reason: string): void;
}

// Properties of which a slow peer may be behind, and what each may cost.
const MOST_LATE = 1_000_000;
const LATE_COST = 100;
// Long answers that a peer may wait for at a time.
const MOST_STREAMS = 1000;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** A peer: an app, another relay, anybody who has connected. */
export class GunPeer implements LinkHandler {
  /** What it is connected by. */
  readonly pipe: Pipe;
  /** Its name, as soon as it has told it. */
  pid: string | null = null;
  /** Whether it is a relay, which hears of everything. */
  floods = false;
  /** When something was heard of it, in milliseconds of the clock. */
  heardAt: number;
  /** Called when it is gone. */
  onClosed: (() => void) | null = null;
  readonly #host: PeerHost;
  #texts: string[] = [];
  #length = 0;
  #late: Journal | null = null;
  #streams: Iterator<string>[] = [];
  #ended = false;

  constructor(host: PeerHost, pipe: Pipe, now: number) {
    this.#host = host;
    this.pipe = pipe;
    this.heardAt = now;
  }

  /** Whether it is gone, or going. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Whether it is behind with reading. */
  get slow(): boolean {
    return this.#late !== null ||
      this.pipe.backlog + this.#length > this.#host.softBacklog;
  }

  /** Sends a message when the turn ends. */
  say(text: string): void {
    if (this.#ended) return;
    this.#length += text.length;
    if (this.#texts.push(text) === 1) this.#host.willFlush(this);
  }

  /**
   * Sends a put of somebody else. If the peer does not read in time it is
   * only noted what it misses: it will be told the newest.
   */
  forward(text: string, nodes: readonly NodeEntries[]): void {
    if (!this.slow) return this.say(text);
    if (this.#ended) return;
    const late = this.#late ??= new Journal(
      Math.min(MOST_LATE, this.#host.hardBacklog / LATE_COST),
    );
    for (const { soul, entries } of nodes) {
      for (const { key } of entries) {
        if (!late.note(soul, key)) return this.#giveUp();
      }
    }
    // Nobody will tell that there is room if nothing was sent by now.
    if (this.pipe.backlog === 0) this.#host.willFlush(this);
  }

  /** Sends messages one after the other, as quickly as they are read. */
  stream(messages: Iterator<string>): void {
    if (this.#ended) return;
    const length = this.#streams.push(messages);
    if (length === 1) this.#pump();
    else if (length > MOST_STREAMS) this.#giveUp();
  }

  /** Sends what the turn has gathered. */
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
    if (this.pipe.backlog > this.#host.hardBacklog) this.#giveUp();
    else if (this.#late !== null) this.#catchUp();
  }

  /** Tells that the connection lives. */
  beat(): void {
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
    if (!this.#ended) this.#host.heard(this, message);
  }

  message(bytes: Uint8Array, start: number, end: number): void {
    this.text(decoder.decode(bytes.subarray(start, end)));
  }

  overlong(_reason: string): void {
    if (!this.#ended) this.#host.overlong(this);
  }

  drained(): void {
    if (this.#ended) return;
    this.#pump();
    if (this.#late !== null) this.#catchUp();
  }

  closed(reason: string): void {
    this.#end();
    this.#host.gone(this, reason);
  }

  #giveUp(): void {
    this.#end();
    this.pipe.close(CloseCode.policy, "the peer does not read");
  }

  #end(): void {
    this.#ended = true;
    this.#texts = [];
    this.#length = 0;
    this.#late = null;
    this.#streams = [];
  }

  get #hasRoom(): boolean {
    return this.pipe.backlog <= this.#host.softBacklog >> 1;
  }

  #catchUp(): void {
    const late = this.#late;
    while (late !== null && this.#hasRoom) {
      const next = late.take();
      if (next === undefined) {
        this.#late = null;
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
