/**
 * Listening sockets of Deno.
 *
 * @module
 */
import type { Transport } from "../../protocol/link.ts";
import type { Format } from "../links/format.ts";
import { OpenLinks } from "../links/open_links.ts";
import { StreamLink } from "../links/stream_link.ts";
import { DenoStream } from "../streams/deno.ts";
import type { Accept, Listener, Sockets } from "./listener.ts";
import { removeStaleSocket } from "./stale_socket.ts";

// Pause after a failed accept, such as at the limit of open files.
const ACCEPT_RETRY_MS = 50;
function open(
  conn: Deno.Conn,
  transport: Transport,
  remote: string,
  format: Format,
  accept: Accept,
  links: OpenLinks,
): void {
  const stream = new DenoStream(conn, remote);
  links.opened();
  const link = new StreamLink(stream, transport, format, () => links.ended());
  accept(link);
  void stream.run(link);
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
      open(conn, "tcp", `${hostname}:${port}`, format, accept, links);
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
      open(conn, "unix", "unix", format, accept, links);
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
