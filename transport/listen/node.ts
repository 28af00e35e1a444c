/**
 * Listening sockets of Node.
 *
 * @module
 */
import { unlink } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import process from "node:process";
import { ignore } from "../../base/narrowing.ts";
import type { Turns } from "../../base/turns.ts";
import { OpenLinks } from "../links/open_links.ts";
import { NodeStream } from "../streams/node.ts";
import {
  beginInTurn,
  type Listener,
  type Open,
  type Sockets,
} from "./listener.ts";
import { keepAlive } from "./dead_peers.ts";
import { removeStaleSocket } from "./stale_socket.ts";

function begin(
  socket: Socket,
  deadAfter: number | undefined,
  open: Open,
  links: OpenLinks,
): void {
  const isTcp = deadAfter !== undefined;
  const remote = isTcp
    ? `${socket.remoteAddress}:${socket.remotePort}`
    : "unix";
  if (isTcp) {
    socket.setNoDelay(true);
    keepAlive(socket, deadAfter);
  }
  const stream = new NodeStream(socket, remote);
  links.opened();
  stream.start(open(stream, () => links.ended()));
}

async function listen(
  where: { host: string; port: number } | { path: string },
  deadAfter: number | undefined,
  open: Open,
  turns: Turns,
): Promise<Listener> {
  const links = new OpenLinks();
  // A peer may end its side and still wait for answers.
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    beginInTurn(turns, () => begin(socket, deadAfter, open, links));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(where, () => {
      server.off("error", reject);
      resolve();
    });
  });
  // One connection failed, or there are too many: the others go on.
  server.on("error", ignore);
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    async close() {
      server.close();
      await links.none();
    },
  };
}

/** The sockets of Node. */
export const sockets: Sockets = {
  listenTcp: ({ hostname, port, deadAfter }, open, turns) =>
    listen({ host: hostname, port }, deadAfter, open, turns),

  async listenUnix(path, open, turns) {
    const isFile = !path.startsWith("\0");
    if (isFile) await removeStaleSocket(path, () => connects(path));
    const { close } = await listen({ path }, undefined, open, turns);
    return {
      port: 0,
      async close() {
        await close();
        if (isFile) await unlink(path).catch(ignore);
      },
    };
  },

  abstractSockets: process.platform === "linux",
};

/** Whether a program listens on a unix socket. */
function connects(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
