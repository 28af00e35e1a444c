/**
 * Errors of sockets that NATS' client has given up.
 *
 * The client removes its listeners before it destroys a socket, and between the
 * steps of a handshake. Deno reports what the system says after that, such as
 * ECONNRESET or an alert of TLS 1.3, and an error that nothing listens to ends
 * the process.
 *
 * @module
 */
import { ignore } from "../../../base/narrowing.ts";

/** What is used of a socket. */
export interface ErrorSource {
  on(event: "error", listener: () => void): unknown;
  removeAllListeners(...events: string[]): unknown;
}

/** Makes a connection. */
type Dial = (...parts: unknown[]) => Promise<ErrorSource>;

/** The methods of the client's transport that make sockets. */
export interface SocketMakers {
  dial: Dial;
  startTLS: Dial;
  tlsFirst: Dial;
}

/** Has errors ignored that come when the client no longer listens. */
export function ignoreLateErrors(makers: SocketMakers): void {
  for (const name of ["dial", "startTLS", "tlsFirst"] as const) {
    const make = makers[name];
    makers[name] = async function (this: SocketMakers, ...parts: unknown[]) {
      const socket = await make.apply(this, parts);
      const remove = socket.removeAllListeners.bind(socket);
      socket.removeAllListeners = (...events) => {
        remove(...events);
        socket.on("error", ignore);
        return socket;
      };
      socket.on("error", ignore);
      return socket;
    };
  }
}
