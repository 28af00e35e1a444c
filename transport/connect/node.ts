/**
 * TCP and unix sockets of Node.
 *
 * @module
 */
import { asError, hasMethods, ignore } from "../../base/narrowing.ts";
import type { ByteSocket, StreamLink } from "../links/client_stream_link.ts";
import type { SocketAddress } from "../links/address.ts";

interface NodeSocket {
  on(event: string, listener: (argument: unknown) => void): void;
  once(event: string, listener: (argument: unknown) => void): void;
  /** Keeps what does not fit; false asks to wait for the callback. */
  write(bytes: Uint8Array, written: (error?: unknown) => void): boolean;
  end(): void;
  destroy(): void;
  setNoDelay(on: boolean): void;
  setKeepAlive(on: boolean): void;
}

interface NodeSockets {
  connect(
    options: { host: string; port: number } | { path: string },
  ): NodeSocket;
}

interface BuiltinModules {
  getBuiltinModule(name: string): unknown;
}

function isBuiltinModules(value: unknown): value is BuiltinModules {
  return hasMethods(value, "getBuiltinModule");
}

function isNodeSockets(value: unknown): value is NodeSockets {
  return hasMethods(value, "connect");
}

/** Node's sockets, where there are any. They can't be imported: browsers. */
export function nodeSockets(): NodeSockets | undefined {
  const process: unknown = Reflect.get(globalThis, "process");
  if (!isBuiltinModules(process)) return undefined;
  const net = process.getBuiltinModule("node:net");
  return isNodeSockets(net) ? net : undefined;
}

/** Connects over a socket of Node. */
export function connectNode<L extends StreamLink>(
  sockets: NodeSockets,
  address: SocketAddress,
  make: (socket: ByteSocket) => L,
): Promise<L> {
  const socket = sockets.connect(
    address.kind === "unix"
      ? { path: address.path }
      : { host: address.hostname, port: address.port },
  );
  socket.setNoDelay(true);
  socket.setKeepAlive(true);
  return new Promise((resolve, reject) => {
    let broken: Error | undefined;
    const link = make({
      write: (bytes) => writeAll(socket, bytes),
      end: () => socket.end(),
      destroy: () => socket.destroy(),
    });
    socket.once("connect", () => resolve(link));
    socket.on("data", (bytes) => {
      if (!(bytes instanceof Uint8Array)) return;
      const { buffer, byteOffset, length } = bytes;
      // A Buffer's `slice` is not a copy.
      link.received(new Uint8Array(buffer, byteOffset, length), length);
    });
    socket.on("error", (error) => {
      broken = asError(error);
    });
    socket.on("close", () => {
      reject(broken ?? new Error("the connection ended"));
      link.ended(broken);
    });
  });
}

function writeAll(
  socket: NodeSocket,
  bytes: Uint8Array,
): Promise<void> | undefined {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const taken = socket.write(bytes, (error) => {
    if (error === undefined || error === null) resolve();
    else reject(asError(error));
  });
  if (!taken) return promise;
  // A failure closes the socket, which is heard of there.
  promise.catch(ignore);
}
