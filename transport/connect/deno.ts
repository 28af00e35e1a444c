/**
 * Connecting over TCP and unix sockets of Deno.
 *
 * @module
 */
import { hasMethods } from "../../base/object_members.ts";
import { unlessAborted } from "../../base/waiting.ts";
import type { SocketAddress } from "../links/address.ts";
import type { ByteStream, StreamHandler } from "../links/byte_stream.ts";
import { type DenoConnection, DenoStream } from "../streams/deno.ts";

interface TunedConnection extends DenoConnection {
  setNoDelay?(on: boolean): void;
  setKeepAlive?(on: boolean): void;
}

interface TlsConnection extends TunedConnection {
  handshake(): Promise<unknown>;
}

interface DenoSockets {
  connect(
    options:
      | {
        transport: "tcp";
        hostname: string;
        port: number;
        signal: AbortSignal;
      }
      | { transport: "unix"; path: string; signal: AbortSignal },
  ): Promise<TunedConnection>;
  startTls(
    connection: TunedConnection,
    options: { hostname: string },
  ): Promise<TlsConnection>;
}

function isDenoSockets(value: unknown): value is DenoSockets {
  return hasMethods(value, "connect", "startTls");
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
  signal: AbortSignal,
  make: (stream: ByteStream) => L,
): Promise<L> {
  const connection = await open(sockets, address, signal);
  connection.setNoDelay?.(true);
  connection.setKeepAlive?.(true);
  const stream = new DenoStream(connection, "daemon");
  const link = make(stream);
  void stream.run(link);
  return link;
}

async function open(
  sockets: DenoSockets,
  address: SocketAddress,
  signal: AbortSignal,
): Promise<TunedConnection> {
  if (address.kind === "unix") {
    const { path } = address;
    return await sockets.connect({ transport: "unix", path, signal });
  }
  const { hostname, port } = address;
  const connection = await sockets.connect({
    transport: "tcp",
    hostname,
    port,
    signal,
  });
  if (address.tls !== true) return connection;
  // `connectTls` takes no signal.
  const tls = await sockets.startTls(connection, { hostname });
  try {
    await unlessAborted(tls.handshake(), signal);
  } catch (error) {
    tls.close();
    if (signal.aborted) throw error;
    const { tlsError } = await import("./tls.ts");
    throw tlsError(error, hostname);
  }
  return tls;
}
