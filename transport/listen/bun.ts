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
} from "../streams/bun.ts";
import {
  C_LIBRARY,
  endDeadConnections,
  keepAlive,
  type SetSocketOption,
} from "./dead_peers.ts";
import {
  beginInTurn,
  type Open,
  type Sockets,
  type TcpEndpoint,
} from "./listener.ts";
import { removeStaleSocket } from "./stale_socket.ts";

// The part of Bun's API that is used here: Deno checks this file too.
interface BunListener {
  readonly port: number;
  /** Descriptor of the socket. */
  readonly fd: number;
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

// A part of the module `bun:ffi`.
interface BunFfi {
  dlopen(
    library: string,
    symbols: Record<string, { args: readonly string[]; returns: string }>,
  ): { symbols: { setsockopt: SetSocketOption }; close(): void };
}
// Deno resolves literal specifiers, and does not know this one.
const FFI: string = "bun:ffi";

/** Whether the system will end the dead connections of a listening socket. */
async function findsDeadConnections(
  fd: number,
  deadAfter: number,
): Promise<boolean> {
  if (process.platform !== "linux") return false;
  try {
    const { dlopen }: BunFfi = await import(FFI);
    const library = dlopen(C_LIBRARY, {
      setsockopt: { args: ["i32", "i32", "i32", "ptr", "u32"], returns: "i32" },
    });
    const { setsockopt } = library.symbols;
    const done = endDeadConnections(fd, deadAfter, setsockopt);
    library.close();
    return done;
  } catch {
    return false;
  }
}

function listen(
  where: Pick<TcpEndpoint, "hostname" | "port"> | { unix: string },
  open: Open,
  links: OpenLinks,
  turns: Turns,
  prepare?: (socket: BunSocket, stream: BunStream) => void,
): BunListener {
  const isTcp = "port" in where;
  return Bun.listen({
    ...where,
    // A peer may end its side and still wait for answers.
    allowHalfOpen: true,
    // Its callback is called for all connections that wait to be accepted, in
    // one go: whatever can is done in turn.
    socket: BunStream.handlers((socket) => {
      const stream = new BunStream(socket, "unix");
      socket.data = stream;
      beginInTurn(turns, () => {
        if (stream.lost) return;
        if (isTcp) {
          stream.remote = `${socket.remoteAddress}:${socket.remotePort}`;
        }
        prepare?.(socket, stream);
        links.opened();
        stream.start(open(stream, links.ended));
      });
    }),
  });
}

/** The sockets of Bun. */
export const sockets: Sockets = {
  async listenTcp({ hostname, port, deadAfter }, open, turns) {
    const links = new OpenLinks();
    let inherited = false;
    const prepare = (socket: BunSocket, stream: BunStream) => {
      socket.setNoDelay(true);
      stream.endsWhenDead = inherited;
      if (!inherited) keepAlive(socket, deadAfter);
    };
    const listener = listen({ hostname, port }, open, links, turns, prepare);
    inherited = deadAfter > 0 &&
      await findsDeadConnections(listener.fd, deadAfter);
    return {
      port: listener.port,
      close() {
        listener.stop();
        return links.none();
      },
    };
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

  async inherited(fd) {
    // `node:net` takes descriptors.
    return await (await import("./node.ts")).sockets.inherited(fd);
  },

  async secured(handshakes) {
    const { securedSockets } = await import("./node.ts");
    return securedSockets(sockets, handshakes, async (server, deadAfter) => {
      const { fd }: { fd: unknown } = Object(Reflect.get(server, "_handle"));
      return typeof fd === "number" &&
        await findsDeadConnections(fd, deadAfter);
    });
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
