/**
 * Connections of HTTP/1.1, up to an upgrade.
 *
 * @module
 */
import { ByteWriter } from "../../base/byte_writer.ts";
import { ignore } from "../../base/narrowing.ts";
import { Cost, type Work } from "../../base/turns.ts";
import type { Backlog } from "../../bus/limits/backlogs.ts";
import type {
  ByteStream,
  SecureEnd,
  StreamHandler,
} from "../../transport/links/byte_stream.ts";
import type { HeartbeatMember } from "../../transport/links/heartbeat.ts";
import {
  type OutputHandler,
  StreamOutput,
} from "../../transport/links/stream_output.ts";
import { builtins } from "../runtime/builtins.ts";
import { BodyReader, type Refusal } from "./body.ts";
import {
  beyondLimits,
  CONTINUE,
  hasField,
  headEnd,
  MAX_HEAD_BYTES,
  parseRequestHead,
  refusalBytes,
  type RequestHead,
  requestOf,
  responsePieces,
  streamHead,
} from "./head.ts";
import { isStreamed, ResponseStream } from "./response_stream.ts";
import type { HttpOptions } from "./options.ts";
import { RawUpgrade, type Upgradable } from "./raw_upgrade.ts";

/** Time for the head of a request, from the connection or the last response on. */
const STEP_TIMEOUT_MS = 10_000;
/** Time for the body of a request, and the rate at which it has to arrive. */
const BODY_TIMEOUT_MS = 30_000;
const MIN_BODY_BYTES_PER_MS = 16;
/** Input that is kept while a request waits for the end of its response. */
const MAX_INPUT_BEHIND = 1 << 14;
/** Cost of a request: most of it is the router's. */
const REQUEST_COST = 100 * Cost.message;
/** Time of the part of a request that is carried out behind the turn. */
const ANSWER_MS = 0.25;

/** What a connection does. */
type Phase =
  | "reading"
  | "body"
  | "answering"
  | "responding"
  | "streaming"
  | "ending"
  | "closing";

/** A request whose head has been read. */
interface CurrentRequest {
  readonly head: RequestHead;
  readonly body: BodyReader;
}

/**
 * One connection. It answers a request at a time, in turn with the work for all
 * peers, and reads the next one when the client has taken the response.
 */
