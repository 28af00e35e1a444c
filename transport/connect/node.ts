/**
 * Connecting over sockets of `node:net`, on Node and, over TCP, on Bun.
 *
 * @module
 */
import { asError, hasMethods } from "../../base/narrowing.ts";
import type { SocketAddress } from "../links/address.ts";
import type { ByteStream, StreamHandler } from "../links/byte_stream.ts";
import { type NodeSocket, NodeStream } from "../streams/node.ts";

/** Silence after which the system sends keep-alive probes. */
const KEEP_ALIVE_MS = 12_000;

interface NodeSockets {
  connect(
    options: ({ host: string; port: number } | { path: string }) & {
      allowHalfOpen: boolean;
    },
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

/** The sockets of `node:net`, where there are any. They can't be imported: browsers. */
export function nodeSockets(): NodeSockets | undefined {
  const process: unknown = Reflect.get(globalThis, "process");
  if (!isBuiltinModules(process)) return undefined;
  const net = process.getBuiltinModule("node:net");
  return isNodeSockets(net) ? net : undefined;
}

/** Connects over a socket of `node:net`. */
export function connectNode<L extends StreamHandler>(
  sockets: NodeSockets,
  address: SocketAddress,
  signal: AbortSignal,
  make: (stream: ByteStream) => L,
): Promise<L> {
  const socket = sockets.connect({
    ...(address.kind === "unix"
      ? { path: address.path }
      : { host: address.hostname, port: address.port }),
    allowHalfOpen: true,
  });
  if (address.kind === "tcp") {
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
  }
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(signal.reason);
      socket.destroy();
    };
    signal.addEventListener("abort", abort);
    socket.once("error", (error) => {
      signal.removeEventListener("abort", abort);
      reject(asError(error));
    });
    socket.once("connect", () => {
      signal.removeEventListener("abort", abort);
      const stream = new NodeStream(socket, "daemon");
      const link = make(stream);
      stream.start(link);
      resolve(link);
    });
  });
}
