/**
 * Upgrades to WebSocket on the byte stream of the request's connection: that of
 * the daemon's own listener, or the raw socket that `node:http` hands over.
 *
 * @module
 */
import { ignore } from "../../base/narrowing.ts";
import type { SecureEnd } from "../../transport/links/byte_stream.ts";
import type { MessageLimits } from "../../transport/links/format.ts";
import type { OpenLinks } from "../../transport/links/open_links.ts";
import { WebSocketLink } from "../../transport/links/websocket_link.ts";
import type { Open } from "../../transport/listen/listener.ts";
import { type NodeSocket, NodeStream } from "../../transport/streams/node.ts";
import { builtins } from "../runtime/builtins.ts";
import { mayHaveHosts, requestOf, responsePieces } from "./head.ts";

/** Answers an HTTP request; `env` is the server's argument to Hono. */
export type Serve = (
  request: Request,
  env?: Record<string, unknown>,
) => Response | Promise<Response>;

/** The part of an `http.IncomingMessage` that is used here. */
export interface IncomingRequest {
  /** Method, such as `GET`. */
  readonly method?: string;
  /** Target: path and query. */
  readonly url?: string;
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
  /** Version of HTTP; 1.1 if not given. */
  readonly httpVersion?: string;
}

/** The socket of an `upgrade` event. */
export interface UpgradeSocket extends NodeSocket {
  /** Address of the client. */
  readonly remoteAddress?: string;
  /** Port of the client. */
  readonly remotePort?: number;
  /** Whether it has been closed. */
  readonly destroyed: boolean;
}

/** A connection whose request may ask for an upgrade. */
export interface Upgradable {
  /** Address of the client, for logs and limits; "" if unknown. */
  readonly remote: string;
  /** Whether it has been closed. */
  readonly destroyed: boolean;
  /** What TLS has found out about the client; `undefined` without TLS. */
  readonly secure?: SecureEnd;
  /**
   * Has something called when the client ends its side, or is lost, before its
   * request is answered; at once if it has done so.
   */
  whenGone?(callback: () => void): void;
  /**
   * Hands over its byte stream, and what the client has sent behind its request.
   */
  handOver(open: Open): void;
}

const encoder = new TextEncoder();
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** The value of `Sec-WebSocket-Accept` (RFC 6455, section 4.2.2). */
function acceptKey(key: string): string {
  return builtins.crypto.createHash("sha1").update(key + GUID).digest("base64");
}

/** The connection of a request; the response to an upgrade takes it. */
export class RawUpgrade {
  readonly #connection: Upgradable;
  /** Address of the client, for logs and limits; "" if unknown. */
  remote: string;
  /** Whether a proxy has sent the request, by its headers or its address. */
  isForwarded = false;
  #taken = false;

  constructor(connection: Upgradable) {
    this.#connection = connection;
    this.remote = connection.remote;
  }

  /** What TLS has found out about the client; `undefined` without TLS. */
  get secure(): SecureEnd | undefined {
    return this.#connection.secure;
  }

  /** See {@linkcode Upgradable.whenGone}. */
  whenGone(callback: () => void): void {
    this.#connection.whenGone?.(callback);
  }

  /** Whether the connection has become a WebSocket. */
  get taken(): boolean {
    return this.#taken;
  }

  /**
   * Answers the opening handshake and makes a link of the connection.
   *
   * @param key Value of `Sec-WebSocket-Key`.
   * @param protocol The subprotocol to agree to, if any.
   * @param links Counts the link until its connection has been closed.
   */
  accept(
    key: string,
    protocol: string | undefined,
    limits: MessageLimits,
    links: OpenLinks,
    accept: (link: WebSocketLink) => void,
  ): void {
    const lines = [
      "HTTP/1.1 101 Switching Protocols",
      "Upgrade: websocket",
      "Connection: Upgrade",
      `Sec-WebSocket-Accept: ${acceptKey(key)}`,
    ];
    if (protocol !== undefined) {
      lines.push(`Sec-WebSocket-Protocol: ${protocol}`);
    }
    this.#taken = true;
    if (this.#connection.destroyed) return;
    this.#connection.handOver((stream, onEnd) => {
      links.opened();
      const link = new WebSocketLink(
        stream,
        limits,
        () => {
          links.ended();
          onEnd();
        },
        this.remote,
        this.isForwarded,
      );
      link.shakeHands(encoder.encode(`${lines.join("\r\n")}\r\n\r\n`));
      accept(link);
      return link;
    });
  }
}

const KEEP_ALIVE_MS = 12_000;

/** The socket of an `upgrade` event as a connection. */
class UpgradableSocket implements Upgradable {
  readonly remote: string;
  readonly #socket: UpgradeSocket;
  readonly #head: Uint8Array;

  /** @param head What the client has sent behind its request. */
  constructor(socket: UpgradeSocket, head: Uint8Array) {
    this.#socket = socket;
    this.#head = head;
    this.remote = remoteOfSocket(socket);
  }

  get destroyed(): boolean {
    return this.#socket.destroyed;
  }

  handOver(open: Open): void {
    this.#socket.setNoDelay(true);
    this.#socket.setKeepAlive(true, KEEP_ALIVE_MS);
    const stream = new NodeStream(this.#socket, this.remote);
    const handler = open(stream, ignore);
    const { length } = this.#head;
    if (length > 0) handler.received(new Uint8Array(this.#head), length);
    stream.start(handler);
  }
}

/** Address of the other end of a socket; "" if unknown. */
export function remoteOfSocket(
  { remoteAddress, remotePort }: {
    readonly remoteAddress?: string;
    readonly remotePort?: number;
  },
): string {
  return remoteAddress === undefined ? "" : `${remoteAddress}:${remotePort}`;
}

/**
 * A listener for the `upgrade` events of a `node:http` server, on Deno, Bun and
 * Node: has `fetch` answer the request, so that a route can lead to
 * `daemon.upgrade`, which takes the raw socket.
 *
 * @example
 * ```ts ignore
 * import { createServer } from "node:http";
 *
 * const server = createServer((_request, response) => {
 *   response.writeHead(404).end();
 * });
 * server.on("upgrade", upgradeListener(app.fetch));
 * server.listen(8080);
 * ```
 *
 * @param fetch Answers requests, such as `app.fetch` of Hono.
 */
export function upgradeListener(
  fetch: Serve,
): (request: IncomingRequest, socket: UpgradeSocket, head: Uint8Array) => void {
  return (request, socket, head) => {
    // Without a listener an error would end the process; `close` follows it.
    socket.on("error", ignore);
    void answer(fetch, request, socket, head);
  };
}

async function answer(
  fetch: Serve,
  incoming: IncomingRequest,
  socket: UpgradeSocket,
  head: Uint8Array,
): Promise<void> {
  const upgrade = new RawUpgrade(new UpgradableSocket(socket, head));
  const { method = "GET", url = "/", rawHeaders, httpVersion } = incoming;
  const headers: [string, string][] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    headers.push([rawHeaders[i], rawHeaders[i + 1]]);
  }
  const hosts = headers.filter(([name]) => /^host$/i.test(name)).length;
  let response: Response;
  try {
    if (!mayHaveHosts(hosts, httpVersion ?? "1.1")) {
      throw new TypeError("not one Host");
    }
    const request = requestOf({ method, target: url, headers });
    response = await fetch(request, { upgrade });
  } catch {
    response = new Response("Bad request\n", { status: 400 });
  }
  if (upgrade.taken || socket.destroyed) return;
  const pieces = await responsePieces(response, method, false);
  for (const piece of pieces) socket.write(piece, ignore);
  socket.end();
}
