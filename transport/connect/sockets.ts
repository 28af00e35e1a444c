/**
 * Links over the TCP and unix sockets of this runtime.
 *
 * @module
 */
import { BinaryStreamLink } from "../links/binary_stream_link.ts";
import { FramedLink } from "../links/framed_link.ts";
import type { AnyLink } from "../links/client_link.ts";
import { bunSockets, connectBunUnix } from "./bun.ts";
import { connectDeno, denoSockets } from "./deno.ts";
import { connectNode, nodeSockets } from "./node.ts";
import type { ByteStream, StreamHandler } from "../links/byte_stream.ts";
import type { GiveTls } from "../links/client_tls.ts";
import { type SocketAddress, socketAddress } from "../links/address.ts";

/**
 * Connects to a daemon.
 *
 * @param signal Ends the attempt.
 * @param maxMessage Largest message accepted, in bytes.
 * @param give Certificates for TLS.
 * @throws {Error} if there is no daemon, or this runtime has no sockets.
 */
export function connectSocket(
  target: string,
  signal: AbortSignal,
  maxMessage: number,
  give: GiveTls | undefined,
): Promise<AnyLink> {
  const address = socketAddress(target);
  return address.kind === "tcp" && address.binary
    ? connectStream(
      address,
      signal,
      (stream) => new BinaryStreamLink(stream, maxMessage),
      give,
    )
    : connectStream(
      address,
      signal,
      (stream) => new FramedLink(stream, maxMessage),
      give,
    );
}

/**
 * Connects to an address.
 *
 * @param signal Ends the attempt.
 * @param make Makes the link of the stream.
 * @param give Certificates for TLS.
 */
export async function connectStream<L extends StreamHandler>(
  address: SocketAddress,
  signal: AbortSignal,
  make: (stream: ByteStream) => L,
  give?: GiveTls,
): Promise<L> {
  signal.throwIfAborted();
  // Deno's own sockets are the shorter way, but not with certificates.
  if (
    address.kind === "tcp" && address.tls &&
    (give !== undefined || denoSockets() === undefined)
  ) {
    const { connectTls } = await import("./tls.ts");
    return await connectTls(address, give ?? {}, signal, make);
  }
  // Deno and Bun have node:net too; their own sockets are the shorter way.
  const deno = denoSockets();
  if (deno !== undefined) return await connectDeno(deno, address, signal, make);
  const bun = bunSockets();
  // Bun's own connect can't be aborted, and TCP may wait for minutes.
  if (bun !== undefined && address.kind === "unix") {
    return await connectBunUnix(bun, address.path, make);
  }
  const node = nodeSockets();
  if (node !== undefined) return await connectNode(node, address, signal, make);
  throw new Error(
    `there are no ${address.kind} sockets here, only WebSocket: ws://…`,
  );
}
