/**
 * WebSockets on the sockets of the runtime, in place of its own `WebSocket`.
 * That of Deno leaves Nagle's algorithm on: the second of two messages waits for
 * the acknowledgement of the first, some 40 ms. None of them shows the status
 * and the header fields of a refused upgrade, or bytes of incomplete messages.
 *
 * @module
 */
import { asError } from "../../base/narrowing.ts";
import { unlessAborted } from "../../base/waiting.ts";
import { decoder } from "../../base/utf8.ts";
import { closeReason } from "../../base/websocket_events.ts";
import { CloseCode } from "../../protocol/link.ts";
import { base64 } from "../../protocol/values/data_url.ts";
import { MASKING_KEY_LENGTH, Opcode } from "../../protocol/websocket/format.ts";
import { mask } from "../../protocol/websocket/mask.ts";
import {
  type WebSocketEvents,
  WebSocketReader,
} from "../../protocol/websocket/reader.ts";
import {
  closePayload,
  headerLength,
  writeHeader,
} from "../../protocol/websocket/writer.ts";
import type { ByteStream, StreamHandler } from "../links/byte_stream.ts";
import type { PeerLink } from "../links/client_link.ts";
import type { GiveTls } from "../links/client_tls.ts";
import {
  CLOSE_TIMEOUT_MS,
  type OutputHandler,
  StreamOutput,
} from "../links/stream_output.ts";
import { denoSockets } from "./deno.ts";
import { connectStream } from "./sockets.ts";
import {
  connectWebSocket,
  type OpenSocket,
  type Receiver,
  WebSocketPeerLink,
} from "./websocket.ts";

/** Values of `readyState`. */
const State = { connecting: 0, open: 1, closing: 2, closed: 3 } as const;

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const HANDSHAKE_TIMEOUT_MS = 30_000;
const MAX_HEAD_BYTES = 1 << 16;
/** Longest reason of a refusal that is reported. */
const MAX_REASON_LENGTH = 200;
const KEY_BYTES = 16;
/** Bytes of random masking keys that are made at once. */
const KEY_POOL_BYTES = 4096;

const encoder = new TextEncoder();
const NOTHING = new Uint8Array(0);
const keys = new Uint8Array(KEY_POOL_BYTES);
let nextKey = KEY_POOL_BYTES;
// Texts are encoded one after the other.
let encoded = new Uint8Array(1 << 12);

function maskingKey(): Uint8Array {
  if (nextKey === KEY_POOL_BYTES) {
    crypto.getRandomValues(keys);
    nextKey = 0;
  }
  return keys.subarray(nextKey, nextKey += MASKING_KEY_LENGTH);
}

/** The server does not answer an upgrade with 101. */
class UpgradeRefused extends Error {
  /** Milliseconds after which it wants the next attempt. */
  readonly retryAfterMs: number;

  /** @param reason What the server says about it, or "". */
  constructor(status: number, retryAfter: string | null, reason: string) {
    super(
      `the upgrade to WebSocket is refused, status code: ${status}` +
        (reason === "" ? "" : ` (${reason})`),
    );
    const seconds = Number(retryAfter);
    const ms = Number.isNaN(seconds)
      ? Date.parse(retryAfter ?? "") - Date.now()
      : seconds * 1000;
    this.retryAfterMs = ms > 0 ? ms : 0;
  }
}

/** What an opening handshake sends and expects. */
interface Handshake {
  readonly request: Uint8Array;
  readonly accept: string;
}

/** What becomes of a handshake. */
interface HandshakeEnd {
  opened(socket: RawWebSocket): Receiver;
  failed(reason: Error): void;
}

