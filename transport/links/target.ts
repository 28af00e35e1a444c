/**
 * The addresses of daemons as programs write them, as far as a page needs to
 * know them: `address.ts` takes those of stream sockets apart.
 *
 * @module
 */

/** Port on which a daemon listens for WebSocket peers. */
export const WS_PORT = 11123;

const NO_PATH = /^unix:(?:\/\/)?[@\0]?$/;

/**
 * The URL of a WebSocket; none: it is the address of a stream socket.
 *
 * @throws {TypeError} if it is no address of a daemon.
 */
export function webSocketUrl(target: string): string | undefined {
  const url = URL.canParse(target) ? new URL(target) : undefined;
  switch (url?.protocol) {
    case "ws:":
      // The URL parser drops a port 80 that was written down.
      if (url.port === "" && !/^ws:\/\/[^/?#]*:80(?!\d)/i.test(target)) {
        url.port = `${WS_PORT}`;
      }
      return url.href;
    case "wss:":
      return url.href;
  }
  const isSocket = target.startsWith("unix:")
    ? !NO_PATH.test(target)
    : url?.hostname && /^(?:tcp|tls|jetbs?):/.test(url.protocol);
  if (isSocket) return undefined;
  throw new TypeError(
    `"${printableTarget(target)}" is no address of a daemon: ` +
      "ws://host:port, wss://host, tcp://, tls://, jetb://, jetbs:// or unix:/path",
  );
}

/** The address as it may appear in messages: without user and password. */
export function printableTarget(target: string): string {
  return target.replace(/\/\/[^/?#]*@/, "//").replaceAll("\0", "@");
}
