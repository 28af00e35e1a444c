/**
 * Connects to other relays.
 *
 * @module
 */
import type { Pipe } from "./connection.ts";
import { OpenLinks } from "../../transport/links/open_links.ts";
import { RuntimeWebSocketLink } from "../../transport/links/runtime_websocket_link.ts";

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Connects to a relay.
 *
 * @param url Its address; `http` and `https` stand for `ws` and `wss`. A name and
 * a password in it are sent by HTTP Basic.
 * @param maxMessage Characters of the longest message taken.
 * @throws {Error} if the connection fails or takes more than 10 seconds.
 */
export function dial(url: string, maxMessage: number): Promise<Pipe> {
  const socket = new WebSocket(url.replace(/^http/, "ws"));
  // Errors must not show the password.
  const shown = url.replace(/\/\/[^/]*@/, "//");
  socket.binaryType = "arraybuffer";
  const link = new RuntimeWebSocketLink(
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
        // The WebSocket API lets a client send 1000 and 3000 to 4999 only.
        if (socket.readyState !== WebSocket.OPEN) return;
        socket.close(code === 1000 ? code : 3000, reason);
      },
    },
    shown,
    { maxMessage },
    new OpenLinks(),
  );
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => {
      clearTimeout(timer);
      reject(new Error(`no relay at ${shown}: ${reason}`));
      link.ended(reason);
    };
    const timer = setTimeout(() => {
      socket.close();
      fail("it does not answer");
    }, CONNECT_TIMEOUT_MS);
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
