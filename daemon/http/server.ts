/**
 * The HTTP server of the daemon's own listener.
 *
 * @module
 */
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Socket } from "node:net";
import type { Listener } from "../../transport/listen/listener.ts";
import { type Serve, upgradeListener } from "./raw_upgrade.ts";

/** Time for the head of a request, from the connection or last response on. */
const HEAD_TIMEOUT_MS = 10_000;

/**
 * Serves HTTP; a request for an upgrade has a {@linkcode RawUpgrade} in its
 * environment.
 */
export async function serveHttp(
  hostname: string,
  port: number,
  fetch: Serve,
): Promise<Listener> {
  const server = createServer(requestListener(fetch));
  server.on("upgrade", upgradeListener(fetch));
  limitHeads(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    close() {
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** Answers an HTTP request. */
type RequestListener = (
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void>;

/**
 * Answers requests that are no upgrades. The adapter loads with the first of
 * them: with its `node:http2` it is a tenth of the daemon's start.
 */
function requestListener(fetch: Serve): RequestListener {
  let listener: Promise<RequestListener> | undefined;
  return async (request, response) => {
    listener ??= adapt(fetch);
    await (await listener)(request, response);
  };
}

async function adapt(fetch: Serve): Promise<RequestListener> {
  const { getRequestListener } = await import("npm:@hono/node-server@2.1.9");
  return getRequestListener(fetch, { overrideGlobalObjects: false });
}

/**
 * Drops connections whose request head is not complete in time. The server's
 * `headersTimeout` does not do this on every runtime.
 */
function limitHeads(server: Server): void {
  const timers = new WeakMap<Socket, ReturnType<typeof setTimeout>>();
  const begin = (socket: Socket) => {
    if (socket.destroyed) return;
    end(socket);
    timers.set(socket, setTimeout(() => socket.destroy(), HEAD_TIMEOUT_MS));
  };
  const end = (socket: Socket) => clearTimeout(timers.get(socket));
  server.on("connection", (socket) => {
    begin(socket);
    socket.on("error", () => {});
    socket.on("close", () => end(socket));
  });
  server.on("request", ({ socket }, response) => {
    end(socket);
    response.on("finish", () => begin(socket));
  });
  server.on("upgrade", (_request, socket: Socket) => end(socket));
}
