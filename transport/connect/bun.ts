/**
 * Connecting over TCP and unix sockets of Bun.
 *
 * @module
 */
import { hasMethods } from "../../base/narrowing.ts";
import type { SocketAddress } from "../links/address.ts";
import type { ByteStream, StreamHandler } from "../links/byte_stream.ts";
import {
  type BunSocket,
  type BunSocketHandlers,
  BunStream,
  KEEP_ALIVE_MS,
} from "../streams/bun.ts";

interface BunSockets {
  connect(
    options: ({ hostname: string; port: number } | { unix: string }) & {
      allowHalfOpen: boolean;
      socket: BunSocketHandlers;
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

/** Connects over a socket of Bun. */
export async function connectBun<L extends StreamHandler>(
  sockets: BunSockets,
  address: SocketAddress,
  make: (stream: ByteStream) => L,
): Promise<L> {
  const { promise, resolve } = Promise.withResolvers<L>();
  await sockets.connect({
    ...(address.kind === "unix"
      ? { unix: address.path }
      : { hostname: address.hostname, port: address.port }),
    // What the daemon sent before its end must not cost our own output.
    allowHalfOpen: true,
    socket: BunStream.handlers((socket) => {
      if (address.kind === "tcp") {
        socket.setNoDelay(true);
        socket.setKeepAlive(true, KEEP_ALIVE_MS);
      }
      const stream = new BunStream(socket, "daemon");
      socket.data = stream;
      const link = make(stream);
      stream.handler = link;
      resolve(link);
    }),
  });
  return await promise;
}
