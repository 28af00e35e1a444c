/**
 * What NATS' client asks of Node's sockets, and Deno's do in another way.
 *
 * The client ends a connection after the write of no bytes, of which a TLS socket
 * of Deno never tells the end: it would be neither left nor made anew.
 *
 * The client removes its listeners before it destroys a socket, and when a handshake
 * is over. Deno reports what the system says after that, such as ECONNRESET, or an
 * alert of TLS 1.3, by which a server refuses a certificate: an error that nothing
 * listens to ends the process.
 *
 * @module
 */
import type { Socket } from "node:net";
import { connect, type ConnectionOptions } from "node:tls";
import { ignore } from "../../../base/narrowing.ts";
import { systemClock } from "../../../base/system_clock.ts";

/** What is used of a socket. */
export interface ErrorSource {
  on(event: "error", listener: () => void): unknown;
  removeAllListeners(...events: string[]): unknown;
}

/** Makes a connection. */
type Dial = (...parts: unknown[]) => Promise<ErrorSource>;

/** Authorities, certificate and key as the client has read them. */
type ClientFiles = Pick<ConnectionOptions, "ca" | "cert" | "key">;

/** The members of the client's transport that concern sockets. */
export interface SocketUser {
  /** Without TLS. */
  readonly socket: Socket;
  /** The name that the server's certificate has to have; empty for an address. */
  readonly tlsName: string;
  readonly options: { readonly tls?: object | null };
  loadClientCerts(): Promise<ClientFiles>;
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
  for (const name of ["dial", "tlsFirst"] as const) {
    const make = user[name];
    user[name] = async function (this: SocketUser, ...parts: unknown[]) {
      return guard(await make.apply(this, parts));
    };
  }
  user.startTLS = function (this: SocketUser) {
    return startTls(this);
  };
}

/** Has a socket always listened to. */
function guard<Guarded extends ErrorSource>(socket: Guarded): Guarded {
  const remove = socket.removeAllListeners.bind(socket);
  socket.removeAllListeners = (...events) => {
    remove(...events);
    socket.on("error", ignore);
    return socket;
  };
  socket.on("error", ignore);
  return socket;
}

/** The client's, with a socket that is listened to from the start. */
async function startTls(user: SocketUser): Promise<ErrorSource> {
  const { socket, tlsName, options: { tls } } = user;
  // TLS has no server name for an address. Without a host Deno and Node.js would
  // then look for "localhost" in the certificate.
  const host = tlsName || socket.remoteAddress;
  const name = { servername: tlsName, host };
  const files = tls ? await user.loadClientCerts() : {};
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let failure: unknown;
  const secured = guard(connect({ socket, ...name, ...files }, resolve));
  secured.on("error", (error) => failure ??= error);
  secured.on("close", () => reject(failure));
  await promise;
  // A refusal may have come with the end of the handshake.
  await new Promise<void>((done) => systemClock.nextTurn(done));
  if (failure === undefined && secured.authorized) return secured;
  secured.destroy();
  throw failure ?? secured.authorizationError;
}
