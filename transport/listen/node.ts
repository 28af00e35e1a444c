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
import type { SecureEnd } from "../links/byte_stream.ts";
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
import type { Handshakes } from "./tls.ts";

/** Where to listen: a port, with the time of dead connections, or a path. */
type Place =
  | { readonly host: string; readonly port: number; readonly deadAfter: number }
  | { readonly path: string };

/** Makes the system end dead connections of a listening socket, if it can. */
type EndsDead = (server: Server, deadAfter: number) => Promise<boolean>;

function remoteOf(socket: Socket): string {
  return `${socket.remoteAddress}:${socket.remotePort}`;
}

/** TLS between the sockets and what is made of them. */
interface Secured {
  readonly handshakes: Handshakes;
  /** See {@linkcode TcpPlace}. */
  readonly plainAnswer: Uint8Array | undefined;
  readonly endsDead: EndsDead;
}

async function listen(
  place: Place,
  open: Open,
  turns: Turns,
  secured?: Secured,
): Promise<Listener> {
  const links = new OpenLinks();
  let inherited = false;
  const begin = (socket: Socket, secure?: SecureEnd) =>
    beginInTurn(turns, () => {
      if (socket.destroyed) return;
      const remote = "path" in place ? "unix" : remoteOf(socket);
      const stream = new NodeStream(socket, remote, secure, inherited);
      links.opened();
      // One without TLS is paused since its first input was looked at.
      if (tls !== undefined && secure === undefined) socket.resume();
      stream.start(open(stream, () => links.ended()));
    });
  const tls = secured?.handshakes.listener(begin, secured.plainAnswer);
  // A peer may end its side and still wait for answers.
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    if (!("path" in place)) {
      socket.setNoDelay(true);
      if (!inherited) keepAlive(socket, place.deadAfter);
    }
    if (tls === undefined) begin(socket);
    else tls.accept(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(place, () => {
      server.off("error", reject);
      resolve();
    });
  });
  // One connection failed, or there are too many: the others go on.
  server.on("error", ignore);
  if (secured !== undefined && !("path" in place) && place.deadAfter > 0) {
    inherited = await secured.endsDead(server, place.deadAfter);
  }
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    async close() {
      server.close();
      tls?.close();
      await links.none();
    },
  };
}

/**
 * The sockets of a runtime, with TLS on those of TCP.
 *
 * @param endsDead By default quiet connections only are found dead.
 */
export function securedSockets(
  sockets: Sockets,
  handshakes: Handshakes,
  endsDead: EndsDead = () => Promise.resolve(false),
): Sockets {
  return {
    ...sockets,
    listenTcp: ({ hostname, port, deadAfter, plainAnswer }, open, turns) =>
      listen({ host: hostname, port, deadAfter }, open, turns, {
        handshakes,
        plainAnswer,
        endsDead,
      }),
  };
}

/** The sockets of Node. */
export const sockets: Sockets = {
  listenTcp: ({ hostname, port, deadAfter }, open, turns) =>
    listen({ host: hostname, port, deadAfter }, open, turns),

  async listenUnix(path, open, turns) {
    const isFile = !path.startsWith("\0");
    if (isFile) await removeStaleSocket(path, () => connects(path));
    const { close } = await listen({ path }, open, turns);
    return {
      port: 0,
      async close() {
        await close();
        if (isFile) await unlink(path).catch(ignore);
      },
    };
  },

  secured: (handshakes) => Promise.resolve(securedSockets(sockets, handshakes)),

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
