/**
 * Listening sockets of Deno.
 *
 * @module
 */
import { OpenLinks } from "../links/open_links.ts";
import { DenoStream, type DirectOutput } from "../streams/deno.ts";
import { descriptors } from "./deno_descriptors.ts";
import { findsDeadConnections } from "./deno_socket.ts";
import {
  beginInTurn,
  type Listener,
  type Open,
  type Sockets,
} from "./listener.ts";
import { removeStaleSocket } from "./stale_socket.ts";

// Pause after a failed accept, such as at the limit of open files; without it
// the loop would spin.
const ACCEPT_RETRY_MS = 50;
// Connections accepted in one turn. The runtime resolves an `accept` at once if
// a connection waits: without a break those of a flood would all come first.
const ACCEPTED_PER_TURN = 8;

function begin(
  conn: Deno.Conn,
  remote: string,
  endsWhenDead: boolean,
  open: Open,
  links: OpenLinks,
  direct?: DirectOutput,
): void {
  const stream = new DenoStream(conn, remote, endsWhenDead, direct);
  links.opened();
  void stream.run(open(stream, links.ended), true);
}

/** Accepts connections until the listener is closed. */
export async function acceptAll<Conn>(
  listener: { accept(): Promise<Conn> },
  each: (conn: Conn) => void,
): Promise<void> {
  for (let accepted = 1;; accepted++) {
    let conn: Conn | undefined;
    try {
      conn = await listener.accept();
    } catch (error) {
      if (error instanceof Deno.errors.BadResource) return;
      if (error instanceof Deno.errors.Interrupted) return;
      // A connection that was reset before: others wait behind it.
      if (!(error instanceof Deno.errors.NotConnected)) {
        await new Promise((resolve) => setTimeout(resolve, ACCEPT_RETRY_MS));
      }
    }
    if (conn !== undefined) each(conn);
    if (accepted % ACCEPTED_PER_TURN === 0) {
      // After immediates other sockets would be read late.
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
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
  async listenTcp(place, open, turns) {
    const { hostname, deadAfter } = place;
    const listener = Deno.listen({ hostname, port: place.port });
    const { port } = listener.addr;
    if (deadAfter > 0 && !findsDeadConnections(port, deadAfter)) {
      // `node:net` can set the time of keep-alive; it is slower.
      listener.close();
      const { sockets } = await import("./node.ts");
      return sockets.listenTcp({ ...place, port }, open, turns);
    }
    const links = new OpenLinks();
    acceptAll(listener, (conn) => {
      const { hostname, port } = conn.remoteAddr;
      conn.setNoDelay();
      // Before others come: each is looked for among those that are not found.
      const direct = descriptors()?.find(conn);
      beginInTurn(turns, () => {
        const remote = `${hostname}:${port}`;
        begin(conn, remote, deadAfter > 0, open, links, direct);
      });
    });
    return listening(listener, port, links);
  },

  async listenUnix(path, open, turns) {
    if (!path.startsWith("\0")) {
      await removeStaleSocket(path, () => connects(path));
    }
    const listener = Deno.listen({ transport: "unix", path });
    const links = new OpenLinks();
    acceptAll(listener, (conn) => {
      beginInTurn(turns, () => begin(conn, "unix", false, open, links));
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

  async inherited(fd) {
    // `node:net` takes descriptors.
    return await (await import("./node.ts")).sockets.inherited(fd);
  },

  async secured(handshakes) {
    const { securedSockets } = await import("./node.ts");
    return securedSockets(sockets, handshakes, (server, deadAfter) => {
      const { port } = Object(server.address());
      return Promise.resolve(findsDeadConnections(port, deadAfter));
    });
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
