/**
 * Connecting over unix sockets of Bun.
 *
 * @module
 */
import { hasMethods } from "../../base/object_members.ts";
import type { ByteStream, StreamHandler } from "../links/byte_stream.ts";
import {
  type BunSocket,
  type BunSocketHandlers,
  BunStream,
} from "../streams/bun.ts";

interface BunSockets {
  connect(
    options: {
      unix: string;
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

/** Connects over a unix socket of Bun. */
export async function connectBunUnix<L extends StreamHandler>(
  sockets: BunSockets,
  path: string,
  make: (stream: ByteStream) => L,
): Promise<L> {
  const { promise, resolve } = Promise.withResolvers<L>();
  await sockets.connect({
    unix: path,
    // What the daemon sent before its end must not cost our own output.
    allowHalfOpen: true,
    socket: BunStream.handlers((socket) => {
      const stream = new BunStream(socket, "daemon");
      socket.data = stream;
      const link = make(stream);
      stream.start(link);
      resolve(link);
    }),
  });
  return await promise;
}
