/**
 * Connecting over TCP and unix sockets of Node.
 *
 * @module
 */
import { asError, hasMethods } from "../../base/narrowing.ts";
import type { SocketAddress } from "../links/address.ts";
import type { ByteStream, StreamHandler } from "../links/byte_stream.ts";
import { type NodeSocket, NodeStream } from "../streams/node.ts";

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

/** Node's sockets, where there are any. They can't be imported: browsers. */
export function nodeSockets(): NodeSockets | undefined {
  const process: unknown = Reflect.get(globalThis, "process");
  if (!isBuiltinModules(process)) return undefined;
  const net = process.getBuiltinModule("node:net");
  return isNodeSockets(net) ? net : undefined;
}

/** Connects over a socket of Node. */
export function connectNode<L extends StreamHandler>(
  sockets: NodeSockets,
  address: SocketAddress,
  make: (stream: ByteStream) => L,
): Promise<L> {
  const socket = sockets.connect({
    ...(address.kind === "unix"
      ? { path: address.path }
      : { host: address.hostname, port: address.port }),
    allowHalfOpen: true,
  });
  socket.setNoDelay(true);
  socket.setKeepAlive(true);
  return new Promise((resolve, reject) => {
    socket.once("error", (error) => reject(asError(error)));
    socket.once("connect", () => {
      const stream = new NodeStream(socket, "daemon");
      const link = make(stream);
      stream.start(link);
      resolve(link);
    });
  });
}
