/**
 * Connecting over TCP and unix sockets of Deno.
 *
 * @module
 */
import { hasMethods } from "../../base/narrowing.ts";
import type { SocketAddress } from "../links/address.ts";
import type { ByteStream, StreamHandler } from "../links/byte_stream.ts";
import { type DenoConnection, DenoStream } from "../streams/deno.ts";

interface TunedConnection extends DenoConnection {
  setNoDelay?(on: boolean): void;
  setKeepAlive?(on: boolean): void;
}

interface DenoSockets {
  connect(
    options:
      | { transport: "tcp"; hostname: string; port: number }
      | { transport: "unix"; path: string },
  ): Promise<TunedConnection>;
  connectTls(
    options: { hostname: string; port: number },
  ): Promise<TunedConnection>;
}

function isDenoSockets(value: unknown): value is DenoSockets {
  return hasMethods(value, "connect", "connectTls");
}

/** Deno's sockets, where there are any. */
export function denoSockets(): DenoSockets | undefined {
  const deno: unknown = Reflect.get(globalThis, "Deno");
  return isDenoSockets(deno) ? deno : undefined;
}

/** Connects over a socket of Deno. */
export async function connectDeno<L extends StreamHandler>(
  sockets: DenoSockets,
  address: SocketAddress,
  make: (stream: ByteStream) => L,
): Promise<L> {
  const connection = await open(sockets, address);
  connection.setNoDelay?.(true);
  connection.setKeepAlive?.(true);
  const stream = new DenoStream(connection, "daemon");
  const link = make(stream);
  void stream.run(link);
  return link;
}

function open(
  sockets: DenoSockets,
  address: SocketAddress,
): Promise<TunedConnection> {
  if (address.kind === "unix") {
    return sockets.connect({ transport: "unix", path: address.path });
  }
  const { hostname, port } = address;
  return address.tls === true
    ? sockets.connectTls({ hostname, port })
    : sockets.connect({ transport: "tcp", hostname, port });
}
