/**
 * Sockets of Deno.
 *
 * @module
 */
import type { Context } from "npm:hono@4.13.19";
import type { Transport } from "../protocol/link.ts";
import { OpenLinks } from "./links/open_links.ts";
import type { Format, Listener, Runtime } from "./runtime.ts";
import { removeStaleSocket } from "./listen/stale_socket.ts";
import { StreamLink } from "./links/stream_link.ts";
import { BinaryWebSocketLink } from "./links/binary_websocket_link.ts";
import { WebSocketLink } from "./links/websocket_link.ts";

const MIN_READ = 1 << 10;
const MAX_READ = 1 << 16;
// So many small reads in a row make a large read buffer shrink.
const PATIENCE = 32;

/** A link over a TCP or unix connection of Deno. */
class DenoLink extends StreamLink {
  readonly #conn: Deno.Conn;
  readonly #links: OpenLinks;
  #shut = false;

  constructor(
    conn: Deno.Conn,
    transport: Transport,
    remote: string,
    format: Format,
    links: OpenLinks,
  ) {
    super(transport, remote, format);
    this.#conn = conn;
    this.#links = links;
    links.opened();
  }

  /** Reads until the connection ends. */
  async run(): Promise<void> {
    let buffer = new Uint8Array(MIN_READ);
    let small = 0;
    try {
      for (;;) {
        const length = await this.#conn.read(buffer);
        if (length === null) break;
        this.received(buffer, length);
        if (length === buffer.length && length < MAX_READ) {
          buffer = new Uint8Array(buffer.length * 4);
          small = 0;
        } else if (length > buffer.length >> 3) {
          small = 0;
        } else if (++small > PATIENCE && buffer.length > MIN_READ) {
          buffer = new Uint8Array(buffer.length / 4);
          small = 0;
        }
      }
      this.ended("closed by the peer");
    } catch (error) {
      this.lost(messageOf(error));
    }
  }

  protected async write(bytes: Uint8Array): Promise<void> {
    let at = 0;
    try {
      while (at < bytes.length) {
        const length = await this.#conn.write(
          at === 0 ? bytes : bytes.subarray(at),
        );
        at += length;
        this.wrote(length);
      }
    } catch (error) {
      this.lost(messageOf(error));
    }
  }

  protected endWriting(): void {
    // Only a connection that is there has a side to be ended.
    this.#halfClose().catch(() => this.shut());
  }

  async #halfClose(): Promise<void> {
    await this.#conn.closeWrite();
  }

  protected shut(): void {
    if (this.#shut) return;
    this.#shut = true;
    try {
      this.#conn.close();
    } catch {
      // It was closed already.
    }
    this.#links.ended();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Accepts connections until the listener is closed. */
async function acceptAll<Conn extends Deno.Conn>(
  listener: { accept(): Promise<Conn> },
  each: (conn: Conn) => void,
): Promise<void> {
  for (;;) {
    let conn: Conn;
    try {
      conn = await listener.accept();
    } catch (error) {
      if (error instanceof Deno.errors.BadResource) return;
      if (error instanceof Deno.errors.Interrupted) return;
      // One connection failed, or there are too many: the others go on.
      await new Promise((resolve) => setTimeout(resolve, 50));
      continue;
    }
    each(conn);
  }
}

function listening(
  listener: { close(): void },
  port: number,
  links: OpenLinks,
): Listener {
  return {
    port,
    close() {
      listener.close();
      return links.none();
    },
  };
}

/** The runtime Deno. */
export const runtime: Runtime = {
  listenTcp(hostname, port, format, accept) {
    const listener = Deno.listen({ hostname, port });
    const links = new OpenLinks();
    acceptAll(listener, (conn) => {
      const { hostname, port } = conn.remoteAddr;
      conn.setNoDelay();
      conn.setKeepAlive();
      const remote = `${hostname}:${port}`;
      const link = new DenoLink(conn, "tcp", remote, format, links);
      accept(link);
      link.run();
    });
    return Promise.resolve(listening(listener, listener.addr.port, links));
  },

  async listenUnix(path, format, accept) {
    if (!path.startsWith("\0")) {
      await removeStaleSocket(path, () => connects(path));
    }
    const listener = Deno.listen({ transport: "unix", path });
    const links = new OpenLinks();
    acceptAll(listener, (conn) => {
      const link = new DenoLink(conn, "unix", "unix", format, links);
      accept(link);
      link.run();
    });
    const { close, port } = listening(listener, 0, links);
    return {
      port,
      async close() {
        await close();
        if (!path.startsWith("\0")) await Deno.remove(path).catch(() => {});
      },
    };
  },

  serve(hostname, port, _maxMessage, fetch) {
    const server = Deno.serve({
      hostname,
      port,
      onListen() {},
      handler: (request, info) =>
        fetch(request, { remoteAddr: info.remoteAddr }),
    });
    return Promise.resolve({
      port: server.addr.port,
      close: () => server.shutdown(),
    });
  },

  upgrade(context, protocol, format, links, accept) {
    // Asked first: the upgrade takes the request away.
    const remote = remoteOf(context);
    const { socket, response } = Deno.upgradeWebSocket(context.req.raw);
    socket.binaryType = "arraybuffer";
    const Link = format.binary ? BinaryWebSocketLink : WebSocketLink;
    const link = new Link(
      {
        buffered: () => socket.bufferedAmount,
        send: (text) => send(socket, text),
        sendBytes: (bytes) => send(socket, bytes.slice()),
        close(code, reason) {
          if (socket.readyState === WebSocket.OPEN) socket.close(code, reason);
        },
      },
      remote,
      format.maxMessage,
      links,
    );
    socket.onopen = () => accept(link);
    socket.onmessage = ({ data }) => link.received(data);
    socket.onclose = ({ code, reason }) =>
      link.ended(reason || `closed with code ${code}`);
    socket.onerror = () => link.ended("connection lost");
    // Deno itself finds a protocol only in a list that is separated by ", ".
    if (protocol !== undefined) {
      response.headers.set("Sec-WebSocket-Protocol", protocol);
    }
    return Promise.resolve(response);
  },

  remoteOf,
  abstractSockets: Deno.build.os === "linux",
};

function send(
  socket: WebSocket,
  message: string | Uint8Array<ArrayBuffer>,
): boolean {
  if (socket.readyState === WebSocket.OPEN) socket.send(message);
  return true;
}

function remoteOf(context: Context): string {
  const { remoteAddr } = Object(context.env);
  return remoteAddr?.hostname === undefined
    ? ""
    : `${remoteAddr.hostname}:${remoteAddr.port}`;
}

/** Whether somebody listens on a unix socket. */
async function connects(path: string): Promise<boolean> {
  try {
    (await Deno.connect({ transport: "unix", path })).close();
    return true;
  } catch {
    return false;
  }
}
