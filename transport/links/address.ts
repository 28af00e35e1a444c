/**
 * Where a daemon is: the addresses that a program writes, taken apart.
 *
 * @module
 */

import { webSocketUrl } from "./target.ts";

/** Port on which a daemon listens for TCP peers. */
export const TCP_PORT = 11122;
/** Port on which a daemon listens for TCP peers of binary Jet. */
export const BINARY_PORT = 11124;

/** An address of a daemon, taken apart. */
export type DaemonAddress =
  | { readonly kind: "ws"; readonly url: string }
  | SocketAddress;

/** An address of a stream socket. */
export type SocketAddress =
  | {
    readonly kind: "tcp";
    readonly hostname: string;
    readonly port: number;
    /** Whether binary Jet is spoken there. */
    readonly binary?: boolean;
    /** Whether the connection is encrypted. */
    readonly tls?: boolean;
  }
  | { readonly kind: "unix"; readonly path: string };

/**
 * Takes an address apart: `ws://host:port/path`, `wss://…`, `tcp://host:port`,
 * `jetb://host:port` (binary Jet), `tls://…` and `jetbs://…` (the same two over
 * TLS), `unix:/path`, and for abstract sockets of Linux `unix:@name` or
 * `unix:\0name`. Without a port it is 11122 for `tcp:` and `tls:`, 11123 for
 * `ws:`, 11124 for `jetb:` and `jetbs:`, and 443 for `wss:`.
 *
 * @throws {TypeError} if it is none of these.
 */
export function parseTarget(target: string): DaemonAddress {
  const webSocket = webSocketUrl(target);
  if (webSocket !== undefined) return { kind: "ws", url: webSocket };
  return socketAddress(target);
}

/** Takes the address of a stream socket apart. */
export function socketAddress(target: string): SocketAddress {
  if (target.startsWith("unix:")) return unixAddress(target.slice(5));
  const { protocol, hostname, port } = new URL(target);
  const binary = protocol[0] === "j";
  const standard = binary ? BINARY_PORT : TCP_PORT;
  return {
    kind: "tcp",
    hostname: hostname.replace(/^\[(.*)\]$/, "$1"),
    port: port === "" ? standard : Number(port),
    binary,
    tls: protocol.at(-2) === "s",
  };
}

function unixAddress(written: string): SocketAddress {
  const name = written.startsWith("//") ? written.slice(2) : written;
  const path = name.startsWith("@") ? `\0${name.slice(1)}` : name;
  return { kind: "unix", path };
}
