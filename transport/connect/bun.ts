/**
 * TCP and unix sockets of Bun.
 *
 * @module
 */
import { hasMethods, ignore } from "../../base/narrowing.ts";
import type { ByteSocket, StreamLink } from "../links/client_stream_link.ts";
import type { SocketAddress } from "../links/address.ts";

const CLOSED = "the socket is closed";

interface BunSocket {
  /** Takes what fits and says how much that was; -1 once it is closed. */
  write(bytes: Uint8Array): number;
  end(): void;
  terminate?(): void;
  setNoDelay?(on: boolean): void;
  setKeepAlive?(on: boolean): void;
}

interface BunHandlers {
  data(socket: BunSocket, bytes: Uint8Array): void;
  drain(socket: BunSocket): void;
  close(socket: BunSocket, error?: Error): void;
  error(socket: BunSocket, error: Error): void;
}

interface BunSockets {
  connect(
    options: ({ hostname: string; port: number } | { unix: string }) & {
      socket: BunHandlers;
    },
  ): Promise<BunSocket>;
}

function isBunSockets(value: unknown): value is BunSockets {
  return hasMethods(value, "connect");
}

/** Bun's sockets, where there are any. */
export function bunSockets(): BunSockets | undefined {
  const bun: unknown = Reflect.get(globalThis, "Bun");
  return isBunSockets(bun) ? bun : undefined;
}

/** Writes what fits, and the rest when the socket has drained. */
class BunBytes implements ByteSocket {
  socket: BunSocket | undefined;
  #rest: Uint8Array | undefined;
  #resolve: () => void = ignore;
  #reject: (reason: Error) => void = ignore;

  write(bytes: Uint8Array): Promise<void> | undefined {
    const taken = this.socket?.write(bytes) ?? -1;
    if (taken === bytes.length) return undefined;
    if (taken < 0) return Promise.reject(new Error(CLOSED));
    this.#rest = bytes.subarray(taken);
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  drained(): void {
    if (this.#rest === undefined) return;
    const taken = this.socket?.write(this.#rest) ?? -1;
    if (taken < 0) return this.failed(new Error(CLOSED));
    if (taken < this.#rest.length) {
      this.#rest = this.#rest.subarray(taken);
      return;
    }
    this.#rest = undefined;
    this.#resolve();
  }

  failed(reason: Error): void {
    this.#rest = undefined;
    this.#reject(reason);
  }

  end(): void {
    this.socket?.end();
  }

  destroy(): void {
    if (this.socket?.terminate === undefined) this.end();
    else this.socket.terminate();
  }
}

/** Connects over a socket of Bun. */
export async function connectBun<L extends StreamLink>(
  sockets: BunSockets,
  address: SocketAddress,
  make: (socket: ByteSocket) => L,
): Promise<L> {
  const bytes = new BunBytes();
  const link = make(bytes);
  let broken: Error | undefined;
  const socket = await sockets.connect({
    ...(address.kind === "unix"
      ? { unix: address.path }
      : { hostname: address.hostname, port: address.port }),
    socket: {
      data: (_socket, chunk) => link.received(chunk, chunk.length),
      drain: () => bytes.drained(),
      error: (_socket, error) => {
        broken = error;
      },
      close: (_socket, error) => {
        const reason = error ?? broken;
        bytes.failed(reason ?? new Error(CLOSED));
        link.ended(reason);
      },
    },
  });
  bytes.socket = socket;
  socket.setNoDelay?.(true);
  socket.setKeepAlive?.(true);
  return link;
}