/** A WebSocket on a byte stream. */
class RawWebSocket
  implements OpenSocket, StreamHandler, OutputHandler, WebSocketEvents {
  readyState: number = State.connecting;
  protocol = "";
  bytesReceived = 0;
  readonly #output: StreamOutput;
  readonly #reader: WebSocketReader;
  readonly #accept: string;
  readonly #end: HandshakeEnd;
  #head = NOTHING;
  #receiver: Receiver | undefined;
  #timer: ReturnType<typeof setTimeout>;
  #over = false;

  constructor(
    stream: ByteStream,
    maxMessage: number,
    { request, accept }: Handshake,
    end: HandshakeEnd,
  ) {
    this.#output = new StreamOutput(stream, this);
    this.#reader = new WebSocketReader("client", maxMessage);
    this.#accept = accept;
    this.#end = end;
    const at = this.#output.reserve(request.length);
    this.#output.bytes.set(request, at);
    this.#timer = setTimeout(
      () => this.lost(new Error("no answer to the upgrade")),
      HANDSHAKE_TIMEOUT_MS,
    );
  }

  get bufferedAmount(): number {
    return this.#output.backlog;
  }

  send(data: string | Uint8Array): void {
    if (this.readyState !== State.open) return;
    if (typeof data !== "string") {
      return this.#write(Opcode.binary, data, data.length);
    }
    // A UTF-16 unit takes at most three bytes in UTF-8.
    if (encoded.length < data.length * 3) {
      encoded = new Uint8Array(data.length * 3);
    }
    const { written } = encoder.encodeInto(data, encoded);
    this.#write(Opcode.text, encoded, written);
  }

  #write(opcode: Opcode, payload: Uint8Array, length: number): void {
    const output = this.#output;
    const key = maskingKey();
    const head = headerLength(length) + MASKING_KEY_LENGTH;
    const at = output.reserve(head + length);
    const { bytes } = output;
    const start = writeHeader(bytes, at, opcode, length, key);
    bytes.set(payload.subarray(0, length), start);
    mask(bytes, start, start + length, key);
  }

  close(code: number, reason = ""): void {
    if (this.readyState !== State.open) return this.abort();
    this.readyState = State.closing;
    const payload = closePayload(code, reason);
    this.#write(Opcode.close, payload, payload.length);
    this.#timer = setTimeout(() => this.#output.finish(), CLOSE_TIMEOUT_MS);
  }

  /** Ends it without waiting for the other end. */
  abort(): void {
    this.lost();
  }

  // Input

  received(chunk: Uint8Array, length: number): void {
    this.bytesReceived += length;
    if (this.#over) return;
    try {
      if (this.readyState !== State.connecting) {
        return this.#reader.push(chunk, length, this);
      }
      const rest = this.#readHead(chunk.subarray(0, length));
      if (rest === undefined) return;
      this.readyState = State.open;
      clearTimeout(this.#timer);
      this.#receiver = this.#end.opened(this);
      if (rest.length > 0) this.#reader.push(rest, rest.length, this);
    } catch (error) {
      this.lost(asError(error));
    }
  }

  /** Takes a piece of the answer's head; returns what follows the whole head. */
  #readHead(piece: Uint8Array): Uint8Array | undefined {
    const bytes = new Uint8Array(this.#head.length + piece.length);
    bytes.set(this.#head);
    bytes.set(piece, this.#head.length);
    this.#head = bytes;
    // One character for each byte, so that the index is that of the bytes.
    const text = new TextDecoder("latin1").decode(bytes);
    const end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      if (bytes.length > MAX_HEAD_BYTES) throw new Error("no HTTP");
      return;
    }
    const [line, ...lines] = text.slice(0, end).split("\r\n");
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(line)?.[1];
    if (status === undefined) throw new Error("the answer is no HTTP");
    const headers = new Headers(lines.map((field): [string, string] => {
      const colon = field.indexOf(":");
      return [field.slice(0, colon), field.slice(colon + 1).trim()];
    }));
    if (status !== "101") {
      throw new UpgradeRefused(
        Number(status),
        headers.get("retry-after"),
        headers.get("content-type")?.startsWith("text/plain")
          ? decoder.decode(bytes.subarray(end + 4)).split("\n")[0]
            .slice(0, MAX_REASON_LENGTH)
          : "",
      );
    }
    if (headers.get("sec-websocket-accept") !== this.#accept) {
      throw new Error("the answer is that to another upgrade");
    }
    this.protocol = headers.get("sec-websocket-protocol") ?? "";
    this.#head = NOTHING;
    return bytes.subarray(end + 4);
  }

  text(bytes: Uint8Array, start: number, end: number): void {
    this.#receiver?.received(decoder.decode(bytes.subarray(start, end)));
  }

  binary(bytes: Uint8Array, start: number, end: number): void {
    this.#receiver?.received(new Uint8Array(bytes.subarray(start, end)).buffer);
  }

  tooLong(): void {}

  ping(bytes: Uint8Array, start: number, end: number): void {
    if (this.readyState !== State.open) return;
    this.#write(Opcode.pong, bytes.subarray(start, end), end - start);
  }

  pong(): void {}

  closeFrame(code: number, reason: string): void {
    if (this.readyState === State.open) {
      const payload = code === CloseCode.none
        ? NOTHING
        : closePayload(code, "");
      this.#write(Opcode.close, payload, payload.length);
    }
    this.#finish(reason === "" ? undefined : closeReason({ code, reason }));
    this.#output.finish();
  }

  ended(): void {
    this.#finish(
      new Error(
        this.readyState === State.connecting
          ? "the server ended the connection instead of upgrading it to " +
            "WebSocket: does another protocol have this port?"
          : "the WebSocket ended without a close frame",
      ),
    );
    this.#output.peerEnded();
  }

  lost(reason?: Error): void {
    this.#finish(reason);
    this.#output.abort();
  }

  wrote(length: number): void {
    this.#output.wrote(length);
  }

  drained(): void {}

  closed(): void {
    this.#finish(undefined);
  }

  #finish(reason: Error | undefined): void {
    clearTimeout(this.#timer);
    if (this.#over) return;
    this.#over = true;
    this.readyState = State.closed;
    if (this.#receiver !== undefined) return this.#receiver.ended(reason);
    this.#end.failed(reason ?? new Error("closed at once"));
  }
}

/**
 * Opens a WebSocket and gives its messages and its end to a link.
 *
 * @param signal Ends the attempt, and what has been opened for it.
 * @param maxMessage Largest message accepted, in bytes.
 * @param give Certificates for TLS.
 * @param make Makes the link of the open WebSocket.
 */
export async function openRawWebSocket<L extends Receiver>(
  url: string,
  subprotocol: string,
  signal: AbortSignal,
  maxMessage: number,
  give: GiveTls | undefined,
  make: (socket: RawWebSocket) => L,
): Promise<L> {
  const { protocol, hostname, port, host, pathname, search } = new URL(url);
  const tls = protocol === "wss:";
  const key = base64(crypto.getRandomValues(new Uint8Array(KEY_BYTES)));
  const hash = await crypto.subtle.digest("SHA-1", encoder.encode(key + GUID));
  const request = encoder.encode([
    `GET ${pathname}${search} HTTP/1.1`,
    `Host: ${host}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    `Sec-WebSocket-Key: ${key}`,
    `Sec-WebSocket-Protocol: ${subprotocol}`,
    "\r\n",
  ].join("\r\n"));
  const handshake = { request, accept: base64(new Uint8Array(hash)) };
  const { promise, resolve, reject } = Promise.withResolvers<L>();
  promise.catch(() => {});
  const socket = await connectStream(
    {
      kind: "tcp",
      hostname: hostname.replace(/^\[(.*)\]$/, "$1"),
      port: Number(port) || (tls ? 443 : 80),
      tls,
    },
    signal,
    (stream) =>
      new RawWebSocket(stream, maxMessage, handshake, {
        opened(socket) {
          const link = make(socket);
          resolve(link);
          return link;
        },
        failed: reject,
      }),
    give,
  );
  return await unlessAborted(promise, signal).catch((error: unknown) => {
    socket.abort();
    throw error;
  });
}

/** A link of JSON messages over a WebSocket on the sockets of the runtime. */
class RawPeerLink extends WebSocketPeerLink {
  readonly #raw: RawWebSocket;

  constructor(socket: RawWebSocket) {
    super(socket);
    this.#raw = socket;
  }

  get bytesReceived(): number {
    return this.#raw.bytesReceived;
  }

  abort(): void {
    this.#raw.abort();
  }
}

/**
 * Whether the sockets of this runtime are used for the address.
 *
 * @param give Certificates for TLS; the runtime's WebSocket takes none.
 */
export function canOpenRaw(url: string, give: GiveTls | undefined): boolean {
  // The others' TLS sockets check certificates in ways of their own.
  return url.startsWith("ws:") || give !== undefined ||
    denoSockets() !== undefined;
}

/**
 * Connects to a daemon's WebSocket, with the subprotocol `jet`.
 *
 * @param signal Ends the attempt.
 * @param maxMessage Largest message accepted, in bytes.
 * @param give Certificates for TLS.
 */
export function connect(
  url: string,
  signal: AbortSignal,
  maxMessage: number,
  _raw = true,
  give?: GiveTls,
): Promise<PeerLink> {
  if (!canOpenRaw(url, give)) return connectWebSocket(url, signal);
  return openRawWebSocket(
    url,
    "jet",
    signal,
    maxMessage,
    give,
    (socket) => new RawPeerLink(socket),
  );
}
