/**
 * The HTTP server of the daemon's own listener.
 *
 * @module
 */
import type { Listener, Open } from "../../transport/listen/listener.ts";
import { HttpConnection } from "./connection.ts";
import type { HttpOptions } from "./options.ts";

/**
 * Serves HTTP; every request has a {@linkcode RawUpgrade} in its environment.
 *
 * @param listen Listens for the connections of this server.
 */
export async function serveHttp(
  listen: (open: Open) => Promise<Listener>,
  options: HttpOptions,
): Promise<Listener> {
  const connections = new Set<HttpConnection>();
  options.unread.backlogs.include(() => connections);
  const listener = await listen((stream, onEnd) => {
    const connection = new HttpConnection(stream, options, () => {
      connections.delete(connection);
      onEnd();
    });
    connections.add(connection);
    return connection;
  });
  return {
    port: listener.port,
    close() {
      const closed = listener.close();
      for (const connection of connections) connection.destroy();
      return closed;
    },
  };
}
