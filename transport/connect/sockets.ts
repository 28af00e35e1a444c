/**
 * Links over the TCP and unix sockets of this runtime.
 *
 * @module
 */
import { BinaryStreamLink } from "../links/binary_stream_link.ts";
import { FramedLink } from "../links/framed_link.ts";
import type { AnyLink } from "../links/client_link.ts";
import { bunSockets, connectBun } from "./bun.ts";
import { connectDeno, denoSockets } from "./deno.ts";
import { connectNode, nodeSockets } from "./node.ts";
import type { ByteStream, StreamHandler } from "../links/byte_stream.ts";
import type { SocketAddress } from "../links/address.ts";

/**
 * Connects to a daemon.
 *
 * @param maxMessage Largest message accepted, in bytes.
 * @throws {Error} if there is no daemon, or this runtime has no sockets.
 */
export function connectSocket(
  address: SocketAddress,
  maxMessage: number,
): Promise<AnyLink> {
  return address.kind === "tcp" && address.binary
    ? connectStream(
      address,
      (stream) => new BinaryStreamLink(stream, maxMessage),
    )
    : connectStream(address, (stream) => new FramedLink(stream, maxMessage));
}

/** Connects to an address; `make` makes the link of the stream. */
export function connectStream<L extends StreamHandler>(
  address: SocketAddress,
  make: (stream: ByteStream) => L,
): Promise<L> {
  // Deno and Bun have node:net too; their own sockets are the shorter way.
  const deno = denoSockets();
  if (deno !== undefined) return connectDeno(deno, address, make);
  const bun = bunSockets();
  if (bun !== undefined) return connectBun(bun, address, make);
  const node = nodeSockets();
  if (node !== undefined) return connectNode(node, address, make);
  return Promise.reject(
    new Error(
      `there are no ${address.kind} sockets here, only WebSocket: ws://…`,
    ),
  );
}
