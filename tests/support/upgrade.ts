/**
 * Requests for a WebSocket of which only the answer's status matters, with
 * any header fields, also those that no client of good manners would send.
 *
 * @module
 */
import { within } from "./within.ts";

/** A request for a WebSocket. */
export interface UpgradeRequest {
  /** The request's target; "/" if not given. */
  path?: string;
  /** Header fields beside or instead of the usual ones. */
  headers?: Record<string, string>;
}

/** What was answered. */
export interface UpgradeAnswer {
  status: number;
  headers: Headers;
}

/** Asks for a WebSocket, and hangs up when the answer's head is there. */
export async function upgrade(
  port: number,
  { path = "/", headers = {} }: UpgradeRequest,
): Promise<UpgradeAnswer> {
  using conn = await Deno.connect({ hostname: "127.0.0.1", port });
  const fields = Object.entries({
    "Host": `127.0.0.1:${port}`,
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol": "jet",
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  await conn.write(
    new TextEncoder().encode(`GET ${path} HTTP/1.1\r\n${fields}\r\n`),
  );
  const chunk = new Uint8Array(1 << 12);
  let text = "";
  while (!text.includes("\r\n\r\n")) {
    const length = await within(conn.read(chunk), "the answer's head");
    if (length === null) throw new Error("no answer");
    text += String.fromCharCode(...chunk.subarray(0, length));
  }
  const [status, ...lines] = text.slice(0, text.indexOf("\r\n\r\n"))
    .split("\r\n");
  const answered = lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  return {
    status: Number(status.split(" ")[1]),
    headers: new Headers(answered),
  };
}

/** The value of an `Authorization` field for HTTP Basic. */
export function basic(user: string, password: string): string {
  const bytes = new TextEncoder().encode(`${user}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}
