/**
 * Upgrades to WebSocket on the raw socket that `node:http` hands over, on every
 * runtime.
 *
 * @module
 */
import { ignore } from "../../base/narrowing.ts";
import { WebSocketLink } from "../../transport/links/websocket_link.ts";
import type { MessageLimits } from "../../transport/links/format.ts";
import type { OpenLinks } from "../../transport/links/open_links.ts";
import { type NodeSocket, NodeStream } from "../../transport/streams/node.ts";

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

const encoder = new TextEncoder();
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
// Statuses whose responses have no body and no length.
const NO_BODY: readonly number[] = [204, 205, 304];

/** The value of `Sec-WebSocket-Accept` (RFC 6455, section 4.2.2). */
async function acceptKey(key: string): Promise<string> {
  const bytes = encoder.encode(key + GUID);
  const hash = await crypto.subtle.digest("SHA-1", bytes);
  return btoa(String.fromCharCode(...new Uint8Array(hash)));
}

/** The socket of a request that asks for an upgrade; the response takes it. */
export class RawUpgrade {
  readonly #socket: UpgradeSocket;
  readonly #head: Uint8Array;
  /** Address of the client, for logs and limits; "" if unknown. */
  remote: string;
  #taken = false;

  /** @param head What the client has sent behind its request. */
  constructor(socket: UpgradeSocket, head: Uint8Array) {
    this.#socket = socket;
    this.#head = head;
    this.remote = remoteOfSocket(socket);
  }

  /** Whether the socket has become a WebSocket. */
  get taken(): boolean {
    return this.#taken;
  }

  /**
   * Answers the opening handshake and makes a link of the socket.
   *
   * @param key Value of `Sec-WebSocket-Key`.
   * @param protocol The subprotocol to agree to, if any.
   * @param links Counts the link until its connection has been closed.
   */
  async accept(
    key: string,
    protocol: string | undefined,
    limits: MessageLimits,
    links: OpenLinks,
    accept: (link: WebSocketLink) => void,
  ): Promise<void> {
    const lines = [
      "HTTP/1.1 101 Switching Protocols",
      "Upgrade: websocket",
      "Connection: Upgrade",
      `Sec-WebSocket-Accept: ${await acceptKey(key)}`,
    ];
    if (protocol !== undefined) {
      lines.push(`Sec-WebSocket-Protocol: ${protocol}`);
    }
    this.#taken = true;
    const socket = this.#socket;
    if (socket.destroyed) return;
    socket.write(encoder.encode(lines.join("\r\n") + "\r\n\r\n"), ignore);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    const stream = new NodeStream(socket, this.remote);
    links.opened();
    const link = new WebSocketLink(stream, limits, () => links.ended());
    accept(link);
    if (this.#head.length > 0) {
      link.received(new Uint8Array(this.#head), this.#head.length);
    }
    stream.start(link);
  }
}

const KEEP_ALIVE_MS = 12_000;

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
 * import { getRequestListener } from "npm:@hono/node-server";
 *
 * const server = createServer(getRequestListener(app.fetch));
 * server.on("upgrade", upgradeListener(app.fetch));
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
  const upgrade = new RawUpgrade(socket, head);
  let response: Response;
  try {
    response = await fetch(toRequest(incoming), { upgrade });
  } catch {
    response = new Response("Bad request\n", { status: 400 });
  }
  if (upgrade.taken || socket.destroyed) return;
  const body = NO_BODY.includes(response.status)
    ? new Uint8Array(0)
    : new Uint8Array(await response.arrayBuffer());
  const lines = [`HTTP/1.1 ${response.status} ${response.statusText}`];
  for (const [name, value] of response.headers) lines.push(`${name}: ${value}`);
  lines.push(`Content-Length: ${body.length}`, "Connection: close");
  socket.write(encoder.encode(lines.join("\r\n") + "\r\n\r\n"), ignore);
  if (body.length > 0) socket.write(body, ignore);
  socket.end();
}

/**
 * The request as `fetch` takes it.
 *
 * @throws {TypeError} if its target or its headers are invalid.
 */
function toRequest({ method, url, rawHeaders }: IncomingRequest): Request {
  const headers = new Headers();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    headers.append(rawHeaders[i], rawHeaders[i + 1]);
  }
  const base = `http://${headers.get("host") ?? "localhost"}`;
  return new Request(new URL(url ?? "/", base), { method, headers });
}