export class HttpConnection
  implements
    StreamHandler,
    OutputHandler,
    Upgradable,
    Work,
    HeartbeatMember,
    Backlog {
  readonly begunAt: number;
  readonly #stream: ByteStream;
  readonly #output: StreamOutput;
  readonly #options: HttpOptions;
  readonly #onEnd: () => void;
  readonly #endCount: (() => void) | undefined;
  // Input from the beginning of a head on.
  readonly #input = new ByteWriter(0);
  // Where the end of the head is looked for.
  #searched = 0;
  // Length of the head that is to be read.
  #head = 0;
  #request: CurrentRequest | undefined;
  // The body of the response, if that is sent as it comes about.
  #responseStream: ResponseStream | undefined;
  #phase: Phase = "reading";
  #since: number;
  // When the first request was answered.
  #servedAt = Infinity;
  #peerEnded = false;
  #ended = false;
  #onGone: () => void = ignore;
  // The handler of the stream after an upgrade.
  #successor: StreamHandler | undefined;

  /** @param onEnd Called once, when the connection has been closed. */
  constructor(stream: ByteStream, options: HttpOptions, onEnd: () => void) {
    this.#stream = stream;
    this.#output = new StreamOutput(stream, this);
    this.#options = options;
    this.#onEnd = onEnd;
    this.begunAt = options.turns.now();
    const checks = options.limits.timing?.checks;
    this.#since = checks?.now ?? 0;
    checks?.add(this);
    const admitted = options.admit(stream.remote);
    if (typeof admitted !== "string") {
      this.#endCount = admitted;
      return;
    }
    this.#phase = "closing";
    // The stream has no handler yet.
    queueMicrotask(() => this.#refuse(503, admitted));
  }

  get remote(): string {
    return this.#stream.remote;
  }

  get destroyed(): boolean {
    return this.#ended;
  }

  get backlog(): number {
    return this.#output.backlog;
  }

  get secure(): SecureEnd | undefined {
    return this.#stream.secure;
  }

  // Input.

  received(chunk: Uint8Array, length: number): void {
    if (this.#successor !== undefined) {
      return this.#successor.received(chunk, length);
    }
    if (this.#phase === "closing") return;
    const { turns } = this.#options;
    turns.arrive(this.#servedAt);
    if (this.#phase === "body") return this.#receivedBody(chunk, length);
    this.#input.slice(chunk, 0, length);
    if (this.#phase === "reading") {
      if (this.#read()) this.#proceedSoon();
      return;
    }
    // What is small is read: the end of a client shows only behind it.
    if (this.#input.length > MAX_INPUT_BEHIND) this.#stream.pause();
  }

  #proceedSoon(): void {
    const { turns } = this.#options;
    if (turns.spent || !this.proceed()) turns.add(this, this.#servedAt);
  }

  #receivedBody(chunk: Uint8Array, length: number): void {
    this.#options.turns.left -= length >> 1;
    const rest = this.#readBody(chunk, length);
    if (typeof rest !== "number") return;
    this.#input.slice(chunk, rest, length);
    this.#stream.pause();
    this.#proceedSoon();
  }

  /** Where the body ends; `null`: it is not complete. */
  #readBody(bytes: Uint8Array, length: number): number | null | "refused" {
    const body = this.#request?.body;
    const end = body?.read(bytes, 0, length) ?? length;
    if (typeof end === "object") {
      this.#refuseBy(end);
      return "refused";
    }
    if (body?.done !== true) return null;
    this.#phase = "answering";
    return end;
  }

  /** Looks for a whole head; `false` if there is none. */
  #read(): boolean {
    const { bytes } = this.#input;
    // Some clients send an empty line behind a request (RFC 9112, 2.2).
    if (bytes[0] === 13 && bytes[1] === 10) this.#discard(2);
    const { length } = this.#input;
    const end = length === 0
      ? undefined
      : headEnd(bytes, this.#searched, length);
    if (end === undefined) {
      this.#searched = Math.max(0, Math.min(length, MAX_HEAD_BYTES) - 3);
      if (length > MAX_HEAD_BYTES) this.#refuse(431, "The head is too long");
      return false;
    }
    this.#head = end;
    this.#phase = "answering";
    return true;
  }

  /** Drops the beginning of the input. */
  #discard(count: number): void {
    const { bytes, length } = this.#input;
    bytes.copyWithin(0, count, length);
    this.#input.truncate(length - count);
    this.#searched = 0;
  }

  // Responses.

  /** Reads the head, or answers the request if its body is there. */
  proceed(): boolean {
    if (this.#ended) return true;
    const request = this.#request;
    if (request !== undefined) {
      void this.#answer(request);
      return true;
    }
    this.#options.turns.left -= REQUEST_COST;
    this.#options.turns.goesOn(ANSWER_MS);
    const { Buffer } = builtins.buffers;
    const bytes = Buffer.from(this.#input.bytes.buffer, 0, this.#head - 4);
    const head = parseRequestHead(bytes.toString("latin1"));
    this.#discard(this.#head);
    const refusal = "status" in head
      ? head
      : beyondLimits(head, this.#options.limits.maxMessage);
    if (refusal !== null) this.#refuseBy(refusal);
    else if (!("status" in head)) this.#begin(head);
    return true;
  }

  /** Answers a request, or reads its body. */
  #begin(head: RequestHead): void {
    const body = new BodyReader(head.framing, this.#options.limits.maxMessage);
    const request = this.#request = { head, body };
    if (body.done) return void this.#answer(request);
    this.#phase = "body";
    this.#touch();
    const { bytes, length } = this.#input;
    const rest = this.#readBody(bytes, length);
    if (rest === "refused") return;
    this.#discard(rest ?? length);
    if (rest !== null) return void this.#answer(request);
    if (this.#peerEnded) return this.destroy();
    if (hasField(head, "expect") && head.minor === "1") {
      this.#output.append([CONTINUE]);
    }
    this.#stream.resume();
  }

  async #answer({ head, body }: CurrentRequest): Promise<void> {
    let request: Request;
    try {
      const hasBody = head.framing !== 0 && !/^(GET|HEAD)$/.test(head.method);
      request = requestOf(head, hasBody ? body.content : undefined);
    } catch {
      return this.#refuse(400, "Bad request");
    }
    this.#onGone = ignore;
    const upgrade = new RawUpgrade(this);
    const persists = head.persists && !this.#peerEnded;
    let pieces: readonly Uint8Array[];
    try {
      const response = await this.#options.serve(request, { upgrade });
      if (upgrade.taken) return;
      if (isStreamed(response)) {
        return this.#respondByStream(response, head, persists);
      }
      pieces = await responsePieces(response, head.method, persists);
    } catch {
      return this.#refuse(500, "Internal error");
    }
    this.#respond(pieces, persists);
  }

  #respondByStream(
    response: Response,
    { method, minor }: RequestHead,
    persists: boolean,
  ): void {
    const { body } = response;
    const chunked = minor === "1";
    const head = streamHead(response, chunked, persists && chunked);
    if (body === null || method === "HEAD" || this.#ended) {
      void body?.cancel();
      return this.#respond([head], persists && chunked);
    }
    this.#output.append([head]);
    this.#touch();
    this.#phase = "streaming";
    this.#responseStream = new ResponseStream(
      body,
      this.#output,
      chunked,
      (complete) => {
        this.#responseStream = undefined;
        if (!complete) return this.destroy();
        this.#respond([], persists && chunked);
        if (this.#output.backlog === 0) this.drained();
      },
    );
    // The end of the input ends the stream.
    if (this.#peerEnded) this.destroy();
    else this.#stream.resume();
  }

  #refuseBy({ status, reason }: Refusal): void {
    this.#refuse(status, reason);
  }

  #refuse(status: number, reason: string): void {
    this.#respond([refusalBytes(status, reason)], false);
    if (!this.#ended) this.#close();
  }

  #respond(pieces: readonly Uint8Array[], persists: boolean): void {
    if (this.#ended) return;
    this.#request = undefined;
    const before = this.#output.backlog;
    this.#output.append(pieces);
    this.#options.unread.backlogs.grown(this.#output.backlog - before);
    this.#touch();
    this.#phase = persists ? "responding" : "ending";
  }

  /** Closes the connection after its output. */
  #close(): void {
    this.#phase = "closing";
    // The rest of the request is read and dropped, so that it arrives.
    this.#stream.resume();
    if (this.#peerEnded) this.#output.peerEnded();
    else this.#output.finish();
  }

  wrote(length: number): void {
    if (this.#successor !== undefined) return this.#successor.wrote(length);
    if (this.#phase !== "body") this.#touch();
    this.#output.wrote(length);
  }

  /** The client has taken output: all of it, or a part. */
  drained(): void {
    this.#responseStream?.taken();
    if (this.#output.backlog > 0) return;
    if (this.#phase === "ending") return this.#close();
    if (this.#phase !== "responding") return;
    this.#phase = "reading";
    this.#servedAt = Math.min(this.#servedAt, this.#options.turns.now());
    this.#touch();
    if (this.#read()) {
      return this.#options.turns.add(this, this.#servedAt);
    }
    this.#stream.resume();
    if (this.#peerEnded) this.#output.peerEnded();
  }

  // The end.

  #touch(): void {
    this.#since = this.#options.limits.timing?.checks.now ?? 0;
  }

  beat(now: number): void {
    // The delay of a login is not the client's.
    if (this.#phase === "answering") return;
    // Until there is more to send, a stream has no limit.
    if (this.#phase === "streaming" && this.#output.backlog === 0) {
      return this.#touch();
    }
    const { limits } = this.#options.unread;
    const isUnread = this.#output.backlog > 0;
    const received = this.#request?.body.received ?? 0;
    const limit = this.#phase === "body"
      ? BODY_TIMEOUT_MS + received / MIN_BODY_BYTES_PER_MS
      : isUnread
      ? limits.ofConnections.stallTimeout * 1000
      : STEP_TIMEOUT_MS;
    if (now - this.#since < limit) return;
    if (isUnread) limits.count("stallTimeout");
    this.destroy();
  }

  ended(): void {
    if (this.#successor !== undefined) return this.#successor.ended();
    this.#peerEnded = true;
    // The rest of the request does not come; a stream has no reader.
    if (this.#phase === "body" || this.#phase === "streaming") {
      return this.destroy();
    }
    this.#onGone();
    // A request that has come is answered.
    if (this.#phase === "reading" || this.#phase === "closing") {
      this.#output.peerEnded();
    }
  }

  lost(reason?: Error): void {
    if (this.#successor !== undefined) return this.#successor.lost(reason);
    this.destroy();
  }

  /** Closes the connection, whose client does not read. */
  disconnect(): void {
    this.destroy();
  }

  /** Closes the connection at once, unless it has been upgraded. */
  destroy(): void {
    if (this.#successor === undefined) this.#output.abort();
  }

  closed(): void {
    if (this.#ended) return;
    this.#forget();
    this.#onGone();
    this.#onEnd();
  }

  whenGone(callback: () => void): void {
    if (this.#peerEnded || this.#ended) callback();
    else this.#onGone = callback;
  }

  #forget(): void {
    this.#ended = true;
    this.#responseStream?.cancel();
    this.#responseStream = undefined;
    this.#options.limits.timing?.checks.delete(this);
    this.#endCount?.();
  }

  handOver(
    open: (stream: ByteStream, onEnd: () => void) => StreamHandler,
  ): void {
    this.#forget();
    const { bytes, length } = this.#input;
    const rest = bytes.slice(0, length);
    this.#input.bytes = new Uint8Array(0);
    // Before its end the successor may pause the stream again.
    this.#stream.resume();
    this.#successor = open(this.#stream, this.#onEnd);
    if (rest.length > 0) this.#successor.received(rest, rest.length);
    if (this.#peerEnded) this.#successor.ended();
  }
}
