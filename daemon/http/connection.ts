/**
 * Connections of HTTP/1.1, up to an upgrade.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { ByteWriter } from "../../base/byte_writer.ts";
import { Cost, type Turns, type Work } from "../../base/turns.ts";
import type {
  ByteStream,
  StreamHandler,
} from "../../transport/links/byte_stream.ts";
import type { MessageLimits } from "../../transport/links/format.ts";
import type { Beating } from "../../transport/links/heartbeat.ts";
import {
  type OutputHandler,
  StreamOutput,
} from "../../transport/links/stream_output.ts";
import {
  parseRequestHead,
  refusalBytes,
  type RequestHead,
  requestOf,
  responseBytes,
} from "./head.ts";
import { RawUpgrade, type Serve, type Upgradable } from "./raw_upgrade.ts";

/** Longest head of a request, in bytes. */
const MAX_HEAD_BYTES = 1 << 14;
/** Most fields in it: a runtime takes longer for them than for their bytes. */
const MAX_FIELDS = 128;
/**
 * Time for a request, from the connection or the last response on; then for the
 * client to take the response.
 */
const STEP_TIMEOUT_MS = 10_000;
/** Cost of a request: most of it is the router's. */
const REQUEST_COST = 100 * Cost.message;

/** What connections of HTTP need. */
export interface HttpOptions {
  /** Answers requests. */
  readonly serve: Serve;
  /** Slices in which they are answered. */
  readonly turns: Turns;
  /** Limits of WebSockets; the time limits are those of all. */
  readonly limits: MessageLimits;
  /**
   * Counts a connection up to its end or its upgrade.
   *
   * @param remote Address and port of the client.
   * @returns What ends the count, or why the connection is refused.
   */
  readonly admit: (remote: string) => (() => void) | string;
}

/** What a connection does. */
type Phase = "reading" | "answering" | "responding" | "closing";

/**
 * One connection. It answers a request at a time, in turn with the work for all
 * peers, and reads the next one when the client has taken the response. Bodies
 * are not read: the connection is closed after the response.
 */
