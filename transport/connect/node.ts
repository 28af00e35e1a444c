/**
 * Connecting over sockets of `node:net`, on Node and, over TCP, on Bun.
 *
 * @module
 */
import { asError } from "../../base/narrowing.ts";
import { hasMethods } from "../../base/object_members.ts";
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

/** A module of the runtime. They can't be imported: browsers have none. */
export function builtinModule(name: string): unknown {
  const process: unknown = Reflect.get(globalThis, "process");
  return isBuiltinModules(process) ? process.getBuiltinModule(name) : undefined;
}

/** The sockets of `node:net`, where there are any. */
export function nodeSockets(): NodeSockets | undefined {
  const net = builtinModule("node:net");
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
  return startNode(socket, "connect", signal, make);
}

/**
 * Makes a link of a socket that connects.
 *
 * @param event The event after which it is connected.
 */
export function startNode<L extends StreamHandler>(
  socket: NodeSocket,
  event: string,
  signal: AbortSignal,
  make: (stream: ByteStream) => L,
): Promise<L> {
  // Without effect on unix sockets.
  socket.setNoDelay(true);
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
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
    socket.once(event, () => {
      signal.removeEventListener("abort", abort);
      const stream = new NodeStream(socket, "daemon");
      const link = make(stream);
      stream.start(link);
      resolve(link);
    });
  });
}
