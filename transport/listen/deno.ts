/**
 * Listening sockets of Deno.
 *
 * @module
 */
import type { Transport } from "../../protocol/link.ts";
import type { Format } from "../links/format.ts";
import { OpenLinks } from "../links/open_links.ts";
import { StreamLink } from "../links/stream_link.ts";
import type { Listener, Sockets } from "./listener.ts";
import { removeStaleSocket } from "./stale_socket.ts";

const MIN_READ = 1 << 10;
const MAX_READ = 1 << 16;
// Pause after a failed accept, such as at the limit of open files.
const ACCEPT_RETRY_MS = 50;
// This many small reads in a row shrink a large read buffer.
const SMALL_READS_TO_SHRINK = 32;

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
        } else if (
          ++small > SMALL_READS_TO_SHRINK && buffer.length > MIN_READ
        ) {
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
      await new Promise((resolve) => setTimeout(resolve, ACCEPT_RETRY_MS));
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

/** The sockets of Deno. */
export const sockets: Sockets = {
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

  abstractSockets: Deno.build.os === "linux",
};

/** Whether a program listens on a unix socket. */
async function connects(path: string): Promise<boolean> {
  try {
    (await Deno.connect({ transport: "unix", path })).close();
    return true;
  } catch {
    return false;
  }
}
