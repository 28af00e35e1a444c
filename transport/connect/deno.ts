/**
 * TCP and unix sockets of Deno.
 *
 * @module
 */
import { asError, hasMethods, ignore } from "../../base/narrowing.ts";
import type { ByteSocket, StreamLink } from "../links/client_stream_link.ts";
import type { SocketAddress } from "../links/address.ts";

/** Bytes taken from the connection at once. */
const CHUNK = 65536;

interface DenoConnection {
  read(into: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
  closeWrite(): Promise<void>;
  close(): void;
  setNoDelay?(on: boolean): void;
  setKeepAlive?(on: boolean): void;
}

interface DenoSockets {
  connect(
    options:
      | { transport: "tcp"; hostname: string; port: number }
      | { transport: "unix"; path: string },
  ): Promise<DenoConnection>;
}

function isDenoSockets(value: unknown): value is DenoSockets {
  return hasMethods(value, "connect");
}

/** Deno's sockets, where there are any. */
export function denoSockets(): DenoSockets | undefined {
  const deno: unknown = Reflect.get(globalThis, "Deno");
  return isDenoSockets(deno) ? deno : undefined;
}

/** Connects over a socket of Deno. */
export async function connectDeno<L extends StreamLink>(
  sockets: DenoSockets,
  address: SocketAddress,
  make: (socket: ByteSocket) => L,
): Promise<L> {
  const connection = await sockets.connect(
    address.kind === "unix"
      ? { transport: "unix", path: address.path }
      : { transport: "tcp", hostname: address.hostname, port: address.port },
  );
  connection.setNoDelay?.(true);
  connection.setKeepAlive?.(true);
  const close = once(() => connection.close());
  const link = make({
    write: (bytes) => writeAll(connection, bytes),
    end: () => void connection.closeWrite().catch(ignore),
    destroy: close,
  });
  void pump(connection, link).finally(close);
  return link;
}

async function writeAll(
  connection: DenoConnection,
  bytes: Uint8Array,
): Promise<void> {
  let at = 0;
  while (at < bytes.length) at += await connection.write(bytes.subarray(at));
}

async function pump(
  connection: DenoConnection,
  link: StreamLink,
): Promise<void> {
  const chunk = new Uint8Array(CHUNK);
  try {
    for (;;) {
      const length = await connection.read(chunk);
      if (length === null) break;
      link.received(chunk, length);
    }
    link.ended();
  } catch (error) {
    link.ended(asError(error));
  }
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}
