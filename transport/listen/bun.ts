/**
 * Listening sockets of Bun.
 *
 * @module
 */
import type { Transport } from "../../protocol/link.ts";
import type { Format } from "../links/format.ts";
import { OpenLinks } from "../links/open_links.ts";
import { StreamLink } from "../links/stream_link.ts";
import type { Sockets } from "./listener.ts";
import { removeStaleSocket } from "./stale_socket.ts";

// Silence after which the system sends keep-alive probes.
const KEEP_ALIVE_MS = 12_000;

// The part of Bun's API that is used here: Deno checks this file too.
interface BunSocket {
  data: BunLink;
  readonly remoteAddress: string;
  readonly remotePort: number;
  write(bytes: Uint8Array, offset?: number, length?: number): number;
  end(): void;
  shutdown(halfClose: boolean): void;
  terminate(): void;
  setNoDelay(on: boolean): void;
  setKeepAlive(on: boolean, idle: number): void;
}

interface BunListener {
  readonly port: number;
  stop(closeAll?: boolean): void;
}

interface SocketHandlers {
  open(socket: BunSocket): void;
  data(socket: BunSocket, chunk: Uint8Array): void;
  drain(socket: BunSocket): void;
  end(socket: BunSocket): void;
  close(socket: BunSocket, error?: Error): void;
  error(socket: BunSocket, error: Error): void;
}

declare const Bun: {
  listen(
    options:
      & ({ hostname: string; port: number } | { unix: string })
      & { allowHalfOpen: boolean; socket: SocketHandlers },
  ): BunListener;
  connect(
    options: { unix: string; socket: Partial<SocketHandlers> },
  ): Promise<BunSocket>;
  file(path: string): { delete(): Promise<void> };
};

/** A link over a TCP or unix connection of Bun. */
class BunLink extends StreamLink {
  readonly #socket: BunSocket;
  readonly #links: OpenLinks;
  #unwritten: Uint8Array | null = null;
  #shut = false;

  constructor(
    socket: BunSocket,
    transport: Transport,
    remote: string,
    format: Format,
    links: OpenLinks,
  ) {
    super(transport, remote, format);
    this.#socket = socket;
    this.#links = links;
    links.opened();
  }

  data(chunk: Uint8Array): void {
    this.received(chunk, chunk.length);
  }

  protected write(bytes: Uint8Array): void {
    this.#unwritten = bytes;
    this.drain();
  }

  drain(): void {
    const bytes = this.#unwritten;
    if (bytes === null) return;
    const length = Math.max(0, this.#socket.write(bytes));
    this.#unwritten = length < bytes.length ? bytes.subarray(length) : null;
    if (length > 0) this.wrote(length);
  }

  override ended(reason: string): void {
    super.ended(reason);
  }

  override lost(reason: string): void {
    super.lost(reason);
  }

  protected endWriting(): void {
    this.#socket.shutdown(true);
  }

  protected shut(atOnce: boolean): void {
    if (this.#shut) return;
    this.#shut = true;
    this.#unwritten = null;
    if (atOnce) this.#socket.terminate();
    else this.#socket.end();
    this.#links.ended();
  }
}

function listen(
  where: { hostname: string; port: number } | { unix: string },
  transport: Transport,
  format: Format,
  accept: (link: BunLink) => void,
  links: OpenLinks,
): BunListener {
  return Bun.listen({
    ...where,
    // A peer may end its side and still wait for answers.
    allowHalfOpen: true,
    socket: {
      open(socket) {
        const remote = transport === "tcp"
          ? `${socket.remoteAddress}:${socket.remotePort}`
          : transport;
        if (transport === "tcp") {
          socket.setNoDelay(true);
          socket.setKeepAlive(true, KEEP_ALIVE_MS);
        }
        socket.data = new BunLink(socket, transport, remote, format, links);
        accept(socket.data);
      },
      data: (socket, chunk) => socket.data.data(chunk),
      drain: (socket) => socket.data.drain(),
      end: (socket) => socket.data.ended("closed by the peer"),
      close: (socket, error) => socket.data.lost(error?.message ?? "closed"),
      error: (socket, error) => socket.data.lost(error.message),
    },
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
