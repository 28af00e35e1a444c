/**
 * What NATS' client asks of Node's sockets, and Deno's do in another way.
 *
 * The client ends a connection after the write of no bytes, of which a TLS socket
 * of Deno never tells the end: it would be neither left nor made anew.
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

/** The methods of the client's transport that use sockets. */
export interface SocketUser {
  dial: Dial;
  startTLS: Dial;
  tlsFirst: Dial;
  _send(frame: Uint8Array): Promise<unknown>;
}

/**
 * Writes no frame of no bytes, and has errors ignored that come when the client no
 * longer listens.
 */
export function adaptSockets(user: SocketUser): void {
  const send = user._send;
  user._send = function (this: SocketUser, frame) {
    return frame.length === 0 ? Promise.resolve() : send.call(this, frame);
  };
  for (const name of ["dial", "startTLS", "tlsFirst"] as const) {
    const make = user[name];
    user[name] = async function (this: SocketUser, ...parts: unknown[]) {
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
