/**
 * WebSockets of strangers: the handshake, and frames whose bytes are made once.
 *
 * @module
 */
import { within } from "../support/within.ts";
import type { Connection } from "./connection.ts";

const encoder = new TextEncoder();

/** Asks for a WebSocket on a connection, and waits until it is one. */
export async function upgraded(
  connection: Connection,
  path: string,
  protocol?: string,
): Promise<Connection> {
  let head = "";
  const answered = new Promise<string>((resolve) =>
    connection.firstBytes((chunk) => {
      head += String.fromCharCode(...chunk);
      const isWhole = head.includes("\r\n\r\n");
      if (isWhole) resolve(head.slice(0, head.indexOf("\r\n")));
      return isWhole;
    })
  );
  await connection.send(encoder.encode([
    `GET ${path} HTTP/1.1`,
    "Host: 127.0.0.1",
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ...protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`],
    "\r\n",
  ].join("\r\n")));
  const ended = connection.ended.then(() => "the end");
  const status = await within(Promise.race([answered, ended]), "an upgrade");
  if (status.includes(" 101 ")) return connection;
  throw new Error(`no upgrade: ${status}`);
}
