/**
 * Listening sockets of Bun.
 *
 * @module
 */
import type { Turns } from "../../base/turns.ts";
import { OpenLinks } from "../links/open_links.ts";
import {
  type BunSocket,
  type BunSocketHandlers,
  BunStream,
  KEEP_ALIVE_MS,
} from "../streams/bun.ts";
import { beginInTurn, type Open, type Sockets } from "./listener.ts";
import { removeStaleSocket } from "./stale_socket.ts";

// The part of Bun's API that is used here: Deno checks this file too.
interface BunListener {
  readonly port: number;
  stop(closeAll?: boolean): void;
}

declare const Bun: {
  listen(
    options:
      & ({ hostname: string; port: number } | { unix: string })
      & { allowHalfOpen: boolean; socket: BunSocketHandlers },
  ): BunListener;
  connect(
    options: { unix: string; socket: Partial<BunSocketHandlers> },
  ): Promise<BunSocket>;
  file(path: string): { delete(): Promise<void> };
};

function listen(
  where: { hostname: string; port: number } | { unix: string },
  open: Open,
  links: OpenLinks,
  turns: Turns,
): BunListener {
  const isTcp = "port" in where;
  return Bun.listen({
    ...where,
    // A peer may end its side and still wait for answers.
    allowHalfOpen: true,
    socket: BunStream.handlers((socket) => {
      const remote = isTcp
        ? `${socket.remoteAddress}:${socket.remotePort}`
        : "unix";
      const stream = new BunStream(socket, remote);
      socket.data = stream;
      let paused = false;
      beginInTurn(turns, () => {
        if (stream.lost) return;
        if (isTcp) {
          socket.setNoDelay(true);
          socket.setKeepAlive(true, KEEP_ALIVE_MS);
        }
        links.opened();
        if (paused) socket.resume();
        stream.handler = open(stream, () => links.ended());
      });
      if (stream.handler !== undefined) return;
      // What would be received before there is a handler would be lost.
      socket.pause();
      paused = true;
    }),
  });
}

/** The sockets of Bun. */
export const sockets: Sockets = {
  listenTcp(hostname, port, open, turns) {
    const links = new OpenLinks();
    const listener = listen({ hostname, port }, open, links, turns);
    return Promise.resolve({
      port: listener.port,
      close() {
        listener.stop();
        return links.none();
      },
    });
  },

  async listenUnix(path, open, turns) {
    const isFile = !path.startsWith("\0");
    if (isFile) await removeStaleSocket(path, () => connects(path));
    const links = new OpenLinks();
    const listener = listen({ unix: path }, open, links, turns);
    return {
      port: 0,
      async close() {
        listener.stop();
        await links.none();
        if (isFile) await Bun.file(path).delete().catch(() => {});
      },
    };
  },

  abstractSockets: process.platform === "linux",
};

/** Whether a program listens on a unix socket. */
async function connects(path: string): Promise<boolean> {
  try {
    (await Bun.connect({ unix: path, socket: { data() {} } })).end();
    return true;
  } catch {
    return false;
  }
}
