/**
 * Where a daemon is: the addresses that a program writes, taken apart.
 *
 * @module
 */

/** Port on which a daemon listens for TCP peers. */
export const TCP_PORT = 11122;
/** Port on which a daemon listens for WebSocket peers. */
export const WS_PORT = 11123;
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
  if (target.startsWith("unix:")) return unixAddress(target.slice(5));
  if (!URL.canParse(target)) throw unknown(target);
  const url = new URL(target);
  switch (url.protocol) {
    case "ws:":
      // The URL parser drops a port 80 that was written down.
      if (url.port === "" && !/^ws:\/\/[^/?#]*:80(?:[/?#]|$)/i.test(target)) {
        url.port = `${WS_PORT}`;
      }
      return { kind: "ws", url: url.href };
    case "wss:":
      return { kind: "ws", url: url.href };
    case "tcp:":
    case "tls:":
    case "jetb:":
    case "jetbs:": {
      const { protocol } = url;
      const binary = protocol[0] === "j";
      return {
        kind: "tcp",
        ...hostAndPort(url, binary ? BINARY_PORT : TCP_PORT, target),
        binary,
        tls: protocol.at(-2) === "s",
      };
    }
  }
  throw unknown(target);
}

/** The address as it may appear in messages: without user and password. */
export function printableTarget(target: string): string {
  return target.replace(/\/\/[^/?#]*@/, "//").replaceAll("\0", "@");
}

function hostAndPort(
  url: URL,
  port: number,
  target: string,
): { hostname: string; port: number } {
  if (url.hostname === "") throw unknown(target);
  return {
    hostname: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? port : Number(url.port),
  };
}

function unixAddress(written: string): DaemonAddress {
  const name = written.startsWith("//") ? written.slice(2) : written;
  if (name === "" || name === "@" || name === "\0") throw unknown("unix:");
  const path = name.startsWith("@") ? `\0${name.slice(1)}` : name;
  return { kind: "unix", path };
}

function unknown(target: string): TypeError {
  return new TypeError(
    `"${printableTarget(target)}" is no address of a daemon: ` +
      "ws://host:port, wss://host, tcp://, tls://, jetb://, jetbs:// or unix:/path",
  );
}
