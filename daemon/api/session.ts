/**
 * Sessions of the bus for requests over HTTP, without a socket of their own.
 *
 * @module
 */
import { systemClock } from "../../base/system_clock.ts";
import { isRecord } from "../../base/narrowing.ts";
import type { Turns } from "../../base/turns.ts";
import { ByteWriter } from "../../base/byte_writer.ts";
import { joined } from "../../base/piece_writer.ts";
import { parseOutline } from "../../protocol/json/outline.ts";
import { CloseCode, type Link, type LinkHandler } from "../../protocol/link.ts";
import type { CanRead } from "../../bus/elements/restriction.ts";
import { problem, problemOf } from "./problem.ts";

/** A result. */
export interface Answer {
  /** As it came. */
  readonly text: string;
  /** Parsed; long lists and objects in it are left empty. */
  readonly result: unknown;
}

interface Waiting {
  resolve(answer: Answer): void;
  reject(reason: unknown): void;
  /** Takes a long result, which is not parsed; without it, it is. */
  resolveLong?(pieces: readonly Uint8Array[]): void;
}

/** What a fetch is notified of. */
export interface Notice {
  /** JSON text of an object. */
  readonly text: string;
  /** Parsed; long lists and objects in it are left empty. */
  readonly params: Readonly<Record<string, unknown>>;
}

const encoder = new TextEncoder();
const NOTHING = new ByteWriter(0);
const ANSWER_HEAD = /^{"id":(\d+),"result":/;
/** Bytes that the head of an answer has at most. */
const MAX_HEAD_BYTES = 64;
/** The fetch whose events are passed on, and one that is looked through. */
const FETCH_ID = 1;
const VISIT_ID = 2;
const NOTICE_HEAD = /^{"method":([12]),"params":/;
/**
 * Cost of a message that is parsed and put in a queue, and of each character, in
 * the units of `Cost`.
 */
const MESSAGE_COST = 3_000;
const CHARACTER_COST = 10;

/**
 * One session, and its requests. As a link it takes all messages at once: what
 * the client has not read is bounded as the body of its response.
 */
export class ApiSession implements Link {
  readonly transport = "http";
  readonly remote: string;
  readonly backlog = 0;
  taken = 0;
  /** Takes the notifications of the fetch. */
  onNotice: (notice: Notice) => void = () => {};
  /** Called once, when the bus has ended the session. */
  onEnd: (reason: string) => void = () => {};
  /** Whether the user may read elements with a restriction. */
  canRead: CanRead = () => false;
  /** Whether a path is among those that the user is limited to. */
  reaches: (path: string) => boolean = () => false;
  #handler: LinkHandler | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 2;
  #closed = false;

  /** Takes what is looked through. */
  #onVisit: (notice: Notice) => void = () => {};
  readonly #turns: Turns;

  /**
   * @param remote Address of the client.
   * @param turns Slices in which messages are taken.
   */
  constructor(remote: string, turns: Turns) {
    this.remote = remote;
    this.#turns = turns;
  }

  start(handler: LinkHandler): void {
    this.#handler = handler;
  }

  /**
   * Sends a request.
   *
   * @param params JSON text of an object.
   * @throws {Problem} if it fails.
   */
  request(method: string, params: string): Promise<Answer> {
    return this.#send(this.#nextId++, method, params);
  }

  /**
   * Sends a request whose result may be long: as bytes, which are neither parsed
   * nor joined.
   *
   * @throws {Problem} if it fails.
   */
  requestLong(method: string, params: string): Promise<readonly Uint8Array[]> {
    const { promise, resolve, reject } = Promise.withResolvers<
      readonly Uint8Array[]
    >();
    this.#ask(this.#nextId++, method, params, {
      resolve: ({ text }) => resolve([encoder.encode(text)]),
      resolveLong: resolve,
      reject,
    });
    return promise;
  }

  /** Begins the fetch; fulfilled when all that matches has been reported. */
  async fetch(rules: Readonly<Record<string, unknown>>): Promise<void> {
    const params = JSON.stringify({ ...rules, id: FETCH_ID });
    await this.request("fetch", params);
  }

  /** Looks through all that matches now; fulfilled at its end. */
  async visit(
    rules: Readonly<Record<string, unknown>>,
    visit: (notice: Notice) => void,
  ): Promise<void> {
    this.#onVisit = visit;
    const params = JSON.stringify({ ...rules, id: VISIT_ID });
    await this.request("fetch", params);
    this.#onVisit = () => {};
    await this.request("unfetch", JSON.stringify({ id: VISIT_ID }));
  }

  #send(id: number, method: string, params: string): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    this.#ask(id, method, params, { resolve, reject });
    return promise;
  }

  #ask(id: number, method: string, params: string, waiting: Waiting): void {
    if (this.#closed || this.#handler === undefined) {
      return waiting.reject(problem("closing", "the session has ended"));
    }
    this.#waiting.set(id, waiting);
    const bytes = encoder.encode(
      `{"id":${id},"method":"${method}","params":${params}}`,
    );
    this.#handler.arrived(bytes.length);
    this.#handler.message(bytes, 0, bytes.length);
  }

  send(head: ByteWriter | null, body: ByteWriter): void {
    if (this.#closed) return;
    const text = head === null ? body.string : head.string + body.string;
    this.taken += text.length;
    this.#turns.charge(MESSAGE_COST + text.length * CHARACTER_COST);
    const notice = NOTICE_HEAD.exec(text);
    if (notice !== null) {
      const body = text.slice(notice[0].length, -1);
      const params = parseOutline(body);
      if (!isRecord(params)) return;
      const isVisit = notice[1] === String(VISIT_ID);
      (isVisit ? this.#onVisit : this.onNotice)({ text: body, params });
      return;
    }
    const message = parseOutline(text);
    if (!isRecord(message)) return;
    const id = Number(message.id);
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if ("error" in message) waiting?.reject(problemOf(message.error));
    else {
      const head = `{"id":${id},"result":`;
      const { result } = message;
      waiting?.resolve({ text: text.slice(head.length, -1), result });
    }
  }

  sendPieces(pieces: readonly Uint8Array[], length: number): void {
    if (this.#closed) return;
    const [first, ...rest] = pieces;
    const head = ANSWER_HEAD.exec(
      String.fromCharCode(...first.subarray(0, MAX_HEAD_BYTES)),
    );
    const id = Number(head?.[1]);
    const resolve = this.#waiting.get(id)?.resolveLong;
    if (head === null || resolve === undefined) {
      return this.send(null, joined({ pieces, last: NOTHING, length }));
    }
    this.#waiting.delete(id);
    this.taken += length;
    const last = rest.pop() ?? NOTHING.view;
    resolve([
      first.subarray(head[0].length),
      ...rest,
      last.subarray(0, -1),
    ]);
  }

  sendBytes(): void {
    throw new TypeError("a session of HTTP carries text only");
  }

  pause(): void {}
  resume(): void {}

  takeBytesInText(): boolean {
    return false;
  }

  close(_code: number, reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    systemClock.endOfTurn(() => {
      this.#handler?.closed(reason);
      for (const { reject } of this.#waiting.values()) {
        reject(problem("closing", reason));
      }
      this.#waiting.clear();
      this.onEnd(reason);
    });
  }

  /** Ends the session: its client has all that it asked for, or has gone. */
  hangUp(reason: string = "closed"): void {
    this.onEnd = () => {};
    this.close(CloseCode.normal, reason);
  }

  [Symbol.dispose](): void {
    this.hangUp();
  }
}
