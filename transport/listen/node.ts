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
  type InheritedSocket,
  type Listener,
  type Open,
  type Sockets,
} from "./listener.ts";
import { keepAlive } from "./dead_peers.ts";
import { removeStaleSocket } from "./stale_socket.ts";
import type { Handshakes, TlsListener } from "./tls.ts";

/** Where to listen: a port, with the time of dead connections, or a path. */
type NodeEndpoint =
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
  /** See {@linkcode TcpEndpoint}. */
  readonly plainAnswer: Uint8Array | undefined;
  readonly endsDead: EndsDead;
}

async function listen(
  endpoint: NodeEndpoint,
  open: Open,
  turns: Turns,
  secured?: Secured,
): Promise<Listener> {
  // A peer may end its side and still wait for answers.
  const server = createServer({ allowHalfOpen: true });
  const taker = new Taker(server, endpoint, open, turns, secured);
  await bind(server, endpoint);
  return await taker.listener();
}

/** Takes the connections of a server. */
class Taker {
  readonly #server: Server;
  readonly #links = new OpenLinks();
  readonly #isTcp: boolean;
  readonly #deadAfter: number;
  readonly #secured: Secured | undefined;
  readonly #tls: TlsListener | undefined;
  // Whether connections inherit the time of dead ones.
  #inherited = false;

  constructor(
    server: Server,
    endpoint: NodeEndpoint,
    open: Open,
    turns: Turns,
    secured?: Secured,
  ) {
    this.#server = server;
    this.#isTcp = !("path" in endpoint);
    this.#deadAfter = "path" in endpoint ? 0 : endpoint.deadAfter;
    this.#secured = secured;
    const begin = (socket: Socket, secure?: SecureEnd) =>
      beginInTurn(turns, () => this.#begin(socket, secure, open));
    this.#tls = secured?.handshakes.listener(begin, secured.plainAnswer);
    server.on("connection", (socket: Socket) => {
      socket.on("error", ignore);
      if (this.#tls === undefined) {
        this.#prepare(socket);
        return begin(socket);
      }
      // All that wait to be accepted come in one go.
      beginInTurn(turns, () => {
        if (socket.destroyed) return;
        this.#prepare(socket);
        this.#tls?.accept(socket);
      });
    });
  }

  #prepare(socket: Socket): void {
    if (!this.#isTcp) return;
    socket.setNoDelay(true);
    if (!this.#inherited) keepAlive(socket, this.#deadAfter);
  }

  #begin(socket: Socket, secure: SecureEnd | undefined, open: Open): void {
    if (socket.destroyed) return;
    const remote = this.#isTcp ? remoteOf(socket) : "unix";
    const stream = new NodeStream(socket, remote, secure, this.#inherited);
    this.#links.opened();
    // One without TLS is paused since its first input was looked at.
    if (this.#tls !== undefined && secure === undefined) socket.resume();
    stream.start(open(stream, this.#links.ended));
  }

  /** The listener, once the server listens. */
  async listener(): Promise<Listener> {
    const server = this.#server;
    // One connection failed, or there are too many: the others go on.
    server.on("error", ignore);
    const endsDead = this.#secured?.endsDead;
    if (endsDead !== undefined && this.#deadAfter > 0) {
      this.#inherited = await endsDead(server, this.#deadAfter);
    }
    return {
      port: portOf(server),
      close: async () => {
        server.close();
        this.#tls?.close();
        await this.#links.none();
      },
    };
  }
}

function bind(
  server: Server,
  where: NodeEndpoint | { readonly fd: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(where, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** Port of a server; 0: it has none. */
function portOf(server: Server): number {
  const address = server.address();
  // Bun's address of a unix socket has no members.
  return typeof address === "object" ? address?.port ?? 0 : 0;
}

/** A listening socket by its descriptor. */
async function inherited(
  fd: number,
  handshakes?: Handshakes,
  endsDead?: EndsDead,
): Promise<InheritedSocket> {
  const server = createServer({ allowHalfOpen: true });
  await bind(server, { fd });
  const address = server.address();
  const port = portOf(server);
  const hostname = port > 0 && typeof address === "object"
    ? address?.address ?? ""
    : "";
  return {
    hostname,
    port,
    listen(open, turns, { deadAfter, plainAnswer }) {
      const endpoint = port > 0
        ? { host: hostname, port, deadAfter }
        : { path: "" };
      const secured = port > 0 && handshakes !== undefined
        ? { handshakes, plainAnswer, endsDead: endsDead ?? endsNone }
        : undefined;
      return new Taker(server, endpoint, open, turns, secured).listener();
    },
  };
}

const endsNone: EndsDead = () => Promise.resolve(false);

/**
 * The sockets of a runtime, with TLS on those of TCP.
 *
 * @param endsDead By default quiet connections only are found dead.
 */
export function securedSockets(
  sockets: Sockets,
  handshakes: Handshakes,
  endsDead: EndsDead = endsNone,
): Sockets {
  return {
    ...sockets,
    inherited: (fd) => inherited(fd, handshakes, endsDead),
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

  inherited: (fd) => inherited(fd),

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
