/**
 * Connects to other relays.
 *
 * @module
 */
import type { Pipe } from "./connection.ts";
import { OpenLinks } from "../../transport/links/open_links.ts";
import { WebSocketLink } from "../../transport/links/websocket_link.ts";

// How long a relay may take to answer, in milliseconds.
const PATIENCE = 10_000;

/**
 * Connects to a relay.
 *
 * @param url Where it is; `http` and `https` mean WebSockets too.
 * @param maxMessage Characters of the longest message taken.
 * @throws {Error} if nobody answers, or no relay does.
 */
export function dial(url: string, maxMessage: number): Promise<Pipe> {
  const socket = new WebSocket(url.replace(/^http/, "ws"));
  socket.binaryType = "arraybuffer";
  const link = new WebSocketLink(
    {
      buffered: () => socket.bufferedAmount,
      send(text) {
        if (socket.readyState === WebSocket.OPEN) socket.send(text);
        return true;
      },
      sendBytes(bytes) {
        if (socket.readyState === WebSocket.OPEN) socket.send(bytes.slice());
        return true;
      },
      close(code, reason) {
        // A client may name no other code than this one.
        if (socket.readyState !== WebSocket.OPEN) return;
        socket.close(code === 1000 ? code : 3000, reason);
      },
    },
    url,
    maxMessage,
    new OpenLinks(),
  );
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => {
      clearTimeout(timer);
      reject(new Error(`no relay at ${url}: ${reason}`));
      link.ended(reason);
    };
    const timer = setTimeout(() => {
      socket.close();
      fail("it does not answer");
    }, PATIENCE);
    socket.onopen = () => {
      clearTimeout(timer);
      resolve(link);
    };
    socket.onmessage = ({ data }) => link.received(data);
    socket.onerror = () => fail("the connection failed");
    socket.onclose = ({ code, reason }) =>
      fail(reason || `closed with code ${code}`);
  });
}
