/**
 * Connections on which bytes are said, whatever they mean.
 *
 * @module
 */
import { within } from "../../support/within.ts";

/** A connection over TCP or a WebSocket. */
export interface RawLink {
  /** Sends bytes; over a WebSocket as one message. */
  write(bytes: Uint8Array): Promise<void>;
  /** Ends the connection without a word. */
  close(): void;
  /** Fulfilled when the connection is gone. */
  readonly gone: Promise<void>;
}

/** Callbacks for the input. */
export type Hear = (bytes: Uint8Array) => void;

/** Connects by TCP; without callbacks nothing is read. */
export async function tcpLink(port: number, hear?: Hear): Promise<RawLink> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  conn.setNoDelay();
  const link = {
    async write(bytes: Uint8Array): Promise<void> {
      for (let at = 0; at < bytes.length;) {
        at += await conn.write(bytes.subarray(at));
      }
    },
    close(): void {
      try {
        conn.close();
      } catch (error) {
        if (!(error instanceof Deno.errors.BadResource)) throw error;
      }
    },
    gone: Promise.resolve(),
  };
  if (hear !== undefined) link.gone = hearAll(conn, hear);
  return link;
}

async function hearAll(conn: Deno.Conn, hear: Hear): Promise<void> {
  const chunk = new Uint8Array(1 << 16);
  for (;;) {
    let length: number | null;
    try {
      length = await conn.read(chunk);
    } catch {
      return;
    }
    if (length === null) return;
    hear(chunk.slice(0, length));
  }
}

/** Connects by WebSocket. */
export async function webSocketLink(
  port: number,
  hear: Hear,
): Promise<RawLink> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, "jet-binary");
  socket.binaryType = "arraybuffer";
  const { promise: gone, resolve: end } = Promise.withResolvers<void>();
  socket.addEventListener("message", ({ data }) => {
    if (data instanceof ArrayBuffer) hear(new Uint8Array(data));
  });
  socket.addEventListener("close", () => end());
  const { promise: open, resolve, reject } = Promise.withResolvers<void>();
  socket.addEventListener("open", () => resolve());
  socket.addEventListener("error", () => reject(new Error("no WebSocket")));
  await within(open, "the WebSocket");
  return {
    write(bytes: Uint8Array): Promise<void> {
      if (socket.readyState === WebSocket.OPEN) {
        socket.send(new Uint8Array(bytes));
      }
      return Promise.resolve();
    },
    close: () => socket.close(),
    gone,
  };
}
