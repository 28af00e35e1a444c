/**
 * Listening sockets of Bun.
 *
 * @module
 */
import type { Transport } from "../../protocol/link.ts";
import type { Format } from "../links/format.ts";
import { OpenLinks } from "../links/open_links.ts";
import { StreamLink } from "../links/stream_link.ts";
import {
  type BunSocket,
  type BunSocketHandlers,
  BunStream,
  KEEP_ALIVE_MS,
} from "../streams/bun.ts";
import type { Accept, Sockets } from "./listener.ts";
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
  transport: Transport,
  format: Format,
  accept: Accept,
  links: OpenLinks,
): BunListener {
  return Bun.listen({
    ...where,
    // A peer may end its side and still wait for answers.
    allowHalfOpen: true,
    socket: BunStream.handlers((socket) => {
      const remote = transport === "tcp"
        ? `${socket.remoteAddress}:${socket.remotePort}`
        : transport;
      if (transport === "tcp") {
        socket.setNoDelay(true);
        socket.setKeepAlive(true, KEEP_ALIVE_MS);
      }
      const stream = new BunStream(socket, remote);
      socket.data = stream;
      links.opened();
      const link = new StreamLink(
        stream,
        transport,
        format,
        () => links.ended(),
      );
      stream.handler = link;
      accept(link);
    }),
  });
}

/** The sockets of Bun. */
export const sockets: Sockets = {
  listenTcp(hostname, port, format, accept) {
    const links = new OpenLinks();
    const listener = listen(
      { hostname, port },
      "tcp",
      format,
      accept,
      links,
    );
    return Promise.resolve({
      port: listener.port,
      close() {
        listener.stop();
        return links.none();
      },
    });
  },

  async listenUnix(path, format, accept) {
    const isFile = !path.startsWith("\0");
    if (isFile) await removeStaleSocket(path, () => connects(path));
    const links = new OpenLinks();
    const listener = listen({ unix: path }, "unix", format, accept, links);
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