export class HttpConnection
  implements StreamHandler, OutputHandler, Upgradable, Work, Beating {
  readonly #stream: ByteStream;
  readonly #output: StreamOutput;
  readonly #options: HttpOptions;
  readonly #onEnd: () => void;
  readonly #endCount: (() => void) | undefined;
  // Input from the beginning of a head on.
  readonly #input = new ByteWriter(0);
  // Where the end of the head is looked for.
  #searched = 0;
  // Length of the head that is answered.
  #head = 0;
  #phase: Phase = "reading";
  #since: number;
  // When the first request was answered.
  #servedAt = Infinity;
  #peerEnded = false;
  #ended = false;
  // The handler of the stream after an upgrade.
  #successor: StreamHandler | undefined;

  /** @param onEnd Called once, when the connection has been closed. */
  constructor(stream: ByteStream, options: HttpOptions, onEnd: () => void) {
    this.#stream = stream;
    this.#output = new StreamOutput(stream, this);
    this.#options = options;
    this.#onEnd = onEnd;
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

  // Input.

  received(chunk: Uint8Array, length: number): void {
    if (this.#successor !== undefined) {
      return this.#successor.received(chunk, length);
    }
    if (this.#phase === "closing") return;
    this.#input.slice(chunk, 0, length);
    const { turns } = this.#options;
    turns.arrive(this.#servedAt);
    if (this.#phase !== "reading" || !this.#read()) return;
    if (turns.spent || !this.proceed()) turns.add(this, this.#servedAt);
  }

  /** Looks for a whole head; `false` if there is none. */
  #read(): boolean {
    const { bytes } = this.#input;
    // Some clients send an empty line behind a request (RFC 9112, 2.2).
    if (bytes[0] === 13 && bytes[1] === 10) this.#discard(2);
    const { length } = this.#input;
    const end = length === 0 ? undefined : this.#headEnd();
    if (end === undefined) {
      if (length > MAX_HEAD_BYTES) this.#refuse(431, "The head is too long");
      return false;
    }
    this.#head = end;
    this.#phase = "answering";
    this.#stream.pause();
    return true;
  }

  /** Drops the beginning of the input. */
  #discard(count: number): void {
    const { bytes, length } = this.#input;
    bytes.copyWithin(0, count, length);
    this.#input.truncate(length - count);
    this.#searched = 0;
  }

  /** Where the head ends that the input begins with. */
  #headEnd(): number | undefined {
    const { bytes, length } = this.#input;
    // Of anything but a method it would never end: TLS, for example.
    if ((bytes[0] < 0x21 && bytes[0] !== 13) || bytes[0] > 0x7e) return length;
    const end = Math.min(length, MAX_HEAD_BYTES);
    for (let at = this.#searched; at + 4 <= end; at++) {
      if (bytes[at] !== 13 || bytes[at + 1] !== 10) continue;
      if (bytes[at + 2] === 13 && bytes[at + 3] === 10) return at + 4;
    }
    this.#searched = Math.max(0, end - 3);
    return undefined;
  }

  // Responses.

  /** Answers the request. */
  proceed(): boolean {
    if (this.#ended) return true;
    this.#options.turns.left -= REQUEST_COST;
    const { buffer } = this.#input.bytes;
    const text = Buffer.from(buffer, 0, this.#head).toString("latin1");
    const head = parseRequestHead(text.slice(0, -4));
    if (head === null) this.#refuse(400, "Bad request");
    else if (head.headers.length > MAX_FIELDS) {
      this.#refuse(431, "The head has too many fields");
    } else void this.#answer(head);
    return true;
  }

  async #answer(head: RequestHead): Promise<void> {
    let request: Request;
    try {
      request = requestOf(head);
    } catch {
      return this.#refuse(400, "Bad request");
    }
    const upgrade = new RawUpgrade(this);
    const persists = head.persists && !this.#peerEnded;
    let bytes: Uint8Array;
    try {
      const response = await this.#options.serve(request, { upgrade });
      if (upgrade.taken) return;
      bytes = await responseBytes(response, head.method, persists);
    } catch {
      return this.#refuse(500, "Internal error");
    }
    this.#respond(bytes, persists);
  }

  #refuse(status: number, reason: string): void {
    this.#respond(refusalBytes(status, reason), false);
  }

  #respond(bytes: Uint8Array, persists: boolean): void {
    if (this.#ended) return;
    const at = this.#output.reserve(bytes.length);
    this.#output.bytes.set(bytes, at);
    this.#touch();
    this.#phase = persists ? "responding" : "closing";
    if (persists) return;
    // The rest of the request is read and dropped, so that it arrives.
    this.#stream.resume();
    if (this.#peerEnded) this.#output.peerEnded();
    else this.#output.finish();
  }

  wrote(length: number): void {
    if (this.#successor !== undefined) return this.#successor.wrote(length);
    this.#output.wrote(length);
  }

  /** The client has taken the response. */
  drained(): void {
    if (this.#phase !== "responding") return;
    this.#phase = "reading";
    this.#servedAt = Math.min(this.#servedAt, this.#options.turns.now());
    this.#discard(this.#head);
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
    if (now - this.#since >= STEP_TIMEOUT_MS) this.destroy();
  }

  ended(): void {
    if (this.#successor !== undefined) return this.#successor.ended();
    this.#peerEnded = true;
    // A request that has come is answered.
    if (this.#phase === "reading" || this.#phase === "closing") {
      this.#output.peerEnded();
    }
  }

  lost(reason?: Error): void {
    if (this.#successor !== undefined) return this.#successor.lost(reason);
    this.destroy();
  }

  /** Closes the connection at once, unless it has been upgraded. */
  destroy(): void {
    if (this.#successor === undefined) this.#output.abort();
  }

  closed(): void {
    if (this.#ended) return;
    this.#forget();
    this.#onEnd();
  }

  #forget(): void {
    this.#ended = true;
    this.#options.limits.timing?.checks.delete(this);
    this.#endCount?.();
  }

  handOver(
    open: (stream: ByteStream, onEnd: () => void) => StreamHandler,
  ): void {
    this.#forget();
    const { bytes, length } = this.#input;
    const rest = bytes.slice(this.#head, length);
    this.#input.bytes = new Uint8Array(0);
    // Before its end the successor may pause the stream again.
    this.#stream.resume();
    this.#successor = open(this.#stream, this.#onEnd);
    if (rest.length > 0) this.#successor.received(rest, rest.length);
    if (this.#peerEnded) this.#successor.ended();
  }
}
